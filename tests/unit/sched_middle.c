/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched_middle.h"

#include <string.h>

static int64_t between(struct rng *rng, int64_t low, int64_t high)
{
	return low + (int64_t)rng_below(rng, (uint64_t)(high - low + 1));
}

static void make_activity(struct middle *m, struct rng *rng, uint32_t i, size_t n_modes)
{
	m->activities[i] = (struct sched_activity){.modes = m->modes[i], .n_modes = n_modes,
						   .deadline = SCHED_NEVER,
						   .fixed_finish = SCHED_NEVER};
	for (size_t k = 0; k < n_modes; k++) {
		struct sched_mode *x = &m->modes[i][k];

		*x = (struct sched_mode){.duration = 15 * (rng_below(rng, 8) ? between(rng, 0, 9)
									     : between(rng, 10, 70)),
					 .needs = m->needs[i][k], .uses = m->uses[i][k],
					 .n_needs = m->p.n_resources,
					 .n_uses = m->p.n_budgets};
		for (uint32_t r = 0; r < m->p.n_resources; r++)
			m->needs[i][k][r] = (struct sched_need){
				r, rng_below(rng, 3) ? 0 : between(rng, 1, 6)};
		m->uses[i][k][0] = (struct sched_need){0, between(rng, 0, 5)};
	}
}

void middle_make(struct middle *m, uint64_t seed, size_t n, size_t resources, bool steps,
		 size_t n_modes)
{
	struct rng rng;

	memset(m, 0, sizeof(*m));
	rng_init(&rng, seed);
	m->p.activities = m->activities;
	m->p.n_activities = n;
	m->p.resources = m->resources;
	m->p.n_resources = resources;
	m->p.edges = m->edges;
	m->p.budgets = m->budgets;
	m->p.n_budgets = n_modes > 1;
	m->budgets[0] = (int64_t)n * 3;
	for (size_t r = 0; r < resources; r++) {
		m->steps[r][0] = (struct sched_step){0, between(&rng, 6, 9)};
		m->steps[r][1] = (struct sched_step){15 * between(&rng, 1, 30), 7};
		m->steps[r][2] = (struct sched_step){15 * between(&rng, 31, 60),
						     between(&rng, 6, 9)};
		if (steps && rng_below(&rng, 2))
			m->steps[r][1].capacity = between(&rng, 0, 5);
		m->resources[r] = (struct sched_resource){m->steps[r], steps ? 3 : 1};
	}
	for (uint32_t i = 0; i < n; i++) {
		make_activity(m, &rng, i, n_modes);
		if (steps && rng_below(&rng, 4) == 0)
			m->activities[i].release = 15 * between(&rng, 0, 40);
		for (int k = 0; k < 2 && i; k++)
			if (rng_below(&rng, 3))
				m->edges[m->p.n_edges++] = (struct sched_edge){
					(uint32_t)rng_below(&rng, i), i,
					steps && seed % 2 ? 15 * between(&rng, 0, 2) : 0,
					SCHED_NEVER};
	}
	m->p.milestones = m->stones;
	m->p.n_milestones = 8;
	for (uint32_t k = 0; k < 8; k++) {
		m->stone_of[k] = (uint32_t)rng_below(&rng, n);
		m->stones[k] = (struct sched_milestone){&m->stone_of[k], 1, between(&rng, 1, 50)};
	}
}
