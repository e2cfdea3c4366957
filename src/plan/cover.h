/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which instances with a mark cover each wave, found once. */
#ifndef LIFEBOAT_PLAN_COVER_H
#define LIFEBOAT_PLAN_COVER_H

#include "plan/plan.h"

/* Instances of wave w: items[begin[w]] .. items[begin[w + 1] - 1], in plan order. */
struct cover {
	size_t *begin, *items;
};

void cover_init(struct cover *c, const struct snapshot *s, const struct plan *p, unsigned mark);
void cover_release(struct cover *c);
/* Last finish over the wave's instances; PLAN_NEVER when there are none or one never ends. */
int64_t cover_finish(const struct cover *c, const struct plan *p, size_t wave, bool *ret_any);

/* How the exposure of a wave splits: `contained` is paid per minute until it is contained, `safe`
 * until it is safe.  Both in PLAN_EXPOSURE_SCALE-ths. */
struct exposure_rate {
	int64_t contained, safe;
};

struct exposure_rate exposure_rate(const struct snapshot *s, int64_t quantity, int64_t criticality);
struct exposure_rate exposure_rate_of(const struct snapshot *s, const struct plan *p, size_t wave);

#endif
