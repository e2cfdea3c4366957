/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a command's answer goes.
 *
 * Commands never print: they hand lines and table rows to an answer, and the layer that owns the
 * screen decides what they look like (cli: text, CSV or JSON on standard output; tui: a page).
 * Rows are streamed, so that a listing of a million rows needs no memory.
 *
 *	answer_table(a, "assets", columns, 2);
 *	answer_row(a, (const char *const[]){ "pc-1", NULL });
 *	answer_end(a);
 *	answer_line(a, _("1 asset"));
 *
 * A program that reads the answer (CSV, JSON) gets the tables alone: lines are for people and go beside
 * them there.  An answer that may hold more tables than one says so before the first (answer_several).
 *
 * Texts are UTF-8 as stored; the receiving side cleans them for its medium.  NULL cells are empty.
 */
#ifndef LIFEBOAT_APP_ANSWER_H
#define LIFEBOAT_APP_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answer_column {
	const char *name;  /* machine name: CSV header, JSON member */
	const char *title; /* what people read, translated; NULL: the name */
	bool right;        /* numbers stand to the right */
};

struct answer;

struct answer_ops {
	/* NULL: it makes no difference. */
	void (*several)(struct answer *a);
	void (*table)(struct answer *a, const char *name, const struct answer_column *columns,
		      size_t n);
	void (*row)(struct answer *a, const char *const *cells);
	void (*end)(struct answer *a);
	/* One line of the answer proper. */
	void (*line)(struct answer *a, const char *text);
	/* A remark beside the answer (standard error on the command line). */
	void (*note)(struct answer *a, const char *text);
	/* Bytes that are the answer themselves (an export to "-"). */
	void (*raw)(struct answer *a, const void *data, size_t length);
	/* 0..1000; stage is a translated word or two.  Returns true when the user asked to stop. */
	bool (*progress)(struct answer *a, int permille, const char *stage);
};

struct answer {
	const struct answer_ops *ops;
	/* its tables are read by programs: all digits of a figure and nothing between them */
	bool programs;
	bool limited;      /* tables end after so many rows; see answer_limit */
	size_t limit, rows;
};

/* More tables than one may follow, each with a name of its own: in JSON one object with a member for
 * each, and not an array. */
void answer_several(struct answer *a);
void answer_table(struct answer *a, const char *name, const struct answer_column *columns,
		  size_t n);
/* Tables from now on show at most so many rows; negative: all. */
void answer_limit(struct answer *a, int64_t rows);
void answer_row(struct answer *a, const char *const *cells);
void answer_end(struct answer *a);
void answer_line(struct answer *a, const char *text);
void answer_linef(struct answer *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
void answer_note(struct answer *a, const char *text);
void answer_notef(struct answer *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
void answer_raw(struct answer *a, const void *data, size_t length);
bool answer_progress(struct answer *a, int permille, const char *stage);

#endif
