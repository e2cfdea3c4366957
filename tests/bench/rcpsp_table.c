/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "rcpsp_table.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

int table_complain(const struct table *t, size_t line, const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "rcpsp: %s:", t->path);
	if (line)
		fprintf(stderr, "%zu:", line);
	fputc(' ', stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	return -1;
}

static int read_text(struct table *t)
{
	FILE *f = fopen(t->path, "rb");
	size_t got;
	bool bad;

	if (!f)
		return table_complain(t, 0, "%s", strerror(errno));
	do {
		t->text = mem_resize(t->text, t->size + 65537, 1);
		got = fread(t->text + t->size, 1, 65536, f);
		t->size += got;
	} while (got);
	t->text[t->size] = '\0';
	bad = ferror(f) != 0;
	fclose(f);
	return bad ? table_complain(t, 0, "it cannot be read: %s", strerror(errno)) : 0;
}

static void scan_numbers(struct table *t, struct row *r)
{
	const char *s = r->text;

	r->first = t->n_v;
	while (s < r->end) {
		char *after;
		long long v;

		if (!isdigit((unsigned char)*s) &&
		    !(*s == '-' && s + 1 < r->end && isdigit((unsigned char)s[1]))) {
			s++;
			continue;
		}
		if (t->n_v == t->v_cap) {
			t->v_cap = t->v_cap * 2 + 256;
			t->v = mem_resize(t->v, t->v_cap, sizeof(*t->v));
		}
		v = strtoll(s, &after, 10);
		t->v[t->n_v++] = v > MOST ? MOST + 1 : v < -MOST ? -MOST - 1 : v;
		s = after;
	}
	r->n = t->n_v - r->first;
}

int table_read(struct table *t, const char *path)
{
	const char *at, *end;

	*t = (struct table){.path = path};
	if (read_text(t) < 0)
		return -1;
	at = t->text;
	end = at + t->size;
	for (size_t line = 1; at < end; line++) {
		struct row r = {.text = at, .line = line};

		while (at < end && *at != '\n' && *at != '\r')
			at++;
		r.end = at;
		if (at < end)
			at += at + 1 < end && at[0] == '\r' && at[1] == '\n' ? 2 : 1;
		while (r.text < r.end && isspace((unsigned char)*r.text))
			r.text++;
		if (r.text == r.end)
			continue;
		scan_numbers(t, &r);
		if (t->n_rows == t->rows_cap) {
			t->rows_cap = t->rows_cap * 2 + 256;
			t->rows = mem_resize(t->rows, t->rows_cap, sizeof(*t->rows));
		}
		t->rows[t->n_rows++] = r;
	}
	return t->n_rows ? 0 : table_complain(t, 0, "the file is empty");
}

void table_release(struct table *t)
{
	free(t->text);
	free(t->v);
	free(t->rows);
}
