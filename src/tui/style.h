/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Roles of text and what they look like; the drawing characters.
 *
 * Screens say what a piece of text is (a warning, a heading), never how it looks.  Each role has a
 * look without colour first and one with colour second; NO_COLOR and one-colour terminals take the
 * first and lose nothing, because signs and letters carry the meaning.
 */
#ifndef LIFEBOAT_TUI_STYLE_H
#define LIFEBOAT_TUI_STYLE_H

#include <stdbool.h>

enum look_flags {
	LOOK_BOLD = 1 << 0,
	LOOK_DIM = 1 << 1,
	LOOK_UNDERLINE = 1 << 2,
	LOOK_REVERSE = 1 << 3,
};

enum colour { COLOUR_NONE, COLOUR_RED, COLOUR_GREEN, COLOUR_YELLOW, COLOUR_BLUE, COLOUR_MAGENTA,
	      COLOUR_CYAN };

/* role, look without colour, colour, look with it */
#define TUI_ROLES(X) \
	X(NORMAL, 0, NONE, 0) \
	X(DIM, LOOK_DIM, NONE, LOOK_DIM) \
	X(STRONG, LOOK_BOLD, NONE, LOOK_BOLD) \
	X(TITLE, LOOK_BOLD, CYAN, LOOK_BOLD) \
	X(HEADING, LOOK_UNDERLINE, CYAN, LOOK_UNDERLINE) \
	X(HEADING_AT, LOOK_UNDERLINE | LOOK_BOLD, CYAN, LOOK_UNDERLINE | LOOK_BOLD) \
	X(TAB, 0, NONE, 0) \
	X(TAB_AT, LOOK_REVERSE, CYAN, LOOK_REVERSE) \
	X(KEY, LOOK_BOLD, CYAN, LOOK_BOLD) \
	X(GOOD, 0, GREEN, 0) \
	X(WARN, LOOK_UNDERLINE, YELLOW, 0) \
	X(BAD, LOOK_BOLD, RED, LOOK_BOLD) \
	X(FOUND, LOOK_REVERSE, YELLOW, LOOK_REVERSE) \
	X(INPUT, LOOK_UNDERLINE, NONE, LOOK_UNDERLINE) \
	X(CHOICE, LOOK_REVERSE, NONE, LOOK_REVERSE) \
	X(BAR, 0, BLUE, 0) \
	X(BAR_CRITICAL, LOOK_BOLD, RED, 0)

#define TUI_ROLE(name, mono, colour, coloured) ROLE_##name,
enum role { TUI_ROLES(TUI_ROLE) N_ROLES };
#undef TUI_ROLE

struct look {
	unsigned flags;
	enum colour colour;
};

struct look style_look(enum role role, bool colour);

/* What lines and bars are drawn with; chosen once at the start. */
struct drawing {
	bool ascii;
	const char *full, *critical; /* Gantt bar of a step, and of one on the critical chain */
	const char *axis;            /* T+0 in the Gantt */
	const char *line;            /* horizontal rule */
	const char *up, *down;       /* sort direction */
	const char *pass, *warn, *block;
	const char *mark;            /* marked row */
	const char *more;            /* columns hidden to the right */
	const char *dot;             /* between remarks */
};

const struct drawing *style_drawing(bool ascii);

#endif
