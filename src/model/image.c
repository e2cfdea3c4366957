/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/image.h"

#include <stdint.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

static void add_length(struct strbuf *out, uint64_t length)
{
	char bytes[8];
	int i;

	for (i = 7; i >= 0; i--, length >>= 8)
		bytes[i] = (char)(length & 0xff);
	strbuf_add(out, bytes, sizeof(bytes));
}

void image_add(struct strbuf *out, const void *data, size_t size)
{
	add_length(out, data ? (uint64_t)size : UINT64_MAX);
	if (data)
		strbuf_add(out, data, size);
}

void image_encode(const char *const *cell, size_t n, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		image_add(out, cell[i], cell[i] ? strlen(cell[i]) : 0);
}

static uint64_t take_length(const unsigned char *at)
{
	uint64_t length = 0;
	int i;

	for (i = 0; i < 8; i++)
		length = length << 8 | at[i];
	return length;
}

/* Reads one cell; false when the bytes end early or a text holds a NUL. */
static bool take_cell(const unsigned char **at, const unsigned char *end, char **ret)
{
	uint64_t length;

	if (end - *at < 8)
		return false;
	length = take_length(*at);
	*at += 8;
	*ret = NULL;
	if (length == UINT64_MAX)
		return true;
	if (length > (uint64_t)(end - *at) || memchr(*at, '\0', (size_t)length))
		return false;
	*ret = mem_strndup((const char *)*at, (size_t)length);
	*at += length;
	return true;
}

int image_decode(const void *image, size_t size, char **cell, size_t n, size_t *ret_n,
		 struct err *err)
{
	const unsigned char *at = image, *end = at + size;
	size_t count = 0, i;

	for (i = 0; i < n; i++)
		cell[i] = NULL;
	while (at < end && count < n && take_cell(&at, end, &cell[count]))
		count++;
	if (at == end) {
		*ret_n = count;
		return 0;
	}
	for (i = 0; i < n; i++) {
		free(cell[i]);
		cell[i] = NULL;
	}
	return err_set(err, ERR_CORRUPT,
		       N_("a stored record cannot be read back (%zu bytes, cell %zu); run 'lifeboat "
			  "doctor'"), size, count + 1);
}
