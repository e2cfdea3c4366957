/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row: its cells and its key.  The rules over whole rows stand in record_check.c. */
#include "config.h"
#include "model/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "util/i18n.h"
#include "util/mem.h"

void record_init(struct record *r, const struct table *t)
{
	r->table = t;
	r->cell = mem_zalloc(t->n_columns, sizeof(*r->cell));
	r->rev = 0;
}

void record_clear(struct record *r)
{
	size_t i;

	for (i = 0; r->cell && i < r->table->n_columns; i++) {
		free(r->cell[i]);
		r->cell[i] = NULL;
	}
	r->rev = 0;
}

void record_release(struct record *r)
{
	if (!r || !r->cell)
		return;
	record_clear(r);
	free(r->cell);
	r->cell = NULL;
}

void record_copy(struct record *r, const struct record *from)
{
	size_t i;

	assert(r->table == from->table);
	for (i = 0; i < r->table->n_columns; i++) {
		char *copy = mem_strdup(from->cell[i]);

		free(r->cell[i]);
		r->cell[i] = copy;
	}
	r->rev = from->rev;
}

static size_t column_of(const struct record *r, const char *column)
{
	int i = table_column(r->table, column);

	assert(i >= 0); /* names come from the program, not from input */
	return (size_t)i;
}

const char *record_get(const struct record *r, const char *column)
{
	return r->cell[column_of(r, column)];
}

void record_set(struct record *r, const char *column, const char *canonical)
{
	size_t i = column_of(r, column);
	char *copy = mem_strdup(canonical);

	free(r->cell[i]);
	r->cell[i] = copy;
}

void record_key_text(const struct record *r, struct strbuf *out)
{
	int key[8];
	size_t n = table_key(r->table, key), i;

	for (i = 0; i < n; i++) {
		const char *at = r->cell[key[i]];

		if (i)
			strbuf_addch(out, '/');
		for (; at && *at; at++) {
			if (*at == '/' || *at == '\\')
				strbuf_addch(out, '\\');
			strbuf_addch(out, *at);
		}
	}
}

/* Moves the text up to the next '/' that no '\' stands before into `part`; false at the end. */
static bool next_part(const char **at, struct strbuf *part)
{
	const char *s = *at;

	strbuf_reset(part);
	if (!s)
		return false;
	for (; *s && *s != '/'; s++) {
		if (*s == '\\' && s[1])
			s++;
		strbuf_addch(part, *s);
	}
	*at = *s ? s + 1 : NULL;
	return true;
}

/* "playbook/step/mode", for messages. */
static int refuse_key(const struct table *t, const char *text, struct err *err)
{
	struct strbuf form = STRBUF_INIT;
	int key[8], rc;
	size_t n = table_key(t, key), i;

	for (i = 0; i < n; i++)
		strbuf_add_sep(&form, "/", t->columns[key[i]].name);
	rc = err_set(err, ERR_INPUT, N_("'%s' is no key of %s; write it as %s"), text, t->name,
		     form.buf);
	strbuf_release(&form);
	return rc;
}

int record_key_parse(struct record *r, const char *text, struct err *err)
{
	const struct table *t = r->table;
	struct strbuf part = STRBUF_INIT;
	const char *at = text;
	int key[8], rc = 0;
	size_t n = table_key(t, key), i;

	for (i = 0; rc == 0 && i < n; i++) {
		const struct column *c = &t->columns[key[i]];
		char *value = NULL;

		/* Parts at the end may be left out where a row without them can exist. */
		next_part(&at, &part);
		rc = value_canonical(c, part.len ? part.buf : c->preset, &value, err);
		if (rc == 0 && !value && (c->flags & COLF_REQUIRED))
			rc = refuse_key(t, text, err);
		if (rc < 0) {
			free(value);
			break;
		}
		free(r->cell[key[i]]);
		r->cell[key[i]] = value;
	}
	if (rc == 0 && at)
		rc = refuse_key(t, text, err);
	strbuf_release(&part);
	return rc;
}
