/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "risk/belief.h"

#include <math.h>
#include <stdlib.h>

double belief_brier(const struct triple *p, enum hypothesis outcome)
{
	double sum = 0;
	int i;

	for (i = 0; i < HYP_N; i++) {
		double miss = p->v[i] - (i == (int)outcome);

		sum += miss * miss;
	}
	return sum;
}

double belief_log_score(const struct triple *p, enum hypothesis outcome)
{
	return -log(p->v[outcome]);
}

void belief_learn(struct belief_rules *r, const struct belief_counts *counts)
{
	int k, h;

	for (k = 0; k < SIG_N; k++)
		for (h = 0; signal_kinds[k].has_ratio && h < HYP_N; h++)
			r->likelihood[k].v[h] =
				(r->prior_strength * r->likelihood[k].v[h] + counts->seen[k][h]) /
				(r->prior_strength + counts->cases[h]);
}

static double replay(const struct belief_rules *r, int opening, const struct belief_signal *signals,
		     size_t n)
{
	struct triple p = belief_open(r, opening);
	size_t i;

	for (i = 0; i < n; i++)
		p = belief_update(r, &p, &signals[i], NULL);
	return p.v[HYP_MATERIAL];
}

static int wider_first(const void *a, const void *b)
{
	const struct belief_bar *x = a, *y = b;
	double dx = x->high - x->low, dy = y->high - y->low;

	if (dx < dy)
		return 1;
	if (dx > dy)
		return -1;
	return x->kind < y->kind ? -1 : x->kind > y->kind;
}

size_t belief_tornado(const struct belief_rules *r, int opening, const struct belief_signal *signals,
		      size_t n, struct belief_bar *ret)
{
	size_t n_bars = 0, i;
	int k;

	for (k = 0; k < SIG_N; k++) {
		struct belief_rules moved = *r;
		double a, b;

		for (i = 0; i < n && signals[i].kind != (enum signal_kind)k; i++)
			;
		if (i == n || !signal_kinds[k].has_ratio)
			continue;
		moved.likelihood[k].v[HYP_MATERIAL] = r->likelihood[k].v[HYP_MATERIAL] / 2;
		a = replay(&moved, opening, signals, n);
		moved.likelihood[k].v[HYP_MATERIAL] = r->likelihood[k].v[HYP_MATERIAL] * 2;
		b = replay(&moved, opening, signals, n);
		ret[n_bars++] = (struct belief_bar){ (enum signal_kind)k, fmin(a, b), fmax(a, b) };
	}
	qsort(ret, n_bars, sizeof(*ret), wider_first);
	return n_bars;
}
