/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/levers.h"

#include <stdlib.h>
#include <string.h>

#include "plan/needs.h"
#include "plan/rates.h"
#include "plan/say.h"
#include "util/mem.h"
#include "util/money.h"

struct best {
	int64_t cost; /* workspace currency, ten-thousandths */
	char *text;
};

static char *price_text(struct plan *p, int64_t price)
{
	struct strbuf sb = STRBUF_INIT;
	char *text;

	price_format(price, &sb);
	text = arena_strndup(&p->arena, sb.buf, sb.len);
	strbuf_release(&sb);
	return text;
}

static bool better(const struct best *b, int64_t cost)
{
	return !b->text || cost < b->cost;
}

static void try_release(struct plan *p, const struct plan_instance *in, struct best *b)
{
	if (!in->release_why || in->start != in->release || !better(b, 0))
		return;
	b->cost = 0;
	b->text = plan_say(&p->arena, N_("have ready before T+0 what holds %s back for %s"), in->key,
			   plan_minutes_text(&p->arena, in->release));
}

static void try_modes(const struct snapshot *s, struct plan *p, const struct plan_instance *in,
		      struct best *b)
{
	const struct snap_step *row = &s->steps[in->step];
	size_t i;

	if (in->mode_step != in->step)
		return;
	for (i = 0; i < s->n_steps; i++) {
		const struct snap_step *mode = &s->steps[i];
		int64_t cost = mode->has_extra_cost ? mode->extra_cost - row->extra_cost : 0;

		if (i == in->step || strcmp(mode->playbook, row->playbook) != 0 ||
		    strcmp(mode->key, row->key) != 0 || !better(b, cost < 1 ? 1 : cost))
			continue;
		b->cost = cost < 1 ? 1 : cost;
		b->text = plan_say(&p->arena, N_("do %s in mode %s (%s %s more)"), in->key, mode->mode,
				   price_text(p, cost), s->currency);
	}
}

/* Held by the instance before it without being its successor: the crew was busy there. */
static bool waits_for_crew(const struct plan *p, const struct plan_instance *in)
{
	size_t i;

	if (in->why_instance == NONE || in->crew == NONE ||
	    p->instances[in->why_instance].crew != in->crew)
		return false;
	for (i = 0; i < in->n_after; i++)
		if (in->after[i].instance == in->why_instance)
			return false;
	return true;
}

static void try_crew(const struct snapshot *s, struct plan *p, const struct plan_instance *in,
		     int64_t deadline, struct best *b)
{
	const struct snap_crew *crew;
	int64_t rate, hourly, cost;

	if (!waits_for_crew(p, in))
		return;
	crew = &s->crews[in->crew];
	if (rate_on(s, crew->currency, snapshot_today(s), &rate, NULL) < 0 ||
	    rate_amount(crew->hourly_cost, 1, 1, rate, 4, &hourly, NULL) < 0)
		return;
	cost = hourly * (deadline / 60 + 1);
	if (!better(b, cost))
		return;
	b->cost = cost;
	b->text = plan_say(&p->arena, N_("one more worker in crew %s until then (%s %s an hour)"),
			   crew->key, price_text(p, hourly), s->currency);
}

/* The instance that makes the last wave to miss the deadline safe. */
static size_t last_to_miss(const struct snapshot *s, const struct plan *p, int64_t deadline)
{
	int64_t finish = 0;
	size_t last = plan_last_secured(s, p, &finish);

	return last != NONE && finish > deadline ? last : NONE;
}

char *plan_lever(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		 int64_t deadline)
{
	struct best best = { 0, NULL };
	size_t at = last_to_miss(s, p, deadline);
	bool *seen = mem_zalloc(p->n_instances, sizeof(*seen));

	(void)r;
	/* Two steps tied by a maximum lag may each name the other. */
	for (; at != NONE && !seen[at]; at = p->instances[at].why_instance) {
		const struct plan_instance *in = &p->instances[at];

		seen[at] = true;
		if (in->done)
			continue;
		try_release(p, in, &best);
		try_modes(s, p, in, &best);
		try_crew(s, p, in, deadline, &best);
	}
	free(seen);
	return best.text;
}
