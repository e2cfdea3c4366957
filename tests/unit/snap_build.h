/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Snapshots made by hand, for the tests of the planner.
 *
 *	struct snapshot s;
 *	sb_init(&s);                                     // 2019-05-13T00:00Z, EUR, UTC, all defaults
 *	v = sb_vendor(&s, "trendmicro", NONE);
 *	p = sb_product(&s, "apex-one", v, "edr", ROLE_INCUMBENT);
 *	c = sb_class(&s, "tokyo-laptops", 100, "windows");
 *	sb_install(&s, c, p, "14.0");
 *	s.products[p].reboot = YN_YES;                   // anything else: set the member
 *	sb_release(&s);
 *
 * Every function appends one row with all members "not set", copies its texts into the arena and
 * gives the row's index.  Rows must be added in key order, as the loader gives them; this is
 * asserted.  Pointers into the arrays are valid until the next row of the same kind.
 * Prices and costs are whole units of the currency, strengths millionths.
 */
#ifndef LIFEBOAT_TESTS_SNAP_BUILD_H
#define LIFEBOAT_TESTS_SNAP_BUILD_H

#include "model/snapshot.h"

#define SB_NOW INT64_C(1557705600) /* 2019-05-13T00:00:00Z */
#define SB_TODAY (SB_NOW / DAY_S)

#define STRENGTH_NONE 0
#define STRENGTH_MINIMAL 100000
#define STRENGTH_PARTIAL 500000
#define STRENGTH_SIGNIFICANT 1000000

void sb_init(struct snapshot *s);
void sb_release(struct snapshot *s);
/* A copy of the text in the snapshot's arena. */
char *sb_text(struct snapshot *s, const char *text);
/* Appends to a text list or index list of a row. */
void sb_list_add(struct snapshot *s, struct text_list *list, const char *text);
void sb_index_add(struct snapshot *s, struct index_list *list, size_t item);
/* Overrides a policy value; the key must exist in policy_defs. */
void sb_policy(struct snapshot *s, const char *key, const char *value);
/* Parses a selector over assets; NULL gives NULL (every asset).  Freed by sb_release. */
const struct selector *sb_selector(struct snapshot *s, const char *text);

size_t sb_vendor(struct snapshot *s, const char *key, size_t parent);
size_t sb_product(struct snapshot *s, const char *key, size_t vendor, const char *category,
		  enum product_role role);
/* comparison as in struct platform; version NULL: any. */
void sb_platform(struct snapshot *s, size_t product, const char *os, int comparison,
		 const char *version);
/* Edges.  Node helpers make exactly one member set. */
struct fate_node sb_of_product(size_t product);
struct fate_node sb_of_vendor(size_t vendor);
size_t sb_fate(struct snapshot *s, struct fate_node from, struct fate_node to, const char *type,
	       const char *source);
size_t sb_price(struct snapshot *s, size_t product, const char *unit, const char *currency,
		int64_t from_quantity, int64_t unit_price, int64_t fixed_fee);
size_t sb_contract(struct snapshot *s, const char *key, size_t product, int64_t quantity);
size_t sb_capability(struct snapshot *s, const char *key, size_t parent);
size_t sb_coverage(struct snapshot *s, size_t product, size_t capability, int32_t strength);
size_t sb_requirement(struct snapshot *s, const char *key, size_t capability, int32_t minimum,
		      const char *selector, bool mandatory);
size_t sb_control(struct snapshot *s, const char *key, size_t capability, int32_t level,
		  const char *selector);
/* A calendar seen from the snapshot's zone, with no open window yet. */
size_t sb_calendar(struct snapshot *s, const char *key);
/* Minutes from the snapshot's clock, which is what tests think in. */
void sb_window(struct snapshot *s, size_t calendar, int64_t open, int64_t close);
size_t sb_site(struct snapshot *s, const char *key, size_t calendar);
size_t sb_person(struct snapshot *s, const char *key);
size_t sb_crew(struct snapshot *s, const char *key, const char *skill, size_t site,
	       int64_t capacity);
/* Mode "normal"; order both; likely durations in minutes, -1 not set. */
size_t sb_step(struct snapshot *s, const char *playbook, const char *key, enum step_phase phase,
	       enum step_scope scope, int64_t fixed_min, int64_t per_asset_min, const char *skill);
/* lag in minutes. */
void sb_after(struct snapshot *s, size_t step, const char *predecessor, int64_t lag);
void sb_within(struct snapshot *s, size_t step, const char *predecessor, int64_t lag);
size_t sb_prestage(struct snapshot *s, const char *key, size_t product, const char *kind);
size_t sb_secret(struct snapshot *s, const char *key, size_t product);
/* Workspace currency for one unit, in millionths. */
size_t sb_rate(struct snapshot *s, const char *currency, int64_t date, int64_t millionths);
size_t sb_class(struct snapshot *s, const char *key, int64_t quantity, const char *os);
void sb_install(struct snapshot *s, size_t class, size_t product, const char *version);
size_t sb_dependency(struct snapshot *s, size_t from, size_t to, enum dep_type type);

#endif
