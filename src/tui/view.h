/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A view: what stands between the top line and the footer.
 *
 * Two tables describe one.  Its kind is behaviour that many views share: a list of rows (list.h),
 * running text (pager.h), a form (form.h).  Its operations are what is its own.  A screen is a view
 * that the user reaches by a digit; the others are opened on top of it and closed again.  A view
 * that needs a special case gets a function here, never a question which view it is.
 */
#ifndef LIFEBOAT_TUI_VIEW_H
#define LIFEBOAT_TUI_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/table.h"
#include "tui/actions.h"
#include "tui/frame.h"
#include "util/err.h"

struct ui;
struct view;
struct list_column;
struct state_out;

typedef void view_action_fn(struct view *v);

struct view_action {
	enum action action;
	view_action_fn *run;
};

/* The part of the window a view draws in: rows from `top`, over the whole width. */
struct area {
	size_t top, rows, cols;
};

struct view_kind {
	unsigned context;                   /* which keys apply */
	const struct view_action *actions;  /* ends with ACT_NONE */
	void (*open)(struct view *v);       /* before the view's own open */
	void (*close)(struct view *v);      /* after the view's own close */
	unsigned (*abilities)(const struct view *v);
	void (*draw)(struct view *v, struct frame *f, const struct area *area);
	/* Reads the data again and keeps selection and place. */
	int (*refresh)(struct view *v, struct err *err);
	/* What can wait until nobody types; true when it did something. */
	bool (*idle)(struct view *v);
	/* Typed or pasted text that is no action. */
	void (*type)(struct view *v, const char *text, int32_t key);
	/* Puts the cursor on the row of this table with this key, if it shows it. */
	void (*select)(struct view *v, const struct table *t, const char *key);
	/* "12 of 2,400 · filter: …" beside the title. */
	void (*describe)(struct view *v, struct line *l);
	/* What survives a restart, as name and value. */
	void (*save)(const struct view *v, struct state_out *out);
	void (*restore)(struct view *v, const char *name, const char *value);
};

struct view_ops {
	const char *name;   /* in the state file */
	const char *title;  /* N_() */
	const char *help;   /* N_() what it shows and how it is read; paragraphs end in \n */
	const struct view_kind *kind;
	int (*open)(struct view *v, struct err *err);  /* may be NULL */
	void (*close)(struct view *v);                 /* may be NULL */
	/* Reads what it keeps of the workspace; on opening and on every refresh.  May be NULL. */
	int (*load)(struct view *v, struct err *err);
	/* Draws lines above everything else; returns how many rows it took.  May be NULL. */
	size_t (*header)(struct view *v, struct frame *f, const struct area *area);
	/* More words for the title line.  May be NULL. */
	void (*subtitle)(struct view *v, struct line *l);
	unsigned plans;     /* ABLE_PLANS when it shows the chosen plan */
	/* Writes the command that `x` offers.  NULL: nothing to export. */
	void (*export)(struct view *v, struct strbuf *command);
	/* The record that `e` edits; NULL: not editable. */
	const struct record *(*record)(struct view *v);

	/* lists: what stands in a row, either by columns ... */
	const struct list_column *columns;
	size_t n_columns;
	/* ... or drawn as a whole, with a heading where `group` changes. */
	void (*row)(struct view *v, const struct record *r, size_t width, struct line *l);
	const char *(*group)(struct view *v, const struct record *r);
	void (*heading)(struct view *v, const struct record *r, size_t width, struct line *l);
	/* What Enter does; NULL: shows every column of the record. */
	void (*enter)(struct view *v, const struct record *r);
	bool editable;      /* its rows can be changed, added and deleted */
};

struct view {
	const struct view_ops *ops;
	struct ui *ui;
	void *state;   /* of the kind */
	void *data;    /* of the operations */
	int64_t seen;  /* version of the data it shows */
};

/* Makes and loads a view; `data` is for its operations. */
int view_new(struct ui *ui, const struct view_ops *ops, void *data, struct view **ret,
	     struct err *err);
void view_free(struct view *v);
int view_refresh(struct view *v, struct err *err);
unsigned view_abilities(const struct view *v);
/* Runs the action if the view's kind knows it and the view is able to. */
bool view_act(struct view *v, enum action a);

#endif
