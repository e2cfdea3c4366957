/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SHA-256 over a canonical sequence of fields.
 *
 * digest_field writes an 8-byte big-endian length and then the bytes, so that no two different
 * sequences of fields give the same input; NULL is written as length 2^64-1, apart from "".
 */
#ifndef LIFEBOAT_UTIL_DIGEST_H
#define LIFEBOAT_UTIL_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "util/strbuf.h"

#define DIGEST_SIZE 32
#define DIGEST_HEX (2 * DIGEST_SIZE + 1)

struct digest {
	_Alignas(16) unsigned char state[128];
};

void digest_init(struct digest *d);
void digest_bytes(struct digest *d, const void *data, size_t length);
void digest_field(struct digest *d, const void *data, size_t length);
void digest_text(struct digest *d, const char *text); /* NULL allowed */
void digest_int(struct digest *d, int64_t value);
void digest_final(struct digest *d, unsigned char out[DIGEST_SIZE]);
/* Lower-case hexadecimal with a final NUL. */
void digest_hex(const unsigned char hash[DIGEST_SIZE], char out[DIGEST_HEX]);

#endif
