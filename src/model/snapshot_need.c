/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capabilities, coverage, requirements, controls; sites, people, crews. */
#include "config.h"
#include "model/snapshot_parts.h"

#include <string.h>

#include "util/sshkey.h"
#include "util/text.h"

static void fill_capability(struct load *l, void *item)
{
	struct snap_capability *c = item;

	c->name = row_text(l, "name");
	c->catalog = row_text(l, "catalog");
	c->parent = row_ref(l, "parent", snapshot_capability);
	c->weight = row_decimal(l, "weight", 6, 1000000);
}

static void fill_coverage(struct load *l, void *item)
{
	struct snap_coverage *c = item;
	struct strbuf platform = STRBUF_INIT;
	int level = row_strength(l, "level");

	c->product = row_ref(l, "product", snapshot_product);
	c->capability = row_ref(l, "capability", snapshot_capability);
	if (record_get(l->row, "platform")) {
		text_fold(record_get(l->row, "platform"), &platform);
		c->platform = arena_strdup(&l->s->arena, platform.buf);
	}
	c->strength = (int32_t)row_decimal(l, "strength", 6, level < 0 ? 0 : level);
	c->tested = row_yes_no(l, "tested") != YN_NO;
	c->function = row_function(l, "function");
	c->evidence = row_text(l, "evidence");
	c->source = row_text(l, "source");
	c->as_of = row_date(l, "as_of");
	strbuf_release(&platform);
}

static void fill_requirement(struct load *l, void *item)
{
	struct snap_requirement *r = item;

	r->key = row_text(l, "requirement");
	r->reason = row_text(l, "reason");
	r->capability = row_ref(l, "capability", snapshot_capability);
	r->minimum = row_strength(l, "minimum");
	r->function = row_function(l, "function");
	r->selector = row_selector(l, "selector", &r->selector_text);
	r->mandatory = row_yes_no(l, "mandatory") != YN_NO;
}

static void fill_control(struct load *l, void *item)
{
	struct snap_control *c = item;
	int level = row_strength(l, "level");

	c->key = row_text(l, "control");
	c->name = row_text(l, "name");
	c->owner = row_text(l, "owner");
	c->capability = row_ref(l, "capability", snapshot_capability);
	c->level = level < 0 ? 0 : level;
	c->selector = row_selector(l, "selector", &c->selector_text);
	c->fixed_cost = row_price(l, "fixed_cost");
	c->hourly_cost = row_price(l, "hourly_cost");
	row_currency(l, "currency", c->currency);
	c->ends = row_date(l, "ends");
}

/* ---- the organisation --------------------------------------------------------------------------- */

static void fill_site(struct load *l, void *item)
{
	struct snap_site *s = item;

	s->name = row_text(l, "name");
	s->timezone = row_text(l, "timezone");
	s->country = row_text(l, "country");
	s->calendar = load_calendar(l, record_get(l->row, "calendar"),
				    s->timezone ? s->timezone : l->s->timezone);
}

static size_t find_person(const struct snapshot *s, const char *key)
{
	for (size_t i = 0; i < s->n_people; i++)
		if (strcmp(s->people[i].key, key) == 0)
			return i;
	return NONE;
}

/* Rows written by earlier versions may hold a comment, or no key at all. */
static char *row_key_line(struct load *l)
{
	const char *cell = row_text(l, "signing_key");
	struct ssh_key key;
	char *line;

	if (!cell || ssh_key_parse(cell, &key) < 0)
		return NULL;
	line = arena_strdup(&l->s->arena, key.line);
	ssh_key_release(&key);
	return line;
}

static void fill_person(struct load *l, void *item)
{
	struct snap_person *p = item;
	struct text_list roles = row_list(l, "role");

	p->name = row_text(l, "name");
	p->email = row_text(l, "email");
	p->phone = row_text(l, "phone");
	for (size_t i = 0; i < roles.n; i++) {
		p->planner = p->planner || strcmp(roles.items[i], "planner") == 0;
		p->approver = p->approver || strcmp(roles.items[i], "approver") == 0;
		p->executor = p->executor || strcmp(roles.items[i], "executor") == 0;
		p->auditor = p->auditor || strcmp(roles.items[i], "auditor") == 0;
	}
	p->deputy = row_ref(l, "deputy", find_person);
	p->signing_key = row_key_line(l);
	p->key_from = row_date(l, "key_valid_from");
	p->key_until = row_date(l, "key_valid_until");
	p->key_revoked = row_date(l, "key_revoked_on");
}

static void fill_crew(struct load *l, void *item)
{
	struct snap_crew *c = item;
	struct text_list people = row_list(l, "people");
	const char *zone = l->s->timezone;

	c->name = row_text(l, "name");
	c->skill = row_text(l, "skill");
	c->site = row_ref(l, "site", snapshot_site);
	c->capacity = row_int(l, "capacity", 1);
	if (c->site != NONE && l->s->sites[c->site].timezone)
		zone = l->s->sites[c->site].timezone;
	c->calendar = load_calendar(l, record_get(l->row, "calendar"), zone);
	c->regular = load_calendar(l, record_get(l->row, "regular"), zone);
	c->overtime_factor = row_decimal(l, "overtime_factor", 6, 1500000);
	c->call_out_fee = row_price(l, "call_out_fee");
	c->hourly_cost = row_price(l, "hourly_cost");
	row_currency(l, "currency", c->currency);
	c->call_out = row_duration(l, "call_out", 0);
	if (people.n)
		c->people.items = arena_alloc(&l->s->arena, people.n, sizeof(*c->people.items));
	for (size_t i = 0; i < people.n; i++) {
		size_t person = find_person(l->s, people.items[i]);

		if (person != NONE)
			c->people.items[c->people.n++] = person;
	}
}

#define ARRAY(member) offsetof(struct snapshot, member), offsetof(struct snapshot, n_##member)

const struct row_loader rows_need[] = {
	{ "capabilities", sizeof(struct snap_capability), ARRAY(capabilities), true,
	  fill_capability },
	{ "coverage", sizeof(struct snap_coverage), ARRAY(coverage), false, fill_coverage },
	{ "requirements", sizeof(struct snap_requirement), ARRAY(requirements), false,
	  fill_requirement },
	{ "controls", sizeof(struct snap_control), ARRAY(controls), false, fill_control },
	{ "sites", sizeof(struct snap_site), ARRAY(sites), true, fill_site },
	{ "people", sizeof(struct snap_person), ARRAY(people), true, fill_person },
	{ "crews", sizeof(struct snap_crew), ARRAY(crews), true, fill_crew },
};
const size_t n_rows_need = sizeof(rows_need) / sizeof(rows_need[0]);
