/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The running interface: the screens, the views opened on top of them, the line at the bottom, and
 * the loop that turns events into actions.
 *
 * The window, from the top: the screens' names; title, count, filter and sort of the view; the
 * view; a line for messages, questions and typed text; the keys that work now.
 */
#ifndef LIFEBOAT_TUI_UI_H
#define LIFEBOAT_TUI_UI_H

#include "app/plan_ref.h"
#include "tui/ask.h"
#include "tui/keymap.h"
#include "tui/prompt.h"
#include "tui/term.h"
#include "tui/view.h"
#include "util/vec.h"

#define UI_MAX_SCREENS 10

/* A window smaller than this shows only a sentence that says so. */
#define UI_MIN_ROWS 16
#define UI_MIN_COLS 60

struct app;

struct ui {
	struct app *app;
	struct term *term;
	const struct drawing *draw;
	bool plain;
	struct keymap keys;
	struct frame frame;

	struct view *screens[UI_MAX_SCREENS]; /* made on the first visit */
	size_t screen;
	VEC(struct view *) stack;             /* opened on top of the screen */

	struct prompt prompt;
	struct ask ask;
	struct strbuf message;
	enum role message_role;

	char *plan;                           /* the plan the screens are about; NULL: the newest */
	VEC(struct event) held;               /* what was typed while work was going on */
	VEC(char *) drafts;                   /* forms that were open at the end, as state lines */
	VEC(char *) restored;                 /* lines of the state file for screens not yet made */
	bool done;
	int64_t first_seq;                    /* journal when the interface started */
};

void ui_init(struct ui *ui, struct app *app, struct term *term, bool plain);
void ui_release(struct ui *ui);
/* Until the user leaves; returns the exit status. */
int ui_run(struct ui *ui);

/* The view that gets the keys. */
struct view *ui_top(const struct ui *ui);
/* Opens a view on top; the user interface owns it from then on. */
void ui_push(struct ui *ui, struct view *v);
/* Opens a view described by ops on top, or says why it could not. */
void ui_open(struct ui *ui, const struct view_ops *ops, void *data);
/* Closes the view on top; on a screen, leaves the program. */
void ui_pop(struct ui *ui);
/* Goes to the screen with this name, closing what is on top. */
void ui_show_screen(struct ui *ui, const char *name);
void ui_leave(struct ui *ui);

/* The line at the bottom until the next key. */
void ui_say(struct ui *ui, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Says what went wrong and forgets it. */
void ui_fail(struct ui *ui, struct err *err);

/* Everything that is shown is read again if the workspace changed; `always`: in any case. */
void ui_refresh(struct ui *ui, bool always);

/* The plan the screens are about. */
int ui_plan(struct ui *ui, struct plan_ref *ret, struct err *err);
void ui_choose_plan(struct ui *ui, const char *plan);

/* Waits a moment, or until `wake` can be read, while work goes on in another thread (busy.h): draws
 * `progress` in the message line (NULL: nothing yet), holds what is typed, and returns true when the
 * work is to stop: by Esc or Ctrl-C, or by any key when `typing_stops`. */
bool ui_wait_busy(struct ui *ui, int wake, bool typing_stops, const char *progress);

/* Composes the frame and shows it. */
void ui_draw(struct ui *ui);

#endif
