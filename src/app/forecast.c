/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/forecast.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/planning.h"
#include "model/policy.h"
#include "model/store.h"
#include "plan/effort.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/vec.h"

struct loading {
	struct running *r;
	struct map classes;   /* class → its row */
	struct map steps;     /* instance → its place */
	struct map playbook;  /* "step/mode" → snapshot.steps */
	struct map crews, calendars, sites;
	VEC(struct record) class_rows, step_rows;
	VEC(struct forecast_wave) waves;
	VEC(char *) wave_names;
	VEC(int64_t) wave_work;
	enum step_order order;
};

static int64_t minutes_cell(const struct record *r, const char *column, int64_t missing)
{
	const char *cell = record_get(r, column);

	return cell ? strtoll(cell, NULL, 10) : missing;
}

/* Minutes from T+0 of an instant cell. */
static int64_t instant_cell(const struct running *r, const struct record *row, const char *column)
{
	const char *cell = record_get(row, column);
	int64_t at, minutes;

	if (!cell || instant_parse(cell, &at) < 0)
		return PLAN_NEVER;
	minutes = (at - r->t0) / MINUTE_S;
	return (at - r->t0) % MINUTE_S < 0 ? minutes - 1 : minutes;
}

static int64_t duration_cell(const struct record *row, const char *column)
{
	const char *cell = record_get(row, column);
	int64_t seconds = 0;

	if (cell)
		(void)duration_parse(cell, &seconds);
	return seconds / MINUTE_S;
}

/* ---- what today's workspace says ------------------------------------------------------------- */

static void index_snapshot(struct loading *l)
{
	const struct snapshot *s = &l->r->snapshot;
	const char *playbook = record_get(&l->r->plan.header, "playbook");
	size_t i;

	for (i = 0; i < s->n_crews; i++)
		map_put(&l->crews, s->crews[i].key, i);
	for (i = 0; i < s->n_calendars; i++)
		map_add(&l->calendars, s->calendars[i].key, i);
	for (i = 0; i < s->n_sites; i++)
		map_put(&l->sites, s->sites[i].key, i);
	for (i = 0; i < s->n_steps; i++)
		if (playbook && strcmp(s->steps[i].playbook, playbook) == 0)
			map_put(&l->playbook, arena_printf(&l->r->arena, "%s/%s", s->steps[i].key,
							   s->steps[i].mode), i);
}

static const struct snap_step *step_row(const struct loading *l, const char *step, const char *mode)
{
	struct strbuf key = STRBUF_INIT;
	size_t i;

	strbuf_addf(&key, "%s/%s", step, mode ? mode : "normal");
	i = map_get(&l->playbook, key.buf);
	strbuf_release(&key);
	return i == MAP_NONE ? NULL : &l->r->snapshot.steps[i];
}

static bool is_continuous(const struct loading *l, const struct record *row)
{
	const struct snap_step *normal = step_row(l, record_get(row, "step"), NULL);
	const struct snap_step *mode = step_row(l, record_get(row, "step"), record_get(row, "mode"));

	if (mode && mode->continuous != YN_UNKNOWN)
		return mode->continuous == YN_YES;
	return normal && normal->continuous == YN_YES;
}

/* How long after that step it may start at most; -1 no limit. */
static int64_t max_lag(const struct loading *l, const struct record *row, const struct record *before)
{
	const struct snap_step *step = step_row(l, record_get(row, "step"), NULL);
	size_t i;

	for (i = 0; step && i < step->n_within; i++)
		if (strcmp(step->within[i].step, record_get(before, "step")) == 0 &&
		    (step->within[i].order == ORDER_BOTH || step->within[i].order == l->order))
			return step->within[i].lag / MINUTE_S;
	return -1;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static struct record kept(const struct record *r)
{
	struct record copy;

	record_init(&copy, r->table);
	record_copy(&copy, r);
	return copy;
}

static int take_class(void *context, const struct record *row, struct err *err)
{
	struct loading *l = context;

	(void)err;
	VEC_PUSH(&l->class_rows, kept(row));
	map_put(&l->classes,
		record_get(&l->class_rows.items[l->class_rows.n - 1], "class"), l->class_rows.n - 1);
	return 0;
}

static const struct record *class_of(const struct loading *l, const char *class)
{
	size_t i = class ? map_get(&l->classes, class) : MAP_NONE;

	return i == MAP_NONE ? NULL : &l->class_rows.items[i];
}

/* Seconds by the install rates of the products that come to the class. */
static int64_t install_work(const struct loading *l, const struct record *class, int64_t quantity)
{
	const struct snapshot *s = &l->r->snapshot;
	const char *at = class ? record_get(class, "to") : NULL, *piece;
	int64_t sum = 0;
	size_t n, i;

	while (text_list_next(&at, &piece, &n)) {
		i = snapshot_product(s, arena_strndup(&l->r->arena, piece, n));
		if (i != NONE && s->products[i].install_rate > 0)
			sum += quantity * HOUR_S / s->products[i].install_rate;
	}
	return sum;
}

static int take_wave(void *context, const struct record *row, struct err *err)
{
	struct loading *l = context;
	const struct record *class = class_of(l, record_get(row, "class"));
	struct forecast_wave w = { .quantity = minutes_cell(row, "quantity", 0) };
	int64_t criticality = class ? minutes_cell(class, "criticality", 0) : 0;
	char *name = arena_printf(&l->r->arena, "%s/%s", record_get(row, "class"),
				  record_get(row, "wave"));

	(void)err;
	w.rate = exposure_rate(&l->r->snapshot, w.quantity, criticality);
	map_put(&l->r->waves, name, l->waves.n);
	VEC_PUSH(&l->wave_names, name);
	VEC_PUSH(&l->wave_work, install_work(l, class, w.quantity));
	VEC_PUSH(&l->waves, w);
	return 0;
}

static int take_step(void *context, const struct record *row, struct err *err)
{
	struct loading *l = context;

	(void)err;
	VEC_PUSH(&l->step_rows, kept(row));
	map_put(&l->steps, record_get(&l->step_rows.items[l->step_rows.n - 1], "instance"),
		l->step_rows.n - 1);
	return 0;
}

static int each_row(struct loading *l, struct db *db, const char *table, const char *sort,
		    store_row_fn *fn, struct err *err)
{
	struct store_query q = { .table = table_find(table) };
	struct selector *where = NULL;
	int rc = plan_ref_selector(&l->r->plan, q.table, NULL, &where, err);

	q.sort = sort ? table_column(q.table, sort) : -1;
	q.where = where;
	if (rc == 0)
		rc = store_each(db, &q, -1, fn, l, err);
	selector_free(where);
	return rc;
}

/* ---- steps ----------------------------------------------------------------------------------- */

/* Most pieces a list cell can have. */
static size_t list_room(const char *cell)
{
	size_t n = 1;

	for (; cell && *cell; cell++)
		n += *cell == ';';
	return n;
}

static void fill_waves(struct loading *l, const struct record *row, struct forecast_step *x)
{
	const char *at = record_get(row, "waves"), *piece;
	size_t n, wave;

	x->waves.items = arena_alloc(&l->r->arena, list_room(at), sizeof(size_t));
	while (text_list_next(&at, &piece, &n)) {
		wave = map_get(&l->r->waves, arena_strndup(&l->r->arena, piece, n));
		if (wave != MAP_NONE)
			x->waves.items[x->waves.n++] = wave;
	}
}

/* "R05/tokyo/w1+30m": the instance it waits for, and how long after it. */
static void fill_after(struct loading *l, size_t index, struct forecast_step *x)
{
	const struct record *row = &l->step_rows.items[index];
	const char *at = record_get(row, "after"), *piece;
	size_t n, before;

	x->after = arena_alloc(&l->r->arena, list_room(at), sizeof(*x->after));
	while (text_list_next(&at, &piece, &n)) {
		char *name = arena_strndup(&l->r->arena, piece, n);
		char *lag = strrchr(name, '+');
		int64_t seconds = 0;

		if (lag && duration_parse(lag + 1, &seconds) == 0)
			*lag = '\0';
		before = map_get(&l->steps, name);
		if (before == MAP_NONE || before >= index)
			continue;
		x->after[x->n_after++] = (struct forecast_link){
			before, seconds / MINUTE_S, max_lag(l, row, &l->step_rows.items[before]),
		};
	}
}

static void add_calendar(struct forecast_step *x, size_t calendar)
{
	size_t k;

	for (k = 0; k < x->calendars.n; k++)
		if (x->calendars.items[k] == calendar)
			return;
	x->calendars.items[x->calendars.n++] = calendar;
}

/* The change window of a class: its own, else that of its site. */
static size_t class_calendar(const struct loading *l, const struct record *class)
{
	const struct snapshot *s = &l->r->snapshot;
	const char *key = record_get(class, "calendar"), *site = record_get(class, "site");
	size_t i;

	if (key)
		return map_get(&l->calendars, key);
	i = site ? map_get(&l->sites, site) : MAP_NONE;
	return i == MAP_NONE || s->sites[i].calendar == NONE ? MAP_NONE : s->sites[i].calendar;
}

/* As in the planner: does the breach open the windows of this phase? */
static bool windows_overridden(const struct loading *l, const char *phase)
{
	struct strbuf key = STRBUF_INIT;
	bool yes;

	strbuf_addf(&key, "breach_overrides_change_windows.%s", phase ? phase : "");
	yes = l->order == ORDER_BREACH && policy_find(key.buf) &&
		policy_yes(&l->r->snapshot, key.buf);
	strbuf_release(&key);
	return yes;
}

static void fill_calendars(struct loading *l, const struct record *row, struct forecast_step *x)
{
	const struct snapshot *s = &l->r->snapshot;
	const char *scope = record_get(row, "scope"), *phase = record_get(row, "phase");
	bool touches = scope && (strcmp(scope, "class") == 0 || strcmp(scope, "wave") == 0);
	size_t i;

	x->calendars.items = arena_alloc(&l->r->arena, x->waves.n + 1, sizeof(size_t));
	if (x->crew != NONE && s->crews[x->crew].calendar != NONE)
		add_calendar(x, s->crews[x->crew].calendar);
	if (!touches || windows_overridden(l, phase))
		return;
	for (i = 0; i < x->waves.n; i++) {
		char *class = mem_strdup(l->wave_names.items[x->waves.items[i]]);
		const struct record *of;
		size_t calendar;

		*strrchr(class, '/') = '\0';
		of = class_of(l, class);
		calendar = of ? class_calendar(l, of) : MAP_NONE;
		if (calendar != MAP_NONE)
			add_calendar(x, calendar);
		free(class);
	}
}

static unsigned marks_of(const struct record *row)
{
	static const struct {
		const char *name;
		unsigned mark;
	} marks[] = { { "contains", MARK_CONTAINS }, { "removes", MARK_REMOVES },
		      { "secures", MARK_SECURES } };
	const char *cell = record_get(row, "marks");
	unsigned set = 0;
	size_t i;

	for (i = 0; cell && i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strstr(cell, marks[i].name))
			set |= marks[i].mark;
	return set;
}

static enum step_status status_of(const struct record *row)
{
	static const char *const names[] = {
		[STATUS_TODO] = "todo",     [STATUS_DOING] = "doing",     [STATUS_DONE] = "done",
		[STATUS_FAILED] = "failed", [STATUS_SKIPPED] = "skipped", [STATUS_BLOCKED] = "blocked",
	};
	const char *cell = record_get(row, "status");
	size_t i;

	for (i = 0; cell && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(cell, names[i]) == 0)
			return (enum step_status)i;
	return STATUS_TODO;
}

static void fill_step(struct loading *l, size_t index, struct forecast_step *x)
{
	const struct record *row = &l->step_rows.items[index];
	const char *crew = record_get(row, "crew"), *before = record_get(row, "done");
	size_t at = crew ? map_get(&l->crews, crew) : MAP_NONE;

	x->crew = at == MAP_NONE ? NONE : at;
	x->workers = minutes_cell(row, "workers", 1);
	x->duration = (struct estimate){ duration_cell(row, "duration_low"),
					 duration_cell(row, "duration_likely"),
					 duration_cell(row, "duration_high") };
	x->release = minutes_cell(row, "release_min", 0);
	x->start = minutes_cell(row, "start_min", PLAN_NEVER);
	x->finish = minutes_cell(row, "finish_min", PLAN_NEVER);
	x->before = before && strcmp(before, "yes") == 0;
	x->marks = marks_of(row);
	x->continuous = is_continuous(l, row);
	x->status = status_of(row);
	x->actual_start = instant_cell(l->r, row, "actual_start");
	x->actual_finish = instant_cell(l->r, row, "actual_finish");
	fill_after(l, index, x);
	fill_waves(l, row, x);
	fill_calendars(l, row, x);
}

static void fill_forecast(struct loading *l, int64_t now)
{
	struct running *r = l->r;
	struct forecast *f = &r->forecast;
	size_t i;

	f->now = now > r->t0 ? (now - r->t0) / MINUTE_S : 0;
	f->origin = r->t0 / MINUTE_S;
	f->steps = arena_alloc(&r->arena, l->step_rows.n, sizeof(*f->steps));
	f->n_steps = l->step_rows.n;
	f->waves = arena_copy(&r->arena, l->waves.items, l->waves.n * sizeof(*l->waves.items));
	f->n_waves = l->waves.n;
	r->wave_names = arena_copy(&r->arena, l->wave_names.items, l->wave_names.n * sizeof(char *));
	r->wave_work = arena_copy(&r->arena, l->wave_work.items, l->wave_work.n * sizeof(int64_t));
	r->keys = arena_alloc(&r->arena, l->step_rows.n, sizeof(*r->keys));
	for (i = 0; i < l->step_rows.n; i++) {
		fill_step(l, i, &f->steps[i]);
		r->keys[i] = record_get(&l->step_rows.items[i], "instance");
	}
	r->rows = l->step_rows.items; /* taken over */
	r->n_rows = l->step_rows.n;
	memset(&l->step_rows, 0, sizeof(l->step_rows));
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int check_state(const struct running *r, bool stopped, struct err *err)
{
	const char *state = record_get(&r->plan.header, "state");
	const char *at = record_get(&r->plan.header, "activated_at");

	if (at && (strcmp(state, "activated") == 0 || strcmp(state, "completed") == 0 ||
		   (stopped && strcmp(state, "stood-down") == 0)))
		return 0;
	return err_set(err, ERR_DENIED,
		       N_("plan %s/%lld is %s: there is nothing to forecast of what is not carried out; "
			  "'lifeboat simulate' says how it may go"),
		       r->plan.plan, (long long)r->plan.version, state);
}

/* Workers at once: what the crews table says, what the plan was made with, what the call asks. */
static int fill_capacity(struct loading *l, const struct call *call, struct err *err)
{
	struct running *r = l->r;
	struct plan_request request = { .n_crews = 0 };
	size_t i;
	int rc = planning_crews(&r->snapshot, call, record_get(&r->plan.header, "crews"), &r->arena,
				&request, err);

	r->forecast.capacity = arena_alloc(&r->arena, r->snapshot.n_crews, sizeof(int64_t));
	for (i = 0; rc == 0 && i < r->snapshot.n_crews; i++)
		r->forecast.capacity[i] = effort_capacity(&r->snapshot, &request, i);
	return rc;
}

static int load_rows(struct loading *l, struct db *db, struct err *err)
{
	int rc = each_row(l, db, "plan_classes", NULL, take_class, err);

	if (rc == 0)
		rc = each_row(l, db, "plan_waves", NULL, take_wave, err);
	if (rc == 0)
		rc = each_row(l, db, "plan_steps", "seq", take_step, err);
	return rc;
}

static void release(struct loading *l)
{
	struct map *maps[] = { &l->classes, &l->steps, &l->playbook, &l->crews, &l->calendars,
			       &l->sites };
	size_t i;

	for (i = 0; i < l->class_rows.n; i++)
		record_release(&l->class_rows.items[i]);
	for (i = 0; i < l->step_rows.n; i++)
		record_release(&l->step_rows.items[i]);
	for (i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		map_release(maps[i]);
	VEC_RELEASE(&l->class_rows);
	VEC_RELEASE(&l->step_rows);
	VEC_RELEASE(&l->waves);
	VEC_RELEASE(&l->wave_names);
	VEC_RELEASE(&l->wave_work);
}

int running_load(struct app *app, const char *plan, const struct call *call, bool stopped,
		 struct running *ret, struct err *err)
{
	struct loading l = { .r = ret };
	const char *order;
	struct db *db;
	int64_t now;
	int rc;

	memset(ret, 0, sizeof(*ret));
	snapshot_init(&ret->snapshot);
	rc = app_db(app, &db, err);
	if (rc == 0)
		rc = app_now(app, &now, err);
	if (rc == 0)
		rc = plan_ref_find(app, plan, &ret->plan, err);
	if (rc == 0)
		rc = check_state(ret, stopped, err);
	if (rc == 0)
		rc = instant_parse(record_get(&ret->plan.header, "activated_at"), &ret->t0);
	if (rc == 0)
		rc = snapshot_load(db, ret->t0, &ret->snapshot, err);
	if (rc == 0) {
		order = record_get(&ret->plan.header, "order");
		l.order = order && strcmp(order, "planned") == 0 ? ORDER_PLANNED : ORDER_BREACH;
		index_snapshot(&l);
		rc = load_rows(&l, db, err);
	}
	if (rc == 0)
		rc = fill_capacity(&l, call, err);
	if (rc == 0) {
		fill_forecast(&l, now);
		rc = forecast_make(&ret->snapshot, &ret->forecast, ret->keys, err);
	}
	release(&l);
	return rc;
}

void running_release(struct running *r)
{
	size_t i;

	for (i = 0; i < r->n_rows; i++)
		record_release(&r->rows[i]);
	free(r->rows);
	map_release(&r->waves);
	snapshot_release(&r->snapshot);
	arena_release(&r->arena);
	if (r->plan.plan)
		plan_ref_release(&r->plan);
}
