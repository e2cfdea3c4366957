/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readiness of the switch itself: what the plan comes to. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "plan/choice.h"
#include "plan/cover.h"
#include "plan/coverage.h"
#include "plan/fate.h"
#include "plan/ready.h"
#include "util/mem.h"

static const char *class_key(const struct ready *c, size_t plan_class)
{
	return c->s->classes[c->p->classes[plan_class].class].key;
}

static bool in_list(const struct index_list *l, size_t item)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->items[i] == item)
			return true;
	return false;
}

void ready_waves(const struct ready *c, struct verdict *v)
{
	struct name_list names = NAME_LIST_INIT;
	int64_t *reached = mem_zalloc(c->p->n_classes, sizeof(*reached)), missing = 0;
	struct cover cover;
	size_t i;

	cover_init(&cover, c->s, c->p, MARK_REMOVES | MARK_SECURES);
	for (i = 0; i < c->p->n_waves; i++)
		if (cover.begin[i] < cover.begin[i + 1])
			reached[c->p->waves[i].plan_class] += c->p->waves[i].quantity;
	for (i = 0; i < c->p->n_classes; i++) {
		if (reached[i] >= ready_assets(c, i))
			continue;
		missing += ready_assets(c, i) - reached[i];
		name_list_add(&names, class_key(c, i));
	}
	v->result = ready_share(c, missing);
	v->finding = missing ? SAY(c, N_("no step removes or secures %lld assets: %s"),
				   (long long)missing, names.text.buf)
			     : SAY(c, N_("every affected asset is reached by a wave"));
	if (missing)
		v->mend = SAY(c, N_("widen the selectors of the wave steps in playbook %s"),
			      c->p->playbook);
	strbuf_release(&names.text);
	cover_release(&cover);
	free(reached);
}

/* Something of the category stays on the class or comes to it. */
static bool has_category(const struct ready *c, const struct plan_class *pc, const char *category)
{
	const struct snap_class *class = &c->s->classes[pc->class];
	size_t i;

	for (i = 0; i < class->n_installs; i++)
		if (!in_list(&pc->leaving, class->installs[i].product) &&
		    choice_category_fits(c->s, c->s->products[class->installs[i].product].category,
					 category))
			return true;
	for (i = 0; i < pc->to.n; i++)
		if (choice_category_fits(c->s, c->s->products[pc->to.items[i]].category, category))
			return true;
	return false;
}

/* The category of a leaving product that nothing replaces; NULL.  "other" replaces nothing. */
static const char *bare_category(const struct ready *c, const struct plan_class *pc)
{
	size_t i;

	for (i = 0; i < pc->leaving.n; i++) {
		const char *category = c->s->products[pc->leaving.items[i]].category;

		if (category && *category && strcmp(category, "other") != 0 &&
		    !has_category(c, pc, category))
			return category;
	}
	return NULL;
}

/* What is open for good after the switch, class by class. */
struct open_needs {
	struct name_list names, covered, bare;
	int64_t failing;
};

static void find_open_needs(const struct ready *c, struct open_needs *o)
{
	bool *open = mem_zalloc(c->p->n_classes, sizeof(*open));
	size_t i;

	for (i = 0; i < c->p->n_gaps; i++) {
		const struct plan_gap *g = &c->p->gaps[i];
		char *name;

		if (!g->mandatory || g->until != PLAN_NEVER)
			continue;
		name = arena_printf(&c->p->arena, "%s (%s)", c->s->capabilities[g->capability].key,
				    class_key(c, g->plan_class));
		if (g->control != NONE) {
			name_list_add(&o->covered, name);
			continue;
		}
		name_list_add(&o->names, name);
		open[g->plan_class] = true;
	}
	for (i = 0; i < c->p->n_classes; i++) {
		const char *category = bare_category(c, &c->p->classes[i]);

		if (category)
			name_list_add(&o->bare, arena_printf(&c->p->arena, "%s (%s)", category,
							     class_key(c, i)));
		if (category || open[i])
			o->failing += ready_assets(c, i);
	}
	free(open);
}

void ready_requirements(const struct ready *c, struct verdict *v)
{
	struct open_needs o = { NAME_LIST_INIT, NAME_LIST_INIT, NAME_LIST_INIT, 0 };

	find_open_needs(c, &o);
	v->result = ready_share(c, o.failing);
	if (o.names.n && o.bare.n)
		v->finding = SAY(c, N_("mandatory and not covered after the switch: %s; nothing comes "
				       "instead of: %s"), o.names.text.buf, o.bare.text.buf);
	else if (o.names.n)
		v->finding = SAY(c, N_("mandatory and not covered after the switch: %s"),
				 o.names.text.buf);
	else if (o.bare.n)
		v->finding = SAY(c, N_("removed, and nothing comes instead: %s"), o.bare.text.buf);
	if (o.names.n) {
		v->mend = SAY(c, N_("add a candidate or a compensating control, or change the "
				    "requirement"));
	} else if (o.bare.n) {
		v->mend = SAY(c, N_("add a candidate of that category that runs there, or raise the "
				    "budget"));
	} else if (o.covered.n) {
		v->result = CHECK_WARN;
		v->finding = SAY(c, N_("held only by compensating controls after the switch: %s"),
				 o.covered.text.buf);
		v->mend = SAY(c, N_("add a candidate that covers them"));
	} else {
		v->finding = SAY(c, N_("every mandatory requirement is met after the switch"));
	}
	strbuf_release(&o.names.text);
	strbuf_release(&o.covered.text);
	strbuf_release(&o.bare.text);
}

void ready_fate(const struct ready *c, struct verdict *v)
{
	struct name_list shared = NAME_LIST_INIT, siblings = NAME_LIST_INIT;
	size_t i;

	for (i = 0; i < c->p->n_selections; i++) {
		const struct plan_selection *sel = &c->p->selections[i];
		const struct plan_affected *a = sel->chosen
			? plan_affected_product(c->p, sel->product) : NULL;

		if (a)
			name_list_add(a->warning ? &siblings : &shared,
				      c->s->products[sel->product].key);
	}
	if (shared.n) {
		v->result = CHECK_BLOCK;
		v->finding = SAY(c, N_("chosen and tied to what is breached: %s"), shared.text.buf);
		v->mend = SAY(c, N_("choose another product, or correct the fate table"));
	} else if (siblings.n) {
		v->result = CHECK_WARN;
		v->finding = SAY(c, N_("chosen from a sister company of a breached one: %s"),
				 siblings.text.buf);
		v->mend = SAY(c, N_("find out what the companies share, or set fate_siblings to ban"));
	} else {
		v->finding = SAY(c, N_("no replacement shares fate with the breached set"));
	}
	strbuf_release(&shared.text);
	strbuf_release(&siblings.text);
}

void ready_platforms(const struct ready *c, struct verdict *v)
{
	struct name_list names = NAME_LIST_INIT;
	int64_t failing = 0;
	size_t i, k;

	for (i = 0; i < c->p->n_classes; i++) {
		const struct plan_class *pc = &c->p->classes[i];
		bool fails = false;

		for (k = 0; k < pc->to.n; k++) {
			if (platform_fits(&c->s->products[pc->to.items[k]],
					  &c->s->classes[pc->class]))
				continue;
			fails = true;
			name_list_add(&names, arena_printf(&c->p->arena, "%s on %s",
					c->s->products[pc->to.items[k]].key, class_key(c, i)));
		}
		failing += fails ? ready_assets(c, i) : 0;
	}
	v->result = ready_share(c, failing);
	v->finding = failing ? SAY(c, N_("not supported there: %s"), names.text.buf)
			     : SAY(c, N_("the replacements run on every platform they are for"));
	if (failing)
		v->mend = SAY(c, N_("choose a product for that platform, or correct 'platforms'"));
	strbuf_release(&names.text);
}

void ready_rollback(const struct ready *c, struct verdict *v)
{
	const unsigned one_way = MARK_REMOVES | MARK_RETIRES;
	struct name_list must = NAME_LIST_INIT, should = NAME_LIST_INIT;
	size_t i;

	for (i = 0; i < c->book->n_steps; i++) {
		const struct snap_step *row = c->book->steps[i].row;

		if (row->rollback)
			continue;
		if (row->marks & one_way)
			name_list_add(&must, row->key);
		else if (row->phase == PHASE_CONTAIN || row->phase == PHASE_REPLACE ||
			 row->phase == PHASE_RETIRE)
			name_list_add(&should, row->key);
	}
	if (must.n) {
		v->result = CHECK_BLOCK;
		v->finding = SAY(c, N_("steps that remove or retire say nothing about going back: %s"),
				 must.text.buf);
	} else if (should.n) {
		v->result = CHECK_WARN;
		v->finding = SAY(c, N_("steps that change something say nothing about going back: %s"),
				 should.text.buf);
	} else {
		v->finding = SAY(c, N_("every step says how to go back, or that there is no way back"));
	}
	if (must.n || should.n)
		v->mend = SAY(c, N_("fill 'rollback' in playbook %s; 'none: …' is an answer"),
			      c->p->playbook);
	strbuf_release(&must.text);
	strbuf_release(&should.text);
}

void ready_deadline(const struct ready *c, struct verdict *v)
{
	const struct plan_figures *f = &c->p->figures;
	int64_t deadline = c->r->deadline >= 0 ? c->r->deadline
					       : policy_duration(c->s, "deadline") / MINUTE_S;
	int64_t over = policy_millionths(c->s, "r11_block_over");
	char *limit = plan_minutes_text(&c->p->arena, deadline);

	if (f->switch_p90 == PLAN_NEVER) {
		v->result = CHECK_BLOCK;
		v->finding = SAY(c, N_("%lld assets are never safe under this plan, so no deadline can "
				       "be promised"), (long long)f->never_safe);
		v->mend = SAY(c, N_("see the notes of the plan and R02, R03"));
		return;
	}
	if (f->switch_p90 > deadline)
		v->result = f->switch_p90 - deadline > deadline / 1000000 * over +
				deadline % 1000000 * over / 1000000 ? CHECK_BLOCK : CHECK_WARN;
	v->finding = SAY(c, N_("the last asset is safe after %s in half, %s in nine of ten cases; the "
			       "deadline is %s"), plan_minutes_text(&c->p->arena, f->switch_p50),
			 plan_minutes_text(&c->p->arena, f->switch_p90), limit);
	if (v->result != CHECK_PASS)
		v->mend = SAY(c, N_("pull a lever (plan levers), prepare more, or move the deadline"));
}

void ready_gap(const struct ready *c, struct verdict *v)
{
	int64_t most = c->p->figures.gap_max;
	int64_t warn = policy_duration(c->s, "r18_warn") / MINUTE_S;
	int64_t block = policy_duration(c->s, "r18_block") / MINUTE_S;

	v->result = most > block ? CHECK_BLOCK : most > warn ? CHECK_WARN : CHECK_PASS;
	v->finding = SAY(c, N_("an asset is without protection for up to %s; the limits are %s and %s"),
			 plan_minutes_text(&c->p->arena, most),
			 plan_minutes_text(&c->p->arena, warn),
			 plan_minutes_text(&c->p->arena, block));
	if (v->result != CHECK_PASS)
		v->mend = SAY(c, N_("cut the waves smaller, add workers to the crews between removal and "
				    "activation, or bound the steps with 'within'"));
}

/* ---- conflicts ------------------------------------------------------------------------------- */

static bool names_product(const struct text_list *l, const struct snap_product *p)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->items[i], p->key) == 0 ||
		    (p->category && strcmp(l->items[i], p->category) == 0))
			return true;
	return false;
}

static bool conflict(const struct ready *c, size_t a, size_t b)
{
	const struct snap_product *pa = &c->s->products[a], *pb = &c->s->products[b];

	return a != b && (names_product(&pa->conflicts_with, pb) ||
			  names_product(&pb->conflicts_with, pa));
}

/* The new product can wait without acting while the old one still runs. */
static bool waits_passively(const struct ready *c, size_t product, const struct snap_class *class)
{
	enum passive_mode mode = c->s->products[product].passive_mode;

	return mode == PASSIVE_YES || (mode == PASSIVE_CLIENT_ONLY && class->kind &&
				       strcmp(class->kind, "workstation") == 0);
}

/* Is `product`, which comes, active beside `other`, which is there now or comes too? */
static bool meet(const struct ready *c, const struct plan_class *pc, size_t product, size_t other)
{
	if (!in_list(&pc->leaving, other))
		return true;
	/* In breach order the old one is gone before the new one becomes active. */
	return c->p->order == ORDER_PLANNED &&
		!waits_passively(c, product, &c->s->classes[pc->class]);
}

void ready_conflicts(const struct ready *c, struct verdict *v)
{
	struct name_list names = NAME_LIST_INIT;
	int64_t failing = 0;
	size_t i, k, m;

	for (i = 0; i < c->p->n_classes; i++) {
		const struct plan_class *pc = &c->p->classes[i];
		const struct snap_class *class = &c->s->classes[pc->class];
		bool fails = false;

		for (k = 0; k < pc->to.n; k++) {
			for (m = 0; m < class->n_installs + k; m++) {
				size_t one = pc->to.items[k], other = m < class->n_installs
					? class->installs[m].product
					: pc->to.items[m - class->n_installs];

				if (!conflict(c, one, other) || !meet(c, pc, one, other))
					continue;
				fails = true;
				name_list_add(&names, arena_printf(&c->p->arena, "%s + %s (%s)",
						c->s->products[one].key,
						c->s->products[other].key, class->key));
			}
		}
		failing += fails ? ready_assets(c, i) : 0;
	}
	v->result = ready_share(c, failing);
	v->finding = failing ? SAY(c, N_("active together and in conflict: %s"), names.text.buf)
			     : SAY(c, N_("no products in conflict are active together"));
	if (failing)
		v->mend = SAY(c, N_("choose another product, use a passive mode, or remove the other "
				    "product as well"));
	strbuf_release(&names.text);
}

/* ---- embedded uses --------------------------------------------------------------------------- */

static bool vendor_affected(const struct ready *c, size_t vendor)
{
	size_t i;

	for (i = 0; i < c->p->n_affected; i++)
		if (c->p->affected[i].node.vendor == vendor && !c->p->affected[i].warning)
			return true;
	return false;
}

/* Another company's product that carries the breached one. */
static bool is_embedded(const struct ready *c, const struct plan_affected *a)
{
	return a->node.product != NONE && !a->direct && !a->warning &&
		!(c->s->products[a->node.product].vendor != NONE &&
		  vendor_affected(c, c->s->products[a->node.product].vendor));
}

static bool is_installed(const struct ready *c, size_t product)
{
	size_t i, k;

	for (i = 0; i < c->s->n_classes; i++)
		for (k = 0; k < c->s->classes[i].n_installs; k++)
			if (c->s->classes[i].installs[k].product == product)
				return true;
	return false;
}

void ready_embedded(const struct ready *c, struct verdict *v)
{
	struct name_list lost = NAME_LIST_INIT, stuck = NAME_LIST_INIT;
	int64_t failing = 0;
	size_t i, k;

	for (i = 0; i < c->p->n_affected; i++) {
		const struct plan_affected *a = &c->p->affected[i];
		size_t product = a->node.product;
		int64_t assets = 0;

		if (!is_embedded(c, a))
			continue;
		if (!is_installed(c, product)) {
			if (c->s->products[product].role == ROLE_INCUMBENT ||
			    c->s->products[product].role == ROLE_BOTH)
				name_list_add(&lost, c->s->products[product].key);
			continue;
		}
		for (k = 0; k < c->p->n_classes; k++)
			if (in_list(&c->p->classes[k].leaving, product) && !c->p->classes[k].to.n)
				assets += ready_assets(c, k);
		if (assets)
			name_list_add(&stuck, c->s->products[product].key);
		failing += assets;
	}
	v->result = lost.n ? CHECK_BLOCK : ready_share(c, failing);
	if (lost.n)
		v->finding = SAY(c, N_("in use, carrying the breached product, and on no known asset: "
				       "%s"), lost.text.buf);
	else if (stuck.n)
		v->finding = SAY(c, N_("carrying the breached product, without a replacement: %s"),
				 stuck.text.buf);
	else
		v->finding = SAY(c, N_("no embedded use is open"));
	if (v->result != CHECK_PASS)
		v->mend = SAY(c, N_("record where it runs (installs), or its role as retired; add a "
				    "candidate for its assets"));
	strbuf_release(&lost.text);
	strbuf_release(&stuck.text);
}
