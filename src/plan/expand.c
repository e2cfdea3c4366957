/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expansion: from playbook steps to activities.
 *
 * A step becomes one instance per plan, leaving product, site, class or wave unit whose assets its
 * selector reaches; nothing reached, no instance.  Classes for which no replacement exists and a
 * mandatory need stays open keep the steps that contain and remove, and lose those that install or
 * secure and all that only follow from them: they are never safe and counted apart.
 */
#include "config.h"
#include "plan/expander.h"

#include <stdlib.h>
#include <string.h>

#include "plan/effort.h"
#include "plan/needs.h"
#include "plan/say.h"
#include "plan/waves.h"

/* ---- buckets --------------------------------------------------------------------------------- */

size_t expander_buckets(const struct expander *x, const struct play_step *st)
{
	switch (st->row->scope) {
	case SCOPE_PRODUCT:
		return x->s->n_products;
	case SCOPE_SITE:
		return x->s->n_sites + 1;
	case SCOPE_CLASS:
		return x->p->n_classes;
	case SCOPE_WAVE:
		return x->units.n;
	default:
		return 1;
	}
}

size_t expander_bucket(const struct expander *x, const struct play_step *st, size_t wave, size_t k)
{
	const struct plan_class *pc = &x->p->classes[x->p->waves[wave].plan_class];
	size_t site;

	if (st->row->scope == SCOPE_PRODUCT)
		return k < pc->leaving.n ? pc->leaving.items[k] : NONE;
	if (k)
		return NONE;
	switch (st->row->scope) {
	case SCOPE_SITE:
		site = x->s->classes[pc->class].site;
		return site == NONE ? x->s->n_sites : site;
	case SCOPE_CLASS:
		return x->p->waves[wave].plan_class;
	case SCOPE_WAVE:
		return x->unit_of_wave[wave];
	default:
		return 0;
	}
}

/* ---- who is reached -------------------------------------------------------------------------- */

/* No replacement and a mandatory requirement that stays open. */
static bool *bare_classes(const struct plan *p)
{
	bool *bare = mem_zalloc(p->n_classes, sizeof(*bare));
	size_t i;

	for (i = 0; i < p->n_gaps; i++) {
		const struct plan_gap *g = &p->gaps[i];

		if (g->mandatory && g->until == PLAN_NEVER &&
		    p->classes[g->plan_class].to.n == 0)
			bare[g->plan_class] = true;
	}
	return bare;
}

/* Steps that make no sense for a bare class.  Steps stand with predecessors first. */
static bool *bare_steps(const struct playbook *b)
{
	bool *dropped = mem_zalloc(b->n_steps, sizeof(*dropped));
	size_t i, k;

	for (i = 0; i < b->n_steps; i++) {
		const struct play_step *st = &b->steps[i];
		bool secures = (st->row->marks & MARK_SECURES) &&
			!(st->row->marks & MARK_REMOVES);
		size_t on_assets = 0, gone = 0;

		for (k = 0; k < st->n_after; k++) {
			if (!b->steps[st->after[k].step].touches)
				continue;
			on_assets++;
			gone += dropped[st->after[k].step];
		}
		dropped[i] = st->touches &&
			(st->installs || secures || (on_assets && gone == on_assets));
	}
	return dropped;
}

static void find_reach(struct expander *x)
{
	bool *bare = bare_classes(x->p), *dropped = bare_steps(x->b);
	size_t i, c;

	for (i = 0; i < x->b->n_steps; i++) {
		struct step_table *t = &x->tables[i];

		t->applies = arena_alloc(&x->p->arena, x->p->n_classes, sizeof(bool));
		for (c = 0; c < x->p->n_classes; c++)
			t->applies[c] = !(bare[c] && dropped[i]) &&
				snap_class_matches(x->s, &x->s->classes[x->p->classes[c].class],
						   x->b->steps[i].row->selector);
	}
	free(bare);
	free(dropped);
}

static void find_units(struct expander *x)
{
	size_t i;

	x->unit_of_wave = mem_alloc(x->p->n_waves, sizeof(size_t));
	for (i = 0; i < x->p->n_waves; i++) {
		if (x->p->waves[i].group == i)
			VEC_PUSH(&x->units, (struct unit_range){ i, 0 });
		VEC_LAST(&x->units).n++;
		x->unit_of_wave[i] = x->units.n - 1;
	}
}

/* ---- instances ------------------------------------------------------------------------------- */

static const char *site_name(const struct snapshot *s, size_t site)
{
	return site == NONE ? "-" : s->sites[site].key;
}

static void name_instance(struct expander *x, struct plan_instance *in)
{
	const struct snap_step *row = &x->s->steps[in->step];
	const struct plan_wave *first = &x->p->waves[in->waves.items[0]];
	const struct snap_class *c = &x->s->classes[x->p->classes[first->plan_class].class];
	struct arena *a = &x->p->arena;

	in->title = row->title ? row->title : row->key;
	switch (row->scope) {
	case SCOPE_PRODUCT:
		in->key = arena_printf(a, "%s/%s", row->key, x->s->products[in->product].key);
		break;
	case SCOPE_SITE:
		in->key = arena_printf(a, "%s/%s", row->key, site_name(x->s, in->site));
		break;
	case SCOPE_CLASS:
		in->key = arena_printf(a, "%s/%s/%s", row->key, site_name(x->s, in->site), c->key);
		break;
	case SCOPE_WAVE:
		in->key = arena_printf(a, "%s/%s/%s/w%d", row->key, site_name(x->s, in->site),
				       c->key, first->number);
		break;
	default:
		in->key = row->key;
	}
}

static void add_instance(struct expander *x, size_t step, size_t bucket, struct index_list waves)
{
	const struct play_step *st = &x->b->steps[step];
	struct plan_instance in = { .step = st->index, .mode_step = st->index, .product = NONE,
		.site = NONE, .plan_class = NONE, .wave = NONE, .waves = waves, .crew = NONE,
		.start = PLAN_NEVER, .finish = PLAN_NEVER, .why_instance = NONE };
	const struct plan_wave *first = &x->p->waves[waves.items[0]];
	size_t i;

	if (st->row->scope == SCOPE_PRODUCT)
		in.product = bucket;
	if (st->row->scope == SCOPE_SITE)
		in.site = bucket == x->s->n_sites ? NONE : bucket;
	if (st->touches) {
		in.site = x->s->classes[x->p->classes[first->plan_class].class].site;
		in.plan_class = first->plan_class;
	}
	if (st->row->scope == SCOPE_WAVE)
		in.wave = waves.items[0];
	for (i = 0; i < waves.n; i++)
		in.assets += x->p->waves[waves.items[i]].quantity;
	name_instance(x, &in);
	VEC_PUSH(&x->instances, in);
	VEC_PUSH(&x->step_of, step);
}

/* Sorts the waves into the step's buckets and makes an instance of each that is not empty. */
static void make_instances(struct expander *x, size_t step)
{
	const struct play_step *st = &x->b->steps[step];
	struct step_table *t = &x->tables[step];
	struct index_list *lists;
	size_t w, k, bucket, *count;

	t->n = expander_buckets(x, st);
	t->at = mem_alloc(t->n, sizeof(*t->at));
	t->first = x->instances.n;
	count = mem_zalloc(t->n, sizeof(*count));
	lists = mem_zalloc(t->n, sizeof(*lists));
	for (w = 0; w < x->p->n_waves; w++) {
		if (!t->applies[x->p->waves[w].plan_class])
			continue;
		for (k = 0; (bucket = expander_bucket(x, st, w, k)) != NONE; k++)
			count[bucket]++;
	}
	for (w = 0; w < x->p->n_waves; w++) {
		if (!t->applies[x->p->waves[w].plan_class])
			continue;
		for (k = 0; (bucket = expander_bucket(x, st, w, k)) != NONE; k++) {
			struct index_list *l = &lists[bucket];

			if (!l->items)
				l->items = arena_alloc(&x->p->arena, count[bucket],
						       sizeof(*l->items));
			l->items[l->n++] = w;
		}
	}
	for (bucket = 0; bucket < t->n; bucket++) {
		t->at[bucket] = lists[bucket].n ? x->instances.n : NONE;
		if (lists[bucket].n)
			add_instance(x, step, bucket, lists[bucket]);
	}
	t->n_instances = x->instances.n - t->first;
	free(count);
	free(lists);
}

/* ---- what holds an instance back ------------------------------------------------------------- */

/* A prepare step that was done and has not gone stale. */
static bool is_done(const struct snapshot *s, const struct snap_step *row)
{
	if (row->phase != PHASE_PREPARE || row->done_on == SNAP_DATE_NONE)
		return false;
	if (row->done_on * DAY_S > s->now)
		return false;
	return row->shelf_life < 0 || row->done_on * DAY_S + row->shelf_life >= s->now;
}

static void hold(struct plan_instance *in, int64_t minutes, char *why)
{
	if (minutes <= in->release)
		return;
	in->release = minutes;
	in->release_why = why;
}

static bool licence_is_owned(const struct snapshot *s, size_t product)
{
	int64_t today = snapshot_today(s);
	size_t i;

	for (i = 0; i < s->n_contracts; i++) {
		const struct snap_contract *c = &s->contracts[i];

		if (c->product == product && (c->starts == SNAP_DATE_NONE || c->starts <= today) &&
		    (c->ends == SNAP_DATE_NONE || c->ends >= today))
			return true;
	}
	return false;
}

/* Per product and side, what the step's needs, the licence and the hardware hold it back for. */
struct holds {
	struct plan_hold *list[2];
	size_t n[2];
	bool known[2];
};

static char *need_sentence(struct expander *x, const struct need *n, size_t product,
			   int64_t minutes)
{
	const char *word = n->word, *name = x->s->products[product].key;
	char *time = plan_minutes_text(&x->p->arena, minutes);

	switch (n->state) {
	case NEED_UNVERIFIED:
		return plan_say(&x->p->arena, N_("needs %s of %s, which nobody has verified: %s to "
						 "obtain it anew"), word, name, time);
	case NEED_EXPIRED:
		return plan_say(&x->p->arena, N_("needs %s of %s, which has expired: %s to obtain "
						 "it"), word, name, time);
	default:
		return plan_say(&x->p->arena, N_("needs %s of %s, which is missing: %s to obtain "
						 "it"), word, name, time);
	}
}

/* What is ordered at T+0. */
static void hold_for_order(struct expander *x, struct holds *h, size_t product, int64_t lead,
			   bool hardware)
{
	int64_t minutes = lead > 0 ? (lead + MINUTE_S - 1) / MINUTE_S : 0;
	const char *name = x->s->products[product].key;
	char *time = plan_minutes_text(&x->p->arena, minutes), *why;

	if (!minutes)
		return;
	why = hardware
		? plan_say(&x->p->arena, N_("the hardware for %s comes %s after the order"), name, time)
		: plan_say(&x->p->arena, N_("the first licence of %s comes %s after the order"), name,
			   time);
	h->list[SIDE_COMING][h->n[SIDE_COMING]++] = (struct plan_hold){
		.kind = hardware ? HOLD_HARDWARE : HOLD_LICENCE, .minutes = minutes, .product = product,
		.item = NONE, .why = why };
}

static void hold_for_needs(struct expander *x, const struct snap_step *row, struct holds *h,
			   size_t product, enum need_side side)
{
	struct need n;
	size_t i;

	for (i = 0; i < row->needs.n; i++) {
		int64_t minutes;

		if (!need_of(x->s, row, i, product, side, &n) || n.state == NEED_READY)
			continue;
		minutes = (n.obtain + MINUTE_S - 1) / MINUTE_S;
		if (minutes > 0)
			h->list[side][h->n[side]++] = (struct plan_hold){
				.minutes = minutes, .product = product, .word = n.word, .item = n.item,
				.why = need_sentence(x, &n, product, minutes) };
	}
}

static const struct holds *product_holds(struct expander *x, const struct play_step *st,
					 struct holds *cache, size_t product, enum need_side side)
{
	const struct snap_product *pr = &x->s->products[product];
	struct holds *h = &cache[product];

	if (h->known[side])
		return h;
	h->known[side] = true;
	h->list[side] = arena_alloc(&x->p->arena, st->row->needs.n + 2, sizeof(*h->list[side]));
	hold_for_needs(x, st->row, h, product, side);
	if (side == SIDE_COMING && st->installs) {
		if (!licence_is_owned(x->s, product))
			hold_for_order(x, h, product, pr->lead_time, false);
		hold_for_order(x, h, product, pr->hardware_lead, true);
	}
	return h;
}

struct hold_list {
	VEC(struct plan_hold) v;
};

static void add_holds(struct hold_list *list, const struct holds *h, enum need_side side)
{
	size_t i, k;

	for (i = 0; i < h->n[side]; i++) {
		for (k = 0; k < list->v.n && list->v.items[k].why != h->list[side][i].why; k++)
			;
		if (k == list->v.n)
			VEC_PUSH(&list->v, h->list[side][i]);
	}
}

static void hold_instance(struct expander *x, const struct play_step *st, struct holds *cache,
			  struct plan_instance *in)
{
	struct hold_list list = { VEC_INIT };
	size_t i, k, last = NONE;

	for (i = 0; i < in->waves.n; i++) {
		size_t c = x->p->waves[in->waves.items[i]].plan_class;
		const struct plan_class *pc = &x->p->classes[c];

		if (c == last)
			continue;
		last = c;
		for (k = 0; k < pc->leaving.n; k++) {
			size_t product = pc->leaving.items[k];

			if (in->product == NONE || in->product == product)
				add_holds(&list, product_holds(x, st, cache, product, SIDE_LEAVING),
					  SIDE_LEAVING);
		}
		for (k = 0; k < pc->to.n; k++)
			add_holds(&list, product_holds(x, st, cache, pc->to.items[k], SIDE_COMING),
				  SIDE_COMING);
	}
	in->holds = arena_alloc(&x->p->arena, list.v.n, sizeof(*in->holds));
	in->n_holds = list.v.n;
	for (i = 0; i < list.v.n; i++) {
		in->holds[i] = list.v.items[i];
		hold(in, in->holds[i].minutes, in->holds[i].why);
	}
	VEC_RELEASE(&list.v);
}

static void hold_for_crew(struct expander *x, struct plan_instance *in)
{
	const struct snap_crew *crew;
	int64_t minutes;

	if (in->crew == NONE)
		return;
	crew = &x->s->crews[in->crew];
	minutes = (crew->call_out + MINUTE_S - 1) / MINUTE_S;
	if (minutes > in->release)
		hold(in, minutes, plan_say(&x->p->arena,
					   N_("crew %s can start %s after the call"), crew->key,
					   plan_minutes_text(&x->p->arena, minutes)));
}

/* Effort in the normal mode, releases, and what was done before. */
static void fill_step(struct expander *x, size_t step)
{
	const struct play_step *st = &x->b->steps[step];
	const struct step_table *t = &x->tables[step];
	struct holds *cache = mem_zalloc(x->s->n_products, sizeof(*cache));
	bool done = is_done(x->s, st->row);
	size_t i;

	for (i = t->first; i < t->first + t->n_instances; i++) {
		struct plan_instance *in = &x->instances.items[i];
		struct effort e;

		effort_of(x->s, x->r, x->p, &st->modes[0], in, &e);
		in->crew = e.crew;
		in->workers = e.workers;
		in->duration = effort_duration(&e, e.workers);
		if (done) {
			int64_t ago = (st->row->done_on * DAY_S - x->s->now) / MINUTE_S;

			in->done = true;
			in->finish = ago < 0 ? ago : -1;
			in->start = in->finish - in->duration.likely;
			continue;
		}
		hold_instance(x, st, cache, in);
		hold_for_crew(x, in);
	}
	free(cache);
}

int plan_expand(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		struct err *err)
{
	struct playbook b = { NULL, NULL, 0 };
	struct expander x = { .s = s, .r = r, .p = p, .b = &b, .err = err };
	const char *key;
	size_t i;
	int rc;

	p->order = r->order;
	rc = playbook_choose(s, r, p, &key, err);
	if (rc == 0)
		rc = playbook_open(s, key, r->order, &p->arena, &b, err);
	if (rc == 0)
		rc = plan_waves(s, r, p, err);
	if (rc < 0)
		return rc;
	p->playbook = arena_strdup(&p->arena, key);
	x.tables = mem_zalloc(b.n_steps, sizeof(*x.tables));
	find_units(&x);
	find_reach(&x);
	for (i = 0; i < b.n_steps; i++) {
		make_instances(&x, i);
		fill_step(&x, i);
	}
	rc = expander_link(&x);
	if (rc == 0)
		rc = expander_finish(&x);
	for (i = 0; i < b.n_steps; i++)
		free(x.tables[i].at);
	free(x.tables);
	free(x.unit_of_wave);
	free(x.stamp);
	VEC_RELEASE(&x.units);
	VEC_RELEASE(&x.instances);
	VEC_RELEASE(&x.step_of);
	VEC_RELEASE(&x.edges);
	return rc;
}
