/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sentences of a plan: encoded messages (util/msg.h) in the plan's arena.
 *
 *	p->instances[i].why = plan_say(&p->arena, N_("waits for %s"), key);
 */
#ifndef LIFEBOAT_PLAN_SAY_H
#define LIFEBOAT_PLAN_SAY_H

#include "plan/plan.h"

char *plan_say(struct arena *arena, const char *id, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));
/* Appends an encoded message to plan.notes unless it is there already. */
void plan_note(struct plan *p, char *encoded);
/* "1d4h30m" of minutes, in the arena; "-" for PLAN_NEVER. */
char *plan_minutes_text(struct arena *arena, int64_t minutes);
/* "2019-05-13" of days, in the arena. */
char *plan_date_text(struct arena *arena, int64_t days);

/* Collects names for a sentence: the first few, each once, then "…". */
struct name_list {
	struct strbuf text;
	size_t n;
};

#define NAME_LIST_INIT { STRBUF_INIT, 0 }

void name_list_add(struct name_list *l, const char *name);

#endif
