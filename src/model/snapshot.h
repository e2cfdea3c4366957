/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The snapshot: everything the planner may know, as plain arrays.
 *
 * Loaded from a workspace by snapshot_load (model/snapshot.c) or filled by hand in tests.  All
 * texts and arrays live in `arena` and are freed by snapshot_release.  Rows are in key order
 * (bytewise), so that equal workspaces give equal snapshots.  References are indexes into the
 * arrays of the snapshot; NONE means "not set".  Texts that are not set are NULL.
 *
 * Units: instants are seconds UTC; window and plan times are minutes (windows: minutes since the
 * epoch, UTC); durations are seconds; money in price units of its own currency (util/money.h)
 * until the cost stage turns it into minor units of the workspace currency; dates are days.
 *
 * Assets appear only as classes: cohorts of assets alike in every column that a loaded selector,
 * requirement, platform or calendar rule reads.  Assets named by a dependency stand alone.  Columns
 * that nothing loaded reads are NULL in a class: its assets may differ there.  Site, kind, os,
 * criticality, calendar and installs are always read.  Columns outside the interned cohorts (names,
 * serials, owners, free text) count by whether each condition on them holds, not by their values.
 */
#ifndef LIFEBOAT_MODEL_SNAPSHOT_H
#define LIFEBOAT_MODEL_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/date.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/map.h"

struct selector; /* model/selector.h */

#define NONE ((size_t)-1)

#define SNAP_DATE_NONE INT64_MIN /* also for instants */

struct index_list {
	size_t *items; /* indexes into the array that the member's comment names */
	size_t n;
};

struct text_list {
	char **items;
	size_t n;
};

struct snap_vendor {
	char *key, *name, *country;
	size_t parent; /* vendors */
	char *supplier_class;
	struct text_list aliases;
};

enum yes_no { YN_UNKNOWN, YN_YES, YN_NO };
enum passive_mode { PASSIVE_UNKNOWN, PASSIVE_YES, PASSIVE_NO, PASSIVE_CLIENT_ONLY };
enum product_role { ROLE_UNKNOWN, ROLE_INCUMBENT, ROLE_CANDIDATE, ROLE_BOTH, ROLE_RETIRED };

struct platform {
	char *os;          /* "windows", folded */
	char *version;     /* compared by version_compare; NULL any */
	int comparison;    /* 0 any, else one of '=' '<' '>' 'l' (<=) 'g' (>=) */
};

struct snap_product {
	char *key, *name;
	size_t vendor;     /* vendors */
	char *category;    /* the words of data.md */
	enum product_role role;
	struct platform *platforms;
	size_t n_platforms; /* 0: every platform */
	struct text_list conflicts_with; /* product keys or categories */
	enum passive_mode passive_mode;
	enum yes_no reboot;
	int64_t lead_time;  /* s; -1 not set */
	int64_t install_rate; /* assets per hour one worker finishes; 0 not set */
	char *uninstall_protection, *substitutability, *reintegration;
	int64_t hardware_cost; /* price units of the workspace currency, an asset */
	int64_t hardware_lead; /* s; -1 not set */
};

struct fate_node {
	size_t product, vendor; /* exactly one is not NONE */
};

struct snap_fate {
	struct fate_node from, to;
	char *type;
	int64_t since, until; /* days or SNAP_DATE_NONE */
	char *confidence, *source;
};

struct snap_price {
	size_t product;
	char currency[4];
	char *unit; /* asset, server, user, flat */
	int64_t from_quantity;
	int64_t unit_price, fixed_fee; /* price units */
	int64_t term_months;           /* 0 not set */
	int64_t valid_until;           /* days or SNAP_DATE_NONE */
	char *source;
	int64_t training_fee;          /* price units */
};

struct snap_contract {
	char *key, *reference;
	size_t product;
	int64_t quantity;
	int64_t unit_price, termination_fee; /* price units; 0 when empty, see has_fee */
	bool has_price, has_fee;
	char currency[4];
	int64_t starts, ends;      /* days or SNAP_DATE_NONE */
	int64_t notice_days, transition_days; /* -1 not set */
	enum yes_no auto_renew;
	char *exit_clause, *data_return;
	int64_t termination_share, refund_share; /* millionths; 0 when empty, see has_share */
	bool has_share;            /* of termination_share */
	int64_t credit;            /* price units */
	int64_t renewal_months;    /* 0 not set */
};

struct snap_capability {
	char *key, *name, *catalog;
	size_t parent; /* capabilities */
	int64_t weight; /* millionths; 1000000 when not set */
};

/* Strengths are millionths: none 0, minimal 100000, partial 500000, significant 1000000. */
enum function_kind { FUNC_ANY, FUNC_PROTECT, FUNC_DETECT, FUNC_RESPOND };

struct snap_coverage {
	size_t product, capability;
	char *platform; /* folded os, NULL all it supports */
	int32_t strength;
	bool tested;
	enum function_kind function;
	char *evidence, *source;
	int64_t as_of;
};

struct snap_requirement {
	char *key, *reason;
	size_t capability;
	int32_t minimum; /* strength scale */
	enum function_kind function;
	const struct selector *selector; /* NULL: every asset */
	char *selector_text;
	bool mandatory;
};

struct snap_control {
	char *key, *name, *owner;
	size_t capability;
	int32_t level;
	const struct selector *selector;
	char *selector_text;
	int64_t fixed_cost, hourly_cost;
	char currency[4];
	int64_t ends; /* days */
};

struct window {
	int64_t open, close; /* minutes since the epoch, UTC; open < close */
};

/* One calendar seen from one time zone: disjoint open windows in time order, covering
 * calendar_from .. calendar_until of the snapshot. */
struct snap_calendar {
	char *key, *timezone;
	struct window *windows;
	size_t n_windows;
};

struct snap_site {
	char *key, *name, *timezone, *country;
	size_t calendar; /* calendars; NONE: always open */
};

struct snap_person {
	char *key, *name, *email, *phone;
	bool planner, approver, executor, auditor;
	size_t deputy; /* people */
	char *signing_key;
	int64_t key_from, key_until, key_revoked; /* days or SNAP_DATE_NONE */
};

struct snap_crew {
	char *key, *name, *skill;
	size_t site; /* sites; NONE: anywhere */
	int64_t capacity;
	size_t calendar; /* calendars, in the site's zone, else the workspace zone */
	int64_t hourly_cost; /* price units */
	char currency[4];
	int64_t call_out; /* s */
	struct index_list people;
	size_t regular;   /* calendars, in the same zone; NONE: every hour is normal */
	int64_t overtime_factor; /* millionths */
	int64_t call_out_fee;    /* price units */
};

enum step_scope { SCOPE_PLAN, SCOPE_PRODUCT, SCOPE_SITE, SCOPE_CLASS, SCOPE_WAVE };
enum step_phase { PHASE_PREPARE, PHASE_DECIDE, PHASE_CONTAIN, PHASE_PRESERVE, PHASE_REPLACE,
		  PHASE_VERIFY, PHASE_RETIRE, PHASE_CLOSE };
enum step_order { ORDER_BOTH, ORDER_BREACH, ORDER_PLANNED };
enum step_marks { MARK_CONTAINS = 1, MARK_REMOVES = 2, MARK_PROTECTS = 4, MARK_SECURES = 8,
		  MARK_RETIRES = 16 };

struct step_link {
	char *step;              /* key in the same playbook */
	int64_t lag;             /* s: minimum for `after`, maximum for `within` */
	enum step_order order;   /* the link counts only in this order */
};

/* One row of playbooks.csv; rows with mode other than "normal" hold overrides (see has_*). */
struct snap_step {
	char *playbook, *key, *mode, *title;
	enum step_phase phase;
	enum step_scope scope;
	const struct selector *selector;
	char *selector_text;
	enum step_order order;
	struct estimate fixed, per_asset;
	bool has_fixed, has_per_asset;
	char *skill;
	int64_t workers, max_workers;  /* 0 not set */
	int64_t extra_cost, prepare_cost; /* price units of the workspace currency */
	bool has_extra_cost, has_prepare_cost;
	struct step_link *after, *within;
	size_t n_after, n_within;
	unsigned marks;
	int64_t shelf_life;  /* s; -1 not set */
	struct text_list needs; /* kinds or item keys of prestage items */
	enum yes_no continuous;
	char *rollback, *verify, *instructions, *reason;
	int64_t upkeep;  /* price units of the workspace currency, a year */
	int64_t done_on; /* day a prepare step was last done, SNAP_DATE_NONE when never */
};

struct snap_prestage {
	char *key, *kind;
	size_t product;
	char *holder, *stored_at;
	int64_t obtained_on, expires_on, verified_on; /* days */
	enum yes_no dies_on_cutoff;
	int64_t obtain; /* s; policy prestage_obtain_default when not set */
	int64_t cost, upkeep; /* price units of the workspace currency; upkeep a year */
};

struct snap_secret {
	char *key, *what, *holder;
	size_t product;
	int64_t reach; /* 1..5, 0 not set */
	char *rotate_step;
	int64_t rotated_on;
};

struct snap_rate {
	char currency[4];
	int64_t date;  /* days */
	int64_t rate;  /* workspace currency for one unit, in RATE_SCALE-ths */
};
#define RATE_SCALE INT64_C(1000000000)

struct snap_install {
	size_t product;
	char *version; /* NULL unknown */
};

/* A class (cohort). */
struct snap_class {
	char *key;          /* stable, readable: "tokyo-windows10-c4-1a2b3c" */
	int64_t quantity;   /* assets, pools counted by their quantity */
	int64_t rows;       /* asset rows */
	char *kind, *os, *os_version, *zone, *environment, *business_service, *owner;
	size_t site;        /* sites */
	int64_t criticality; /* 1..5, 0 unknown */
	size_t calendar;    /* calendars: the assets' own change window, NONE → the site's */
	struct snap_install *installs; /* by product */
	size_t n_installs;
	struct text_list tags;
	char *asset;        /* the only asset's key when the class stands alone for a dependency */
	int64_t oldest_seen; /* instant, SNAP_DATE_NONE unknown */
	int64_t unknown_seen; /* assets (by quantity) never seen */
	int64_t unprotected_token; /* assets whose install says uninstall protection with no item; 0 */
	/* In the order of snapshot.extra_columns; NULL where empty (or the condition does not hold). */
	char **extra;
};

enum dep_type { DEP_BEFORE, DEP_TOGETHER, DEP_APART };

struct snap_dependency {
	size_t from, to; /* classes (of single assets, or all classes a selector matched: one row each) */
	enum dep_type type;
};

/* One interned cohort (model/cohort.h), under the conditions of extra_columns that hold for the
 * assets meant: which class they fall into.  Only the loader and cohort_each_asset look at it. */
struct snap_cohort {
	int64_t cohort;
	uint64_t holds; /* bit i: extra_columns[i] */
	size_t class;
};

struct snap_policy {
	char *key, *value;
};

/* Facts that only the readiness stage reads. */
struct snap_facts {
	int64_t last_drill;        /* instant of the last completed drill, SNAP_DATE_NONE */
	int64_t last_poll;         /* newest successful poll of the stalest source with a URL */
	int64_t last_pack;         /* instant of the last exported pack */
	char *last_pack_plan;      /* plan id it was for */
	int64_t sources_polled, sources_total;
	int64_t oldest_inventory;  /* oldest last_seen among affected assets (filled by scope) */
	int64_t assets_unknown_seen;
};

struct snapshot {
	struct arena arena;
	int64_t now;            /* the workspace clock */
	char currency[4];
	char *timezone;         /* workspace zone */
	int64_t calendar_from, calendar_until; /* minutes since the epoch */
	struct snap_policy *policy; size_t n_policy; /* every key, defaults filled in */
	struct snap_vendor *vendors; size_t n_vendors;
	struct snap_product *products; size_t n_products;
	struct snap_fate *fate; size_t n_fate;
	struct snap_price *prices; size_t n_prices;
	struct snap_contract *contracts; size_t n_contracts;
	struct snap_capability *capabilities; size_t n_capabilities;
	struct snap_coverage *coverage; size_t n_coverage; /* by product, capability */
	struct snap_requirement *requirements; size_t n_requirements;
	struct snap_control *controls; size_t n_controls;
	struct snap_calendar *calendars; size_t n_calendars;
	struct snap_site *sites; size_t n_sites;
	struct snap_person *people; size_t n_people;
	struct snap_crew *crews; size_t n_crews;
	struct snap_step *steps; size_t n_steps; /* by playbook, step, mode */
	struct snap_prestage *prestage; size_t n_prestage;
	struct snap_secret *secrets; size_t n_secrets;
	struct snap_rate *rates; size_t n_rates;
	/* What selectors ask of assets beyond the members of a class: each a condition of the filter
	 * language (`name~web`), whose value in a class is "1" where it holds for all its assets and
	 * NULL where it holds for none; snapshots made by hand may give a column's name and its
	 * values instead. */
	struct text_list extra_columns;
	const struct selector **extra_conditions; /* the same, parsed */
	struct snap_cohort *cohorts; size_t n_cohorts; /* by cohort, holds */
	struct snap_class *classes; size_t n_classes;
	struct snap_dependency *dependencies; size_t n_dependencies;
	struct snap_facts facts;
	struct selector **selectors; size_t n_selectors; /* freed by snapshot_release */
	unsigned char digest[DIGEST_SIZE]; /* of every PLANNED column, see definitions.md, Digest */
};

/* An empty snapshot; policy values are the defaults until `policy` is filled. */
void snapshot_init(struct snapshot *s);
void snapshot_release(struct snapshot *s);

struct db;
/* Reads the workspace at the workspace clock `now` (seconds UTC) into an initialised snapshot, which
 * may be released whatever the result.  Interns the cohorts of changed assets first, unless the
 * workspace is read-only.  ERR_INPUT: a selector, calendar or time zone makes planning impossible,
 * named. */
int snapshot_load(struct db *db, int64_t now, struct snapshot *ret, struct err *err);

/* Index by key, or NONE. */
size_t snapshot_vendor(const struct snapshot *s, const char *key);
size_t snapshot_product(const struct snapshot *s, const char *key);
size_t snapshot_site(const struct snapshot *s, const char *key);
size_t snapshot_capability(const struct snapshot *s, const char *key);
size_t snapshot_class(const struct snapshot *s, const char *key);

/* The day of the workspace clock (UTC): dates are compared with this. */
static inline int64_t snapshot_today(const struct snapshot *s)
{
	return s->now / DAY_S - (s->now % DAY_S < 0);
}

/* Does the selector (NULL: yes) hold for the assets of the class?  The one way the planner applies
 * selectors: it knows lists, installed products and extra columns. */
bool snap_class_matches(const struct snapshot *s, const struct snap_class *c,
			const struct selector *selector);

/* Policy values; every key has a default in model/policy.c, so these cannot fail.  An unknown key
 * is a programming error (assert). */
const char *policy_text(const struct snapshot *s, const char *key);
int64_t policy_int(const struct snapshot *s, const char *key);
int64_t policy_duration(const struct snapshot *s, const char *key); /* s */
int64_t policy_millionths(const struct snapshot *s, const char *key); /* decimals × 10^6 */
int64_t policy_price(const struct snapshot *s, const char *key); /* money × PRICE_SCALE */
bool policy_yes(const struct snapshot *s, const char *key);

#endif
