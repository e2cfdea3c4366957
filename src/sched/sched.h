/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_SCHED_H
#define SCHED_SCHED_H
/*
 * The scheduling engine.
 *
 * It knows activities, modes, resources, calendars, time lags and milestones, and nothing of what
 * they stand for. A caller fills a `struct sched_problem` of plain arrays, calls `sched_solve`, and
 * may then ask `sched_explain` why an activity starts when it does and `sched_lever_value` what a
 * change would be worth. The engine reads no clock, prints nothing and keeps no state between
 * calls: the same problem, options and seed give the same result, whatever the number of threads,
 * as long as the effort is a number of schedules.
 *
 * Units. All times are whole minutes (any unit serves, the engine never looks) from the instant 0,
 * which is T+0, and are not negative in a result. Costs, weights and budget amounts are whole
 * numbers in the caller's unit. Sums must stay below 2^62: keep weight x minutes x milestones under
 * that.
 *
 * Ownership. The problem and everything it points to belong to the caller, are read only during the
 * call, and must not change while a call runs. Results belong to the caller after
 * `sched_result_init`, and are freed by `sched_result_release`.
 *
 * Threads. Different problems may be solved at once. Callbacks may be called from the engine's own
 * threads.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No activity, resource, calendar, edge … */
#define SCHED_NONE UINT32_MAX
/* A time that never comes: no deadline, no maximum lag, not fixed. */
#define SCHED_NEVER INT64_MAX

/* ---- The problem ----------------------------------------------------------------------------- */

/* An open window [open, close). */
struct sched_window {
	int64_t open, close;
};

/* When work may happen: windows in rising order, disjoint (touching ones are joined). After the
 * last window the calendar is closed for ever, so give windows up to the horizon. A calendar
 * without windows is closed always. */
struct sched_calendar {
	const struct sched_window *windows;
	size_t n_windows;
};

/* From `from` on the resource has `capacity` units, until the next step. */
struct sched_step {
	int64_t from;
	int64_t capacity;
};

/* A renewable resource (a crew): steps in rising order of `from`; before the first step the
 * capacity is 0. A resource that is busy or has too little capacity does not pause work: express
 * the hours of a crew as a calendar of its activities, and use steps for numbers that change
 * (holidays of some, call-out delay: capacity 0 until then). */
struct sched_resource {
	const struct sched_step *steps;
	size_t n_steps;
};

/* `amount` units of a resource (held while the activity runs, free while it is paused) or of a
 * budget (used up). */
struct sched_need {
	uint32_t index;
	int64_t amount;
};

/*
 * One way to do an activity. Duration is counted in open minutes of the activity's calendars:
 *     duration                                     when work == 0
 *     duration + ceil(work / w)                    for each w in workers..max_workers when work > 0
 * and with work > 0 the activity also holds w units of the resource `crew`. The engine chooses mode
 * and w. A duration of 0 takes no resource and no calendar; it happens at an instant.
 */
struct sched_mode {
	int64_t duration;               /* >= 0 */
	int64_t work;                   /* >= 0 */
	int64_t workers, max_workers;   /* read when work > 0: 1 <= workers <= max_workers */
	uint32_t crew;                  /* read when work > 0: a resource */
	int64_t cost;                   /* once */
	int64_t cost_per_worker;        /* added for each worker when work > 0 */
	/* renewable resources, each at most once; `crew` may not be among them */
	const struct sched_need *needs;
	size_t n_needs;
	const struct sched_need *uses;  /* budgets, each at most once */
	size_t n_uses;
	const uint32_t *calendars;      /* of this mode, beside the activity's own */
	size_t n_calendars;
};

enum sched_state {
	SCHED_FREE,    /* the engine chooses the start */
	/* started at fixed_start in mode fixed_mode; finish = fixed_finish, or computed when that
	 * is SCHED_NEVER */
	SCHED_STARTED,
	/* happened from fixed_start to fixed_finish, whatever calendars, lags and capacity say */
	SCHED_DONE,
};

struct sched_activity {
	const struct sched_mode *modes; /* at least one */
	size_t n_modes;
	const uint32_t *calendars;      /* open when all of them are open; none = always open */
	size_t n_calendars;
	/* true: stops at the end of a window and goes on in the next; false: must fit inside one
	 * window */
	bool pausable;
	int64_t release;                /* not before this instant, >= 0 */
	int64_t deadline;               /* finish no later than this, SCHED_NEVER = none */
	enum sched_state state;
	int64_t fixed_start, fixed_finish; /* may be negative (before T+0) */
	uint32_t fixed_mode;
	int64_t fixed_workers;          /* 0 = `workers` of the mode */
};

/* finish(from) + min_lag <= start(to) <= finish(from) + max_lag, elapsed time, not calendar time.
 * min_lag may be negative (overlap), SCHED_NO_MIN = no lower side. A cycle of edges with a lower
 * side is refused. Edges into a fixed activity are ignored: what happened, happened. */
#define SCHED_NO_MIN INT64_MIN
struct sched_edge {
	uint32_t from, to;
	int64_t min_lag;
	int64_t max_lag; /* SCHED_NEVER = none */
};

/* Reached when the last of its activities has finished; `weight` (>= 0) is paid for every minute
 * from 0 until then. */
struct sched_milestone {
	const uint32_t *activities;
	size_t n_activities;
	int64_t weight;
};

enum sched_objective {
	SCHED_EXPOSURE, /* sum over milestones of weight x max(0, time reached) */
	SCHED_MAKESPAN, /* the last finish */
	SCHED_COST,     /* sum of the costs of the chosen modes */
	SCHED_N_OBJECTIVES,
};

/* Among plans whose value is within tolerance (in 1/10000 of the best found) of this objective, the
 * next one decides. */
struct sched_goal {
	enum sched_objective objective;
	int64_t tolerance;
};

struct sched_problem {
	const struct sched_activity *activities;
	size_t n_activities;
	const struct sched_resource *resources;
	size_t n_resources;
	const struct sched_calendar *calendars;
	size_t n_calendars;
	const struct sched_edge *edges;
	size_t n_edges;
	const struct sched_milestone *milestones;
	size_t n_milestones;
	const int64_t *budgets;
	size_t n_budgets;
	struct sched_goal goals[SCHED_N_OBJECTIVES];
	size_t n_goals;    /* 0 = makespan alone */
	/* Calendar windows and capacity steps are in calendar time; instant 0 of the schedule is
	 * calendar time `origin`. So one set of tables serves any activation hour. All other times
	 * are schedule time. */
	int64_t origin;
	/* No free activity starts before this instant (re-forecast: now). */
	int64_t not_before;
};

/* ---- Solving --------------------------------------------------------------------------------- */

enum sched_status {
	SCHED_OK = 0,
	SCHED_INVALID = -1,    /* the problem contradicts the rules above; `failure` says where */
	SCHED_INFEASIBLE = -2, /* no plan: proven; `failure` says which constraint */
	/* none found within the effort, and none excluded; `failure` names the constraint that
	 * failed last */
	SCHED_NOT_FOUND = -3,
};

enum sched_fault {
	SCHED_FAULT_NONE,
	/* invalid */
	SCHED_FAULT_INDEX,       /* an index is out of range (activity or edge given) */
	SCHED_FAULT_VALUE,       /* a negative or contradictory number */
	/* calendar windows or capacity steps not in rising order (index = calendar or resource) */
	SCHED_FAULT_ORDER,
	SCHED_FAULT_CYCLE,       /* edge `index` closes a cycle through `activity` */
	/* infeasible or not found */
	/* continuous `activity` of `value` minutes is longer than every window left (index =
	 * calendar or NONE) */
	SCHED_FAULT_WINDOW,
	SCHED_FAULT_CALENDAR,    /* pausable `activity` does not finish before its calendars end */
	/* `activity` needs `value` of resource `index`, which never has as much, or not for long
	 * enough */
	SCHED_FAULT_CAPACITY,
	/* budget `index` cannot pay: least possible use is `value`; `activity` may be NONE */
	SCHED_FAULT_BUDGET,
	SCHED_FAULT_MAX_LAG,     /* edge `index` into `activity`: its maximum lag cannot be kept */
	/* edge `index`: the lags around it ask an activity to start after itself (positive cycle)
	 */
	SCHED_FAULT_LAG_CYCLE,
	/* `activity` cannot finish by its deadline; `value` = the earliest finish found */
	SCHED_FAULT_DEADLINE,
};

struct sched_failure {
	enum sched_fault fault;
	uint32_t activity;
	uint32_t index;
	int64_t value;
};

struct sched_progress {
	uint64_t schedules;
	int64_t value[SCHED_N_OBJECTIVES]; /* of the best plan, by enum sched_objective */
	int64_t bound[SCHED_N_OBJECTIVES];
};

struct sched_result;

struct sched_options {
	uint64_t seed;
	/* Number of schedules to generate: 1 = the priority rule only; 0 = no limit (then
	 * should_stop or cancel must end the call, or a proof of optimality). */
	uint64_t schedules;
	unsigned threads; /* 0 and 1: in the calling thread */
	/* Asked often (from any engine thread) whether to stop; NULL = never. The caller's clock
	 * lives here. The best plan so far is returned; a first plan is always made, except on
	 * large problems that are cancelled before it is complete. */
	bool (*should_stop)(void *ctx);
	/* The share of the caller's time that is gone, 0 to 1; may be NULL. Without a number of
	 * schedules it tells the search how much it may undertake. */
	double (*spent)(void *ctx);
	void *ctx;
	const atomic_bool *cancel; /* NULL, or set by anyone to stop as soon as possible */
	/* Called when a better plan has been found (never from two threads at once); may be
	 * NULL. */
	void (*progress)(void *ctx, const struct sched_progress *progress);
	/* A plan of the same or a similar problem to start from, or NULL; its order and modes are
	 * used. */
	const struct sched_result *hint;
	/* never try to prove optimality by exhaustive search (bounds are still given) */
	bool no_exact;
};

/* start, finish: schedule time. mode: index into the activity's modes. workers: 0 when the mode has
 * no work. */
struct sched_slot {
	int64_t start, finish;
	uint32_t mode;
	int64_t workers;
};

struct sched_result {
	struct sched_slot *slots; /* one per activity, NULL before success */
	size_t n_slots;
	int64_t value[SCHED_N_OBJECTIVES];
	/* proven: no plan is below it (each objective taken alone) */
	int64_t bound[SCHED_N_OBJECTIVES];
	uint64_t schedules;                /* generated */
	bool proven;                       /* value of the first goal equals its bound */
	struct sched_failure failure;      /* when solving failed */
};

void sched_options_init(struct sched_options *options); /* seed 1, 1000 schedules, one thread */
void sched_result_init(struct sched_result *result);
void sched_result_release(struct sched_result *result); /* NULL allowed; init again before reuse */
int sched_result_copy(const struct sched_result *from, struct sched_result *ret_copy);

/*
 * Solves the problem. Returns SCHED_OK and fills *ret, or a negative enum sched_status with
 * ret->failure filled. In a plan returned every activity stands as early as it can while all the
 * others stay where they are. Method: serial schedule generation (Kolisch 1996) in the order of a
 * priority rule, then search (see search.h).
 */
int sched_solve(const struct sched_problem *problem, const struct sched_options *options,
		struct sched_result *ret);

/* Independent verifier, shares no code with the solver. True when the slots keep every constraint
 * and the values are right; otherwise *ret_failure names the first violation (constraint codes as
 * above; CAPACITY also for an overload). */
bool sched_check(const struct sched_problem *problem, const struct sched_result *result,
		 struct sched_failure *ret_failure);

/* The stretches in which a (pausable) activity really works. Writes at most max segments, returns
 * how many there are. */
size_t sched_segments(const struct sched_problem *problem, uint32_t activity,
		      const struct sched_slot *slot, struct sched_window *ret_segments, size_t max);

/* ---- Why ------------------------------------------------------------------------------------- */

enum sched_why {
	SCHED_WHY_ZERO,        /* starts at instant 0 (or not_before): nothing to remove */
	SCHED_WHY_FIXED,       /* started or done already */
	SCHED_WHY_RELEASE,     /* its release is `until` */
	SCHED_WHY_PREDECESSOR, /* edge `index`: `other` finishes at until - lag */
	/* resource `index` has too little left until `until`: `other` holds it (NONE: the capacity
	 * itself is low) */
	SCHED_WHY_RESOURCE,
	/* calendar `index` is closed until `until`; `other` (or NONE) kept it from using the last
	 * window */
	SCHED_WHY_WINDOW,
	/* edge `index`: `other` starts at until.., and this activity may not finish too long before
	 * it */
	SCHED_WHY_MAX_LAG,
};

struct sched_reason {
	enum sched_why why;
	uint32_t activity; /* whose start is explained */
	uint32_t other;
	uint32_t index;
	int64_t until;
	int64_t lag;
};

/*
 * Why the activity does not start earlier while every other activity stays where it is. Usually one
 * reason; several when more than one thing holds it (two predecessors finish at the same minute).
 * Property, tested: taking away all the reasons named permits an earlier start, and taking away all
 * but one of them does not permit the start that taking away all does. To take a resource away is
 * to give it more units, as many as are missing; a window: to open the calendar for the whole time
 * before `until`; a predecessor or maximum lag: to drop that edge; a release: to set it to 0. The
 * first reason is the principal one: it is the one to follow to explain further. Writes at most
 * `max`, returns how many there are (>= 1).
 */
size_t sched_explain(const struct sched_problem *problem, const struct sched_result *result,
		     uint32_t activity, struct sched_reason *ret_reasons, size_t max);

/*
 * The chain of principal reasons from an activity back to instant 0, a release, a window or a fixed
 * step: element 0 explains the activity, element i + 1 explains element i's `other`. Never visits
 * an activity twice. Writes at most max, returns how many there are. sched_explain_all does it for
 * all activities at once (ret_reasons[n_activities], principal reasons only), much faster than one
 * by one.
 */
size_t sched_explain_chain(const struct sched_problem *problem, const struct sched_result *result,
			   uint32_t activity, struct sched_reason *ret_chain, size_t max);
void sched_explain_all(const struct sched_problem *problem, const struct sched_result *result,
		       struct sched_reason *ret_reasons);

/* ---- What if --------------------------------------------------------------------------------- */

enum sched_lever_kind {
	/* resource `index` gets `amount` more units wherever it has any (everywhere when
	 * `everywhere`) */
	SCHED_LEVER_CAPACITY,
	SCHED_LEVER_WINDOW,   /* calendar `index` is also open in `window` (calendar time) */
	SCHED_LEVER_MODE,     /* activity `index` is done in mode `amount` (cost counted) */
	SCHED_LEVER_RELEASE,  /* activity `index` may start from `amount` on (pre-staged item) */
	SCHED_LEVER_DONE,     /* activity `index` has been done before instant 0 (prepared) */
};

struct sched_lever {
	enum sched_lever_kind kind;
	uint32_t index;
	int64_t amount;
	bool everywhere;
	struct sched_window window;
};

/* Solves the problem with all n levers pulled, starting from `base` (a result of the problem
 * without them), and never returns a plan that is worse in the goals' order than `base` where
 * `base` is still valid. The gain is base->value[] - ret->value[]. Status as sched_solve. */
int sched_lever_value(const struct sched_problem *problem, const struct sched_options *options,
		      const struct sched_result *base, const struct sched_lever *levers,
		      size_t n_levers, struct sched_result *ret);

/* ---- Again with other numbers -------------------------------------------------------------------------------------------------- */

/*
 * The plan `base` carried out when durations, releases and crews turn out differently: every activity keeps its mode, and whoever was to
 * start first still goes first (serial schedule generation by the starts of `base`); what a maximum lag runs from does not end before it
 * was to. A maximum lag that cannot be kept any more is broken rather than the plan. For simulations: one replay a thread, thousands of runs each.
 */
struct sched_replay;

/* NULL members mean: as planned. */
struct sched_luck {
	const int64_t *durations;  /* one per activity: open minutes it takes; one that took none goes on taking none */
	const int64_t *workers;    /* one per activity: what it holds of its crew, 1 at least; read for modes with work or one need */
	const int64_t *releases;   /* one per activity */
	const int64_t *capacities; /* one per resource: most there ever is of it */
};

/* SCHED_OK and *ret, or a negative status. The problem must stay; base only during the call. Freed by sched_replay_free (NULL allowed). */
int sched_replay_new(const struct sched_problem *problem, const struct sched_result *base, struct sched_replay **ret,
		     struct sched_failure *ret_failure);
void sched_replay_free(struct sched_replay *replay);
/* Fills one start and finish per activity (valid until the next run): both SCHED_NEVER for what found no place. False when something
 * did not. */
bool sched_replay_run(struct sched_replay *replay, const struct sched_luck *luck, const int64_t **ret_start, const int64_t **ret_finish);
/* Of the last run: marks the activities on the chain that made `from` start when it did, itself included. The chain goes back by
 * whatever ended last before a start: a predecessor with its lag, or another activity of the same crew. */
void sched_replay_chain(const struct sched_replay *replay, uint32_t from, bool *ret_marks);

/* ---- Trade-off --------------------------------------------------------------------------------------------------------------- */

/*
 * Plans that no other one found beats in exposure, makespan and cost together, by rising exposure:
 * the search is done for each of a few amounts of exposure (then of makespan) that may be given up
 * for the next objective, the effort being split between them, and beaten plans are dropped.
 * ret_plans has room for max plans, initialised by the caller; writes and returns their number, or
 * a negative status when no plan was found. The goals of the problem are not read.
 */
int sched_tradeoff(const struct sched_problem *problem, const struct sched_options *options,
		   struct sched_result *ret_plans, size_t max);

#endif
