/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/gaps_show.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/planning.h"
#include "io/csv_read.h"
#include "io/plan_classes.h"
#include "model/store.h"
#include "plan/gap_map.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/map.h"
#include "util/money.h"
#include "util/text.h"
#include "util/vec.h"

struct looking {
	struct planning p;
	struct coverage c;
	struct plan_classes classes;
	struct db *db;
};

static int look(struct looking *w, struct app *app, const struct plan_ref *plan, struct err *err)
{
	int rc;

	memset(w, 0, sizeof(*w));
	planning_init(&w->p, app);
	rc = app_db(app, &w->db, err);
	if (rc == 0)
		rc = planning_load(&w->p, err);
	if (rc == 0)
		rc = plan_classes_load(w->db, &w->p.snapshot, plan->plan, plan->version, &w->p.arena,
				       &w->classes, err);
	if (rc == 0)
		coverage_init(&w->p.snapshot, &w->p.arena, &w->c);
	return rc;
}

static const char *number(struct looking *w, int64_t n)
{
	return arena_printf(&w->p.arena, "%lld", (long long)n);
}

/* ---- heat map -------------------------------------------------------------------------------- */

struct tactic {
	char *name;
	struct strbuf cells;
	int64_t count[GK_N];
};

struct heat {
	struct looking look;
	struct map facts;            /* technique → index into texts */
	VEC(char *) texts;           /* its tactics */
	struct map by_name;
	VEC(struct tactic) tactics;  /* in the order of the first technique */
};

static void keep_tactics(struct heat *h, const char *id, const char *tactics)
{
	VEC_PUSH(&h->texts, arena_strdup(&h->look.p.arena, tactics));
	map_add(&h->facts, arena_strdup(&h->look.p.arena, id), h->texts.n - 1);
}

static int keep_capability(void *context, const struct record *r, struct err *err)
{
	const char *tactics = record_get(r, "tactics");

	(void)err;
	if (tactics)
		keep_tactics(context, record_get(r, "capability"), tactics);
	return 0;
}

/* Those of the workspace, and of the shipped catalogue for techniques that it holds without. */
static int read_facts(struct heat *h, struct err *err)
{
	struct store_query q = { .table = table_find("capabilities"), .sort = -1 };
	struct strbuf pattern = STRBUF_INIT;
	struct csv_reader *r = NULL;
	struct csv_row row;
	glob_t found;
	int id, tactics, rc = store_each(h->look.db, &q, -1, keep_capability, h, err);

	if (rc < 0)
		return rc;
	strbuf_addf(&pattern, "%s/catalogs/attack-enterprise-*[0-9].csv", app_datadir());
	if (glob(pattern.buf, 0, NULL, &found) == 0 &&
	    csv_open(found.gl_pathv[found.gl_pathc - 1], NULL, &r, NULL) == 0) {
		id = csv_column(r, "capability");
		tactics = csv_column(r, "tactics");
		while (id >= 0 && tactics >= 0 && csv_next(r, &row, NULL) > 0) {
			if (!row.reject.id)
				keep_tactics(h, row.field[id], row.field[tactics]);
		}
		csv_close(r);
	}
	globfree(&found);
	strbuf_release(&pattern);
	return 0;
}

static struct tactic *tactic_of(struct heat *h, const char *name)
{
	size_t at = map_get(&h->by_name, name);

	if (at == MAP_NONE) {
		at = h->tactics.n;
		VEC_PUSH(&h->tactics, (struct tactic){ arena_strdup(&h->look.p.arena, name),
						       STRBUF_INIT, { 0 } });
		map_put(&h->by_name, h->tactics.items[at].name, at);
	}
	return &h->tactics.items[at];
}

static void add_cell(struct heat *h, const char *name, enum gap_kind kind)
{
	static const char letters[GK_N] = {
		[GK_LOST] = 'L', [GK_NOT_TESTED] = '?', [GK_GAINED] = '+', [GK_DOUBLED] = '2',
		[GK_KEPT] = '.', [GK_NEVER] = '-',
	};
	struct tactic *t = tactic_of(h, name);

	strbuf_addch(&t->cells, letters[kind]);
	t->count[kind]++;
}

/* Techniques by tactic, everything else by its parent or its catalogue. */
static void add_line(struct heat *h, const struct gap_line *l)
{
	const struct snapshot *s = &h->look.p.snapshot;
	const struct snap_capability *c = &s->capabilities[l->capability];
	size_t at = map_get(&h->facts, c->key), length;
	const char *list = at == MAP_NONE ? NULL : h->texts.items[at], *piece;
	bool any = false;

	while (list && text_list_next(&list, &piece, &length)) {
		char *name = arena_strndup(&h->look.p.arena, piece, length);

		add_cell(h, name, gap_line_kind(l));
		any = true;
	}
	if (!any && c->parent != NONE)
		add_cell(h, s->capabilities[c->parent].key, gap_line_kind(l));
	else if (!any)
		add_cell(h, c->catalog ? c->catalog : "local", gap_line_kind(l));
}

static int by_tactic(const void *a, const void *b)
{
	return strcmp(((const struct tactic *)a)->name, ((const struct tactic *)b)->name);
}

static void show_heat(struct heat *h)
{
	const struct answer_column columns[] = {
		{ "tactic", _("tactic"), false },        { "lost", _("lost"), true },
		{ "not_tested", _("not tested"), true }, { "gained", _("gained"), true },
		{ "doubled", _("doubled"), true },       { "kept", _("kept"), true },
		{ "never", _("never"), true },           { "cells", _("one cell a technique"), false },
	};
	static const enum gap_kind kinds[] = { GK_LOST, GK_NOT_TESTED, GK_GAINED, GK_DOUBLED, GK_KEPT,
					       GK_NEVER };
	struct answer *a = h->look.p.app->answer;
	size_t i, k;

	if (h->tactics.n)
		qsort(h->tactics.items, h->tactics.n, sizeof(*h->tactics.items), by_tactic);
	answer_table(a, "heat", columns, 8);
	for (i = 0; i < h->tactics.n; i++) {
		struct tactic *t = &h->tactics.items[i];
		const char *cells[8] = { t->name };

		for (k = 0; k < 6; k++)
			cells[1 + k] = number(&h->look, t->count[kinds[k]]);
		cells[7] = t->cells.buf;
		answer_row(a, cells);
		strbuf_release(&t->cells);
	}
	answer_end(a);
	answer_note(a, _("L lost, ? not tested, + gained, 2 doubled, . kept, - covered neither before nor "
			 "after; the worst that happens to any affected asset"));
}

int gaps_show_heat(struct app *app, const struct plan_ref *plan, struct err *err)
{
	struct heat h;
	struct gap_line *lines = NULL;
	size_t n = 0, i;
	int rc;

	memset(&h, 0, sizeof(h));
	rc = look(&h.look, app, plan, err);
	if (rc == 0)
		rc = read_facts(&h, err);
	if (rc == 0) {
		gap_map(&h.look.c, h.look.classes.items, h.look.classes.n, COVERAGE_PARTIAL,
			&h.look.p.arena, &lines, &n);
		for (i = 0; i < n; i++)
			add_line(&h, &lines[i]);
		show_heat(&h);
	}
	map_release(&h.facts);
	map_release(&h.by_name);
	VEC_RELEASE(&h.texts);
	VEC_RELEASE(&h.tactics);
	planning_release(&h.look.p);
	return rc;
}

/* ---- exposure area --------------------------------------------------------------------------- */

struct wave {
	const char *class, *number;
	int64_t assets, from, until; /* minutes; PLAN_NEVER */
	size_t techniques;
};

struct area {
	struct looking look;
	struct map techniques;       /* class → what its assets lack meanwhile */
	VEC(struct wave) waves;
};

static int64_t minutes_of(const struct record *r, const char *column)
{
	const char *cell = record_get(r, column);

	return cell ? strtoll(cell, NULL, 10) : PLAN_NEVER;
}

static int keep_wave(void *context, const struct record *r, struct err *err)
{
	struct area *a = context;
	const char *quantity = record_get(r, "quantity");
	struct wave w = { .from = minutes_of(r, "removed_min"), .until = minutes_of(r, "safe_min") };
	size_t n = map_get(&a->techniques, record_get(r, "class"));

	(void)err;
	w.class = arena_strdup(&a->look.p.arena, record_get(r, "class"));
	w.number = arena_strdup(&a->look.p.arena, record_get(r, "wave"));
	w.assets = quantity ? strtoll(quantity, NULL, 10) : 0;
	w.techniques = n == MAP_NONE ? 0 : n;
	if (w.from != PLAN_NEVER && w.from < w.until)
		VEC_PUSH(&a->waves, w);
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const struct wave *x = a, *y = b;
	int order;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	order = strcmp(x->class, y->class);
	return order ? order : strcmp(x->number, y->number);
}

/* Tenths of technique × asset × hours. */
static int64_t area_of(const struct wave *w)
{
	return w->until == PLAN_NEVER
	       ? 0 : (int64_t)w->techniques * w->assets * (w->until - w->from) / 6;
}

static const char *tenths(struct looking *w, int64_t value)
{
	return arena_printf(&w->p.arena, "%lld.%lld", (long long)(value / 10),
			    (long long)(value % 10));
}

static void show_area(struct area *a)
{
	const struct answer_column columns[] = {
		{ "class", _("class"), false },          { "wave", _("wave"), true },
		{ "assets", _("assets"), true },         { "techniques", _("techniques"), true },
		{ "from_min", _("removed, min"), true }, { "until_min", _("safe, min"), true },
		{ "area", _("technique-asset-hours"), true },
	};
	struct looking *look = &a->look;
	int64_t total = 0, endless = 0;
	size_t i;

	if (a->waves.n)
		qsort(a->waves.items, a->waves.n, sizeof(*a->waves.items), by_time);
	answer_table(look->p.app->answer, "area", columns, 7);
	for (i = 0; i < a->waves.n; i++) {
		const struct wave *w = &a->waves.items[i];
		bool ends = w->until != PLAN_NEVER;

		total += area_of(w);
		endless += ends ? 0 : w->assets;
		answer_row(look->p.app->answer, (const char *const[]){
			w->class, w->number, number(look, w->assets),
			number(look, (int64_t)w->techniques), number(look, w->from),
			ends ? number(look, w->until) : NULL, ends ? tenths(look, area_of(w)) : NULL });
	}
	answer_end(look->p.app->answer);
	answer_notef(look->p.app->answer, _("transient exposure: %s technique-asset-hours"),
		     tenths(look, total));
	if (endless)
		answer_notef(look->p.app->answer, _("%lld assets are not safe again within the plan"),
			     (long long)endless);
}

int gaps_show_area(struct app *app, const struct plan_ref *plan, struct err *err)
{
	struct store_query q = { .table = table_find("plan_waves"), .sort = -1 };
	struct selector *where = NULL;
	struct area a;
	size_t i;
	int rc;

	memset(&a, 0, sizeof(a));
	rc = look(&a.look, app, plan, err);
	for (i = 0; rc == 0 && i < a.look.classes.n; i++)
		map_put(&a.techniques, a.look.classes.items[i].key,
			gap_transient(&a.look.c, &a.look.classes.items[i], COVERAGE_PARTIAL));
	if (rc == 0)
		rc = plan_ref_selector(plan, q.table, NULL, &where, err);
	q.where = where;
	if (rc == 0)
		rc = store_each(a.look.db, &q, -1, keep_wave, &a, err);
	if (rc == 0)
		show_area(&a);
	selector_free(where);
	map_release(&a.techniques);
	VEC_RELEASE(&a.waves);
	planning_release(&a.look.p);
	return rc;
}

/* ---- compensating controls ------------------------------------------------------------------- */

struct bridge {
	const char *capability, *control; /* control NULL: none */
	int32_t minimum;                  /* the highest asked */
	int64_t classes, assets, until;   /* until: the last end of a gap, PLAN_NEVER */
	bool mandatory;
};

struct bridging {
	struct looking look;
	VEC(struct bridge) bridges;
	struct map known;
};

static int keep_gap(void *context, const struct record *r, struct err *err)
{
	struct bridging *b = context;
	const char *control = record_get(r, "control"), *assets = record_get(r, "assets");
	const char *mandatory = record_get(r, "mandatory"), *minimum = record_get(r, "minimum");
	char *key = arena_printf(&b->look.p.arena, "%s/%s", record_get(r, "capability"),
				 control ? control : "");
	size_t at = map_add(&b->known, key, b->bridges.n);
	int64_t until = minutes_of(r, "to_min");
	int32_t level = minimum ? (int32_t)(strtod(minimum, NULL) * 1e6 + 0.5) : 0;
	struct bridge *one;

	(void)err;
	if (at == b->bridges.n)
		VEC_PUSH(&b->bridges, (struct bridge){
			.capability = arena_strdup(&b->look.p.arena, record_get(r, "capability")),
			.control = arena_strdup(&b->look.p.arena, control), .until = INT64_MIN });
	one = &b->bridges.items[at];
	one->classes++;
	one->assets += assets ? strtoll(assets, NULL, 10) : 0;
	one->until = until > one->until ? until : one->until;
	one->minimum = level > one->minimum ? level : one->minimum;
	one->mandatory = one->mandatory || (mandatory && strcmp(mandatory, "yes") == 0);
	return 0;
}

static const struct snap_control *control_of(const struct snapshot *s, const char *key)
{
	size_t i;

	for (i = 0; key && i < s->n_controls; i++)
		if (strcmp(s->controls[i].key, key) == 0)
			return &s->controls[i];
	return NULL;
}

/* A control counts for a gap when it is strong enough, somebody owns it and it outlasts the gap. */
static const char *verdict(const struct bridging *b, const struct bridge *one,
			   const struct snap_control *k)
{
	const struct snapshot *s = &b->look.p.snapshot;
	int64_t last;

	if (!k)
		return N_("no: nothing stands in");
	if (k->level < one->minimum)
		return N_("in part: it is weaker than what is required");
	if (!k->owner)
		return N_("no: nobody owns it");
	if (k->ends == SNAP_DATE_NONE)
		return N_("yes");
	last = one->until == PLAN_NEVER ? INT64_MAX
					: (s->now + one->until * MINUTE_S) / DAY_S;
	return k->ends >= last ? N_("yes") : N_("in part: it ends before the gap does");
}

static void show_bridges(struct bridging *b)
{
	const struct answer_column columns[] = {
		{ "capability", _("capability"), false }, { "mandatory", _("mandatory"), false },
		{ "classes", _("classes"), true },        { "assets", _("assets"), true },
		{ "until_min", _("gap until, min"), true },
		{ "control", _("control"), false },       { "owner", _("owner"), false },
		{ "ends", _("ends"), false },             { "counts", _("counts"), false },
	};
	struct looking *look = &b->look;
	struct answer *a = look->p.app->answer;
	size_t i, open = 0;

	answer_table(a, "controls", columns, 9);
	for (i = 0; i < b->bridges.n; i++) {
		const struct bridge *one = &b->bridges.items[i];
		const struct snap_control *k = control_of(&look->p.snapshot, one->control);
		const char *word = verdict(b, one, k);
		struct strbuf ends = STRBUF_INIT;

		open += one->mandatory && strcmp(word, "yes") != 0;
		if (k && k->ends != SNAP_DATE_NONE)
			date_format(k->ends, &ends);
		answer_row(a, (const char *const[]){
			one->capability, one->mandatory ? _("yes") : _("no"),
			number(look, one->classes), number(look, one->assets),
			one->until == PLAN_NEVER ? NULL : number(look, one->until), one->control,
			k ? k->owner : NULL, ends.len ? ends.buf : NULL, _(word) });
		strbuf_release(&ends);
	}
	answer_end(a);
	answer_notef(a, _("%zu mandatory capabilities are not fully bridged"), open);
}

int gaps_show_controls(struct app *app, const struct plan_ref *plan, struct err *err)
{
	struct store_query q = { .table = table_find("plan_gaps"), .sort = -1 };
	struct selector *where = NULL;
	struct bridging b;
	int rc;

	memset(&b, 0, sizeof(b));
	rc = look(&b.look, app, plan, err);
	if (rc == 0)
		rc = plan_ref_selector(plan, q.table, NULL, &where, err);
	q.where = where;
	if (rc == 0)
		rc = store_each(b.look.db, &q, -1, keep_gap, &b, err);
	if (rc == 0)
		show_bridges(&b);
	selector_free(where);
	map_release(&b.known);
	VEC_RELEASE(&b.bridges);
	planning_release(&b.look.p);
	return rc;
}
