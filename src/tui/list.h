/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of records: selection, scrolling, sort, filter, marks, columns.
 *
 * The selected row is known by its key, not by its place: it stays selected when the list is
 * sorted, filtered, edited or read again, as long as it is there; when it is not, the row after the
 * place where it was is selected.  Only a stretch of rows around the window is held (stretch.h).
 */
#ifndef LIFEBOAT_TUI_LIST_H
#define LIFEBOAT_TUI_LIST_H

#include "tui/stretch.h"
#include "tui/view.h"

/* One column of a list. */
struct list_column {
	const char *title;   /* N_(); NULL: the name of the descriptor's column */
	const char *column;  /* of the descriptor: shown, and what sorting goes by; NULL: neither */
	unsigned width;      /* at most so many cells; 0: as wide as its texts, up to 40 */
	bool right;          /* numbers */
	bool grow;           /* takes what the others leave; at least `width` */
	unsigned window;     /* only in windows at least so wide */
	/* Adds the cell of a row, of any width; NULL: the text of `column`. */
	void (*cell)(struct view *v, const struct record *r, size_t width, struct line *l);
};

#define LIST_MAX_COLUMNS 40

enum list_aim {
	AIM_STAY,  /* where the selection stands */
	AIM_START, /* the beginning */
	AIM_KEY,   /* the row with this key, if there is one; or else AIM_STAY */
	AIM_ROW    /* the row, or where it was */
};

/* Where the selection stands, or shall. */
struct list_place {
	enum list_aim aim;
	struct record at; /* AIM_KEY: its key alone; AIM_ROW: as it was read; otherwise empty */
	size_t row;       /* of the window */
	bool first;       /* the beginning of the list is in sight */
};

struct list {
	struct stretch rows;
	size_t cursor;        /* selected row, index in rows */
	size_t top;           /* first row in the window */
	size_t height;        /* rows the window had room for when last drawn */
	size_t column, left;  /* column under the cursor; first column after the pinned one */
	bool measured;        /* the rows that were read at once have had their say on widths */
	unsigned natural[LIST_MAX_COLUMNS], chosen[LIST_MAX_COLUMNS]; /* widths; 0: none */
	VEC(char *) marks;    /* keys of marked rows, sorted */
	int64_t count, count_all; /* -1: not counted yet */
	char *pattern;        /* selector of the last filter, for next and previous match */
	bool unfinished;      /* the rows of the filter were not read to the end: typing went on */
	/* the filter and the place before another filter is typed: each of its letters looks from there,
	 * so that what half a word happens to match leads nowhere */
	char *filter_before;
	struct list_place before;
	struct strbuf notice; /* said instead of rows when there are none */
	struct list_place wanted; /* to be selected once rows are read */
};

extern const struct view_kind list_kind;

static inline struct list *list_of(const struct view *v)
{
	return v->state;
}

/* For open functions of screens: where the rows come from. */
void list_use_store(struct view *v, const struct table *t, struct db *db, const char *sort,
		    bool descending);
void list_use_memory(struct view *v, const struct table *t, source_compare_fn *compare);
/* What is said when there are no rows. */
void list_notice(struct view *v, const char *text);
/* Selects the row with this key ("a/b"), if it is there. */
void list_select(struct view *v, const char *key);

/* The selected row, or NULL. */
const struct record *list_selected(const struct view *v);
/* Where the selection stands now, AIM_START when nothing is selected: the caller's, to be released. */
struct list_place list_place_of(const struct view *v);
void list_place_release(struct list_place *p);
/* The next reading of rows goes to this place; a copy of it is taken. */
void list_want(struct view *v, const struct list_place *p);
/* Filter as if typed. */
int list_filter(struct view *v, const char *selector, struct err *err);
/* Reads the rows again around the selected one. */
int list_reload(struct view *v, struct err *err);
/* The same where it may take long (busy.h). */
int list_reload_long(struct view *v, bool typing_stops, struct err *err);

/* list_draw.c */
void list_draw(struct view *v, struct frame *f, const struct area *area);
void list_describe(struct view *v, struct line *l);
/* Text of a record's cell as people read it. */
void list_cell_text(const struct record *r, int column, struct strbuf *out);
/* Number of columns, and the descriptor's index of one (-1: none). */
size_t list_n_columns(const struct view *v);
int list_column_index(const struct view *v, size_t i);

/* list_marks.c */
bool list_is_marked(const struct list *l, const char *key);
void list_mark(struct list *l, const char *key, bool on);
/* The selected row is marked, or its mark taken away; the selection goes on to the next. */
void list_mark_selected(struct view *v);
void list_unmark_all(struct view *v);

/* list_edit.c */
void list_edit(struct view *v);
void list_add(struct view *v);
void list_delete(struct view *v);

#endif
