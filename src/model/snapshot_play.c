/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Playbooks, pre-staged items, secrets. */
#include "config.h"
#include "model/snapshot_parts.h"

#include <string.h>

#define WORD(l, column, words, missing) \
	row_word(l, column, words, sizeof(words) / sizeof((words)[0]), missing)

static enum step_order order_word(const char *word)
{
	return !word ? ORDER_BOTH : strcmp(word, "breach") == 0 ? ORDER_BREACH : ORDER_PLANNED;
}

static struct step_link *row_links(struct load *l, const char *column, size_t *ret_n)
{
	const char *cell = record_get(l->row, column), *at = cell;
	struct step_link *links;
	struct link link;
	size_t n = 0;

	while (cell && link_next(&at, &link) > 0)
		n++;
	*ret_n = n;
	if (!n)
		return NULL;
	links = arena_alloc(&l->s->arena, n, sizeof(*links));
	at = cell;
	for (size_t i = 0; i < n && link_next(&at, &link) > 0; i++)
		links[i] = (struct step_link){ arena_strdup(&l->s->arena, link.step), link.lag,
					       order_word(link.order) };
	return links;
}

static bool row_estimate(struct load *l, const char *column, struct estimate *ret)
{
	const char *text = record_get(l->row, column);

	return text && estimate_parse(text, ret) == 0;
}

static unsigned row_marks(struct load *l)
{
	static const struct {
		const char *word;
		unsigned mark;
	} marks[] = {
		{ "contains", MARK_CONTAINS }, { "removes", MARK_REMOVES },
		{ "protects", MARK_PROTECTS }, { "secures", MARK_SECURES },
		{ "retires", MARK_RETIRES },
	};
	struct text_list words = row_list(l, "marks");
	unsigned bits = 0;

	for (size_t i = 0; i < words.n; i++)
		for (size_t k = 0; k < sizeof(marks) / sizeof(marks[0]); k++)
			if (strcmp(words.items[i], marks[k].word) == 0)
				bits |= marks[k].mark;
	return bits;
}

static void fill_step_texts(struct load *l, struct snap_step *s)
{
	s->playbook = row_text(l, "playbook");
	s->key = row_text(l, "step");
	s->mode = row_text(l, "mode");
	s->title = row_text(l, "title");
	s->skill = row_text(l, "skill");
	s->rollback = row_text(l, "rollback");
	s->verify = row_text(l, "verify");
	s->instructions = row_text(l, "instructions");
	s->reason = row_text(l, "reason");
}

static void fill_step(struct load *l, void *item)
{
	static const char *const phases[] = { "prepare", "decide", "contain", "preserve", "replace",
					      "verify", "retire", "close" };
	static const char *const scopes[] = { "plan", "product", "site", "class", "wave" };
	static const char *const orders[] = { "both", "breach", "planned" };
	struct snap_step *s = item;

	fill_step_texts(l, s);
	s->phase = (enum step_phase)WORD(l, "phase", phases, PHASE_REPLACE);
	s->scope = (enum step_scope)WORD(l, "scope", scopes, SCOPE_PLAN);
	s->order = (enum step_order)WORD(l, "order", orders, ORDER_BOTH);
	s->selector = row_selector(l, "selector", &s->selector_text);
	s->has_fixed = row_estimate(l, "fixed", &s->fixed);
	s->has_per_asset = row_estimate(l, "per_asset", &s->per_asset);
	s->workers = row_int(l, "workers", 0);
	s->max_workers = row_int(l, "max_workers", 0);
	s->extra_cost = row_price(l, "extra_cost");
	s->has_extra_cost = record_get(l->row, "extra_cost") != NULL;
	s->prepare_cost = row_price(l, "prepare_cost");
	s->has_prepare_cost = record_get(l->row, "prepare_cost") != NULL;
	s->upkeep = row_price(l, "upkeep");
	s->after = row_links(l, "after", &s->n_after);
	s->within = row_links(l, "within", &s->n_within);
	s->marks = row_marks(l);
	s->shelf_life = row_duration(l, "shelf_life", -1);
	s->needs = row_list(l, "needs");
	s->continuous = row_yes_no(l, "continuous");
	s->done_on = SNAP_DATE_NONE;
}

static void fill_prestage(struct load *l, void *item)
{
	struct snap_prestage *p = item;

	p->key = row_text(l, "item");
	p->kind = row_text(l, "kind");
	p->product = row_ref(l, "product", snapshot_product);
	p->holder = row_text(l, "holder");
	p->stored_at = row_text(l, "stored_at");
	p->obtained_on = row_date(l, "obtained_on");
	p->expires_on = row_date(l, "expires_on");
	p->verified_on = row_date(l, "verified_on");
	p->dies_on_cutoff = row_yes_no(l, "dies_on_cutoff");
	p->cost = row_price(l, "cost");
	p->upkeep = row_price(l, "upkeep");
	p->obtain = row_duration(l, "obtain", policy_duration(l->s, "prestage_obtain_default"));
}

static void fill_secret(struct load *l, void *item)
{
	struct snap_secret *s = item;

	s->key = row_text(l, "secret");
	s->what = row_text(l, "what");
	s->holder = row_text(l, "holder");
	s->product = row_ref(l, "product", snapshot_product);
	s->reach = row_int(l, "reach", 0);
	s->rotate_step = row_text(l, "rotate_step");
	s->rotated_on = row_date(l, "rotated_on");
}

#define ARRAY(member) offsetof(struct snapshot, member), offsetof(struct snapshot, n_##member)

const struct row_loader rows_play[] = {
	{ "playbooks", sizeof(struct snap_step), ARRAY(steps), false, fill_step },
	{ "prestage", sizeof(struct snap_prestage), ARRAY(prestage), false, fill_prestage },
	{ "secrets", sizeof(struct snap_secret), ARRAY(secrets), false, fill_secret },
};
const size_t n_rows_play = sizeof(rows_play) / sizeof(rows_play[0]);
