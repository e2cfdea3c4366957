/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/effort.h"

#include <string.h>

size_t effort_crew(const struct snapshot *s, const char *skill, size_t site)
{
	size_t i, anywhere = NONE, any = NONE;

	if (!skill)
		return NONE;
	for (i = 0; i < s->n_crews; i++) {
		const struct snap_crew *c = &s->crews[i];

		if (!c->skill || strcmp(c->skill, skill) != 0)
			continue;
		if (c->site != NONE && c->site == site)
			return i;
		if (c->site == NONE && anywhere == NONE)
			anywhere = i;
		if (any == NONE)
			any = i;
	}
	return anywhere != NONE || site != NONE ? anywhere : any;
}

int64_t effort_capacity(const struct snapshot *s, const struct plan_request *r, size_t crew)
{
	size_t i;

	for (i = 0; i < r->n_crews; i++)
		if (r->crews[i].crew == crew)
			return r->crews[i].capacity;
	return s->crews[crew].capacity;
}

static int64_t times(int64_t a, int64_t b)
{
	int64_t product;

	return __builtin_mul_overflow(a, b, &product) ? INT64_MAX / 4 : product;
}

static int64_t minutes_up(int64_t seconds)
{
	return seconds / MINUTE_S + (seconds % MINUTE_S > 0);
}

/* Seconds of work by the install rates of the products that come. */
static int64_t install_work(const struct snapshot *s, const struct plan *p,
			    const struct plan_instance *in)
{
	int64_t sum = 0;
	size_t i, k;

	for (i = 0; i < in->waves.n; i++) {
		const struct plan_wave *w = &p->waves[in->waves.items[i]];
		const struct index_list *to = &p->classes[w->plan_class].to;

		for (k = 0; k < to->n; k++) {
			int64_t rate = s->products[to->items[k]].install_rate;

			if (rate > 0)
				sum += (times(w->quantity, HOUR_S) + rate - 1) / rate;
		}
	}
	return sum;
}

void effort_of(const struct snapshot *s, const struct plan_request *r, const struct plan *p,
	       const struct play_mode *mode, const struct plan_instance *instance,
	       struct effort *ret)
{
	struct estimate work;
	int64_t capacity;

	if (mode->has_per_asset) {
		work.low = times(mode->per_asset.low, instance->assets);
		work.likely = times(mode->per_asset.likely, instance->assets);
		work.high = times(mode->per_asset.high, instance->assets);
	} else {
		work.low = work.likely = work.high = install_work(s, p, instance);
	}
	ret->fixed = (struct estimate){ minutes_up(mode->fixed.low), minutes_up(mode->fixed.likely),
					minutes_up(mode->fixed.high) };
	ret->work = (struct estimate){ minutes_up(work.low), minutes_up(work.likely),
				       minutes_up(work.high) };
	ret->continuous = mode->continuous;
	ret->workers = mode->workers;
	ret->max_workers = mode->max_workers;
	ret->crew = effort_crew(s, mode->skill, instance->site);
	if (ret->crew == NONE)
		return;
	capacity = effort_capacity(s, r, ret->crew);
	if (capacity < 1) {
		ret->crew = NONE;
		return;
	}
	if (ret->max_workers > capacity)
		ret->max_workers = capacity;
	if (ret->workers > capacity)
		ret->workers = capacity;
}

static int64_t duration(int64_t fixed, int64_t work, int64_t workers)
{
	return fixed + work / workers + (work % workers > 0);
}

struct estimate effort_duration(const struct effort *e, int64_t workers)
{
	return (struct estimate){ duration(e->fixed.low, e->work.low, workers),
				  duration(e->fixed.likely, e->work.likely, workers),
				  duration(e->fixed.high, e->work.high, workers) };
}
