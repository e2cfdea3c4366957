/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/plan_store.h"

#include <stdlib.h>
#include <string.h>

#include "app/plan_rows.h"
#include "model/cohort.h"
#include "model/policy.h"
#include "model/plan_index.h"
#include "util/date.h"
#include "util/mem.h"

struct storing {
	const struct plan_to_store *what;
	struct plan_row row;
	int64_t version;
};

/* ---- header ---------------------------------------------------------------------------------- */

/* Settings that are not the default, as key=value. */
static void put_policy(struct storing *st)
{
	const struct snapshot *s = st->what->snapshot;
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < s->n_policy; i++) {
		const struct policy_def *def = policy_find(s->policy[i].key);
		const char *value = s->policy[i].value;

		if (!def || !value || (def->preset && strcmp(def->preset, value) == 0))
			continue;
		strbuf_add_sep(&text, ";", s->policy[i].key);
		strbuf_addf(&text, "=%s", value);
	}
	prow_text(&st->row, "policy", text.len ? text.buf : NULL);
	strbuf_release(&text);
}

static void put_objectives(struct storing *st)
{
	static const char *const names[] = { "exposure", "time", "cost" };
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < 3; i++)
		strbuf_add_sep(&text, ",", names[st->what->request->objectives[i]]);
	prow_text(&st->row, "objective", text.buf);
	strbuf_release(&text);
}

static void put_crews(struct storing *st)
{
	const struct plan_request *r = st->what->request;
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < r->n_crews; i++) {
		strbuf_add_sep(&text, ";", st->what->snapshot->crews[r->crews[i].crew].key);
		strbuf_addf(&text, "=%lld", (long long)r->crews[i].capacity);
	}
	prow_text(&st->row, "crews", text.len ? text.buf : NULL);
	strbuf_release(&text);
}

static void put_figures(struct storing *st)
{
	const struct plan_figures *f = &st->what->plan->figures;
	const struct {
		const char *column;
		int64_t value;
	} numbers[] = {
		{ "affected_assets", f->affected_assets }, { "affected_classes", f->affected_classes },
		{ "never_safe", f->never_safe },           { "time_to_contain", f->time_to_contain },
		{ "time_to_switch", f->time_to_switch },
		{ "last_safe", f->last_safe },             { "switch_bound", f->switch_bound },
		{ "exposure", f->exposure },               { "exposure_bound", f->exposure_bound },
		{ "gap", f->gap },                         { "gap_max", f->gap_max },
		{ "degraded", f->degraded },               { "schedules", f->schedules },
		{ "score", f->score },                     { "passing", f->passing },
		{ "warning", f->warning },                 { "blocking", f->blocking },
	};
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		prow_time(&st->row, numbers[i].column, numbers[i].value);
	prow_amount(&st->row, "cost", f->cost);
	prow_amount(&st->row, "cost_stay", f->cost_stay);
	prow_amount(&st->row, "npv", f->npv);
	prow_yes(&st->row, "proven", f->proven);
}

static void put_launch(struct storing *st)
{
	const struct plan_launch *l = st->what->launch;

	if (l) {
		prow_yes(&st->row, "drill", l->drill);
		prow_instant(&st->row, "activated_at", l->at);
		prow_int(&st->row, "parent", l->parent);
	} else if (st->version > 1) {
		prow_int(&st->row, "parent", st->version - 1);
	}
}

/* The absolute time of a planned minute, once T+0 is known. */
static void put_at(struct storing *st, const char *column, int64_t minutes)
{
	if (st->what->launch && minutes != PLAN_NEVER)
		prow_instant(&st->row, column, st->what->launch->at + minutes * MINUTE_S);
}

static int put_header(struct storing *st, struct change *c, struct err *err)
{
	const struct change_info *info = change_info(c);
	const struct plan *p = st->what->plan;
	const struct plan_request *r = st->what->request;

	prow_start(&st->row, "plans");
	prow_text(&st->row, "name", r->name ? r->name : st->what->key);
	prow_text(&st->row, "state", st->what->launch ? "activated" : "draft");
	prow_text(&st->row, "breached", p->breached);
	prow_text(&st->row, "order", p->order == ORDER_PLANNED ? "planned" : "breach");
	prow_text(&st->row, "playbook", p->playbook);
	put_objectives(st);
	if (r->budget >= 0)
		prow_amount(&st->row, "budget", r->budget);
	if (r->deadline >= 0)
		prow_int(&st->row, "deadline", r->deadline);
	prow_unsigned(&st->row, "seed", p->seed);
	put_crews(st);
	prow_int(&st->row, "effort", r->effort);
	prow_text(&st->row, "solver", st->what->solver);
	prow_text(&st->row, "engine", PLAN_ENGINE_VERSION);
	prow_text(&st->row, "digest", p->digest);
	put_policy(st);
	prow_instant(&st->row, "planned_for", p->now);
	prow_instant(&st->row, "created_at", info->now);
	prow_text(&st->row, "created_by", info->person ? info->person : info->os_user);
	put_launch(st);
	prow_text(&st->row, "currency", st->what->snapshot->currency);
	put_figures(st);
	return prow_insert(&st->row, c, err);
}

/* ---- what was decided ------------------------------------------------------------------------ */

static int put_affected(struct storing *st, struct change *c, struct err *err)
{
	const struct snapshot *s = st->what->snapshot;
	const struct plan *p = st->what->plan;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_affected; i++) {
		const struct plan_affected *a = &p->affected[i];
		bool product = a->node.product != NONE;

		prow_start(&st->row, "plan_affected");
		prow_text(&st->row, "kind", product ? "product" : "vendor");
		prow_text(&st->row, "node",
			 product ? s->products[a->node.product].key : s->vendors[a->node.vendor].key);
		prow_yes(&st->row, "direct", a->direct);
		prow_yes(&st->row, "warning", a->warning);
		prow_text(&st->row, "chain", a->chain);
		rc = prow_insert(&st->row, c, err);
	}
	return rc;
}

static void put_class_columns(struct storing *st, const struct snap_class *k)
{
	const struct snapshot *s = st->what->snapshot;
	struct strbuf list = STRBUF_INIT;
	size_t i;

	prow_text(&st->row, "class", k->key);
	prow_text(&st->row, "site", k->site != NONE ? s->sites[k->site].key : NULL);
	prow_text(&st->row, "kind", k->kind);
	prow_text(&st->row, "os", k->os);
	prow_text(&st->row, "os_version", k->os_version);
	prow_text(&st->row, "zone", k->zone);
	prow_text(&st->row, "environment", k->environment);
	prow_text(&st->row, "business_service", k->business_service);
	prow_text(&st->row, "owner", k->owner);
	if (k->criticality)
		prow_int(&st->row, "criticality", k->criticality);
	prow_text(&st->row, "calendar", k->calendar != NONE ? s->calendars[k->calendar].key : NULL);
	prow_text(&st->row, "asset", k->asset);
	prow_int(&st->row, "quantity", k->quantity);
	prow_int(&st->row, "rows", k->rows);
	for (i = 0; i < k->n_installs; i++) {
		strbuf_add_sep(&list, ";", s->products[k->installs[i].product].key);
		if (k->installs[i].version)
			strbuf_addf(&list, "@%s", k->installs[i].version);
	}
	prow_text(&st->row, "installs", list.len ? list.buf : NULL);
	strbuf_reset(&list);
	for (i = 0; i < k->tags.n; i++)
		strbuf_add_sep(&list, ";", k->tags.items[i]);
	prow_text(&st->row, "tags", list.len ? list.buf : NULL);
	strbuf_release(&list);
}

static int put_classes(struct storing *st, struct change *c, struct err *err)
{
	const struct snapshot *s = st->what->snapshot;
	const struct plan *p = st->what->plan;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_classes; i++) {
		const struct plan_class *k = &p->classes[i];

		prow_start(&st->row, "plan_classes");
		put_class_columns(st, &s->classes[k->class]);
		prow_products(&st->row, "leaving", s, &k->leaving);
		prow_products(&st->row, "to", s, &k->to);
		prow_text(&st->row, "chain", k->chain);
		prow_text(&st->row, "why", k->why);
		prow_time(&st->row, "contained_min", k->contained);
		prow_time(&st->row, "removed_min", k->removed);
		prow_time(&st->row, "safe_min", k->safe);
		rc = prow_insert(&st->row, c, err);
	}
	return rc;
}

static int put_selections(struct storing *st, struct change *c, struct err *err)
{
	const struct snapshot *s = st->what->snapshot;
	const struct plan *p = st->what->plan;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_selections; i++) {
		const struct plan_selection *x = &p->selections[i];

		prow_start(&st->row, "plan_selections");
		prow_text(&st->row, "product", s->products[x->product].key);
		prow_yes(&st->row, "chosen", x->chosen);
		prow_int(&st->row, "quantity", x->quantity);
		if (x->price != NONE)
			prow_price_key(&st->row, "price", s, &s->prices[x->price]);
		prow_amount(&st->row, "cost", x->cost);
		prow_text(&st->row, "currency", s->currency);
		prow_text(&st->row, "why", x->why);
		rc = prow_insert(&st->row, c, err);
	}
	return rc;
}

static int put_gaps(struct storing *st, struct change *c, struct err *err)
{
	const struct snapshot *s = st->what->snapshot;
	const struct plan *p = st->what->plan;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_gaps; i++) {
		const struct plan_gap *g = &p->gaps[i];
		const struct snap_class *k = &s->classes[p->classes[g->plan_class].class];

		prow_start(&st->row, "plan_gaps");
		prow_int(&st->row, "seq", (int64_t)i);
		prow_text(&st->row, "class", k->key);
		prow_text(&st->row, "capability", s->capabilities[g->capability].key);
		prow_strength(&st->row, "minimum", g->minimum);
		prow_strength(&st->row, "before", g->before);
		prow_strength(&st->row, "after", g->after);
		prow_time(&st->row, "from_min", g->from);
		prow_time(&st->row, "to_min", g->until);
		prow_int(&st->row, "assets", k->quantity);
		prow_text(&st->row, "control", g->control != NONE ? s->controls[g->control].key : NULL);
		prow_text(&st->row, "reason", g->reason);
		prow_yes(&st->row, "mandatory", g->mandatory);
		rc = prow_insert(&st->row, c, err);
	}
	return rc;
}

static int put_costs(struct storing *st, struct change *c, struct err *err)
{
	const struct plan *p = st->what->plan;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_costs; i++) {
		const struct plan_cost_line *l = &p->costs[i];

		prow_start(&st->row, "plan_costs");
		prow_int(&st->row, "seq", (int64_t)i);
		prow_date(&st->row, "date", l->date);
		prow_int(&st->row, "offset_min", l->offset);
		/* Told for comparison only: whoever sums the lines leaves these out. */
		prow_text(&st->row, "category", l->memo ? "memo" : l->category);
		prow_text(&st->row, "item", l->item);
		prow_amount_in(&st->row, "amount", l->amount, l->currency);
		prow_text(&st->row, "currency", l->currency);
		prow_amount(&st->row, "amount_workspace", l->amount_workspace);
		prow_text(&st->row, "rule", l->rule);
		rc = prow_insert(&st->row, c, err);
	}
	return rc;
}

static int put_notices(struct storing *st, struct change *c, struct err *err)
{
	const struct snapshot *s = st->what->snapshot;
	const struct plan *p = st->what->plan;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_notices; i++) {
		const struct plan_notice *n = &p->notices[i];
		const struct snap_contract *k = &s->contracts[n->contract];

		prow_start(&st->row, "plan_notices");
		prow_text(&st->row, "contract", k->key);
		prow_text(&st->row, "product", s->products[k->product].key);
		if (n->by != SNAP_DATE_NONE) {
			prow_date(&st->row, "notice_by", n->by);
			prow_date(&st->row, "renews_until", n->renews_until);
			prow_amount_in(&st->row, "amount", n->amount, k->currency);
			prow_text(&st->row, "currency", k->currency);
		}
		if (n->ends != SNAP_DATE_NONE)
			prow_date(&st->row, "ends", n->ends);
		prow_yes(&st->row, "missed", n->missed);
		rc = prow_insert(&st->row, c, err);
	}
	return rc;
}

static int put_checks(struct storing *st, struct change *c, struct err *err)
{
	static const char *const results[] = { "pass", "warn", "block" };
	const struct plan *p = st->what->plan;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_checks; i++) {
		const struct plan_check *k = &p->checks[i];

		prow_start(&st->row, "plan_checks");
		prow_text(&st->row, "code", k->code);
		prow_text(&st->row, "result", results[k->result]);
		prow_text(&st->row, "finding", k->finding);
		prow_text(&st->row, "mend", k->mend);
		rc = prow_insert(&st->row, c, err);
	}
	for (i = 0; rc == 0 && i < p->n_deadlines; i++) {
		const struct plan_deadline *d = &p->deadlines[i];

		prow_start(&st->row, "plan_deadlines");
		prow_text(&st->row, "deadline", d->name);
		prow_int(&st->row, "minutes", d->minutes);
		prow_int(&st->row, "missed", d->missed);
		prow_text(&st->row, "lever", d->lever);
		rc = prow_insert(&st->row, c, err);
	}
	return rc;
}

/* ---- what is done when ----------------------------------------------------------------------- */

/* The instance that makes the wave safe: the last to finish of those that secure it; NONE. */
static size_t *securing_instances(const struct snapshot *s, const struct plan *p)
{
	size_t *of = mem_alloc(p->n_waves, sizeof(*of));
	size_t i, w;

	for (w = 0; w < p->n_waves; w++)
		of[w] = NONE;
	for (i = 0; i < p->n_instances; i++) {
		const struct plan_instance *x = &p->instances[i];

		if (!(s->steps[x->step].marks & MARK_SECURES))
			continue;
		for (w = 0; w < x->waves.n; w++) {
			size_t *best = &of[x->waves.items[w]];

			if (*best == NONE || p->instances[*best].finish < x->finish)
				*best = i;
		}
	}
	return of;
}

static int put_waves(struct storing *st, struct change *c, struct err *err)
{
	const struct snapshot *s = st->what->snapshot;
	const struct plan *p = st->what->plan;
	size_t *secured_by = securing_instances(s, p);
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_waves; i++) {
		const struct plan_wave *w = &p->waves[i];
		const struct snap_class *k = &s->classes[p->classes[w->plan_class].class];

		prow_start(&st->row, "plan_waves");
		prow_text(&st->row, "class", k->key);
		prow_int(&st->row, "wave", w->number);
		prow_text(&st->row, "site", k->site != NONE ? s->sites[k->site].key : NULL);
		prow_yes(&st->row, "pilot", w->pilot);
		prow_int(&st->row, "quantity", w->quantity);
		prow_time(&st->row, "contained_min", w->contained);
		prow_time(&st->row, "removed_min", w->removed);
		prow_time(&st->row, "safe_min", w->safe);
		if (secured_by[i] != NONE) {
			const struct plan_instance *x = &p->instances[secured_by[i]];

			prow_text(&st->row, "step", s->steps[x->step].key);
			prow_text(&st->row, "instance", x->key);
			prow_time(&st->row, "start_min", x->start);
			prow_time(&st->row, "finish_min", x->finish);
			put_at(st, "start_at", x->start);
			put_at(st, "finish_at", x->finish);
		}
		prow_int(&st->row, "first_row", w->first_row);
		prow_int(&st->row, "n_rows", w->n_rows);
		rc = prow_insert(&st->row, c, err);
	}
	free(secured_by);
	return rc;
}

static int put_instances(struct storing *st, struct change *c, struct err *err)
{
	const struct plan *p = st->what->plan;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_instances; i++) {
		prow_start(&st->row, "plan_steps");
		prow_instance(&st->row, st->what->snapshot, p, i);
		put_at(st, "start_at", p->instances[i].start);
		put_at(st, "finish_at", p->instances[i].finish);
		rc = prow_insert(&st->row, c, err);
	}
	return rc;
}

static const char *instant_text(const struct storing *st, int64_t minutes, struct arena *arena)
{
	struct strbuf text = STRBUF_INIT;
	char *copy;

	if (!st->what->launch || minutes == PLAN_NEVER)
		return NULL;
	instant_format(st->what->launch->at + minutes * MINUTE_S, &text);
	copy = arena_strdup(arena, text.buf);
	strbuf_release(&text);
	return copy;
}

/* Every asset of a wave, written by the database itself: there may be a million. */
static int put_assets(struct storing *st, struct change *c, struct err *err)
{
	const struct snapshot *s = st->what->snapshot;
	const struct plan *p = st->what->plan;
	struct cohort_wave *waves = mem_zalloc(p->n_waves, sizeof(*waves));
	size_t *secured_by = securing_instances(s, p);
	struct arena lists = ARENA_INIT;
	size_t i;
	int rc;

	for (i = 0; i < p->n_waves; i++) {
		const struct plan_wave *w = &p->waves[i];
		const struct plan_class *k = &p->classes[w->plan_class];
		const struct plan_instance *x =
			secured_by[i] == NONE ? NULL : &p->instances[secured_by[i]];

		waves[i] = (struct cohort_wave){
			.class = k->class,
			.first_row = w->first_row,
			.n_rows = w->n_rows,
			.class_key = s->classes[k->class].key,
			.number = w->number,
			.from_product = plan_product_list(s, &k->leaving, &lists),
			.to_product = plan_product_list(s, &k->to, &lists),
			.step = x ? s->steps[x->step].key : NULL,
			.instance = x ? x->key : NULL,
			.scheduled = x && x->finish != PLAN_NEVER,
			.start_min = x ? x->start : 0,
			.finish_min = x ? x->finish : 0,
			.start_at = instant_text(st, x ? x->start : PLAN_NEVER, &lists),
			.finish_at = instant_text(st, x ? x->finish : PLAN_NEVER, &lists),
		};
	}
	rc = cohort_assign_assets(change_db(c), s, st->what->key, st->version, change_number(c), waves,
				  p->n_waves, err);
	free(secured_by);
	free(waves);
	arena_release(&lists);
	return rc;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static int store_all(struct change *c, void *context, struct err *err)
{
	static int (*const parts[])(struct storing *st, struct change *c, struct err *err) = {
		put_header,    put_affected, put_classes, put_selections, put_waves,
		put_instances, put_gaps,     put_costs,   put_notices,    put_checks,
	};
	struct storing *st = context;
	size_t i;
	int rc = plan_next_version(change_db(c), st->what->key, &st->version, err);

	prow_init(&st->row, st->what->key, st->version, st->what->snapshot->currency);
	for (i = 0; rc == 0 && i < sizeof(parts) / sizeof(parts[0]); i++)
		rc = parts[i](st, c, err);
	if (rc == 0)
		rc = put_assets(st, c, err);
	prow_release(&st->row);
	return rc;
}

int plan_store_in(struct change *c, const struct plan_to_store *what, int64_t *ret_version,
		  struct err *err)
{
	struct storing st = { .what = what };
	int rc = store_all(c, &st, err);

	if (rc == 0)
		*ret_version = st.version;
	return rc;
}

int plan_store(struct db *db, const struct change_info *info, const struct plan_to_store *what,
	       int64_t *ret_version, struct err *err)
{
	struct storing st = { .what = what };
	int rc = change_run(db, info, store_all, &st, NULL, err);

	if (rc == 0)
		*ret_version = st.version;
	return rc;
}
