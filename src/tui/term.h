/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the interface runs on: something that shows frames and gives events.
 *
 * Two of them: the window of a real terminal (painter.c, the only file that knows curses) and a
 * script (term_script.c), which needs no terminal.
 */
#ifndef LIFEBOAT_TUI_TERM_H
#define LIFEBOAT_TUI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/frame.h"
#include "util/err.h"

enum event_kind {
	EVENT_NONE,   /* nothing happened in time */
	EVENT_KEY,
	EVENT_PASTE,  /* text that was pasted: never keys */
	EVENT_RESIZE,
	EVENT_STOP,   /* asked to end by a signal, or the keyboard is gone */
	EVENT_PAUSE,  /* asked to go to the background by a signal */
	EVENT_WAKE,   /* the descriptor given to wait has something */
};

struct event {
	enum event_kind kind;
	int32_t key;
	struct strbuf paste;
};

struct term;

struct term_ops {
	void (*size)(struct term *t, size_t *ret_rows, size_t *ret_cols);
	/* Draws what differs from what is there. */
	void (*show)(struct term *t, const struct frame *f);
	/* Draws everything, whatever was there. */
	void (*redraw)(struct term *t);
	/* Waits at most `ms` for an event (negative: however long it takes), or until `wake` (-1 for
	 * none) can be read.  `busy`: work is going on, a script does not go on. */
	void (*wait)(struct term *t, int ms, int wake, bool busy, struct event *ret);
	/* Gives the terminal back, stops the process, and takes the terminal again. */
	void (*pause)(struct term *t);
	/* Gives the terminal back; NULL is fine. */
	void (*close)(struct term *t);
	/* 0, or the exit status a script ends with. */
	int (*status)(const struct term *t);
};

struct term {
	const struct term_ops *ops;
	bool ascii; /* draw with ASCII only */
};

/* colour: may be used if the terminal has it.  plain: no colour, ASCII, no attributes. */
/* `stop` is set when a signal asks the process to end. */
int term_open_curses(bool colour, bool plain, volatile int *stop, struct term **ret, struct err *err);
/* The script reads its steps from the file. */
int term_open_script(const char *path, struct term **ret, struct err *err);

#endif
