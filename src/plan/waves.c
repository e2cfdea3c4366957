/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/waves.h"

#include <stdlib.h>
#include <string.h>

#include "plan/say.h"
#include "util/mem.h"
#include "util/vec.h"

/* One unit of movement: a class, or the classes of a move group. */
struct unit {
	size_t first;     /* plan.classes: the member that comes first by key */
	int64_t quantity;
	int64_t score;    /* weight × quantity, thousandths; saturated */
	size_t waiting;   /* units that must move before */
	size_t place;     /* in the order of movement */
};

struct before {
	size_t from, to; /* units, by their root */
};

struct builder {
	const struct snapshot *s;
	const struct plan_request *r;
	struct plan *p;
	struct err *err;
	int64_t wave_max, pilot_min, pilot_max, pilot_ppm;
	size_t *of_class;  /* snapshot class → plan class, NONE */
	size_t *root;      /* plan class → union-find parent */
	bool *whole, *single; /* plan class: never split; every asset alone */
	struct unit *units; /* by root; others unused */
	size_t *order;     /* roots in the order of movement */
	size_t n_order;
	VEC(struct before) befores;
	VEC(struct plan_wave) waves;
	VEC(const char *) platforms; /* that have their pilot */
};

int64_t plan_weight(const struct snapshot *s, int64_t criticality)
{
	static const char *const keys[] = {
		"weight_unknown", "weight_1", "weight_2", "weight_3", "weight_4", "weight_5",
	};

	if (criticality < 1 || criticality > 5)
		criticality = 0;
	return policy_millionths(s, keys[criticality]) / 1000;
}

static const struct snap_class *class_of(const struct builder *b, size_t plan_class)
{
	return &b->s->classes[b->p->classes[plan_class].class];
}

static const char *class_name(const struct builder *b, size_t plan_class)
{
	const struct snap_class *c = class_of(b, plan_class);

	return c->asset ? c->asset : c->key;
}

static size_t find(struct builder *b, size_t i)
{
	while (b->root[i] != i) {
		b->root[i] = b->root[b->root[i]];
		i = b->root[i];
	}
	return i;
}

/* ---- groups ---------------------------------------------------------------------------------- */

static bool both_affected(const struct builder *b, const struct snap_dependency *d, size_t *from,
			  size_t *to)
{
	*from = b->of_class[d->from];
	*to = b->of_class[d->to];
	return *from != NONE && *to != NONE;
}

static void join_groups(struct builder *b)
{
	size_t i, from, to;

	for (i = 0; i < b->s->n_dependencies; i++) {
		const struct snap_dependency *d = &b->s->dependencies[i];

		if (d->type != DEP_TOGETHER || !both_affected(b, d, &from, &to))
			continue;
		b->whole[from] = b->whole[to] = true;
		from = find(b, from);
		to = find(b, to);
		/* The smaller index stays root, so roots do not depend on the rows' order. */
		if (from < to)
			b->root[to] = from;
		else
			b->root[from] = to;
	}
}

static int check_apart(struct builder *b)
{
	size_t i, from, to;

	for (i = 0; i < b->s->n_dependencies; i++) {
		const struct snap_dependency *d = &b->s->dependencies[i];

		if (d->type != DEP_APART || !both_affected(b, d, &from, &to))
			continue;
		if (from == to && !b->whole[from]) {
			b->single[from] = true;
			continue;
		}
		if (find(b, from) == find(b, to) &&
		    (from != to || class_of(b, from)->quantity > 1))
			return err_set(b->err, ERR_INPUT,
				       N_("'%s' and '%s' must move together and may never share a "
					  "wave; remove one of the two dependencies"),
				       class_name(b, from), class_name(b, to));
	}
	return 0;
}

static int64_t add_clamped(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static int64_t mul_clamped(int64_t a, int64_t b)
{
	int64_t product;

	return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}

static int measure_units(struct builder *b)
{
	size_t i, root;

	for (i = 0; i < b->p->n_classes; i++)
		b->units[i].first = NONE;
	for (i = 0; i < b->p->n_classes; i++) {
		const struct snap_class *c = class_of(b, i);
		struct unit *u;

		root = find(b, i);
		u = &b->units[root];
		if (u->first == NONE || strcmp(c->key, class_of(b, u->first)->key) < 0)
			u->first = i;
		u->quantity = add_clamped(u->quantity, c->quantity);
		u->score = add_clamped(u->score, mul_clamped(plan_weight(b->s, c->criticality),
							     c->quantity));
	}
	for (i = 0; i < b->p->n_classes; i++) {
		struct name_list names = NAME_LIST_INIT;
		size_t k;

		if (find(b, i) != i || !b->whole[i] || b->units[i].quantity <= b->wave_max)
			continue;
		for (k = 0; k < b->p->n_classes; k++)
			if (find(b, k) == i)
				name_list_add(&names, class_name(b, k));
		err_set(b->err, ERR_INPUT,
			N_("the move group %s has %lld assets, more than wave_max = %lld; raise "
			   "wave_max in policy or cut the group"),
			names.text.buf, (long long)b->units[i].quantity, (long long)b->wave_max);
		strbuf_release(&names.text);
		return ERR_INPUT;
	}
	return 0;
}

/* ---- order ----------------------------------------------------------------------------------- */

static bool goes_first(const struct builder *b, size_t one, size_t other)
{
	const struct unit *u = &b->units[one], *v = &b->units[other];

	if (u->score != v->score)
		return b->r->order == ORDER_PLANNED ? u->score < v->score : u->score > v->score;
	return strcmp(class_of(b, u->first)->key, class_of(b, v->first)->key) < 0;
}

static int by_ends(const void *left, const void *right)
{
	const struct before *a = left, *b = right;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->to < b->to ? -1 : a->to > b->to;
}

static void collect_befores(struct builder *b)
{
	size_t i, from, to, n = 0;

	for (i = 0; i < b->s->n_dependencies; i++) {
		const struct snap_dependency *d = &b->s->dependencies[i];

		if (d->type != DEP_BEFORE || !both_affected(b, d, &from, &to))
			continue;
		from = find(b, from);
		to = find(b, to);
		if (from != to)
			VEC_PUSH(&b->befores, (struct before){ from, to });
	}
	if (b->befores.n)
		qsort(b->befores.items, b->befores.n, sizeof(*b->befores.items), by_ends);
	for (i = 0; i < b->befores.n; i++)
		if (!i || by_ends(&b->befores.items[i - 1], &b->befores.items[i]) != 0)
			b->befores.items[n++] = b->befores.items[i];
	b->befores.n = n;
	for (i = 0; i < n; i++)
		b->units[b->befores.items[i].to].waiting++;
}

static void sift_up(struct builder *b, size_t *heap, size_t i)
{
	while (i && goes_first(b, heap[i], heap[(i - 1) / 2])) {
		size_t up = heap[i];

		heap[i] = heap[(i - 1) / 2];
		heap[(i - 1) / 2] = up;
		i = (i - 1) / 2;
	}
}

static size_t take_first(struct builder *b, size_t *heap, size_t *n)
{
	size_t first = heap[0], i = 0, child;

	heap[0] = heap[--*n];
	while ((child = 2 * i + 1) < *n) {
		size_t down = heap[i];

		if (child + 1 < *n && goes_first(b, heap[child + 1], heap[child]))
			child++;
		if (!goes_first(b, heap[child], down))
			break;
		heap[i] = heap[child];
		heap[child] = down;
		i = child;
	}
	return first;
}

/* Where the edges that start at `unit` begin in the sorted list. */
static size_t first_edge(const struct builder *b, size_t unit)
{
	size_t low = 0, high = b->befores.n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (b->befores.items[middle].from < unit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Some units are left over, each waiting for another one: walking backwards must meet one again. */
static int refuse_circle(struct builder *b)
{
	bool *seen = mem_zalloc(b->p->n_classes, sizeof(*seen));
	size_t at = 0, i;

	while (find(b, at) != at || !b->units[at].waiting)
		at++;
	for (;;) {
		seen[at] = true;
		for (i = 0; i < b->befores.n; i++)
			if (b->befores.items[i].to == at &&
			    b->units[b->befores.items[i].from].waiting)
				break;
		if (seen[b->befores.items[i].from])
			break;
		at = b->befores.items[i].from;
	}
	free(seen);
	return err_set(b->err, ERR_INPUT,
		       N_("dependency '%s' before '%s' closes a circle of assets that wait for each "
			  "other; remove it or another one of the circle"),
		       class_name(b, b->units[b->befores.items[i].from].first),
		       class_name(b, b->units[at].first));
}

static int order_units(struct builder *b)
{
	size_t *heap = mem_alloc(b->p->n_classes, sizeof(*heap)), n = 0, units = 0, i;

	for (i = 0; i < b->p->n_classes; i++) {
		if (find(b, i) != i)
			continue;
		units++;
		if (b->units[i].waiting)
			continue;
		heap[n] = i;
		sift_up(b, heap, n++);
	}
	while (n) {
		size_t unit = take_first(b, heap, &n);

		b->units[unit].place = b->n_order;
		b->order[b->n_order++] = unit;
		for (i = first_edge(b, unit);
		     i < b->befores.n && b->befores.items[i].from == unit; i++) {
			size_t to = b->befores.items[i].to;

			if (--b->units[to].waiting == 0) {
				heap[n] = to;
				sift_up(b, heap, n++);
			}
		}
	}
	free(heap);
	return b->n_order == units ? 0 : refuse_circle(b);
}

/* ---- cutting --------------------------------------------------------------------------------- */

/* True the first time a platform is met. */
static bool wants_pilot(struct builder *b, const struct snap_class *c)
{
	const char *os = c->os ? c->os : "";
	size_t i;

	for (i = 0; i < b->platforms.n; i++)
		if (strcmp(b->platforms.items[i], os) == 0)
			return false;
	VEC_PUSH(&b->platforms, os);
	return true;
}

/* The first row that begins at or after `asset`, assets spread evenly over the rows. */
static int64_t row_at(const struct snap_class *c, int64_t asset)
{
	int64_t product;

	if (c->rows == c->quantity)
		return asset;
	if (__builtin_mul_overflow(asset, c->rows, &product))
		return asset / c->quantity * c->rows;
	return product / c->quantity + (product % c->quantity != 0);
}

static void add_wave(struct builder *b, size_t plan_class, int64_t from, int64_t to, bool pilot,
		     size_t group)
{
	const struct snap_class *c = class_of(b, plan_class);
	struct plan_wave w = { .plan_class = plan_class, .number = 1, .pilot = pilot,
		.quantity = to - from, .first_row = row_at(c, from), .contained = PLAN_NEVER,
		.removed = PLAN_NEVER, .safe = PLAN_NEVER };

	w.n_rows = row_at(c, to) - w.first_row;
	w.group = group == NONE ? b->waves.n : group;
	if (b->waves.n && VEC_LAST(&b->waves).plan_class == plan_class)
		w.number = VEC_LAST(&b->waves).number + 1;
	VEC_PUSH(&b->waves, w);
}

static void add_cut(struct builder *b, size_t plan_class, int64_t from, int64_t to, bool pilot)
{
	int64_t most = b->single[plan_class] ? 1 : b->wave_max;

	for (; from < to; from += most)
		add_wave(b, plan_class, from, from + most < to ? from + most : to, pilot, NONE);
}

static int64_t part_of(int64_t quantity, int64_t ppm)
{
	return quantity / 1000000 * ppm + quantity % 1000000 * ppm / 1000000;
}

static void cut_class(struct builder *b, size_t plan_class)
{
	const int64_t shares[] = { policy_millionths(b->s, "wave_share_second"),
				   policy_millionths(b->s, "wave_share_third") };
	const struct snap_class *c = class_of(b, plan_class);
	int64_t at = 0, end = 0;
	size_t i;

	if (c->quantity <= 0)
		return;
	if (wants_pilot(b, c)) {
		int64_t pilot = part_of(c->quantity, b->pilot_ppm);

		pilot = pilot < b->pilot_min ? b->pilot_min : pilot;
		pilot = pilot > b->pilot_max ? b->pilot_max : pilot;
		at = end = pilot < c->quantity ? pilot : c->quantity;
		add_cut(b, plan_class, 0, at, true);
	}
	for (i = 0; i < 2; i++) {
		end += part_of(c->quantity, shares[i]);
		if (end - at < b->pilot_min || end >= c->quantity)
			continue;
		add_cut(b, plan_class, at, end, false);
		at = end;
	}
	add_cut(b, plan_class, at, c->quantity, false);
}

struct member {
	const char *key;
	size_t plan_class;
};

static int by_class_key(const void *left, const void *right)
{
	const struct member *a = left, *b = right;

	return strcmp(a->key, b->key);
}

/* One unit of several classes; the pilot of every platform that it meets first. */
static void cut_group(struct builder *b, const size_t *members, size_t n)
{
	size_t group = NONE, i;
	bool pilot = false;

	for (i = 0; i < n; i++)
		if (class_of(b, members[i])->quantity > 0)
			pilot |= wants_pilot(b, class_of(b, members[i]));
	for (i = 0; i < n; i++) {
		int64_t quantity = class_of(b, members[i])->quantity;

		if (quantity <= 0)
			continue;
		add_wave(b, members[i], 0, quantity, pilot, group);
		if (group == NONE)
			group = VEC_LAST(&b->waves).group;
	}
}

static void cut_all(struct builder *b)
{
	size_t n = b->p->n_classes, i, k, *count = mem_zalloc(n + 1, sizeof(*count));
	size_t *members = mem_alloc(n, sizeof(*members));
	struct member *sorted = mem_alloc(n, sizeof(*sorted));

	/* Members of each unit side by side, by key: counting sort over the units' places. */
	for (i = 0; i < n; i++)
		sorted[i] = (struct member){ class_of(b, i)->key, i };
	if (n)
		qsort(sorted, n, sizeof(*sorted), by_class_key);
	for (i = 0; i < n; i++)
		count[b->units[find(b, i)].place + 1]++;
	for (i = 1; i <= n; i++)
		count[i] += count[i - 1];
	for (i = 0; i < n; i++)
		members[count[b->units[find(b, sorted[i].plan_class)].place]++] =
			sorted[i].plan_class;
	for (i = 0, k = 0; i < n; i = k) {
		size_t unit = find(b, members[i]);

		for (k = i + 1; k < n && find(b, members[k]) == unit; k++)
			;
		if (b->whole[unit])
			cut_group(b, members + i, k - i);
		else
			cut_class(b, members[i]);
	}
	free(count);
	free(members);
	free(sorted);
}

int plan_waves(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	       struct err *err)
{
	size_t n = p->n_classes, i;
	struct builder b = { .s = s, .r = r, .p = p, .err = err,
		.wave_max = policy_int(s, "wave_max"), .pilot_min = policy_int(s, "pilot_min"),
		.pilot_max = policy_int(s, "pilot_max"),
		.pilot_ppm = policy_millionths(s, "pilot_share"),
		.of_class = mem_alloc(s->n_classes, sizeof(size_t)),
		.root = mem_alloc(n, sizeof(size_t)), .whole = mem_zalloc(n, sizeof(bool)),
		.single = mem_zalloc(n, sizeof(bool)),
		.units = mem_zalloc(n, sizeof(struct unit)),
		.order = mem_alloc(n, sizeof(size_t)), .befores = VEC_INIT, .waves = VEC_INIT,
		.platforms = VEC_INIT };
	int rc;

	if (b.wave_max < 1)
		b.wave_max = 1;
	for (i = 0; i < s->n_classes; i++)
		b.of_class[i] = NONE;
	for (i = 0; i < n; i++) {
		b.of_class[p->classes[i].class] = i;
		b.root[i] = i;
	}
	join_groups(&b);
	rc = check_apart(&b);
	if (rc == 0)
		rc = measure_units(&b);
	if (rc == 0) {
		collect_befores(&b);
		rc = order_units(&b);
	}
	if (rc == 0) {
		cut_all(&b);
		p->n_waves = b.waves.n;
		p->waves = arena_copy(&p->arena, b.waves.items ? (void *)b.waves.items : (void *)&b,
				      b.waves.n * sizeof(*b.waves.items));
	}
	free(b.of_class);
	free(b.root);
	free(b.whole);
	free(b.single);
	free(b.units);
	free(b.order);
	VEC_RELEASE(&b.befores);
	VEC_RELEASE(&b.waves);
	VEC_RELEASE(&b.platforms);
	return rc;
}
