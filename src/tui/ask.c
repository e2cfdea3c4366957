/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/ask.h"

#include <stdlib.h>

#include "tui/ui.h"
#include "util/mem.h"

static void drop_context(struct ask *a)
{
	if (a->drop && a->context)
		a->drop(a->context);
	a->context = NULL;
	a->active = false;
}

void ask_release(struct ask *a)
{
	drop_context(a);
	free(a->question);
	a->question = NULL;
}

void ask_open(struct ask *a, const char *question, ask_fn *run, void *context,
	      void (*drop)(void *context))
{
	ask_release(a);
	*a = (struct ask){ true, false, mem_strdup(question), run, context, drop };
}

static void answer(struct ui *ui, bool yes)
{
	struct ask *a = &ui->ask;
	ask_fn *run = a->run;
	void *context = a->context;

	if (!yes) {
		drop_context(a);
		return;
	}
	a->context = NULL; /* run may ask again */
	a->active = false;
	run(ui, context);
}

void ask_act(struct ui *ui, enum action a)
{
	if (a == ACT_SWITCH)
		ui->ask.yes = !ui->ask.yes;
	else if (a == ACT_YES || a == ACT_NO)
		answer(ui, a == ACT_YES);
	else if (a == ACT_CHOOSE)
		answer(ui, ui->ask.yes);
}

size_t ask_draw(const struct ask *a, struct line *l, size_t cols, bool ascii)
{
	const char *words[2] = { _("No"), _("Yes") };
	struct line choice = LINE_INIT;
	size_t i, cursor = 0;

	for (i = 0; i < 2; i++) {
		bool at = i == (size_t)a->yes;

		line_add(&choice, ROLE_NORMAL, "  ");
		if (at)
			cursor = choice.width;
		/* brackets say it without reverse video */
		line_addf(&choice, at ? ROLE_CHOICE : ROLE_NORMAL, at ? "[%s]" : " %s ", words[i]);
	}
	line_add(l, ROLE_STRONG, a->question);
	line_cut(l, cols > choice.width ? cols - choice.width : 0, ascii);
	cursor += l->width;
	line_add_line(l, &choice);
	line_release(&choice);
	return cursor;
}
