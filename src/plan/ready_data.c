/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readiness of the organisation: data, people, contracts, items. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "plan/effort.h"
#include "plan/needs.h"
#include "plan/ready.h"
#include "util/mem.h"

static char *span_text(const struct ready *c, int64_t seconds)
{
	return plan_minutes_text(&c->p->arena, seconds / MINUTE_S);
}

/* Grades an age in seconds against two limits of the policy. */
static enum check_result aged(const struct ready *c, int64_t age, const char *warn,
			      const char *block)
{
	if (age > policy_duration(c->s, block))
		return CHECK_BLOCK;
	return age > policy_duration(c->s, warn) ? CHECK_WARN : CHECK_PASS;
}

/* ---- ages ------------------------------------------------------------------------------------ */

/* Classes as old as that fail; a minority of them only warns. */
static int64_t older_than(const struct ready *c, int64_t limit, struct name_list *names)
{
	int64_t assets = 0;
	size_t i;

	for (i = 0; i < c->p->n_classes; i++) {
		const struct snap_class *class = &c->s->classes[c->p->classes[i].class];

		if (class->oldest_seen == SNAP_DATE_NONE || c->s->now - class->oldest_seen <= limit)
			continue;
		assets += class->quantity;
		name_list_add(names, class->key);
	}
	return assets;
}

static int64_t never_seen(const struct ready *c, struct name_list *names)
{
	int64_t assets = 0;
	size_t i;

	for (i = 0; i < c->p->n_classes; i++) {
		const struct snap_class *class = &c->s->classes[c->p->classes[i].class];
		int64_t unseen = class->oldest_seen == SNAP_DATE_NONE ? class->quantity
								      : class->unknown_seen;

		if (!unseen)
			continue;
		assets += unseen;
		name_list_add(names, class->key);
	}
	return assets;
}

void ready_inventory(const struct ready *c, struct verdict *v)
{
	struct name_list old = NAME_LIST_INIT, stale = NAME_LIST_INIT, unseen = NAME_LIST_INIT;
	int64_t unknown = never_seen(c, &unseen);
	int64_t over = older_than(c, policy_duration(c->s, "r01_block"), &old);
	int64_t late = older_than(c, policy_duration(c->s, "r01_warn"), &stale);

	v->result = ready_worse(ready_share(c, unknown), ready_share(c, over));
	if (late)
		v->result = ready_worse(v->result, CHECK_WARN);
	if (unknown)
		v->finding = SAY(c, N_("nobody knows when %lld affected assets were last seen: %s"),
				 (long long)unknown, unseen.text.buf);
	else if (over)
		v->finding = SAY(c, N_("assets not seen for more than %s: %s"),
				 span_text(c, policy_duration(c->s, "r01_block")), old.text.buf);
	else if (late)
		v->finding = SAY(c, N_("assets not seen for more than %s: %s"),
				 span_text(c, policy_duration(c->s, "r01_warn")), stale.text.buf);
	else
		v->finding = SAY(c, N_("every affected asset was seen within the limit"));
	if (v->result != CHECK_PASS)
		v->mend = SAY(c, N_("import a fresh inventory with last_seen, retire what is gone"));
	strbuf_release(&old.text);
	strbuf_release(&stale.text);
	strbuf_release(&unseen.text);
}

void ready_drill(const struct ready *c, struct verdict *v)
{
	int64_t last = c->s->facts.last_drill;

	if (last == SNAP_DATE_NONE) {
		v->result = CHECK_BLOCK;
		v->finding = SAY(c, N_("no drill was ever completed"));
	} else {
		v->result = aged(c, c->s->now - last, "r14_warn", "r14_block");
		v->finding = SAY(c, N_("the last completed drill was %s ago"),
				 span_text(c, c->s->now - last));
	}
	if (v->result != CHECK_PASS)
		v->mend = SAY(c, N_("run one: activate the plan with --drill and finish its steps"));
}

void ready_pack(const struct ready *c, struct verdict *v)
{
	int64_t last = c->s->facts.last_pack;

	if (last != SNAP_DATE_NONE && last >= c->p->now) {
		v->finding = SAY(c, N_("an offline pack was exported since this version was made"));
		return;
	}
	v->result = CHECK_WARN;
	v->finding = last == SNAP_DATE_NONE
		? SAY(c, N_("no offline pack was ever exported"))
		: SAY(c, N_("the last offline pack is older than this version"));
	v->mend = SAY(c, N_("run 'lifeboat export pack' and store it where the network is not needed"));
}

void ready_sources(const struct ready *c, struct verdict *v)
{
	const struct snap_facts *f = &c->s->facts;

	if (!f->sources_total) {
		v->result = CHECK_WARN;
		v->finding = SAY(c, N_("there is no source to read news from"));
		v->mend = SAY(c, N_("add sources with a URL"));
		return;
	}
	if (f->last_poll == SNAP_DATE_NONE) {
		v->result = CHECK_BLOCK;
		v->finding = SAY(c, N_("%lld of %lld sources were never read"),
				 (long long)(f->sources_total - f->sources_polled),
				 (long long)f->sources_total);
	} else {
		v->result = aged(c, c->s->now - f->last_poll, "r16_warn", "r16_block");
		v->finding = SAY(c, N_("the stalest source was read %s ago"),
				 span_text(c, c->s->now - f->last_poll));
	}
	if (v->result != CHECK_PASS)
		v->mend = SAY(c, N_("run 'lifeboat watch --once' and see why a source fails"));
}

void ready_digest(const struct ready *c, struct verdict *v)
{
	const char *planned = c->r->stored_digest ? c->r->stored_digest : c->p->digest;
	char now[DIGEST_HEX];

	plan_digest(c->s, c->r, c->p->playbook, now);
	if (strcmp(now, planned) == 0) {
		v->finding = SAY(c, N_("the plan is made from the data as it is"));
		return;
	}
	v->result = CHECK_BLOCK;
	v->finding = SAY(c, N_("data or policy changed since the plan was made"));
	v->mend = SAY(c, N_("make a new version and compare the two with 'plan diff'"));
}

/* ---- people ---------------------------------------------------------------------------------- */

static bool key_usable(const struct ready *c, const struct snap_person *p)
{
	return p->approver && p->signing_key && p->signing_key[0] &&
		(p->key_from == SNAP_DATE_NONE || p->key_from <= c->today) &&
		(p->key_until == SNAP_DATE_NONE || p->key_until >= c->today) &&
		(p->key_revoked == SNAP_DATE_NONE || p->key_revoked > c->today);
}

void ready_quorum(const struct ready *c, struct verdict *v)
{
	struct name_list names = NAME_LIST_INIT;
	int64_t quorum = policy_int(c->s, "quorum"), usable = 0;
	size_t i, k;

	for (i = 0; i < c->s->n_people; i++) {
		const struct snap_person *p = &c->s->people[i];

		if (!key_usable(c, p)) {
			if (p->approver)
				name_list_add(&names, p->key);
			continue;
		}
		/* One key under two people counts once. */
		for (k = 0; k < i; k++)
			if (key_usable(c, &c->s->people[k]) &&
			    strcmp(c->s->people[k].signing_key, p->signing_key) == 0)
				break;
		usable += k == i;
	}
	v->result = usable >= quorum ? CHECK_PASS : CHECK_BLOCK;
	v->finding = SAY(c, N_("%lld approvers have a usable key of their own; %lld are needed"),
			 (long long)usable, (long long)quorum);
	if (v->result == CHECK_BLOCK)
		v->mend = names.n ? SAY(c, N_("add or renew the signing keys of %s"), names.text.buf)
				  : SAY(c, N_("give more people the role approver and a signing key"));
	strbuf_release(&names.text);
}

struct crew_faults {
	struct name_list skills, small, empty, deputies;
};

static bool named_already(const char **seen, size_t *n, const char *name)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (strcmp(seen[i], name) == 0)
			return true;
	seen[(*n)++] = name;
	return false;
}

static void check_step_crews(const struct ready *c, struct crew_faults *f)
{
	const char **seen = mem_alloc(2 * c->p->n_instances, sizeof(*seen));
	size_t i, n = 0;

	for (i = 0; i < c->p->n_instances; i++) {
		const struct plan_instance *in = &c->p->instances[i];
		const struct snap_step *row = &c->s->steps[in->step];
		int64_t workers = row->workers > 0 ? row->workers : 1;
		char *name;

		if (in->done || !row->skill)
			continue;
		if (in->crew == NONE) {
			name = arena_printf(&c->p->arena, "%s (%s)", row->skill, row->key);
			if (!named_already(seen, &n, name))
				name_list_add(&f->skills, name);
		} else if (in->mode_step == in->step &&
			   effort_capacity(c->s, c->r, in->crew) < workers) {
			name = arena_printf(&c->p->arena, "%s (%s)", c->s->crews[in->crew].key,
					    row->key);
			if (!named_already(seen, &n, name))
				name_list_add(&f->small, name);
		}
	}
	free(seen);
}

static void check_crew_people(const struct ready *c, struct crew_faults *f, int64_t *ret_people)
{
	bool *used = mem_zalloc(c->s->n_crews, sizeof(*used));
	bool *told = mem_zalloc(c->s->n_people, sizeof(*told));
	size_t i, k;

	for (i = 0; i < c->p->n_instances; i++)
		if (c->p->instances[i].crew != NONE && !c->p->instances[i].done)
			used[c->p->instances[i].crew] = true;
	for (i = 0; i < c->s->n_crews; i++) {
		const struct index_list *people = &c->s->crews[i].people;

		if (!used[i])
			continue;
		if (!people->n)
			name_list_add(&f->empty, c->s->crews[i].key);
		for (k = 0; k < people->n; k++) {
			const struct snap_person *p = &c->s->people[people->items[k]];

			*ret_people += p->deputy != NONE;
			if (p->deputy != NONE || told[people->items[k]])
				continue;
			told[people->items[k]] = true;
			name_list_add(&f->deputies, p->key);
		}
	}
	free(used);
	free(told);
}

void ready_crews(const struct ready *c, struct verdict *v)
{
	struct crew_faults f = { NAME_LIST_INIT, NAME_LIST_INIT, NAME_LIST_INIT, NAME_LIST_INIT };
	int64_t with_deputy = 0;

	check_step_crews(c, &f);
	check_crew_people(c, &f, &with_deputy);
	if (f.skills.n) {
		v->finding = SAY(c, N_("nobody has the skill; the plan assumes that somebody comes: %s"),
				 f.skills.text.buf);
		v->mend = SAY(c, N_("add a crew with that skill at the site or without a site"));
	} else if (f.small.n) {
		v->finding = SAY(c, N_("crews smaller than their step asks; the plan uses all they "
				       "have: %s"), f.small.text.buf);
		v->mend = SAY(c, N_("raise the capacity or lower 'workers' of the step"));
	} else if (f.empty.n) {
		v->finding = SAY(c, N_("crews without a single person named: %s"),
				 f.empty.text.buf);
		v->mend = SAY(c, N_("name people in the crew"));
	} else if (f.deputies.n) {
		v->finding = SAY(c, N_("people without a deputy: %s"), f.deputies.text.buf);
		v->mend = SAY(c, N_("name a deputy for each"));
	} else {
		v->finding = SAY(c, N_("every step has a crew, every person a deputy"));
	}
	if (f.skills.n || f.small.n || f.empty.n || (f.deputies.n && !with_deputy))
		v->result = CHECK_BLOCK;
	else if (f.deputies.n)
		v->result = CHECK_WARN;
	strbuf_release(&f.skills.text);
	strbuf_release(&f.small.text);
	strbuf_release(&f.empty.text);
	strbuf_release(&f.deputies.text);
}

/* ---- papers ---------------------------------------------------------------------------------- */

static void grade_date(const struct ready *c, int64_t day, const char *name, const char *limit,
		       struct name_list *soon, struct name_list *over)
{
	if (day == SNAP_DATE_NONE)
		return;
	name = arena_printf(&c->p->arena, "%s (%s)", name, plan_date_text(&c->p->arena, day));
	if (day < c->today)
		name_list_add(over, name);
	else if ((day - c->today) * DAY_S <= policy_duration(c->s, limit))
		name_list_add(soon, name);
}

void ready_quotes(const struct ready *c, struct verdict *v)
{
	struct name_list soon = NAME_LIST_INIT, over = NAME_LIST_INIT;
	size_t i, k;

	for (i = 0; i < c->p->n_selections; i++) {
		const struct plan_selection *sel = &c->p->selections[i];
		const char *key = c->s->products[sel->product].key;

		if (!sel->chosen)
			continue;
		if (sel->price == NONE)
			name_list_add(&over, arena_printf(&c->p->arena, "%s (-)", key));
		else
			grade_date(c, c->s->prices[sel->price].valid_until, key, "r06_warn", &soon,
				   &over);
		for (k = 0; k < c->s->n_prestage; k++) {
			const struct snap_prestage *item = &c->s->prestage[k];

			if (item->product == sel->product && item->kind &&
			    strcmp(item->kind, "quote") == 0)
				grade_date(c, item->expires_on, item->key, "r06_warn", &soon, &over);
		}
	}
	v->result = over.n ? CHECK_BLOCK : soon.n ? CHECK_WARN : CHECK_PASS;
	if (over.n)
		v->finding = SAY(c, N_("expired or without a price: %s"), over.text.buf);
	else if (soon.n)
		v->finding = SAY(c, N_("about to expire: %s"), soon.text.buf);
	else
		v->finding = SAY(c, N_("the prices of the chosen products hold"));
	if (v->result != CHECK_PASS)
		v->mend = SAY(c, N_("ask for new quotes and enter them in prices"));
	strbuf_release(&soon.text);
	strbuf_release(&over.text);
}

static bool step_exists(const struct ready *c, const char *step)
{
	size_t i;

	for (i = 0; i < c->s->n_steps; i++)
		if (strcmp(c->s->steps[i].playbook, c->p->playbook) == 0 &&
		    strcmp(c->s->steps[i].key, step) == 0)
			return true;
	return false;
}

void ready_secrets(const struct ready *c, struct verdict *v)
{
	struct name_list none = NAME_LIST_INIT, holes = NAME_LIST_INIT;
	int64_t failing = 0;
	size_t i, k;

	for (i = 0; i < c->s->n_products; i++) {
		int64_t assets = ready_leaving(c, i);
		bool listed = false, whole = true;

		for (k = 0; assets && k < c->s->n_secrets; k++) {
			const struct snap_secret *secret = &c->s->secrets[k];

			if (secret->product != i)
				continue;
			listed = true;
			if (secret->holder && secret->rotate_step &&
			    step_exists(c, secret->rotate_step))
				continue;
			whole = false;
			name_list_add(&holes, secret->key);
		}
		if (!assets || (listed && whole))
			continue;
		failing += assets;
		if (!listed)
			name_list_add(&none, c->s->products[i].key);
	}
	v->result = ready_share(c, failing);
	if (none.n)
		v->finding = SAY(c, N_("no secrets are listed for: %s"), none.text.buf);
	else if (holes.n)
		v->finding = SAY(c, N_("secrets without a holder or a step that rotates them: %s"),
				 holes.text.buf);
	else
		v->finding = SAY(c, N_("the secrets of every product that is left are listed"));
	if (failing)
		v->mend = SAY(c, N_("list what the product stored or could see, who holds it and which "
				    "step of playbook %s rotates it"), c->p->playbook);
	strbuf_release(&none.text);
	strbuf_release(&holes.text);
}

/* ---- pre-staged items ------------------------------------------------------------------------ */

struct staged {
	struct name_list bad, soon, remote;
};

static const char *need_name(const struct ready *c, const struct need *n, size_t product)
{
	static const char *const states[] = { "", "unverified", "expired", "missing" };

	return arena_printf(&c->p->arena, "%s/%s: %s", c->s->products[product].key, n->word,
			    states[n->state]);
}

static void check_need(const struct ready *c, const struct snap_step *row, size_t index,
		       size_t product, enum need_side side, struct staged *f)
{
	struct need n;

	if (!need_of(c->s, row, index, product, side, &n))
		return;
	if (n.state != NEED_READY)
		name_list_add(&f->bad, need_name(c, &n, product));
	else
		grade_date(c, n.expires_on, c->s->prestage[n.item].key, "r09_warn", &f->soon,
			   &f->bad);
}

/* Each need of each step that is still to be done, once per product it is done for. */
static void check_needs(const struct ready *c, struct staged *f)
{
	size_t n = c->s->n_products, step, i, k;
	bool *wanted = mem_alloc(2 * n, sizeof(*wanted));

	for (step = 0; step < c->book->n_steps; step++) {
		const struct play_step *st = &c->book->steps[step];

		if (!st->row->needs.n)
			continue;
		memset(wanted, 0, 2 * n * sizeof(*wanted));
		for (i = 0; i < c->p->n_instances; i++) {
			const struct plan_instance *in = &c->p->instances[i];

			if (in->step != st->index || in->done)
				continue;
			for (k = 0; k < in->waves.n; k++) {
				const struct plan_class *pc = &c->p->classes[
					c->p->waves[in->waves.items[k]].plan_class];
				size_t m;

				for (m = 0; m < pc->leaving.n; m++)
					if (in->product == NONE ||
					    in->product == pc->leaving.items[m])
						wanted[pc->leaving.items[m]] = true;
				for (m = 0; m < pc->to.n; m++)
					wanted[n + pc->to.items[m]] = true;
			}
		}
		for (i = 0; i < 2 * n; i++)
			for (k = 0; wanted[i] && k < st->row->needs.n; k++)
				check_need(c, st->row, k, i % n, i < n ? SIDE_LEAVING : SIDE_COMING, f);
	}
	free(wanted);
}

void ready_staged(const struct ready *c, struct verdict *v)
{
	struct staged f = { NAME_LIST_INIT, NAME_LIST_INIT, NAME_LIST_INIT };
	size_t i;

	check_needs(c, &f);
	for (i = 0; i < c->s->n_prestage; i++) {
		const struct snap_prestage *item = &c->s->prestage[i];

		if (item->dies_on_cutoff == YN_YES && item->product != NONE &&
		    ready_leaving(c, item->product) &&
		    (item->obtained_on == SNAP_DATE_NONE || !item->stored_at))
			name_list_add(&f.remote, item->key);
	}
	v->result = f.bad.n || f.remote.n ? CHECK_BLOCK : f.soon.n ? CHECK_WARN : CHECK_PASS;
	if (f.remote.n)
		v->finding = SAY(c, N_("dies with the vendor and is not stored with us: %s"),
				 f.remote.text.buf);
	else if (f.bad.n)
		v->finding = SAY(c, N_("not at hand: %s"), f.bad.text.buf);
	else if (f.soon.n)
		v->finding = SAY(c, N_("about to expire: %s"), f.soon.text.buf);
	else
		v->finding = SAY(c, N_("everything the steps need is at hand and verified"));
	if (v->result != CHECK_PASS)
		v->mend = SAY(c, N_("obtain it, try it, store it away from the vendor, and enter the "
				    "dates in prestage"));
	strbuf_release(&f.bad.text);
	strbuf_release(&f.soon.text);
	strbuf_release(&f.remote.text);
}
