/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/coverage_show.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/estate.h"
#include "app/plan_rows.h"
#include "app/planning.h"
#include "plan/coverage.h"
#include "plan/fate.h"
#include "plan/redundancy.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/msg.h"
#include "util/text.h"

/* ---- products by name ------------------------------------------------------------------------ */

static bool is_called(const char *key, const char *name, const char *text)
{
	return text_same(key, text) || (name && text_same(name, text));
}

/* By key, then by key or name whatever the case, then a vendor with only one product. */
static size_t find_product(const struct snapshot *s, const char *text)
{
	size_t found = snapshot_product(s, text), i, v, n = 0;

	for (i = 0; found == NONE && i < s->n_products; i++)
		if (is_called(s->products[i].key, s->products[i].name, text))
			found = i;
	for (v = 0; found == NONE && v < s->n_vendors; v++) {
		if (!is_called(s->vendors[v].key, s->vendors[v].name, text))
			continue;
		for (i = 0; i < s->n_products; i++)
			if (s->products[i].vendor == v && n++ == 0)
				found = i;
		return n == 1 ? found : NONE;
	}
	return found;
}

static int find_products(struct planning *p, const char *list, struct index_list *ret, struct err *err)
{
	const struct snapshot *s = &p->snapshot;
	size_t most = 1, i;

	for (i = 0; list[i]; i++)
		most += list[i] == ',';
	ret->items = arena_alloc(&p->arena, most, sizeof(*ret->items));
	ret->n = 0;
	while (*list) {
		size_t length = strcspn(list, ",");
		char *text = arena_strndup(&p->arena, list, length);

		ret->items[ret->n] = find_product(s, text);
		if (ret->items[ret->n] == NONE)
			return err_set(err, ERR_NOT_FOUND,
				       N_("there is no product '%s'; 'lifeboat list products' lists "
					  "them"), text);
		ret->n++;
		list += length + (list[length] == ',');
	}
	if (!ret->n)
		return err_set(err, ERR_USAGE, N_("name at least one product"));
	return 0;
}

/* ---- swaps ----------------------------------------------------------------------------------- */

enum swap_count { SC_COVERED, SC_LOST, SC_GAINED, SC_NOT_TESTED, SC_N };

struct swap {
	struct index_list to;
	size_t count[SC_N];
	struct coverage_diff diff; /* over all systems */
};

struct swapping {
	struct planning p;
	struct coverage c;
	struct index_list from;
	char **systems;        /* --on: of the assets that run `from` */
	size_t n_systems;
	bool any_os;
	int64_t assets;
};

static void add_all(struct index_list *l, const struct index_list *more, struct arena *arena,
		    size_t most)
{
	size_t i, k;

	if (!l->items)
		l->items = arena_alloc(arena, most + 1, sizeof(*l->items));
	for (i = 0; i < more->n; i++) {
		for (k = 0; k < l->n && l->items[k] != more->items[i]; k++)
			;
		if (k == l->n)
			l->items[l->n++] = more->items[i];
	}
}

static void drop_all(struct index_list *l, const struct index_list *but)
{
	size_t i, k, n = 0;

	for (i = 0; i < l->n; i++) {
		for (k = 0; k < but->n && but->items[k] != l->items[i]; k++)
			;
		if (k == but->n)
			l->items[n++] = l->items[i];
	}
	l->n = n;
}

/* What is lost on one system is lost, though it may be kept on another. */
static void compare(struct swapping *w, struct swap *swap)
{
	struct arena *arena = &w->p.arena;
	size_t most = w->p.snapshot.n_capabilities, i;

	memset(&swap->diff, 0, sizeof(swap->diff));
	for (i = 0; i < (w->any_os ? 1 : w->n_systems); i++) {
		const struct coverage_view v = { .any_os = w->any_os, .function = FUNC_ANY,
						 .os = w->any_os ? NULL : w->systems[i],
						 .threshold = COVERAGE_PARTIAL };
		struct coverage_diff one;

		coverage_compare(&w->c, &v, &w->from, &swap->to, arena, &one);
		add_all(&swap->diff.covered, &one.covered, arena, most);
		add_all(&swap->diff.lost, &one.lost, arena, most);
		add_all(&swap->diff.gained, &one.gained, arena, most);
		add_all(&swap->diff.kept, &one.kept, arena, most);
		add_all(&swap->diff.doubled, &one.doubled, arena, most);
		add_all(&swap->diff.not_tested, &one.not_tested, arena, most);
	}
	drop_all(&swap->diff.gained, &swap->diff.lost);
	drop_all(&swap->diff.kept, &swap->diff.lost);
	swap->count[SC_COVERED] = swap->diff.covered.n;
	swap->count[SC_LOST] = swap->diff.lost.n;
	swap->count[SC_GAINED] = swap->diff.gained.n;
	swap->count[SC_NOT_TESTED] = swap->diff.not_tested.n;
}

static int by_loss(const void *a, const void *b)
{
	const struct swap *x = a, *y = b;

	if (x->count[SC_LOST] != y->count[SC_LOST])
		return x->count[SC_LOST] < y->count[SC_LOST] ? -1 : 1;
	if (x->count[SC_GAINED] != y->count[SC_GAINED])
		return x->count[SC_GAINED] > y->count[SC_GAINED] ? -1 : 1;
	if (x->count[SC_NOT_TESTED] != y->count[SC_NOT_TESTED])
		return x->count[SC_NOT_TESTED] < y->count[SC_NOT_TESTED] ? -1 : 1;
	return x->to.items[0] < y->to.items[0] ? -1 : x->to.items[0] > y->to.items[0];
}

/* Whoever could replace it: no incumbent, nothing retired, some coverage known. */
static bool could_replace(const struct swapping *w, size_t product)
{
	enum product_role role = w->p.snapshot.products[product].role;
	size_t i;

	for (i = 0; i < w->from.n; i++)
		if (w->from.items[i] == product)
			return false;
	return role == ROLE_CANDIDATE || role == ROLE_BOTH ||
	       (role == ROLE_UNKNOWN && w->c.first[product] < w->c.first[product + 1]);
}

static size_t all_swaps(struct swapping *w, struct swap *swaps)
{
	size_t i, n = 0;

	for (i = 0; i < w->p.snapshot.n_products; i++) {
		if (!could_replace(w, i))
			continue;
		swaps[n].to.items = arena_copy(&w->p.arena, &i, sizeof(i));
		swaps[n].to.n = 1;
		compare(w, &swaps[n]);
		n++;
	}
	if (n)
		qsort(swaps, n, sizeof(*swaps), by_loss);
	return n;
}

static void show_swap(struct swapping *w, const struct swap *swap)
{
	const char *cells[2 + SC_N];
	struct strbuf text[SC_N];
	size_t i;

	cells[0] = plan_product_list(&w->p.snapshot, &w->from, &w->p.arena);
	cells[1] = plan_product_list(&w->p.snapshot, &swap->to, &w->p.arena);
	for (i = 0; i < SC_N; i++) {
		strbuf_init(&text[i]);
		strbuf_addf(&text[i], "%zu", swap->count[i]);
		cells[2 + i] = text[i].buf;
	}
	answer_row(w->p.app->answer, cells);
	for (i = 0; i < SC_N; i++)
		strbuf_release(&text[i]);
}

static void show_list(struct swapping *w, const struct swap *swap)
{
	const struct answer_column columns[] = {
		{ "from", _("from"), false }, { "to", _("to"), false },
		{ "capability", _("capability"), false }, { "name", _("name"), false },
		{ "answer", _("answer"), false },
	};
	const struct {
		const struct index_list *list;
		const char *word;
	} parts[] = {
		{ &swap->diff.lost, N_("lost") },       { &swap->diff.not_tested, N_("not tested") },
		{ &swap->diff.gained, N_("gained") },   { &swap->diff.doubled, N_("doubled") },
		{ &swap->diff.kept, N_("kept") },
	};
	const struct snapshot *s = &w->p.snapshot;
	size_t i, k;

	answer_table(w->p.app->answer, "capabilities", columns, 5);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		for (k = 0; k < parts[i].list->n; k++) {
			const struct snap_capability *c = &s->capabilities[parts[i].list->items[k]];

			answer_row(w->p.app->answer, (const char *const[]){
				plan_product_list(s, &w->from, &w->p.arena),
				plan_product_list(s, &swap->to, &w->p.arena), c->key, c->name,
				_(parts[i].word) });
		}
	answer_end(w->p.app->answer);
}

static void show_swaps(struct swapping *w, const struct swap *swaps, size_t n)
{
	const struct answer_column columns[] = {
		{ "from", NULL, false }, { "to", NULL, false },    { "covered", NULL, true },
		{ "lost", NULL, true },  { "gained", NULL, true }, { "not_tested", NULL, true },
	};
	size_t i;

	answer_table(w->p.app->answer, "swap", columns, 6);
	for (i = 0; i < n; i++)
		show_swap(w, &swaps[i]);
	answer_end(w->p.app->answer);
}

static struct fate_node owner_of(const struct snapshot *s, size_t product)
{
	size_t vendor = s->products[product].vendor;

	if (vendor == NONE)
		return (struct fate_node){ product, NONE };
	return (struct fate_node){ NONE, vendor };
}

/* The products that would fall with the vendor that is left, and through which chain. */
static void shared_fate(struct swapping *w, const struct swap *swaps, size_t n)
{
	const struct snapshot *s = &w->p.snapshot;
	struct plan_breached *breached = arena_alloc(&w->p.arena, w->from.n + 1, sizeof(*breached));
	struct fate f;
	size_t i, k;

	for (i = 0; i < w->from.n; i++)
		breached[i] = (struct plan_breached){ owner_of(s, w->from.items[i]), NULL };
	fate_close(s, breached, w->from.n, &w->p.arena, &f);
	for (i = 0; i < n; i++)
		for (k = 0; k < swaps[i].to.n; k++) {
			struct fate_node node = { swaps[i].to.items[k], NONE };
			struct strbuf chain = STRBUF_INIT, text = STRBUF_INIT;

			if (fate_mark(&f, node)->state != FATE_AFFECTED)
				continue;
			fate_chain(&f, node, &chain);
			msg_render_text(chain.buf, gettext, &text);
			answer_notef(w->p.app->answer, _("%s would be breached with what it replaces: %s"),
				     fate_node_key(s, node), text.buf);
			strbuf_release(&chain);
			strbuf_release(&text);
		}
}

/* Sources of the rows that the answer rests on, and what must be known about them. */
static void caveats(struct swapping *w)
{
	const struct snapshot *s = &w->p.snapshot;
	bool evaluated = false, judged = false;
	size_t i, k;

	for (i = 0; i < w->from.n; i++)
		for (k = w->c.first[w->from.items[i]]; k < w->c.first[w->from.items[i] + 1]; k++) {
			bool test = s->coverage[k].source &&
				    strstr(s->coverage[k].source, "ATT&CK Evaluations");

			evaluated = evaluated || test;
			judged = judged || !test;
		}
	if (!w->any_os)
		answer_notef(w->p.app->answer, _("on %lld assets that run it"), (long long)w->assets);
	if (evaluated)
		answer_note(w->p.app->answer,
			    _("read with care: two emulated adversaries, configurations tuned by the "
			      "vendors, products of their year, detection and not prevention"));
	if (judged)
		answer_note(w->p.app->answer,
			    _("some of it is stated, not tested: see the sources in 'list coverage'"));
}

static bool runs_any(const struct estate_group *g, const struct index_list *products)
{
	size_t i, k;

	for (i = 0; i < g->products.n; i++)
		for (k = 0; k < products->n; k++)
			if (g->products.items[i] == products->items[k])
				return true;
	return false;
}

static bool known_system(const struct swapping *w, const char *os)
{
	size_t i;

	for (i = 0; i < w->n_systems; i++)
		if (w->systems[i] == os || (os && w->systems[i] && strcmp(w->systems[i], os) == 0))
			return true;
	return false;
}

static int look_at_assets(struct swapping *w, const char *selector, struct err *err)
{
	struct estate e;
	size_t i;
	int rc;

	w->any_os = !selector;
	if (!selector)
		return 0;
	rc = estate_load(w->p.app, &w->p.snapshot, selector, &w->p.arena, &e, err);
	if (rc < 0)
		return rc;
	w->systems = arena_alloc(&w->p.arena, e.n + 1, sizeof(*w->systems));
	for (i = 0; i < e.n; i++) {
		if (!runs_any(&e.groups[i], &w->from))
			continue;
		w->assets += e.groups[i].assets;
		if (!known_system(w, e.groups[i].os))
			w->systems[w->n_systems++] = e.groups[i].os;
	}
	if (!w->n_systems)
		return err_set(err, ERR_NOT_FOUND, N_("no asset on '%s' runs what is to be replaced"),
			       selector);
	return 0;
}

int coverage_show_swap(struct app *app, const struct call *call, struct err *err)
{
	const char *to = call_option(call, "to");
	struct swapping w = { .any_os = true };
	struct swap *swaps;
	size_t n = 0, i;
	int rc;

	planning_init(&w.p, app);
	rc = planning_load(&w.p, err);
	if (rc == 0)
		rc = find_products(&w.p, call_option(call, "swap"), &w.from, err);
	if (rc == 0)
		rc = look_at_assets(&w, call_option(call, "on"), err);
	swaps = arena_alloc(&w.p.arena, w.p.snapshot.n_products + 1, sizeof(*swaps));
	if (rc == 0)
		coverage_init(&w.p.snapshot, &w.p.arena, &w.c);
	if (rc == 0 && to) {
		rc = find_products(&w.p, to, &swaps[0].to, err);
		if (rc == 0)
			compare(&w, &swaps[n++]);
	} else if (rc == 0) {
		n = all_swaps(&w, swaps);
	}
	if (rc == 0 && call_switch(call, "list"))
		for (i = 0; i < n; i++)
			show_list(&w, &swaps[i]);
	else if (rc == 0)
		show_swaps(&w, swaps, n);
	if (rc == 0) {
		shared_fate(&w, swaps, n);
		caveats(&w);
	}
	planning_release(&w.p);
	return rc;
}

/* ---- single points of failure ---------------------------------------------------------------- */

struct single {
	size_t capability;
	int64_t covered, open, alone; /* assets: covered at all, tested and not, by one fate only */
	int least;
	size_t *by;                   /* per node: assets that it alone holds up */
};

struct looking {
	struct planning p;
	struct coverage c;
	struct redundancy r;
	struct estate e;
};

static struct index_list covering(struct looking *w, const struct estate_group *g, size_t capability,
				  const struct coverage_view *v)
{
	struct index_list l = { arena_alloc(&w->p.arena, g->products.n + 1, sizeof(size_t)), 0 };
	size_t i;

	for (i = 0; i < g->products.n; i++)
		if (coverage_strength(&w->c, g->products.items[i], capability, v) >= v->threshold)
			l.items[l.n++] = g->products.items[i];
	return l;
}

static void look_at(struct looking *w, struct single *one)
{
	size_t i;

	one->least = REDUNDANCY_MANY;
	for (i = 0; i < w->e.n; i++) {
		const struct estate_group *g = &w->e.groups[i];
		const struct coverage_view v = { .os = g->os, .function = FUNC_ANY,
						 .threshold = COVERAGE_PARTIAL };
		struct index_list who = covering(w, g, one->capability, &v);
		struct fate_node node;
		int n;

		if (!who.n) {
			one->open += coverage_of_set(&w->c, &g->products, one->capability, &v) >= 0
				     ? g->assets : 0;
			continue;
		}
		one->covered += g->assets;
		n = redundancy_of(&w->r, &who, &node);
		one->least = n < one->least ? n : one->least;
		if (n == 1) {
			one->alone += g->assets;
			one->by[node.product != NONE ? node.product
						     : w->p.snapshot.n_products + node.vendor] +=
				(size_t)g->assets;
		}
	}
}

static int most_alone(const void *a, const void *b)
{
	const struct single *x = a, *y = b;

	if (x->alone != y->alone)
		return x->alone > y->alone ? -1 : 1;
	return x->capability < y->capability ? -1 : x->capability > y->capability;
}

static void show_single(struct looking *w, const struct single *one)
{
	const struct snapshot *s = &w->p.snapshot;
	const struct snap_capability *c = &s->capabilities[one->capability];
	size_t i, best = NONE, nodes = s->n_products + s->n_vendors;
	const char *who = NULL;
	const char *cells[7] = { c->key, c->name };

	for (i = 0; i < nodes; i++)
		if (one->by[i] && (best == NONE || one->by[i] > one->by[best]))
			best = i;
	if (best != NONE)
		who = best < s->n_products ? s->products[best].key
					   : s->vendors[best - s->n_products].key;
	cells[2] = arena_printf(&w->p.arena, "%lld", (long long)one->covered);
	cells[3] = arena_printf(&w->p.arena, "%lld", (long long)one->open);
	cells[4] = arena_printf(&w->p.arena, "%lld", (long long)one->alone);
	cells[5] = one->covered ? arena_printf(&w->p.arena, "%d", one->least) : "0";
	cells[6] = who;
	answer_row(w->p.app->answer, cells);
}

static void show_singles(struct looking *w)
{
	const struct answer_column columns[] = {
		{ "capability", _("capability"), false }, { "name", _("name"), false },
		{ "covered", _("covered"), true },        { "open", _("not covered"), true },
		{ "single", _("by one fate only"), true },
		{ "redundancy", _("independent fates"), true },
		{ "falls_with", _("most fall with"), false },
	};
	const struct snapshot *s = &w->p.snapshot;
	struct single *all = arena_alloc(&w->p.arena, s->n_capabilities + 1, sizeof(*all));
	bool *seen = arena_alloc(&w->p.arena, s->n_capabilities + 1, sizeof(*seen));
	size_t i, n = 0, alone = 0;

	for (i = 0; i < s->n_coverage; i++)
		seen[s->coverage[i].capability] = true;
	for (i = 0; i < s->n_capabilities; i++) {
		if (!seen[i])
			continue;
		all[n].capability = i;
		all[n].by = arena_alloc(&w->p.arena, s->n_products + s->n_vendors + 1,
					sizeof(size_t));
		look_at(w, &all[n]);
		alone += all[n].alone > 0;
		n += all[n].covered > 0;
	}
	if (n)
		qsort(all, n, sizeof(*all), most_alone);
	answer_table(w->p.app->answer, "single", columns, 7);
	for (i = 0; i < n; i++)
		show_single(w, &all[i]);
	answer_end(w->p.app->answer);
	answer_notef(w->p.app->answer,
		     _("%zu of %zu covered capabilities hang on one fate somewhere; %lld assets"),
		     alone, n, (long long)w->e.assets);
}

int coverage_show_single(struct app *app, const struct call *call, struct err *err)
{
	struct looking w;
	int rc;

	memset(&w, 0, sizeof(w));
	planning_init(&w.p, app);
	rc = planning_load(&w.p, err);
	if (rc == 0)
		rc = estate_load(app, &w.p.snapshot, call_option(call, "on"), &w.p.arena, &w.e, err);
	if (rc == 0) {
		coverage_init(&w.p.snapshot, &w.p.arena, &w.c);
		redundancy_init(&w.p.snapshot, &w.p.arena, &w.r);
		show_singles(&w);
	}
	planning_release(&w.p);
	return rc;
}
