/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one table of what keys do.
 *
 * Each row: the action, its name in the keys file, where it applies, the default keys in the syntax
 * of that file, what the view must be able to do, the word in the footer ("" for none) and a
 * sentence of help.  The footer, `?`, data/keys.conf and the manual's table are made from it.
 */
#ifndef LIFEBOAT_TUI_ACTIONS_H
#define LIFEBOAT_TUI_ACTIONS_H

#include "util/i18n.h"

enum context {
	CTX_LIST = 1 << 0, /* rows */
	CTX_PAGE = 1 << 1, /* running text */
	CTX_FORM = 1 << 2, /* fields of a record */
	CTX_TEXT = 1 << 3, /* the line at the bottom where a text is typed */
	CTX_ASK = 1 << 4,  /* a question */
};
#define CTX_ANY (CTX_LIST | CTX_PAGE)
#define CTX_TYPING (CTX_TEXT | CTX_FORM)
#define CTX_ALWAYS (CTX_ANY | CTX_TYPING | CTX_ASK)

/* What a view can do; an action shows and works only where all it needs is there. */
enum able {
	ABLE_OPEN = 1 << 0, ABLE_FILTER = 1 << 1, ABLE_SORT = 1 << 2, ABLE_MARK = 1 << 3,
	ABLE_EDIT = 1 << 4, ABLE_ADD = 1 << 5, ABLE_DELETE = 1 << 6, ABLE_EXPORT = 1 << 7,
	ABLE_PLANS = 1 << 8, ABLE_SEARCH = 1 << 9,
};

#define TUI_ACTIONS(X) \
	X(OPEN, "open", CTX_LIST, "<Enter>", ABLE_OPEN, N_("open"), \
	  N_("opens the row under the cursor")) \
	X(LEAVE, "leave", CTX_ANY, "q", 0, N_("leave"), \
	  N_("goes back to where you came from; on a screen, leaves the program")) \
	X(ESCAPE, "escape", CTX_ANY, "<Esc>", 0, "", \
	  N_("goes back to where you came from; on a screen, shows all rows again")) \
	X(DOWN, "down", CTX_ANY, "j <Down>", 0, "", N_("moves down by one")) \
	X(UP, "up", CTX_ANY, "k <Up>", 0, "", N_("moves up by one")) \
	X(LEFT, "left", CTX_ANY, "h <Left>", 0, "", N_("moves one column to the left")) \
	X(RIGHT, "right", CTX_ANY, "l <Right>", 0, "", N_("moves one column to the right")) \
	X(PAGE_DOWN, "page-down", CTX_ANY, "<PgDn> <C-f>", 0, "", N_("moves down by a screen")) \
	X(PAGE_UP, "page-up", CTX_ANY, "<PgUp> <C-b>", 0, "", N_("moves up by a screen")) \
	X(FIRST, "first", CTX_ANY, "g <Home>", 0, "", N_("goes to the beginning")) \
	X(LAST, "last", CTX_ANY, "G <End>", 0, "", N_("goes to the end")) \
	X(FILTER, "filter", CTX_LIST, "/", ABLE_FILTER, N_("filter"), \
	  N_("shows only rows that match a selector, as you type it")) \
	X(FIND, "find", CTX_PAGE, "/", ABLE_SEARCH, N_("find"), N_("finds a text on the page")) \
	X(NEXT, "next-match", CTX_ANY, "n", 0, "", \
	  N_("goes to the next match of the last filter or text")) \
	X(PREVIOUS, "previous-match", CTX_ANY, "N", 0, "", N_("goes to the match before")) \
	X(SORT, "sort", CTX_LIST, "s", ABLE_SORT, N_("sort"), \
	  N_("sorts by the column under the cursor; again: downwards; again: as at first")) \
	X(MARK, "mark", CTX_LIST, "<Space>", ABLE_MARK, N_("mark"), \
	  N_("marks the row or takes the mark away")) \
	X(UNMARK, "unmark-all", CTX_LIST, "*", ABLE_MARK, "", N_("takes all marks away")) \
	X(EDIT, "edit", CTX_ANY, "e", ABLE_EDIT, N_("edit"), N_("changes the record")) \
	X(ADD, "add", CTX_LIST, "a", ABLE_ADD, N_("add"), N_("adds a record")) \
	X(DELETE, "delete", CTX_LIST, "d", ABLE_DELETE, N_("delete"), \
	  N_("deletes the marked records, or the one under the cursor, after asking")) \
	X(UNDO, "undo", CTX_ANY, "u", 0, N_("undo"), N_("takes back the last change")) \
	X(REDO, "redo", CTX_ANY, "U", 0, "", N_("does again what was taken back")) \
	X(EXPORT, "export", CTX_ANY, "x", ABLE_EXPORT, N_("export"), \
	  N_("writes it to a file, for other programs")) \
	X(OLDER_PLAN, "previous-plan", CTX_ANY, "[", ABLE_PLANS, "", \
	  N_("shows the plan made before this one")) \
	X(NEWER_PLAN, "next-plan", CTX_ANY, "]", ABLE_PLANS, N_("plan"), \
	  N_("shows the plan made after this one")) \
	X(NARROWER, "narrower", CTX_LIST, "<lt>", ABLE_SORT, "", \
	  N_("makes the column under the cursor narrower")) \
	X(WIDER, "wider", CTX_LIST, ">", ABLE_SORT, "", \
	  N_("makes the column under the cursor wider")) \
	X(REFRESH, "refresh", CTX_ANY, "r", 0, "", N_("reads everything again")) \
	X(SCREEN, "screen", CTX_ANY, "1 2 3 4 5 6 7 8 9 0", 0, "", \
	  N_("goes to the screen with this number")) \
	X(NEXT_SCREEN, "next-screen", CTX_ANY, "<Tab>", 0, "", N_("goes to the next screen")) \
	X(PREVIOUS_SCREEN, "previous-screen", CTX_ANY, "<S-Tab>", 0, "", \
	  N_("goes to the screen before")) \
	X(COMMAND, "command", CTX_ANY, ":", 0, N_("command"), \
	  N_("runs any command of the command line; Tab completes it")) \
	X(HELP, "help", CTX_ANY, "? <F1>", 0, N_("help"), N_("explains this screen and its keys")) \
	X(QUIT, "quit", CTX_ANY, "Q", 0, "", N_("leaves the program from everywhere")) \
	X(REDRAW, "redraw", CTX_ALWAYS, "<C-l>", 0, "", N_("draws the whole window again")) \
	X(SUSPEND, "suspend", CTX_ALWAYS, "<C-z>", 0, "", \
	  N_("goes back to the shell; fg returns")) \
	X(FIELD_NEXT, "field-next", CTX_FORM, "<Down> <Enter> <C-n>", 0, N_("next"), \
	  N_("goes to the next field")) \
	X(FIELD_PREVIOUS, "field-previous", CTX_FORM, "<Up> <S-Tab> <C-p>", 0, "", \
	  N_("goes to the field before")) \
	X(SAVE, "save", CTX_FORM, "<C-s> <F2>", 0, N_("save"), N_("checks and stores the record")) \
	X(THEIRS, "take-stored", CTX_FORM, "<C-r>", 0, N_("as stored"), \
	  N_("puts back what is stored in this field")) \
	X(CANCEL_FORM, "cancel-form", CTX_FORM, "<Esc> <C-c>", 0, N_("cancel"), \
	  N_("leaves the form, after asking when something was typed")) \
	X(ACCEPT, "accept", CTX_TEXT, "<Enter>", 0, N_("accept"), N_("takes the text as it is")) \
	X(CANCEL, "cancel", CTX_TEXT, "<Esc> <C-c>", 0, N_("cancel"), N_("forgets the text")) \
	X(COMPLETE, "complete", CTX_TYPING, "<Tab>", 0, N_("complete"), \
	  N_("completes the word, or shows what could stand there")) \
	X(OLDER_LINE, "older", CTX_TEXT, "<Up> <C-p>", 0, "", N_("brings back the line before")) \
	X(NEWER_LINE, "newer", CTX_TEXT, "<Down> <C-n>", 0, "", N_("goes to the line after")) \
	X(CHAR_LEFT, "char-left", CTX_TYPING, "<Left>", 0, "", N_("moves one character left")) \
	X(CHAR_RIGHT, "char-right", CTX_TYPING, "<Right>", 0, "", N_("moves one character right")) \
	X(TEXT_START, "text-start", CTX_TYPING, "<Home> <C-a>", 0, "", N_("goes to the start")) \
	X(TEXT_END, "text-end", CTX_TYPING, "<End> <C-e>", 0, "", N_("goes to the end")) \
	X(ERASE, "erase", CTX_TYPING, "<BS>", 0, "", N_("erases the character before the cursor")) \
	X(ERASE_NEXT, "erase-next", CTX_TYPING, "<Del> <C-d>", 0, "", \
	  N_("erases the character under the cursor")) \
	X(ERASE_WORD, "erase-word", CTX_TYPING, "<C-w>", 0, "", N_("erases the word before")) \
	X(ERASE_ALL, "erase-all", CTX_TYPING, "<C-u>", 0, "", N_("erases everything before")) \
	X(ERASE_REST, "erase-rest", CTX_TYPING, "<C-k>", 0, "", N_("erases everything after")) \
	X(YES, "yes", CTX_ASK, "y", 0, N_("yes"), N_("answers yes")) \
	X(NO, "no", CTX_ASK, "n <Esc> q <C-c>", 0, N_("no"), N_("answers no")) \
	X(SWITCH, "switch", CTX_ASK, "<Left> <Right> <Tab> h l", 0, N_("switch"), \
	  N_("goes from No to Yes and back")) \
	X(CHOOSE, "choose", CTX_ASK, "<Enter>", 0, N_("choose"), N_("gives the marked answer"))

#define TUI_ACTION(id, name, context, keys, needs, label, help) ACT_##id,
enum action { TUI_ACTIONS(TUI_ACTION) N_ACTIONS, ACT_NONE = N_ACTIONS };
#undef TUI_ACTION

struct action_def {
	const char *name;
	unsigned contexts;
	const char *keys;
	unsigned needs;
	const char *label, *help; /* N_() */
};

extern const struct action_def action_defs[N_ACTIONS];

#endif
