/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/checklist_parts.h"

#include <stdlib.h>
#include <string.h>

#include "model/journal.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/zone.h"

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

/* An instant by the clock of the site the step works at, else of the workspace. */
static void add_local(const struct checklist *c, const char *site, const char *instant,
		      struct strbuf *out)
{
	size_t i = site ? map_get(&c->zones, site) : MAP_NONE;
	const char *name = i != MAP_NONE ? c->zone_names.items[i] : c->timezone;
	struct zone *zone = name ? zone_find(name) : NULL;
	int64_t at;

	if (!zone || instant_parse(instant, &at) < 0) {
		strbuf_adds(out, instant);
		return;
	}
	local_format(zone_to_local(zone, at / MINUTE_S), out);
	strbuf_addf(out, " %s", name);
}

static void add_when(const struct checklist *c, const struct record *r, const char *which, struct strbuf *out)
{
	struct strbuf name = STRBUF_INIT;
	const char *at, *offset;

	strbuf_addf(&name, "%s_at", which);
	at = record_get(r, name.buf);
	strbuf_reset(&name);
	strbuf_addf(&name, "%s_min", which);
	offset = record_get(r, name.buf);
	if (at) {
		add_local(c, record_get(r, "site"), at, out);
		strbuf_adds(out, " (");
	}
	if (offset)
		add_offset(offset, out);
	else
		strbuf_adds(out, _("no time"));
	if (at)
		strbuf_addch(out, ')');
	strbuf_release(&name);
}

/* ---- sections -------------------------------------------------------------------------------- */

void checklist_name(struct checklist *c)
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
	if (c->marks.len)
		page_para(c->page, c->marks.buf);
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

void checklist_synopsis(struct checklist *c)
{
	struct strbuf text = STRBUF_INIT;
	const struct record *h = &c->plan->header;

	page_section(c->page, _("SYNOPSIS"));
	strbuf_addf(&text, n_("%zu step", "%zu steps", c->steps.n), c->steps.n);
	strbuf_adds(&text, "; ");
	strbuf_addf(&text, _("leaving %s, %s order"), record_get(h, "breached"),
		    record_get(h, "order"));
	item(c, _("What"), &text);
	add_when(c, &c->steps.items[0], "start", &text);
	strbuf_adds(&text, " \xe2\x80\x93 ");
	add_when(c, last_to_finish(c), "finish", &text);
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

/* What is held ready: which needs of the steps are met by an item. */
struct ready_items {
	struct checklist *c;
	bool *met; /* by place in c->need_names */
	size_t n;
};

static bool meets(const struct ready_items *items, const char *kind_or_item)
{
	size_t i = kind_or_item ? map_get(&items->c->needs, kind_or_item) : MAP_NONE;

	if (i != MAP_NONE)
		items->met[i] = true;
	return i != MAP_NONE;
}

static bool is_wanted(const struct ready_items *items, const struct record *item)
{
	const char *product = record_get(item, "product");
	bool by_kind, by_name;

	if (product && map_get(&items->c->products, product) == MAP_NONE)
		return false;
	by_kind = meets(items, record_get(item, "kind"));
	by_name = meets(items, record_get(item, "item"));
	return items->c->whole || by_kind || by_name;
}

static int add_prestage(void *context, const struct record *r, struct err *err)
{
	struct ready_items *items = context;
	struct strbuf head = STRBUF_INIT;
	const char *expires = record_get(r, "expires_on"), *obtained = record_get(r, "obtained_on");
	const char *dies = record_get(r, "dies_on_cutoff");

	(void)err;
	if (!is_wanted(items, r))
		return 0;
	strbuf_addf(&head, "%s (%s)", record_get(r, "item"), record_get(r, "kind"));
	if (dies && strcmp(dies, "yes") == 0)
		strbuf_adds(&head, _("; dies when the vendor is cut off"));
	if (expires && strcmp(expires, items->c->today.buf) < 0)
		strbuf_adds(&head, _("; EXPIRED"));
	page_box(items->c->page, head.buf, NULL);
	page_field(items->c->page, _("Stored at"), record_get(r, "stored_at"));
	page_field(items->c->page, _("Held by"), record_get(r, "holder"));
	page_field(items->c->page, _("Obtained on"), obtained ? obtained : _("not yet obtained"));
	page_field(items->c->page, _("Expires on"), expires);
	strbuf_release(&head);
	items->n++;
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

static int add_ready(struct checklist *c, struct err *err)
{
	struct store_query q = { .table = table_find("prestage"), .sort = -1 };
	struct ready_items items = { c, mem_zalloc(c->need_names.n + 1, sizeof(bool)), 0 };
	struct strbuf text = STRBUF_INIT;
	size_t i;
	int rc;

	page_para(c->page, _("Read the whole list once. Have these at hand; tick what you hold."));
	rc = store_each(c->db, &q, -1, add_prestage, &items, err);
	for (i = 0; rc == 0 && i < c->need_names.n; i++) {
		if (items.met[i])
			continue;
		strbuf_reset(&text);
		strbuf_addf(&text, _("%s: needed, and no item of it is recorded"), c->need_names.items[i]);
		page_box(c->page, text.buf, NULL);
	}
	if (rc == 0 && !items.n && !c->need_names.n)
		page_para(c->page, _("These steps need nothing that is obtained in advance."));
	strbuf_release(&text);
	free(items.met);
	return rc;
}

int checklist_before(struct checklist *c, struct err *err)
{
	struct store_query checks = { .table = table_find("plan_checks"), .sort = -1 };
	struct selector *where = NULL;
	int rc;

	page_section(c->page, _("BEFORE YOU START"));
	rc = add_ready(c, err);
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

/* "endpoint-tokyo, 4 workers; sato (deputy tanaka)". */
static void add_who(const struct record *r, struct strbuf *out)
{
	const char *crew = record_get(r, "crew");
	int64_t workers = number(record_get(r, "workers"));

	strbuf_adds(out, crew ? crew : _("nobody: no crew has the skill"));
	if (workers)
		strbuf_addf(out, n_(", %lld worker", ", %lld workers", workers), (long long)workers);
	if (record_get(r, "owner"))
		strbuf_addf(out, "; %s", record_get(r, "owner"));
	if (record_get(r, "deputy"))
		strbuf_addf(out, _(" (deputy %s)"), record_get(r, "deputy"));
}

/* "120 assets, trendmicro-apexone, tokyo, class, wave 2". */
static void add_what(const struct record *r, struct strbuf *out)
{
	int64_t assets = number(record_get(r, "assets"));

	if (assets)
		strbuf_addf(out, n_("%lld asset", "%lld assets", assets), (long long)assets);
	if (record_get(r, "product"))
		strbuf_add_sep(out, ", ", record_get(r, "product"));
	if (record_get(r, "class"))
		strbuf_add_sep(out, ", ", record_get(r, "class"));
	else if (record_get(r, "site"))
		strbuf_add_sep(out, ", ", record_get(r, "site"));
	if (record_get(r, "wave"))
		strbuf_addf(out, _(", wave %s"), record_get(r, "wave"));
}

/* `first`: this step has not stood on the page before, so it is told in full. */
static void add_step(struct checklist *c, const struct record *r, bool first)
{
	struct strbuf text = STRBUF_INIT;
	const char *why = record_get(r, "why");

	strbuf_addf(&text, "%s %s", record_get(r, "step"), record_get(r, "title"));
	page_box(c->page, text.buf, NULL);
	strbuf_reset(&text);
	add_when(c, r, "start", &text);
	strbuf_adds(&text, " \xe2\x80\x93 ");
	add_when(c, r, "finish", &text);
	page_field(c->page, _("When"), text.buf);
	strbuf_reset(&text);
	add_who(r, &text);
	page_field(c->page, _("Who"), text.buf);
	strbuf_reset(&text);
	add_what(r, &text);
	page_field(c->page, _("What"), text.buf);
	strbuf_reset(&text);
	if (why)
		msg_render_text(why, gettext, &text);
	page_field(c->page, _("Why then"), text.buf);
	strbuf_reset(&text);
	if (first) {
		page_field(c->page, _("Do"), record_get(r, "instructions"));
		page_field(c->page, _("Check"), record_get(r, "verify"));
	} else {
		strbuf_addf(&text, _("as at the first %s above"), record_get(r, "step"));
		page_field(c->page, _("Do and check"), text.buf);
	}
	strbuf_release(&text);
}

void checklist_steps(struct checklist *c)
{
	struct map seen = MAP_INIT;
	size_t i;

	page_section(c->page, _("STEPS"));
	if (c->marks.len)
		page_para(c->page, c->marks.buf);
	for (i = 0; i < c->steps.n; i++) {
		const struct record *r = &c->steps.items[i];

		add_step(c, r, map_add(&seen, record_get(r, "step"), i) == i);
	}
	map_release(&seen);
}

/* ---- assets ---------------------------------------------------------------------------------- */

static int add_asset(void *context, const struct record *r, struct err *err)
{
	struct checklist *c = context;
	struct strbuf text = STRBUF_INIT;

	(void)err;
	strbuf_adds(&text, record_get(r, "asset"));
	if (record_get(r, "name") && strcmp(record_get(r, "name"), record_get(r, "asset")) != 0)
		strbuf_addf(&text, " %s", record_get(r, "name"));
	strbuf_add_sep(&text, ", ", record_get(r, "site"));
	if (record_get(r, "finish_min")) {
		strbuf_adds(&text, ", ");
		add_offset(record_get(r, "finish_min"), &text);
	}
	page_box(c->page, text.buf, NULL);
	strbuf_release(&text);
	return 0;
}

/* A page about one wave names its assets, to be ticked one by one. */
int checklist_assets(struct checklist *c, struct err *err)
{
	struct store_query q = { .table = table_find("plan_assets"), .sort = -1 };
	struct strbuf condition = STRBUF_INIT;
	struct selector *where = NULL;
	int rc;

	if (!c->filter->wave)
		return 0;
	strbuf_addf(&condition, "wave=\"%s\"", c->filter->wave);
	if (c->filter->site)
		strbuf_addf(&condition, " site=\"%s\"", c->filter->site);
	rc = plan_ref_selector(c->plan, q.table, condition.buf, &where, err);
	if (rc == 0) {
		q.where = where;
		page_section(c->page, _("ASSETS"));
		rc = store_each(c->db, &q, -1, add_asset, c, err);
	}
	selector_free(where);
	strbuf_release(&condition);
	return rc;
}

/* ---- the end --------------------------------------------------------------------------------- */

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
	struct err why = ERR_INIT;
	int rc;

	record_init(&person, table_find("people"));
	rc = store_get_key(c->db, person.table, key, &person, &why);
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
	if (rc < 0 && rc != ERR_NOT_FOUND)
		return err_move(err, &why);
	err_release(&why); /* a name that is no key: it stands in the step as it is */
	return 0;
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

int checklist_end(struct checklist *c, struct err *err)
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
