/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/fast.h"

#include "sched/alloc.h"

/* One list of links: slot t leads to the first slot >= t that has `level` units of the resource
 * left. */
struct level {
	uint32_t resource;
	int32_t units;
	int32_t *next, *base[2];
};

struct need {
	uint32_t level;
	int32_t units;
};

struct links {
	const struct fast *f;
	struct level *levels;
	uint32_t n_levels;
	uint32_t *first_level;     /* of each resource, n_resources + 1 */
	int32_t **left;            /* one a resource */
	struct need *needs;        /* by core mode */
	uint32_t *first_need;      /* n_modes + 1 */
	int32_t dirty;
	int direction;
};

static int32_t field(const uint64_t *words, uint32_t r)
{
	return (int32_t)(words[r / FAST_FIELDS] >> (16 * (r % FAST_FIELDS)) & 0x7fff);
}

static int compare_levels(const void *a, const void *b)
{
	const struct level *x = a, *y = b;

	if (x->resource != y->resource)
		return x->resource < y->resource ? -1 : 1;
	return x->units < y->units ? -1 : x->units > y->units;
}

static void find_levels(struct links *l)
{
	const struct fast *f = l->f;
	const struct core *c = f->c;
	size_t n = 0, kept = 0, total = 0;

	for (size_t m = 0; m < c->n_modes; m++)
		total += c->modes[m].n_needs;
	SCHED_ARRAY(l->levels, total);
	for (size_t m = 0; m < c->n_modes; m++)
		for (uint32_t k = 0; k < c->modes[m].n_needs; k++) {
			const struct sched_need *need = &c->needs[c->modes[m].need + k];

			l->levels[n++] = (struct level){.resource = need->index,
							.units = (int32_t)need->amount};
		}
	qsort(l->levels, n, sizeof(*l->levels), compare_levels);
	for (size_t k = 0; k < n; k++)
		if (k == 0 || compare_levels(&l->levels[k], &l->levels[kept - 1]) != 0)
			l->levels[kept++] = l->levels[k];
	l->n_levels = (uint32_t)kept;
	SCHED_ARRAY(l->first_level, c->n_resources + 1);
	for (uint32_t r = 0, k = 0; r <= c->n_resources; r++) {
		while (k < kept && l->levels[k].resource < r)
			k++;
		l->first_level[r] = k;
	}
}

static void build_needs(struct links *l)
{
	const struct core *c = l->f->c;
	uint32_t n = 0;

	SCHED_ARRAY(l->first_need, c->n_modes + 1);
	for (size_t m = 0; m < c->n_modes; m++)
		n += c->modes[m].n_needs;
	SCHED_ARRAY(l->needs, n);
	n = 0;
	for (size_t m = 0; m < c->n_modes; m++) {
		l->first_need[m] = n;
		for (uint32_t k = 0; k < c->modes[m].n_needs; k++) {
			const struct sched_need *need = &c->needs[c->modes[m].need + k];
			uint32_t at = l->first_level[need->index];

			while (l->levels[at].units != need->amount)
				at++;
			l->needs[n++] = (struct need){at, (int32_t)need->amount};
		}
	}
	l->first_need[c->n_modes] = n;
}

struct links *links_new(const struct fast *f)
{
	struct links *l;
	size_t slots = (size_t)f->horizon + 1;

	SCHED_ARRAY(l, 1);
	l->f = f;
	l->direction = -1;
	find_levels(l);
	build_needs(l);
	SCHED_ARRAY(l->left, f->c->n_resources);
	for (uint32_t r = 0; r < f->c->n_resources; r++)
		SCHED_ARRAY(l->left[r], slots);
	for (uint32_t k = 0; k < l->n_levels; k++) {
		struct level *v = &l->levels[k];

		SCHED_ARRAY(v->next, slots);
		for (int d = 0; d < 2; d++) {
			SCHED_ARRAY(v->base[d], slots);
			v->base[d][f->horizon] = f->horizon;
			for (int32_t t = f->horizon; t-- > 0;)
				v->base[d][t] = field(f->base[d] + (size_t)t * f->words,
						      v->resource) >= v->units
							? t
							: v->base[d][t + 1];
		}
	}
	return l;
}

void links_free(struct links *l)
{
	if (!l)
		return;
	for (uint32_t r = 0; r < l->f->c->n_resources; r++)
		free(l->left[r]);
	for (uint32_t k = 0; k < l->n_levels; k++) {
		free(l->levels[k].next);
		free(l->levels[k].base[0]);
		free(l->levels[k].base[1]);
	}
	free(l->left);
	free(l->levels);
	free(l->first_level);
	free(l->needs);
	free(l->first_need);
	free(l);
}

static void reset(struct links *l, int direction)
{
	const struct fast *f = l->f;
	int32_t slots = l->dirty;

	if (l->direction < 0 || (l->direction != direction && !f->symmetric))
		slots = f->horizon;
	l->direction = direction;
	for (uint32_t r = 0; r < f->c->n_resources; r++)
		for (int32_t t = 0; t < slots; t++)
			l->left[r][t] = field(f->base[direction] + (size_t)t * f->words, r);
	for (uint32_t k = 0; k < l->n_levels; k++)
		memcpy(l->levels[k].next, l->levels[k].base[direction],
		       ((size_t)slots + (slots == f->horizon)) * sizeof(int32_t));
}

static inline int32_t find(int32_t *next, int32_t t)
{
	while (next[t] != t) {
		next[t] = next[next[t]];
		t = next[t];
	}
	return t;
}

static int32_t place(const struct links *l, const struct need *n, const struct need *end, int32_t t,
		     int32_t d)
{
	const struct need *ok = n; /* the need that moved t last: all others must be asked again */
	const struct need *k = n;

	do {
		int32_t *next = l->levels[k->level].next;
		int32_t from = t, u;

		for (u = t + d - 1; u >= t; u--)
			if (next[u] != u) {
				t = find(next, u);
				u = t + d; /* scanned again from its new end */
			}
		if (t != from)
			ok = k;
		k = k + 1 == end ? n : k + 1;
	} while (k != ok);
	return t;
}

static void take(struct links *l, const struct need *n, int32_t t, int32_t d)
{
	uint32_t r = l->levels[n->level].resource;
	int32_t *left = l->left[r];

	for (int32_t u = t; u < t + d; u++)
		left[u] -= n->units;
	for (uint32_t v = l->first_level[r]; v < l->first_level[r + 1]; v++) {
		int32_t units = l->levels[v].units, *next = l->levels[v].next;

		for (int32_t u = t; u < t + d; u++)
			if (left[u] < units && next[u] == u)
				next[u] = u + 1;
	}
}

int32_t links_decode(struct links *l, int direction, const uint32_t *mode, const uint32_t *list,
		     uint32_t n_list, int32_t *finish)
{
	const struct fast *f = l->f;
	int32_t makespan = 0;

	reset(l, direction);
	for (uint32_t k = 0; k < n_list; k++) {
		uint32_t i = list[k], m = mode ? mode[i] : f->c->first_mode[i];
		const struct need *n = l->needs + l->first_need[m];
		const struct need *end = l->needs + l->first_need[m + 1];
		int32_t d = f->mode_duration[m], t = fast_ready(f, direction, i, finish);

		if (n != end && d) {
			t = place(l, n, end, t, d);
			for (const struct need *x = n; x < end; x++)
				take(l, x, t, d);
		}
		finish[i] = t + d;
		makespan = t + d > makespan ? t + d : makespan;
	}
	l->dirty = makespan;
	return makespan;
}
