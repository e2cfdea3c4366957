/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The planner: from a snapshot to a plan that can start tonight.
 *
 *	snapshot → scope → coverage → selection → expansion → schedule → cost → figures → readiness
 *
 * Pure: no SQL, no terminal, no clock, no randomness but a seeded generator.  Same snapshot and
 * request give the same plan, byte for byte.  Each stage is one file plan/<stage>.c with its
 * function below, takes the snapshot, the request and what earlier stages put into the plan, and
 * fills its own members.  All memory of a plan belongs to plan->arena.
 *
 * Times are minutes from T+0 (negative: done before activation); money is in minor units of the
 * workspace currency; exposure and gaps are in weighted or plain asset-minutes (64 bit), divided
 * into hours only when shown.  Sentences are encoded messages (util/msg.h).
 */
#ifndef LIFEBOAT_PLAN_PLAN_H
#define LIFEBOAT_PLAN_PLAN_H

#include "model/snapshot.h"

#define PLAN_ENGINE_VERSION "1"
#define PLAN_NEVER INT64_MAX /* a time that does not come */
/* Exposure is kept in thousandths of a weighted asset-minute, because hours after containment count
 * for a fraction: weighted asset-hours = exposure / (60 * PLAN_EXPOSURE_SCALE). */
#define PLAN_EXPOSURE_SCALE INT64_C(1000)

/* ---- what is asked ------------------------------------------------------------------------- */

/* One member of the breached set: a vendor, a product, or product@version range. */
struct plan_breached {
	struct fate_node node;
	char *versions; /* NULL all; "1.2", "1.2*", ">=11", "<=12.1" */
};

enum plan_objective { OBJ_EXPOSURE, OBJ_TIME, OBJ_COST };

/* Solves a mixed-integer programme; the program hands in GLPK's (plan/solver_glpk.c). */
struct mip;
typedef int plan_solve_fn(void *context, struct mip *problem, struct err *err);

struct plan_crew_override {
	size_t crew;      /* crews */
	int64_t capacity;
};

struct plan_request {
	char *name;
	struct plan_breached *breached;
	size_t n_breached;
	enum step_order order;      /* ORDER_BREACH or ORDER_PLANNED */
	char *playbook;             /* NULL: the playbook whose name fits the affected category */
	int64_t budget;             /* minor units; -1 none */
	int64_t deadline;           /* minutes; -1: policy's */
	uint64_t seed;
	int64_t effort;             /* schedules to generate; 1 is the priority rule alone; 0: until
	                             * `enough` says so */
	bool (*enough)(void *context); /* asked often while schedules are tried: true ends the search
	                             * with the best so far; NULL never */
	void *enough_context;
	enum plan_objective objectives[3];
	struct plan_crew_override *crews;
	size_t n_crews;
	bool simulated;             /* the stored plan was simulated: … */
	int64_t simulated_p50, simulated_p90; /* … its time to switch, minutes or PLAN_NEVER; used by
	                             * readiness while the digest is the stored one's */
	char *stored_digest;        /* of the stored version whose readiness is asked; NULL: the plan is
	                             * new */
	plan_solve_fn *solve;
	void *solve_context;
	/* Called now and then with 0..1000; a non-zero result cancels with ERR_INTERRUPTED. */
	int (*progress)(void *context, int permille, const char *stage);
	void *progress_context;
};

/* "trendmicro,apex-one@<=14" to nodes; unknown names are refused with the nearest known ones. */
int plan_parse_breached(const struct snapshot *s, const char *text, struct arena *arena,
			struct plan_breached **ret, size_t *ret_n, struct err *err);

/* ---- what comes out ------------------------------------------------------------------------- */

/* A product or vendor the breach reaches, and how. */
struct plan_affected {
	struct fate_node node;
	char *versions; /* only these installed versions are affected; NULL all */
	char *chain;  /* encoded message: "cybereason carries the engine of bitdefender (source)" … */
	bool direct;  /* named in the breached set itself */
	bool warning; /* only a sibling of a breached company: warned, not banned */
};

/* One affected class. */
struct plan_class {
	size_t class;             /* snapshot.classes */
	struct index_list leaving; /* products (snapshot) that must go */
	char *chain;              /* encoded message: why it is affected */
	struct index_list to;     /* products chosen instead; empty: none fits */
	char *why;                /* encoded message: why these */
	int64_t contained, safe, removed; /* minutes, PLAN_NEVER; last over its waves */
};

enum gap_when { GAP_BEFORE, GAP_DURING, GAP_AFTER };

struct plan_gap {
	size_t plan_class;        /* plan.classes */
	size_t requirement;       /* snapshot.requirements */
	size_t capability;        /* snapshot.capabilities */
	enum gap_when when;       /* BEFORE: it was below the minimum already; DURING: only between
	                           * removal and safe; AFTER: lost for good */
	int32_t minimum, before, after; /* strengths; -1 not tested */
	int64_t from, until;      /* minutes; PLAN_NEVER: stays */
	size_t control;           /* snapshot.controls, NONE */
	bool mandatory;
	char *reason;             /* encoded message */
};

/* A product of the choice and what it costs the optimiser thinks. */
struct plan_selection {
	size_t product;           /* snapshot.products */
	int64_t quantity;         /* licence units bought */
	size_t price;             /* snapshot.prices: the tier bought most of; an expired row when
	                           * no valid one fits; NONE when the product has no price */
	bool chosen;
	char *why;                /* encoded message: why chosen, or the first reason that excludes or
	                           * prices it out */
	int64_t cost;             /* minor units, workspace currency */
	size_t second_price;      /* where servers and the rest are sold apart: the other row … */
	int64_t second_quantity;  /* … and the units of `quantity` bought at it; 0 none */
};

/* What the choice of replacements came to. */
struct plan_choice {
	int64_t cost;             /* licences to buy, minor units of the workspace currency */
	double objective, bound;  /* of the optimiser, minor units: yearly cost and penalties */
	bool proven;              /* objective is within the solver's gap of the bound */
	int64_t unmet;            /* mandatory needs no choice could meet (class × need) */
};

/* Waves stand in the order in which they are to go.  A move group is several waves, one for each
 * of its classes, side by side and with the same `group`: they are done as one. */
struct plan_wave {
	size_t plan_class;        /* plan.classes */
	size_t group;             /* plan.waves: the first wave of its move group, else itself */
	int number;               /* from 1, within site and class */
	bool pilot;
	int64_t quantity;
	int64_t first_row, n_rows; /* rows of the class in asset-key order that fall into it */
	int64_t contained, removed, safe; /* minutes */
};

struct plan_link {
	size_t instance; /* predecessor in plan.instances */
	int64_t lag;     /* minutes after its finish, at least */
	int64_t max_lag; /* minutes after its finish, at most; -1 none */
};

/* Something an instance waits for that must be got or come first. */
enum hold_kind {
	HOLD_NEED,                /* a thing that `needs` of its step asks to have ready */
	HOLD_LICENCE, HOLD_HARDWARE, /* what is ordered with the switch */
};

struct plan_hold {
	enum hold_kind kind;
	int64_t minutes;          /* from T+0 until it is there */
	size_t product;           /* snapshot.products: whose it is */
	const char *word;         /* NEED: as in `needs` */
	size_t item;              /* NEED: snapshot.prestage; NONE there is no row for it */
	char *why;                /* encoded message; one pointer for one thing in one step */
};

/* One step instance: an activity. */
struct plan_instance {
	size_t step;              /* snapshot.steps: the `normal` row */
	size_t mode_step;         /* the row of the chosen mode */
	char *key;                /* unique in the plan: "R06/tokyo/laptops-…/w2" */
	char *title;
	size_t product, site, plan_class, wave; /* NONE where the scope has none; wave: plan.waves */
	struct index_list waves;  /* plan.waves whose assets it covers */
	size_t crew;              /* snapshot.crews, NONE when nobody has the skill */
	int64_t workers;
	int64_t assets;           /* quantity */
	struct plan_link *after;
	size_t n_after;
	struct estimate duration; /* minutes: low, likely, high */
	struct plan_hold *holds;  /* each thing once */
	size_t n_holds;
	int64_t release;          /* minutes: the longest of holds and call-out */
	char *release_why;        /* encoded message */
	bool done;                /* a prepare step done before T+0: start, finish < 0 */
	int64_t start, finish;    /* minutes */
	int64_t overtime;         /* worker-minutes outside the crew's regular hours */
	int64_t cost;             /* labour and extra, minor units */
	char *why;                /* encoded message: what binds the start */
	size_t why_instance;      /* the instance that binds it, NONE */
	bool critical;            /* on the chain that determines the time to switch */
};

struct plan_cost_line {
	int64_t date;             /* days, as if activated at the snapshot's clock */
	int64_t offset;           /* minutes from T+0 */
	char *category, *item, *rule; /* rule: the row of the cost table that made it */
	int64_t amount;           /* minor units of `currency` */
	char currency[4];
	int64_t amount_workspace; /* minor units */
	bool memo;                /* told for comparison, no cash flow of the switch: not in totals */
};

/* A contract that is left, and until when notice must be given (plan/notice.h). */
struct plan_notice {
	size_t contract;          /* snapshot.contracts */
	int64_t by, ends, renews_until; /* days, SNAP_DATE_NONE */
	int64_t amount;           /* what the renewed term costs: minor units, contract's currency */
	bool missed;
};

enum check_result { CHECK_PASS, CHECK_WARN, CHECK_BLOCK };

/* The checks, in order of their codes (plan/ready.c). */
struct plan_check_def {
	const char *code, *title, *help; /* title and help: N_() */
	bool blocks; /* it can block; else it only warns */
};

/* NULL past the last one. */
const struct plan_check_def *plan_check_def(size_t index);

struct plan_check {
	const char *code;         /* "R01" */
	enum check_result result;
	char *finding;            /* encoded message: what was found, named */
	char *mend;               /* encoded message: how to mend it */
};

struct plan_figures {
	int64_t affected_assets, affected_classes;
	int64_t never_safe;           /* assets */
	int64_t time_to_contain, time_to_switch; /* minutes, PLAN_NEVER */
	int64_t last_safe;            /* minutes: the last of the assets that do become safe; PLAN_NEVER when none
	                               * of the affected does */
	int64_t exposure;             /* weighted asset-minutes in PLAN_EXPOSURE_SCALE-ths */
	int64_t exposure_bound;       /* proven: no plan of this problem has less */
	int64_t switch_p50, switch_p90; /* minutes, from the three-point estimates of the critical chain;
	                               * PLAN_NEVER: no estimate */
	int64_t gap, gap_max;         /* asset-minutes; largest of one asset in minutes */
	int64_t degraded;             /* asset-minutes */
	int64_t cost, cost_stay, npv; /* minor units */
	int64_t switch_bound;         /* lower bound of time to switch, minutes */
	int64_t schedules;            /* generated */
	bool proven;
	int64_t score;                /* readiness, 0..1000 (tenths of a percent) */
	int64_t passing, warning, blocking;
};

struct plan_deadline {
	char *name;                /* "24h" */
	int64_t minutes;
	int64_t missed;            /* assets not safe by then */
	char *lever;               /* encoded message: cheapest lever, NULL none */
};

struct plan {
	struct arena arena;
	int64_t now;               /* the snapshot's clock: T+0 of the planned absolute dates */
	enum step_order order;
	uint64_t seed;
	char *name, *playbook, *breached; /* canonical text */
	char digest[DIGEST_HEX];
	struct plan_affected *affected; size_t n_affected;
	struct plan_class *classes; size_t n_classes;
	int64_t oldest_seen;       /* scope: oldest last_seen of an affected asset, instant or
	                            * SNAP_DATE_NONE when unknown */
	int64_t unseen_assets;     /* scope: affected assets in classes whose last_seen is unknown */
	struct plan_selection *selections; size_t n_selections;
	struct plan_choice choice;
	struct plan_gap *gaps; size_t n_gaps;
	struct plan_wave *waves; size_t n_waves;
	struct plan_instance *instances; size_t n_instances; /* topological order */
	struct plan_cost_line *costs; size_t n_costs;
	struct plan_notice *notices; size_t n_notices;
	struct plan_check *checks; size_t n_checks;
	struct plan_deadline *deadlines; size_t n_deadlines;
	struct text_list notes;    /* encoded messages: what could not be planned as asked, and what
	                            * was done instead */
	struct plan_figures figures;
};

void plan_init(struct plan *p);
void plan_release(struct plan *p);

/* Runs all stages.  ERR_INPUT: something in the data makes a plan impossible (a cycle in `after`,
 * a move group larger than wave_max, a currency without rate), named.  Anything that can be lived
 * with is a gap, a check or a never-safe asset, not an error. */
int plan_make(const struct snapshot *s, const struct plan_request *r, struct plan *ret,
	      struct err *err);

/* Hexadecimal SHA-256 of all that the planner consumed: the snapshot's digest, the request and the
 * playbook it came to. */
void plan_digest(const struct snapshot *s, const struct plan_request *r, const char *playbook,
		 char ret[DIGEST_HEX]);

/* The stages, each usable alone in tests. */
int plan_scope(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	       struct err *err);
int plan_coverage(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  struct err *err);
int plan_select(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		struct err *err);
int plan_expand(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		struct err *err);
int plan_schedule(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  struct err *err);
int plan_cost(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	      struct err *err);
int plan_figures(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		 struct err *err);
int plan_ready(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	       struct err *err);

#endif
