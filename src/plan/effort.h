/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an instance takes: minutes, workers and a crew (definitions, "Playbook rows").
 *
 * Duration = fixed + per_asset × assets ÷ workers; per_asset not set: 60 ÷ install_rate minutes for
 * every product that comes to the asset.  Seconds become whole minutes by rounding up, once for the
 * fixed part, once for the work and once for its share per worker.
 */
#ifndef LIFEBOAT_PLAN_EFFORT_H
#define LIFEBOAT_PLAN_EFFORT_H

#include "plan/play.h"

struct effort {
	struct estimate fixed; /* minutes */
	struct estimate work;  /* worker-minutes, shared by the workers */
	int64_t workers, max_workers; /* no more than the crew has, when it has any */
	size_t crew;           /* snapshot.crews; NONE: no skill asked or nobody has it */
	bool continuous;
};

void effort_of(const struct snapshot *s, const struct plan_request *r, const struct plan *p,
	       const struct play_mode *mode, const struct plan_instance *instance,
	       struct effort *ret);
/* Minutes with so many workers. */
struct estimate effort_duration(const struct effort *e, int64_t workers);
/* The crew with the skill at the site, else one without site, else, for an instance that has no
 * site itself, any; ties by key.  NONE when nobody has it or `skill` is NULL. */
size_t effort_crew(const struct snapshot *s, const char *skill, size_t site);
/* Workers at once, with the request's override. */
int64_t effort_capacity(const struct snapshot *s, const struct plan_request *r, size_t crew);

#endif
