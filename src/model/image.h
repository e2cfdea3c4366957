/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The image of a record: its cells as one canonical run of bytes.
 *
 * Each cell, in the order of the record's descriptor, is an 8-byte big-endian length and then its
 * bytes; an empty (NULL) cell is the length 2^64-1 alone.  It is the layout of digest_field, so that
 * the journal, undo and the hash of an imported row agree on what a record is.  Equal records have
 * equal images.
 */
#ifndef LIFEBOAT_MODEL_IMAGE_H
#define LIFEBOAT_MODEL_IMAGE_H

#include <stddef.h>

#include "util/err.h"
#include "util/strbuf.h"

/* Appends one field; NULL is the empty cell. */
void image_add(struct strbuf *out, const void *data, size_t size);
/* Appends the image of n cells. */
void image_encode(const char *const *cell, size_t n, struct strbuf *out);
/* The cells of an image.  Fills cell[0..n-1] with new texts the caller frees (NULL for an empty
 * cell, and for columns younger than the image) and gives the number the image holds.  ERR_CORRUPT
 * when the bytes are no image or hold more than n cells. */
int image_decode(const void *image, size_t size, char **cell, size_t n, size_t *ret_n,
		 struct err *err);

#endif
