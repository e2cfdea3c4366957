/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/stretch.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)128)
#define MOST (8 * CHUNK)

void stretch_init(struct stretch *r)
{
	memset(r, 0, sizeof(*r));
}

void stretch_clear(struct stretch *r)
{
	size_t i;

	for (i = 0; i < r->held.n; i++)
		record_release(&r->held.items[i]);
	r->held.n = 0;
	r->at_start = r->at_end = false;
}

void stretch_release(struct stretch *r)
{
	stretch_clear(r);
	VEC_RELEASE(&r->held);
	source_release(&r->source);
}

/* Reads a chunk and puts it before index `at`, which is an end of what is held. */
static int read_chunk(struct stretch *r, const struct record *from, bool backwards, size_t *ret_n,
		      struct err *err)
{
	struct record chunk[CHUNK];
	size_t i, n = 0, at = backwards ? 0 : r->held.n;
	int rc;

	for (i = 0; i < CHUNK; i++)
		record_init(&chunk[i], r->source.table);
	rc = source_page(&r->source, from, backwards, CHUNK, chunk, &n, err);
	if (rc < 0)
		n = 0;
	VEC_RESERVE(&r->held, r->held.n + n);
	if (n) {
		memmove(r->held.items + at + n, r->held.items + at,
			(r->held.n - at) * sizeof(*r->held.items));
		memcpy(r->held.items + at, chunk, n * sizeof(*chunk));
		r->held.n += n;
	}
	for (i = n; i < CHUNK; i++)
		record_release(&chunk[i]);
	if (rc == 0)
		*ret_n = n;
	return rc;
}

int stretch_after(struct stretch *r, struct err *err)
{
	size_t n;
	int rc;

	if (r->at_end)
		return 0;
	rc = read_chunk(r, r->held.n ? &VEC_LAST(&r->held) : NULL, false, &n, err);
	if (rc < 0)
		n = 0; /* no use in asking again at once */
	if (n < CHUNK)
		r->at_end = true;
	return rc;
}

int stretch_before(struct stretch *r, size_t *ret_moved, struct err *err)
{
	size_t n = 0;
	int rc = 0;

	if (!r->at_start && r->held.n)
		rc = read_chunk(r, &r->held.items[0], true, &n, err);
	if (rc < 0)
		n = 0;
	if (n < CHUNK)
		r->at_start = true;
	*ret_moved = n;
	return rc;
}

size_t stretch_trim(struct stretch *r, size_t at)
{
	size_t i, start = 0;

	if (r->held.n <= MOST)
		return 0;
	if (at > MOST / 2) {
		start = at - MOST / 2;
		for (i = 0; i < start; i++)
			record_release(&r->held.items[i]);
		memmove(r->held.items, r->held.items + start,
			(r->held.n - start) * sizeof(*r->held.items));
		r->held.n -= start;
		r->at_start = false;
	}
	while (r->held.n > MOST) {
		record_release(&VEC_LAST(&r->held));
		r->held.n--;
		r->at_end = false;
	}
	return start;
}

int stretch_around(struct stretch *r, const struct record *at, size_t *ret_index, struct err *err)
{
	struct record from;
	size_t n = 0;
	int rc = 0;

	record_init(&from, r->source.table);
	if (at)
		record_copy(&from, at); /* it may be one of those that go */
	stretch_clear(r);
	if (at) {
		source_reread(&r->source, &from);
		rc = read_chunk(r, &from, true, &n, err);
	}
	if (rc == 0) {
		r->at_start = n < CHUNK;
		rc = stretch_after(r, err);
	}
	record_release(&from);
	if (rc < 0)
		return rc;
	*ret_index = n < r->held.n || !n ? n : n - 1;
	return 0;
}

int stretch_last(struct stretch *r, struct err *err)
{
	size_t n;
	int rc;

	stretch_clear(r);
	rc = read_chunk(r, NULL, true, &n, err);
	if (rc == 0) {
		r->at_start = n < CHUNK;
		r->at_end = true;
	}
	return rc;
}
