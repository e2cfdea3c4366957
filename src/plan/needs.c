/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/needs.h"

#include <string.h>

enum belongs { TO_LEAVING, TO_COMING, TO_EITHER };

static const struct {
	const char *kind;
	enum belongs belongs;
} kinds[] = {
	{ "token", TO_LEAVING },
	{ "password", TO_LEAVING },
	{ "export", TO_LEAVING },
	{ "removal-tool", TO_LEAVING },
	{ "quote", TO_COMING },
	{ "installer", TO_COMING },
	{ "exclusion-list", TO_COMING },
	{ "contract", TO_EITHER },
	{ "contact", TO_EITHER },
	{ "other", TO_EITHER },
};

static bool is_key_to_removal(const char *kind)
{
	return strcmp(kind, "token") == 0 || strcmp(kind, "password") == 0;
}

static bool item_fits(const struct snap_prestage *item, const char *word)
{
	if (strcmp(item->key, word) == 0)
		return true;
	if (!item->kind)
		return false;
	return strcmp(item->kind, word) == 0 ||
		(is_key_to_removal(item->kind) && is_key_to_removal(word));
}

static enum need_state item_state(const struct snap_prestage *item, int64_t today)
{
	if (item->obtained_on == SNAP_DATE_NONE || item->obtained_on > today)
		return NEED_MISSING;
	if (item->expires_on != SNAP_DATE_NONE && item->expires_on < today)
		return NEED_EXPIRED;
	return item->verified_on == SNAP_DATE_NONE || item->verified_on > today ? NEED_UNVERIFIED
										: NEED_READY;
}

static const struct snap_prestage *named_item(const struct snapshot *s, const char *word)
{
	size_t i;

	for (i = 0; i < s->n_prestage; i++)
		if (strcmp(s->prestage[i].key, word) == 0)
			return &s->prestage[i];
	return NULL;
}

static bool concerns(const struct snapshot *s, const char *word, size_t product,
		     enum need_side side)
{
	const struct snap_prestage *item = named_item(s, word);
	const char *protection = s->products[product].uninstall_protection;
	enum belongs belongs = TO_EITHER;
	size_t i;

	/* One named item is asked for once, for its own product where it has one. */
	if (item && item->product != NONE)
		return item->product == product;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, word) == 0)
			belongs = kinds[i].belongs;
	if (belongs == TO_COMING)
		return side == SIDE_COMING;
	if (side == SIDE_COMING)
		return false; /* what belongs to either is asked for with the product that is left */
	return !is_key_to_removal(word) || !protection || strcmp(protection, "none") != 0;
}

bool need_of(const struct snapshot *s, const struct snap_step *step, size_t index, size_t product,
	     enum need_side side, struct need *ret)
{
	const char *word = step->needs.items[index];
	int64_t today = snapshot_today(s);
	struct need best = { word, NEED_MISSING, NONE,
			     policy_duration(s, "prestage_obtain_default"), SNAP_DATE_NONE };
	size_t i;

	if (!concerns(s, word, product, side))
		return false;
	for (i = 0; i < s->n_prestage; i++) {
		const struct snap_prestage *item = &s->prestage[i];
		enum need_state state;

		if (!item_fits(item, word) || (item->product != NONE && item->product != product))
			continue;
		state = item_state(item, today);
		if (best.item != NONE &&
		    (state > best.state ||
		     (state == best.state && (state == NEED_READY || item->obtain >= best.obtain))))
			continue;
		best.state = state;
		best.item = i;
		best.obtain = state == NEED_READY ? 0 : item->obtain;
		best.expires_on = item->expires_on;
	}
	*ret = best;
	return true;
}
