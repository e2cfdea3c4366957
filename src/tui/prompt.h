/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line at the bottom where a text is typed: a command, a filter, a text to find.
 */
#ifndef LIFEBOAT_TUI_PROMPT_H
#define LIFEBOAT_TUI_PROMPT_H

#include <stdbool.h>

#include "tui/edit.h"
#include "util/vec.h"

struct ui;

#define PROMPT_HISTORIES 3
#define PROMPT_HISTORY_MAX 100

/* What could stand in place of the last `length` bytes before the cursor. */
struct completion {
	size_t length;
	VEC(char *) words;
	bool open; /* a single word is not finished with a blank */
};

void completion_release(struct completion *c);
/* Adds a word if it begins with `typed`. */
void completion_add(struct completion *c, const char *typed, const char *word);

struct prompt_ops {
	const char *label;  /* ":" */
	size_t history;     /* which of the histories it uses */
	void (*accept)(struct ui *ui, const char *text);
	/* While typing, once everything typed so far has been taken; may be NULL. */
	void (*changed)(struct ui *ui, const char *text);
	void (*cancel)(struct ui *ui);                 /* may be NULL */
	/* `head` is the text before the cursor; may be NULL. */
	void (*complete)(struct ui *ui, const char *head, struct completion *ret);
};

struct prompt {
	const struct prompt_ops *ops; /* NULL: closed */
	struct edit edit;
	struct strbuf hint;           /* what completion offers, or what is wrong */
	bool hint_bad, changed;
	struct prompt_history {
		VEC(char *) lines;
	} history[PROMPT_HISTORIES];
	size_t history_at;            /* line shown; == lines.n: the one being typed */
};

void prompt_release(struct prompt *p);
void prompt_open(struct prompt *p, const struct prompt_ops *ops, const char *preset);
void prompt_remember(struct prompt *p, size_t history, const char *text);
void prompt_hint(struct prompt *p, bool bad, const char *text);
void prompt_act(struct ui *ui, enum action a);
void prompt_type(struct ui *ui, const char *text, int32_t key);
/* Lets `changed` see what was typed. */
void prompt_settle(struct ui *ui);
/* Returns the cell the cursor rests on. */
size_t prompt_draw(const struct prompt *p, struct line *l, size_t cols);

/* Tab in any text: puts in what is common to all candidates; lists them in `hint` when there are
 * several and nothing more is common. */
void completion_apply(const struct completion *c, struct edit *e, struct strbuf *hint);

#endif
