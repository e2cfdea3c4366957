/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/fast.h"

#include "sched/alloc.h"

#define MAX_SLOTS (1 << 24)
#define FEW_KEYS 2 /* an activity */
/* Activities; the longer the list, the longer the full stretches that links pass over. */
#define BYTES_UP_TO 6000
#define LINKS_FROM 1500

static int64_t gcd(int64_t a, int64_t b)
{
	while (b) {
		int64_t r = a % b;

		a = b;
		b = r;
	}
	return a < 0 ? -a : a;
}

static int64_t common_unit(const struct core *c)
{
	int64_t g = 0;

	for (size_t m = 0; m < c->n_modes; m++)
		g = gcd(c->modes[m].duration, g);
	for (size_t i = 0; i < c->n; i++)
		g = gcd(c->release[i], g);
	for (size_t a = 0; a < c->pred.first[c->n]; a++)
		g = gcd(c->pred.arcs[a].lag, g);
	for (size_t r = 0; r < c->n_resources; r++)
		for (size_t k = 0; k < c->p->resources[r].n_steps; k++)
			g = gcd(c->p->resources[r].steps[k].from - c->p->origin, g);
	return g ? g : 1;
}

/* Longest any schedule of a list can get: everything in a row after the last change. */
static int64_t longest(const struct core *c)
{
	int64_t sum = 0, from = 0;

	for (size_t i = 0; i < c->n; i++) {
		int64_t d = 0;

		for (uint32_t m = c->first_mode[i]; m < c->first_mode[i + 1]; m++)
			d = c->modes[m].duration > d ? c->modes[m].duration : d;
		sum += d;
		from = c->release[i] > from ? c->release[i] : from;
	}
	for (size_t a = 0; a < c->pred.first[c->n]; a++)
		sum += c->pred.arcs[a].lag > 0 ? c->pred.arcs[a].lag : 0;
	for (size_t r = 0; r < c->n_resources; r++) {
		const struct sched_resource *res = &c->p->resources[r];

		if (res->n_steps && res->steps[res->n_steps - 1].from - c->p->origin > from)
			from = res->steps[res->n_steps - 1].from - c->p->origin;
	}
	return sum + from;
}

/* The last capacity of each resource must suffice for every mode: then each list has a schedule. */
static bool served(const struct core *c)
{
	if (c->has_calendar || c->has_max || c->has_deadline || c->n == 0 ||
	    c->n_resources > 4 * FAST_FIELDS)
		return false;
	for (size_t i = 0; i < c->n; i++)
		if (c->is_fixed[i])
			return false;
	for (size_t a = 0; a < c->pred.first[c->n]; a++)
		if (c->pred.arcs[a].lag < 0)
			return false;
	for (size_t r = 0; r < c->n_resources; r++) {
		const struct sched_resource *res = &c->p->resources[r];

		for (size_t k = 0; k < res->n_steps; k++)
			if (res->steps[k].capacity > 0x7fff)
				return false;
	}
	for (size_t m = 0; m < c->n_modes; m++)
		for (uint32_t k = 0; k < c->modes[m].n_needs; k++) {
			const struct sched_need *need = &c->needs[c->modes[m].need + k];
			const struct sched_resource *res = &c->p->resources[need->index];

			if (!res->n_steps ||
			    res->steps[res->n_steps - 1].capacity < need->amount)
				return false;
		}
	return true;
}

static void copy_arcs(struct fast *f, int direction, const struct core_arcs *arcs)
{
	uint32_t n = arcs->first[f->n];

	SCHED_ARRAY(f->first[direction], f->n + 1);
	memcpy(f->first[direction], arcs->first, (f->n + 1) * sizeof(uint32_t));
	SCHED_ARRAY(f->list[direction], n);
	SCHED_ARRAY(f->lag[direction], n);
	for (uint32_t a = 0; a < n; a++) {
		f->list[direction][a] = arcs->arcs[a].other;
		f->lag[direction][a] = (int32_t)(arcs->arcs[a].lag / f->unit);
		f->lags |= f->lag[direction][a] != 0;
	}
}

static int64_t capacity_at(const struct core *c, uint32_t r, int64_t t)
{
	const struct sched_resource *res = &c->p->resources[r];
	int64_t capacity = 0;

	for (size_t k = 0; k < res->n_steps && res->steps[k].from - c->p->origin <= t; k++)
		capacity = res->steps[k].capacity;
	return capacity;
}

static uint64_t packed(uint32_t field, int64_t amount)
{
	return (uint64_t)amount << (16 * (field % FAST_FIELDS));
}

/* Mirrored, the last capacity holds all the time: those schedules only give an order. */
static void build_base(struct fast *f)
{
	const struct core *c = f->c;

	for (int d = 0; d < 2; d++) {
		SCHED_ARRAY(f->base[d], (size_t)f->horizon * f->words);
		for (size_t k = 0; k < (size_t)f->horizon * f->words; k++)
			f->base[d][k] = FAST_GUARDS;
	}
	for (uint32_t r = 0; r < c->n_resources; r++) {
		const struct sched_resource *res = &c->p->resources[r];
		int64_t last = res->n_steps ? res->steps[res->n_steps - 1].capacity : 0;
		int64_t until = res->n_steps ? (res->steps[res->n_steps - 1].from - c->p->origin) /
							 f->unit
					     : 0;

		for (int32_t t = 0; t < f->horizon; t++) {
			size_t at = (size_t)t * f->words + r / FAST_FIELDS;

			f->base[0][at] |= packed(
				r, t >= until ? last : capacity_at(c, r, t * f->unit));
			f->base[1][at] |= packed(r, last);
		}
		if (until > 0)
			f->symmetric = false;
	}
}

static void build_order(struct fast *f)
{
	const struct core *c = f->c;

	for (int d = 0; d < 2; d++) {
		SCHED_ARRAY(f->topo[d], f->n);
		SCHED_ARRAY(f->place[d], f->n);
		SCHED_ARRAY(f->tail[d], f->n);
		for (uint32_t k = 0; k < f->n; k++)
			f->topo[d][k] = c->order[d ? f->n - 1 - k : k];
		for (uint32_t k = 0; k < f->n; k++)
			f->place[d][f->topo[d][k]] = (int32_t)k;
	}
	for (int d = 0; d < 2; d++)
		for (uint32_t k = f->n; k-- > 0;) {
			uint32_t i = f->topo[d][k];

			f->tail[d][i] += f->mode_duration[c->first_mode[i]];
			for (uint32_t a = f->first[d][i]; a < f->first[d][i + 1]; a++) {
				uint32_t j = f->list[d][a];
				int32_t t = f->tail[d][i] + f->lag[d][a];

				f->tail[d][j] = t > f->tail[d][j] ? t : f->tail[d][j];
			}
		}
}

bool fast_init(struct fast *f, const struct core *c)
{
	int64_t slots;

	*f = (struct fast){.c = c, .n = (uint32_t)c->n, .symmetric = true};
	if (!served(c))
		return false;
	f->unit = common_unit(c);
	slots = longest(c) / f->unit + 2;
	f->words = c->n_resources ? (uint32_t)((c->n_resources - 1) / FAST_FIELDS + 1) : 1;
	if (slots * f->words > MAX_SLOTS)
		return false;
	f->horizon = (int32_t)slots;
	f->n_modes = (uint32_t)c->n_modes;
	SCHED_ARRAY(f->mode_duration, c->n_modes);
	SCHED_ARRAY(f->mode_demand, c->n_modes * f->words);
	SCHED_ARRAY(f->release, c->n);
	for (size_t m = 0; m < c->n_modes; m++) {
		f->mode_duration[m] = (int32_t)(c->modes[m].duration / f->unit);
		for (uint32_t k = 0; k < c->modes[m].n_needs; k++) {
			const struct sched_need *need = &c->needs[c->modes[m].need + k];

			f->mode_demand[m * f->words + need->index / FAST_FIELDS] |=
				packed(need->index, need->amount);
		}
	}
	for (size_t i = 0; i < c->n; i++) {
		f->release[i] = (int32_t)(c->release[i] / f->unit);
		if (f->release[i])
			f->symmetric = false;
	}
	copy_arcs(f, 0, &c->pred);
	copy_arcs(f, 1, &c->succ);
	build_base(f);
	build_order(f);
	return true;
}

void fast_release(struct fast *f)
{
	if (!f)
		return;
	for (int d = 0; d < 2; d++) {
		free(f->first[d]);
		free(f->list[d]);
		free(f->lag[d]);
		free(f->base[d]);
		free(f->topo[d]);
		free(f->place[d]);
		free(f->tail[d]);
	}
	free(f->mode_duration);
	free(f->mode_demand);
	free(f->release);
	*f = (struct fast){0};
}

void fast_work_init(struct fast_work *w, const struct fast *f)
{
	*w = (struct fast_work){.f = f};
	SCHED_ARRAY(w->duration, f->n);
	SCHED_ARRAY(w->demand, (size_t)f->n * f->words);
	SCHED_ARRAY(w->half, f->n);
	for (uint32_t i = 0; i < f->n; i++) {
		size_t m = f->c->first_mode[i];

		w->duration[i] = f->mode_duration[m];
		memcpy(w->demand + (size_t)i * f->words, f->mode_demand + m * f->words,
		       f->words * sizeof(*w->demand));
	}
	if (f->n <= BYTES_UP_TO)
		w->bytes = bytes_new(f);
	if (!w->bytes && f->n >= LINKS_FROM && !f->c->multi_mode)
		w->links = links_new(f);
}

void fast_work_release(struct fast_work *w)
{
	if (!w)
		return;
	free(w->duration);
	free(w->demand);
	free(w->left);
	free(w->bucket);
	free(w->half);
	links_free(w->links);
	bytes_free(w->bytes);
	*w = (struct fast_work){0};
}

int32_t fast_decode(struct fast_work *w, int direction, const uint32_t *list, uint32_t n,
		    int32_t *finish)
{
	if (w->bytes)
		return bytes_decode(w->bytes, direction, list, n, finish);
	if (w->links)
		return links_decode(w->links, direction, NULL, list, n, finish);
	return words_decode(w, direction, list, n, finish);
}

/* ---- lists ----------------------------------------------------------------------------------- */

/* Places of equal digits one after the other, from the counts. */
static void add_up(int32_t *count, int32_t n)
{
	int32_t sum = 0;

	for (int32_t k = 0; k < n; k++) {
		int32_t here = count[k];

		count[k] = sum;
		sum += here;
	}
}

static void make_room(struct fast_work *w, uint32_t buckets)
{
	if (w->bucket_cap < buckets) {
		w->bucket_cap = buckets;
		SCHED_GROW(w->bucket, w->bucket_cap);
	}
	memset(w->bucket, 0, buckets * sizeof(*w->bucket));
}

static void sort_few_keys(struct fast_work *w, int direction, const int32_t *key, int32_t limit,
			  uint32_t *ret_list)
{
	const struct fast *f = w->f;

	make_room(w, (uint32_t)limit);
	for (uint32_t i = 0; i < f->n; i++)
		w->bucket[key[i]]++;
	add_up(w->bucket, limit);
	for (uint32_t k = 0; k < f->n; k++) {
		uint32_t i = f->topo[direction][k];

		ret_list[w->bucket[key[i]]++] = i;
	}
}

/* By two digits of the key, the lower one first, where of a count by the whole key most places would
 * be empty. */
void fast_sort(struct fast_work *w, int direction, const int32_t *key, int32_t limit,
	       uint32_t *ret_list)
{
	const struct fast *f = w->f;
	int32_t *low, *high, size, bits = 1;

	if ((uint32_t)limit <= FEW_KEYS * f->n) {
		sort_few_keys(w, direction, key, limit, ret_list);
		return;
	}
	while (limit >> 2 * bits)
		bits++;
	size = 1 << bits;
	make_room(w, (uint32_t)(2 * size));
	low = w->bucket;
	high = low + size;
	for (uint32_t i = 0; i < f->n; i++) {
		low[key[i] & (size - 1)]++;
		high[key[i] >> bits]++;
	}
	add_up(low, size);
	add_up(high, size);
	for (uint32_t k = 0; k < f->n; k++) {
		uint32_t i = f->topo[direction][k];

		w->half[low[key[i] & (size - 1)]++] = i;
	}
	for (uint32_t k = 0; k < f->n; k++)
		ret_list[high[key[w->half[k]] >> bits]++] = w->half[k];
}

void fast_mend(const struct fast *f, int direction, int32_t *key)
{
	for (uint32_t k = 0; k < f->n; k++) {
		uint32_t i = f->topo[direction][k];

		for (uint32_t a = f->first[direction][i]; a < f->first[direction][i + 1]; a++)
			if (key[f->list[direction][a]] > key[i])
				key[i] = key[f->list[direction][a]];
	}
}

void fast_to_plan(const struct fast *f, const int32_t *finish, const uint32_t *mode,
		  struct plan *plan)
{
	for (uint32_t i = 0; i < f->n; i++) {
		plan->mode[i] = mode ? mode[i] : f->c->first_mode[i];
		plan->finish[i] = finish[i] * f->unit;
		plan->start[i] = plan->finish[i] - f->c->modes[plan->mode[i]].duration;
	}
	plan_measure(plan, f->c);
}
