/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "snap_build.h"

#include <assert.h>
#include <string.h>

#include "model/policy.h"
#include "model/selector.h"
#include "util/mem.h"
#include "util/money.h"

/* One more zeroed row at the end of an arena array; `items` holds `n`. */
static void *grown(struct snapshot *s, const void *items, size_t n, size_t size)
{
	unsigned char *more = arena_alloc(&s->arena, n + 1, size);

	if (n)
		memcpy(more, items, n * size);
	return more;
}

#define ADD(s, member, ...) \
	((s)->member = grown((s), (s)->member, (s)->n_##member, sizeof(*(s)->member)), \
	 (s)->member[(s)->n_##member] = (__VA_ARGS__), (s)->n_##member++)

/* The row just added must sort after the one before it. */
#define IN_KEY_ORDER(s, member) \
	assert((s)->n_##member < 2 || strcmp((s)->member[(s)->n_##member - 2].key, \
					     (s)->member[(s)->n_##member - 1].key) < 0)

char *sb_text(struct snapshot *s, const char *text)
{
	return arena_strdup(&s->arena, text);
}

void sb_list_add(struct snapshot *s, struct text_list *list, const char *text)
{
	list->items = grown(s, list->items, list->n, sizeof(*list->items));
	list->items[list->n++] = sb_text(s, text);
}

void sb_index_add(struct snapshot *s, struct index_list *list, size_t item)
{
	list->items = grown(s, list->items, list->n, sizeof(*list->items));
	list->items[list->n++] = item;
}

void sb_init(struct snapshot *s)
{
	size_t i;

	snapshot_init(s);
	s->now = SB_NOW;
	memcpy(s->currency, "EUR", 4);
	s->timezone = sb_text(s, "UTC");
	s->calendar_from = SB_NOW / 60 - 24 * 60;
	s->calendar_until = SB_NOW / 60 + INT64_C(400) * 24 * 60;
	s->facts.last_drill = s->facts.last_poll = s->facts.last_pack = SNAP_DATE_NONE;
	s->facts.oldest_inventory = SNAP_DATE_NONE;
	s->policy = arena_alloc(&s->arena, policy_n_defs, sizeof(*s->policy));
	for (i = 0; i < policy_n_defs; i++)
		s->policy[i] = (struct snap_policy){ sb_text(s, policy_defs[i].key),
						     sb_text(s, policy_defs[i].preset) };
	s->n_policy = policy_n_defs;
}

void sb_release(struct snapshot *s)
{
	snapshot_release(s);
}

void sb_policy(struct snapshot *s, const char *key, const char *value)
{
	size_t i;

	for (i = 0; i < s->n_policy; i++) {
		if (strcmp(s->policy[i].key, key) == 0) {
			s->policy[i].value = sb_text(s, value);
			return;
		}
	}
	assert(!"no such policy key");
}

const struct selector *sb_selector(struct snapshot *s, const char *text)
{
	struct selector *parsed = NULL;
	int failed;

	if (!text)
		return NULL;
	failed = selector_parse(table_find("assets"), text, &parsed, NULL);
	assert(!failed);
	(void)failed;
	s->selectors = mem_resize(s->selectors, s->n_selectors + 1, sizeof(*s->selectors));
	s->selectors[s->n_selectors++] = parsed;
	return parsed;
}

size_t sb_vendor(struct snapshot *s, const char *key, size_t parent)
{
	size_t i = ADD(s, vendors, (struct snap_vendor){ .key = sb_text(s, key),
			.name = sb_text(s, key), .parent = parent });

	IN_KEY_ORDER(s, vendors);
	return i;
}

size_t sb_product(struct snapshot *s, const char *key, size_t vendor, const char *category,
		  enum product_role role)
{
	size_t i = ADD(s, products, (struct snap_product){ .key = sb_text(s, key),
			.name = sb_text(s, key), .vendor = vendor,
			.category = sb_text(s, category), .role = role, .lead_time = -1 });

	IN_KEY_ORDER(s, products);
	return i;
}

void sb_platform(struct snapshot *s, size_t product, const char *os, int comparison,
		 const char *version)
{
	struct snap_product *p = &s->products[product];

	p->platforms = grown(s, p->platforms, p->n_platforms, sizeof(*p->platforms));
	p->platforms[p->n_platforms++] = (struct platform){ .os = sb_text(s, os),
		.version = sb_text(s, version), .comparison = comparison };
}

struct fate_node sb_of_product(size_t product)
{
	return (struct fate_node){ .product = product, .vendor = NONE };
}

struct fate_node sb_of_vendor(size_t vendor)
{
	return (struct fate_node){ .product = NONE, .vendor = vendor };
}

size_t sb_fate(struct snapshot *s, struct fate_node from, struct fate_node to, const char *type,
	       const char *source)
{
	return ADD(s, fate, (struct snap_fate){ .from = from, .to = to, .type = sb_text(s, type),
			.since = SNAP_DATE_NONE, .until = SNAP_DATE_NONE,
			.source = sb_text(s, source) });
}

size_t sb_price(struct snapshot *s, size_t product, const char *unit, const char *currency,
		int64_t from_quantity, int64_t unit_price, int64_t fixed_fee)
{
	size_t i = ADD(s, prices, (struct snap_price){ .product = product,
			.unit = sb_text(s, unit), .from_quantity = from_quantity,
			.unit_price = unit_price * PRICE_SCALE, .fixed_fee = fixed_fee * PRICE_SCALE,
			.valid_until = SNAP_DATE_NONE });

	assert(strlen(currency) == 3);
	memcpy(s->prices[i].currency, currency, 4);
	assert(i == 0 || s->prices[i - 1].product <= product);
	return i;
}

size_t sb_contract(struct snapshot *s, const char *key, size_t product, int64_t quantity)
{
	size_t i = ADD(s, contracts, (struct snap_contract){ .key = sb_text(s, key),
			.product = product, .quantity = quantity, .starts = SNAP_DATE_NONE,
			.ends = SNAP_DATE_NONE, .notice_days = -1, .transition_days = -1 });

	memcpy(s->contracts[i].currency, s->currency, 4);
	IN_KEY_ORDER(s, contracts);
	return i;
}

size_t sb_capability(struct snapshot *s, const char *key, size_t parent)
{
	size_t i = ADD(s, capabilities, (struct snap_capability){ .key = sb_text(s, key),
			.name = sb_text(s, key), .parent = parent, .weight = 1000000 });

	IN_KEY_ORDER(s, capabilities);
	return i;
}

size_t sb_coverage(struct snapshot *s, size_t product, size_t capability, int32_t strength)
{
	size_t i = ADD(s, coverage, (struct snap_coverage){ .product = product,
			.capability = capability, .strength = strength, .tested = true,
			.as_of = SNAP_DATE_NONE });
	const struct snap_coverage *row = &s->coverage[i];

	assert(i == 0 || row[-1].product < product ||
	       (row[-1].product == product && row[-1].capability <= capability));
	(void)row;
	return i;
}

size_t sb_requirement(struct snapshot *s, const char *key, size_t capability, int32_t minimum,
		      const char *selector, bool mandatory)
{
	size_t i = ADD(s, requirements, (struct snap_requirement){ .key = sb_text(s, key),
			.capability = capability, .minimum = minimum,
			.selector = sb_selector(s, selector), .selector_text = sb_text(s, selector),
			.mandatory = mandatory });

	IN_KEY_ORDER(s, requirements);
	return i;
}

size_t sb_control(struct snapshot *s, const char *key, size_t capability, int32_t level,
		  const char *selector)
{
	size_t i = ADD(s, controls, (struct snap_control){ .key = sb_text(s, key),
			.name = sb_text(s, key), .capability = capability, .level = level,
			.selector = sb_selector(s, selector), .selector_text = sb_text(s, selector),
			.ends = SNAP_DATE_NONE });

	memcpy(s->controls[i].currency, s->currency, 4);
	IN_KEY_ORDER(s, controls);
	return i;
}

size_t sb_calendar(struct snapshot *s, const char *key)
{
	return ADD(s, calendars, (struct snap_calendar){ .key = sb_text(s, key),
			.timezone = s->timezone });
}

void sb_window(struct snapshot *s, size_t calendar, int64_t open, int64_t close)
{
	struct snap_calendar *c = &s->calendars[calendar];
	int64_t base = s->now / 60;

	assert(open < close);
	assert(!c->n_windows || c->windows[c->n_windows - 1].close <= base + open);
	c->windows = grown(s, c->windows, c->n_windows, sizeof(*c->windows));
	c->windows[c->n_windows++] = (struct window){ base + open, base + close };
}

size_t sb_site(struct snapshot *s, const char *key, size_t calendar)
{
	size_t i = ADD(s, sites, (struct snap_site){ .key = sb_text(s, key),
			.name = sb_text(s, key), .timezone = s->timezone, .calendar = calendar });

	IN_KEY_ORDER(s, sites);
	return i;
}

size_t sb_person(struct snapshot *s, const char *key)
{
	size_t i = ADD(s, people, (struct snap_person){ .key = sb_text(s, key),
			.name = sb_text(s, key), .deputy = NONE, .key_from = SNAP_DATE_NONE,
			.key_until = SNAP_DATE_NONE, .key_revoked = SNAP_DATE_NONE });

	IN_KEY_ORDER(s, people);
	return i;
}

size_t sb_crew(struct snapshot *s, const char *key, const char *skill, size_t site,
	       int64_t capacity)
{
	size_t i = ADD(s, crews, (struct snap_crew){ .key = sb_text(s, key),
			.name = sb_text(s, key), .skill = sb_text(s, skill), .site = site,
			.capacity = capacity, .calendar = NONE, .regular = NONE,
			.overtime_factor = 1500000 });

	memcpy(s->crews[i].currency, s->currency, 4);
	IN_KEY_ORDER(s, crews);
	return i;
}

size_t sb_step(struct snapshot *s, const char *playbook, const char *key, enum step_phase phase,
	       enum step_scope scope, int64_t fixed_min, int64_t per_asset_min, const char *skill)
{
	struct snap_step step = { .playbook = sb_text(s, playbook), .key = sb_text(s, key),
		.mode = sb_text(s, "normal"), .title = sb_text(s, key), .phase = phase,
		.scope = scope, .order = ORDER_BOTH, .skill = sb_text(s, skill),
		.shelf_life = -1, .done_on = SNAP_DATE_NONE };

	if (fixed_min >= 0) {
		step.has_fixed = true;
		step.fixed = (struct estimate){ fixed_min * 60, fixed_min * 60, fixed_min * 60 };
	}
	if (per_asset_min >= 0) {
		step.has_per_asset = true;
		step.per_asset = (struct estimate){ per_asset_min * 60, per_asset_min * 60,
						    per_asset_min * 60 };
	}
	return ADD(s, steps, step);
}

static void add_link(struct snapshot *s, struct step_link **links, size_t *n, const char *step,
		     int64_t lag)
{
	*links = grown(s, *links, *n, sizeof(**links));
	(*links)[(*n)++] = (struct step_link){ .step = sb_text(s, step), .lag = lag * 60,
					       .order = ORDER_BOTH };
}

void sb_after(struct snapshot *s, size_t step, const char *predecessor, int64_t lag)
{
	add_link(s, &s->steps[step].after, &s->steps[step].n_after, predecessor, lag);
}

void sb_within(struct snapshot *s, size_t step, const char *predecessor, int64_t lag)
{
	add_link(s, &s->steps[step].within, &s->steps[step].n_within, predecessor, lag);
}

size_t sb_prestage(struct snapshot *s, const char *key, size_t product, const char *kind)
{
	size_t i = ADD(s, prestage, (struct snap_prestage){ .key = sb_text(s, key),
			.kind = sb_text(s, kind), .product = product,
			.obtained_on = SNAP_DATE_NONE, .expires_on = SNAP_DATE_NONE,
			.verified_on = SNAP_DATE_NONE,
			.obtain = 2 * DAY_S });

	IN_KEY_ORDER(s, prestage);
	return i;
}

size_t sb_secret(struct snapshot *s, const char *key, size_t product)
{
	size_t i = ADD(s, secrets, (struct snap_secret){ .key = sb_text(s, key),
			.product = product, .rotated_on = SNAP_DATE_NONE });

	IN_KEY_ORDER(s, secrets);
	return i;
}

size_t sb_rate(struct snapshot *s, const char *currency, int64_t date, int64_t millionths)
{
	size_t i = ADD(s, rates, (struct snap_rate){ .date = date,
			.rate = millionths * (RATE_SCALE / 1000000) });

	assert(strlen(currency) == 3);
	memcpy(s->rates[i].currency, currency, 4);
	return i;
}

size_t sb_class(struct snapshot *s, const char *key, int64_t quantity, const char *os)
{
	size_t i = ADD(s, classes, (struct snap_class){ .key = sb_text(s, key),
			.quantity = quantity, .rows = quantity, .kind = sb_text(s, "workstation"),
			.os = sb_text(s, os), .site = NONE, .calendar = NONE,
			.oldest_seen = SNAP_DATE_NONE });

	IN_KEY_ORDER(s, classes);
	s->classes[i].extra = arena_alloc(&s->arena, s->extra_columns.n + 1, sizeof(char *));
	return i;
}

void sb_install(struct snapshot *s, size_t class, size_t product, const char *version)
{
	struct snap_class *c = &s->classes[class];

	assert(!c->n_installs || c->installs[c->n_installs - 1].product < product);
	c->installs = grown(s, c->installs, c->n_installs, sizeof(*c->installs));
	c->installs[c->n_installs++] = (struct snap_install){ .product = product,
							      .version = sb_text(s, version) };
}

size_t sb_dependency(struct snapshot *s, size_t from, size_t to, enum dep_type type)
{
	return ADD(s, dependencies, (struct snap_dependency){ .from = from, .to = to, .type = type });
}
