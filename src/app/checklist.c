/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/checklist.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/show.h"
#include "model/journal.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/vec.h"

/* Everything one page is made from. */
struct checklist {
	struct app *app;
	struct db *db;
	const struct plan_ref *plan;
	const struct checklist_filter *filter;
	struct page *page;
	VEC(struct record) steps;
	struct arena arena;
	struct map crews;   /* key → index into crew_rows */
	VEC(struct record) crew_rows;
	struct map products; /* leaving and coming products of these steps */
	bool live;           /* activated: absolute times are there */
};

static int64_t number(const char *text)
{
	return text ? strtoll(text, NULL, 10) : 0;
}

/* "T+1d2h30m", "T-3d". */
static void add_offset(const char *minutes, struct strbuf *out)
{
	int64_t m = number(minutes);

	strbuf_adds(out, m < 0 ? "T-" : "T+");
	duration_format((m < 0 ? -m : m) * MINUTE_S, out);
}

static void add_when(const struct record *r, const char *which, struct strbuf *out)
{
	struct strbuf name = STRBUF_INIT;
	const char *at, *offset;

	strbuf_addf(&name, "%s_at", which);
	at = record_get(r, name.buf);
	strbuf_reset(&name);
	strbuf_addf(&name, "%s_min", which);
	offset = record_get(r, name.buf);
	if (at)
		strbuf_addf(out, "%s (", at);
	if (offset)
		add_offset(offset, out);
	else
		strbuf_adds(out, _("no time"));
	if (at)
		strbuf_addch(out, ')');
	strbuf_release(&name);
}

/* ---- collecting ------------------------------------------------------------------------------ */

static bool person_in_crew(const struct checklist *c, const char *crew, const char *person)
{
	size_t i = crew ? map_get(&c->crews, crew) : MAP_NONE;
	const char *at = i == MAP_NONE ? NULL : record_get(&c->crew_rows.items[i], "people"), *piece;
	size_t n;

	while (at && text_list_next(&at, &piece, &n))
		if (strlen(person) == n && strncmp(piece, person, n) == 0)
			return true;
	return false;
}

static bool wanted(const struct checklist *c, const struct record *r)
{
	const struct {
		const char *column, *value;
	} conditions[] = {
		{ "wave", c->filter->wave },
		{ "crew", c->filter->crew },
		{ "site", c->filter->site },
		{ "phase", c->filter->phase },
	};
	size_t i;

	for (i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
		const char *cell = record_get(r, conditions[i].column);

		if (conditions[i].value && (!cell || strcmp(cell, conditions[i].value) != 0))
			return false;
	}
	return !c->filter->person ||
	       text_same(record_get(r, "owner"), c->filter->person) ||
	       text_same(record_get(r, "deputy"), c->filter->person) ||
	       person_in_crew(c, record_get(r, "crew"), c->filter->person);
}

static int take_step(void *context, const struct record *r, struct err *err)
{
	struct checklist *c = context;
	struct record copy;

	(void)err;
	if (!wanted(c, r))
		return 0;
	record_init(&copy, r->table);
	record_copy(&copy, r);
	VEC_PUSH(&c->steps, copy);
	return 0;
}

static int take_crew(void *context, const struct record *r, struct err *err)
{
	struct checklist *c = context;
	struct record copy;

	(void)err;
	record_init(&copy, r->table);
	record_copy(&copy, r);
	map_put(&c->crews, arena_strdup(&c->arena, record_get(r, "crew")), c->crew_rows.n);
	VEC_PUSH(&c->crew_rows, copy);
	return 0;
}

static int collect(struct checklist *c, struct err *err)
{
	struct store_query crews = { .table = table_find("crews"), .sort = -1 };
	struct store_query steps = { .table = table_find("plan_steps") };
	struct selector *where = NULL;
	int rc = store_each(c->db, &crews, -1, take_crew, c, err);

	if (rc == 0)
		rc = plan_ref_selector(c->plan, steps.table, NULL, &where, err);
	if (rc == 0) {
		steps.where = where;
		steps.sort = table_column(steps.table, "start_min");
		rc = store_each(c->db, &steps, -1, take_step, c, err);
	}
	selector_free(where);
	if (rc == 0 && !c->steps.n)
		rc = err_set(err, ERR_NOT_FOUND,
			     N_("no step of plan %s is left with these conditions; "
				"'lifeboat export plan %s' lists waves, crews, sites and phases"),
			     c->plan->plan, c->plan->plan);
	return rc;
}

/* ---- sections -------------------------------------------------------------------------------- */

static void add_name(struct checklist *c)
{
	const struct {
		const char *text, *value;
	} parts[] = {
		{ N_("wave %s"), c->filter->wave },   { N_("crew %s"), c->filter->crew },
		{ N_("for %s"), c->filter->person },  { N_("site %s"), c->filter->site },
		{ N_("phase %s"), c->filter->phase },
	};
	struct strbuf text = STRBUF_INIT;
	struct msg part = MSG_INIT;
	size_t i;

	plan_ref_text(c->plan, &text);
	strbuf_adds(&text, _(" \xe2\x80\x94 checklist"));
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!parts[i].value)
			continue;
		part = (struct msg)MSG_INIT;
		part.id = mem_strdup(parts[i].text);
		part.arg[0] = mem_strdup(parts[i].value);
		part.n = 1;
		strbuf_adds(&text, ", ");
		msg_render(&part, gettext, &text);
		msg_release(&part);
	}
	page_section(c->page, _("NAME"));
	page_para(c->page, text.buf);
	strbuf_release(&text);
}

/* The latest finish stands anywhere in the list. */
static const struct record *last_to_finish(const struct checklist *c)
{
	const struct record *last = &c->steps.items[0];
	size_t i;

	for (i = 1; i < c->steps.n; i++)
		if (number(record_get(&c->steps.items[i], "finish_min")) >
		    number(record_get(last, "finish_min")))
			last = &c->steps.items[i];
	return last;
}

static void add_distinct(const struct checklist *c, const char *column, struct strbuf *out)
{
	struct map seen = MAP_INIT;
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const char *cell = record_get(&c->steps.items[i], column);

		if (cell && map_add(&seen, cell, i) == i)
			strbuf_add_sep(out, ", ", cell);
	}
	map_release(&seen);
}

static void item(struct checklist *c, const char *tag, struct strbuf *text)
{
	if (text->len)
		page_item(c->page, tag, text->buf);
	strbuf_reset(text);
}

static void add_synopsis(struct checklist *c)
{
	struct strbuf text = STRBUF_INIT;
	const struct record *h = &c->plan->header;

	page_section(c->page, _("SYNOPSIS"));
	strbuf_addf(&text, n_("%zu step", "%zu steps", c->steps.n), c->steps.n);
	strbuf_adds(&text, "; ");
	strbuf_addf(&text, _("leaving %s, %s order"), record_get(h, "breached"),
		    record_get(h, "order"));
	item(c, _("What"), &text);
	add_when(&c->steps.items[0], "start", &text);
	strbuf_adds(&text, " \xe2\x80\x93 ");
	add_when(last_to_finish(c), "finish", &text);
	if (!c->live)
		strbuf_adds(&text, _("; T is the moment of activation, which has not happened"));
	item(c, _("When"), &text);
	add_distinct(c, "crew", &text);
	item(c, _("Crews"), &text);
	add_distinct(c, "site", &text);
	item(c, _("Sites"), &text);
	strbuf_adds(&text, record_get(h, "state"));
	item(c, _("State"), &text);
	strbuf_adds(&text, record_get(h, "digest"));
	item(c, _("Digest"), &text);
	strbuf_release(&text);
}

struct needs {
	struct checklist *c;
	size_t n;
};

static int add_prestage(void *context, const struct record *r, struct err *err)
{
	struct needs *needs = context;
	struct strbuf head = STRBUF_INIT;
	const char *expires = record_get(r, "expires_on"), *obtained = record_get(r, "obtained_on");

	(void)err;
	strbuf_addf(&head, "%s (%s)", record_get(r, "item"), record_get(r, "kind"));
	page_box(needs->c->page, head.buf, NULL);
	page_field(needs->c->page, _("Stored at"), record_get(r, "stored_at"));
	page_field(needs->c->page, _("Held by"), record_get(r, "holder"));
	page_field(needs->c->page, _("Obtained on"), obtained ? obtained : _("not yet obtained"));
	page_field(needs->c->page, _("Expires on"), expires);
	strbuf_release(&head);
	needs->n++;
	return 0;
}

static int add_blocker(void *context, const struct record *r, struct err *err)
{
	struct checklist *c = context;
	const char *result = record_get(r, "result");
	struct strbuf text = STRBUF_INIT;

	(void)err;
	if (!result || strcmp(result, "block") != 0)
		return 0;
	strbuf_addf(&text, "%s ", record_get(r, "code"));
	msg_render_text(record_get(r, "finding") ? record_get(r, "finding") : "", gettext, &text);
	page_box(c->page, text.buf, NULL);
	strbuf_reset(&text);
	if (record_get(r, "mend"))
		msg_render_text(record_get(r, "mend"), gettext, &text);
	page_field(c->page, _("Mend"), text.buf);
	strbuf_release(&text);
	return 0;
}

static int add_before(struct checklist *c, struct err *err)
{
	struct store_query items = { .table = table_find("prestage"), .sort = -1 };
	struct store_query checks = { .table = table_find("plan_checks"), .sort = -1 };
	struct needs needs = { c, 0 };
	struct selector *where = NULL;
	int rc;

	page_section(c->page, _("BEFORE YOU START"));
	page_para(c->page, _("Read the whole list once. Have these at hand; tick what you hold."));
	rc = store_each(c->db, &items, -1, add_prestage, &needs, err);
	if (rc == 0)
		rc = plan_ref_selector(c->plan, checks.table, NULL, &where, err);
	if (rc == 0) {
		checks.where = where;
		page_para(c->page, _("What blocked this plan when it was made, mended or not:"));
		rc = store_each(c->db, &checks, -1, add_blocker, c, err);
	}
	selector_free(where);
	return rc;
}

static void add_step(struct checklist *c, const struct record *r)
{
	struct strbuf text = STRBUF_INIT;
	const char *wave = record_get(r, "wave"), *crew = record_get(r, "crew");
	const char *why = record_get(r, "why");

	strbuf_addf(&text, "%s %s", record_get(r, "step"), record_get(r, "title"));
	page_box(c->page, text.buf, NULL);
	strbuf_reset(&text);
	add_when(r, "start", &text);
	strbuf_adds(&text, " \xe2\x80\x93 ");
	add_when(r, "finish", &text);
	page_field(c->page, _("When"), text.buf);
	strbuf_reset(&text);
	strbuf_adds(&text, crew ? crew : _("nobody: no crew has the skill"));
	if (record_get(r, "workers"))
		strbuf_addf(&text, n_(", %lld worker", ", %lld workers", number(record_get(r, "workers"))),
			    (long long)number(record_get(r, "workers")));
	if (record_get(r, "owner"))
		strbuf_addf(&text, "; %s", record_get(r, "owner"));
	if (record_get(r, "deputy"))
		strbuf_addf(&text, _(" (deputy %s)"), record_get(r, "deputy"));
	page_field(c->page, _("Who"), text.buf);
	strbuf_reset(&text);
	if (record_get(r, "assets") && number(record_get(r, "assets")))
		strbuf_addf(&text, n_("%lld asset", "%lld assets", number(record_get(r, "assets"))),
			    (long long)number(record_get(r, "assets")));
	if (record_get(r, "class"))
		strbuf_add_sep(&text, ", ", record_get(r, "class"));
	if (wave) {
		strbuf_add_sep(&text, ", ", _("wave "));
		strbuf_adds(&text, wave);
	}
	page_field(c->page, _("What"), text.buf);
	page_field(c->page, _("After"), record_get(r, "after"));
	strbuf_reset(&text);
	if (why)
		msg_render_text(why, gettext, &text);
	page_field(c->page, _("Why then"), text.buf);
	page_field(c->page, _("Do"), record_get(r, "instructions"));
	page_field(c->page, _("Check"), record_get(r, "verify"));
	page_field(c->page, _("Backout"), record_get(r, "rollback"));
	strbuf_release(&text);
}

/* One line for each distinct step with a check or a backout. */
static void add_once(struct checklist *c, const char *column)
{
	struct map seen = MAP_INIT;
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct record *r = &c->steps.items[i];
		const char *cell = record_get(r, column), *step = record_get(r, "step");

		if (cell && step && map_add(&seen, step, i) == i)
			page_item(c->page, step, cell);
	}
	map_release(&seen);
}

static int add_person(struct checklist *c, const char *key, const char *crew, struct err *err)
{
	struct record person;
	struct strbuf text = STRBUF_INIT;
	int rc;

	record_init(&person, table_find("people"));
	rc = store_get_key(c->db, person.table, key, &person, err);
	if (rc == 0) {
		strbuf_adds(&text, record_get(&person, "name"));
		if (crew)
			strbuf_add_sep(&text, ", ", crew);
		strbuf_add_sep(&text, record_get(&person, "phone") ? ", " : "",
			       record_get(&person, "phone"));
		strbuf_add_sep(&text, record_get(&person, "email") ? ", " : "",
			       record_get(&person, "email"));
		if (record_get(&person, "deputy"))
			strbuf_addf(&text, _(" (deputy %s)"), record_get(&person, "deputy"));
		page_item(c->page, key, text.buf);
	}
	strbuf_release(&text);
	record_release(&person);
	return rc == ERR_NOT_FOUND ? 0 : rc;
}

static int add_contacts(struct checklist *c, struct err *err)
{
	struct map seen = MAP_INIT, crews = MAP_INIT;
	struct arena names = ARENA_INIT;
	size_t i, n;
	int rc = 0;

	page_section(c->page, _("CONTACTS"));
	for (i = 0; rc == 0 && i < c->steps.n; i++) {
		const char *crew = record_get(&c->steps.items[i], "crew"), *at, *piece;
		size_t k = crew ? map_get(&c->crews, crew) : MAP_NONE;

		if (k == MAP_NONE || map_add(&crews, crew, i) != i)
			continue;
		at = record_get(&c->crew_rows.items[k], "people");
		while (rc == 0 && at && text_list_next(&at, &piece, &n)) {
			char *key = arena_strndup(&names, piece, n);

			if (map_get(&seen, key) == MAP_NONE) {
				map_put(&seen, key, 1);
				rc = add_person(c, key, crew, err);
			}
		}
	}
	if (!seen.n)
		page_para(c->page, _("Nobody is named in the crews of these steps."));
	map_release(&seen);
	map_release(&crews);
	arena_release(&names);
	return rc;
}

static int add_end(struct checklist *c, struct err *err)
{
	struct journal_head head;
	struct strbuf text = STRBUF_INIT;
	int rc;

	page_section(c->page, _("CHECKS"));
	add_once(c, "verify");
	page_section(c->page, _("IF IT FAILS"));
	page_para(c->page, _("Stop the step, note what you saw and when, and tell the person in charge "
			     "before you back out."));
	add_once(c, "rollback");
	rc = add_contacts(c, err);
	if (rc == 0)
		rc = journal_head(c->db, &head, err);
	if (rc < 0)
		return rc;
	journal_head_text(&head, &text);
	page_section(c->page, _("SEE ALSO"));
	page_para(c->page, "lifeboat(1), lifeboat-plan(7)");
	page_item(c->page, _("Journal head"), text.buf);
	strbuf_release(&text);
	return 0;
}

static int fill_page(struct checklist *c, struct err *err)
{
	size_t i;
	int rc;

	add_name(c);
	add_synopsis(c);
	rc = add_before(c, err);
	if (rc < 0)
		return rc;
	page_section(c->page, _("STEPS"));
	for (i = 0; i < c->steps.n; i++)
		add_step(c, &c->steps.items[i]);
	return add_end(c, err);
}

static void start_page(struct checklist *c, int64_t now)
{
	struct strbuf title = STRBUF_INIT, date = STRBUF_INIT;
	const char *parts[] = { c->filter->wave, c->filter->crew, c->filter->person, c->filter->site,
				c->filter->phase };
	size_t i;

	strbuf_addf(&title, "%s-%lld", c->plan->plan, (long long)c->plan->version);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i])
			strbuf_addf(&title, "-%s", parts[i]);
	date_format(now / DAY_S, &date);
	page_init(c->page, title.buf, "7", date.buf, PACKAGE_STRING, _("Lifeboat checklist"));
	strbuf_release(&title);
	strbuf_release(&date);
}

int checklist_page(struct app *app, const struct plan_ref *plan,
		   const struct checklist_filter *filter, struct page *ret, struct err *err)
{
	struct checklist c = { .app = app, .plan = plan, .filter = filter, .page = ret };
	const char *state = record_get(&plan->header, "state");
	int64_t now;
	size_t i;
	int rc = app_db(app, &c.db, err);

	c.live = state && strcmp(state, "activated") == 0;
	if (rc == 0)
		rc = app_now(app, &now, err);
	if (rc == 0)
		rc = collect(&c, err);
	if (rc == 0) {
		start_page(&c, now);
		rc = fill_page(&c, err);
		if (rc < 0)
			page_release(ret);
	}
	for (i = 0; i < c.steps.n; i++)
		record_release(&c.steps.items[i]);
	for (i = 0; i < c.crew_rows.n; i++)
		record_release(&c.crew_rows.items[i]);
	VEC_RELEASE(&c.steps);
	VEC_RELEASE(&c.crew_rows);
	map_release(&c.crews);
	arena_release(&c.arena);
	return rc;
}

/* ---- values for --each ----------------------------------------------------------------------- */

struct values {
	int column;
	struct arena *arena;
	struct map seen;
	VEC(char *) items;
};

static int take_value(void *context, const struct record *r, struct err *err)
{
	struct values *v = context;
	const char *cell = r->cell[v->column];

	(void)err;
	if (cell && map_get(&v->seen, cell) == MAP_NONE) {
		char *copy = arena_strdup(v->arena, cell);

		map_put(&v->seen, copy, v->items.n);
		VEC_PUSH(&v->items, copy);
	}
	return 0;
}

int checklist_values(struct app *app, const struct plan_ref *plan, const char *column,
		     struct arena *arena, struct text_list *ret, struct err *err)
{
	struct store_query q = { .table = table_find("plan_steps"), .sort = -1 };
	struct values v = { .column = table_column(q.table, column), .arena = arena };
	struct selector *where = NULL;
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc == 0)
		rc = plan_ref_selector(plan, q.table, NULL, &where, err);
	q.where = where;
	if (rc == 0)
		rc = store_each(db, &q, -1, take_value, &v, err);
	if (rc == 0) {
		ret->items = arena_copy(arena, v.items.items, v.items.n * sizeof(char *));
		ret->n = v.items.n;
	}
	VEC_RELEASE(&v.items);
	map_release(&v.seen);
	selector_free(where);
	return rc;
}
