/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/style.h"

#define MONO(name, mono, colour, coloured) { (mono), COLOUR_NONE },
#define COLOURED(name, mono, colour, coloured) { (coloured), COLOUR_##colour },

struct look style_look(enum role role, bool colour)
{
	static const struct look looks[2][N_ROLES] = {
		{ TUI_ROLES(MONO) },
		{ TUI_ROLES(COLOURED) },
	};

	return looks[colour][role];
}

const struct drawing *style_drawing(bool ascii)
{
	static const struct drawing sets[2] = {
		{ .ascii = false, .full = "━", .critical = "█", .axis = "│", .line = "─",
		  .up = "↑", .down = "↓", .pass = "✓", .warn = "!", .block = "✗", .mark = "*",
		  .more = "›", .dot = "·" },
		{ .ascii = true, .full = "-", .critical = "#", .axis = "|", .line = "-",
		  .up = "^", .down = "v", .pass = "+", .warn = "!", .block = "X", .mark = "*",
		  .more = ">", .dot = "-" },
	};

	return &sets[ascii];
}
