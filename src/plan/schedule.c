/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The schedule: instances to the engine's activities (problem.c), and the answer back.
 *
 * What cannot be placed is not hidden: an activity that fits no window, with all that waits for it,
 * never starts and says so; a maximum lag that cannot be kept is given up and noted.  Both are in
 * plan.notes, and the assets concerned are never safe or have a longer protection gap.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "plan/overtime.h"
#include "plan/problem.h"
#include "plan/say.h"
#include "plan/stop.h"
#include "plan/times.h"
#include "util/mem.h"

/* More repairs than this and the data is beyond repair. */
#define MOST_REPAIRS 400

/* ---- repairs --------------------------------------------------------------------------------- */

static const char *calendar_name(const struct problem *b, uint32_t index)
{
	return index < b->s->n_calendars ? b->s->calendars[index].key : "-";
}

/* Takes the activity out, with everything that waits for it. */
static void drop(struct problem *b, size_t instance, char *why)
{
	struct plan *p = b->p;
	size_t i, k;

	b->dropped[instance] = true;
	p->instances[instance].why = why;
	for (i = instance + 1; i < p->n_instances; i++) {
		struct plan_instance *in = &p->instances[i];

		for (k = 0; !in->done && !b->dropped[i] && k < in->n_after; k++) {
			if (!b->dropped[in->after[k].instance])
				continue;
			b->dropped[i] = true;
			in->why_instance = in->after[k].instance;
			in->why = plan_say(&p->arena, N_("waits for %s, which never happens"),
					   p->instances[in->after[k].instance].key);
		}
	}
	plan_note(p, plan_say(&p->arena, N_("%s cannot be placed; what waits for it never happens"),
			      p->instances[instance].key));
}

/* Instances of the same step on the same class that last as long fail alike. */
static void drop_alike(struct problem *b, size_t instance, char *why)
{
	const struct plan_instance *in = &b->p->instances[instance];
	size_t i;

	for (i = 0; i < b->p->n_instances; i++) {
		const struct plan_instance *other = &b->p->instances[i];

		if (other->step == in->step && other->plan_class == in->plan_class &&
		    other->site == in->site && other->duration.likely >= in->duration.likely &&
		    !other->done && !b->dropped[i])
			drop(b, i, why);
	}
}

static void drop_unplaceable(struct problem *b, const struct sched_failure *f)
{
	struct plan *p = b->p;
	size_t i = f->activity;
	const char *calendar = calendar_name(b, f->index);
	char *time = plan_minutes_text(&p->arena, f->value);

	switch (f->fault) {
	case SCHED_FAULT_WINDOW:
		drop_alike(b, i, plan_say(&p->arena,
				    N_("needs %s without a pause, longer than any open window of its "
				       "calendars (%s); open a longer one, let it pause or cut the "
				       "waves"), time, calendar));
		break;
	case SCHED_FAULT_CALENDAR:
		drop(b, i, plan_say(&p->arena, N_("its calendars have too little open time until the "
						  "end of the planning horizon; open more windows")));
		break;
	default:
		drop(b, i, plan_say(&p->arena, N_("its crew never has enough people at once; raise "
						  "the capacity or lower 'workers'")));
	}
}

/* Gives the maximum lag of an edge up; after a few of one pair of steps, of all of that pair. */
static void give_up_lag(struct problem *b, size_t edge)
{
	struct plan *p = b->p;
	struct plan_instance *to = &p->instances[b->edge_of[edge].instance];
	struct plan_link *link = &to->after[b->edge_of[edge].link];
	const struct plan_instance *from = &p->instances[link->instance];
	size_t i, k;
	char *note;

	note = plan_say(&p->arena, N_("%s cannot start within %s of the end of %s; the limit was given "
				      "up, see the protection gap"), b->s->steps[to->step].key,
			plan_minutes_text(&p->arena, link->max_lag), b->s->steps[from->step].key);
	link->max_lag = -1;
	plan_note(p, note);
	if (++b->given_up_of[to->step] <= 3)
		return;
	for (i = 0; i < p->n_instances; i++)
		for (k = 0; p->instances[i].step == to->step && k < p->instances[i].n_after; k++)
			if (p->instances[p->instances[i].after[k].instance].step == from->step)
				p->instances[i].after[k].max_lag = -1;
}

static bool has_limit(const struct problem *b, size_t edge)
{
	const struct edge_origin *o = &b->edge_of[edge];

	return b->p->instances[o->instance].after[o->link].max_lag >= 0;
}

/* The limit that the failing edge carries, else one that spans the failing activity: it starts at
 * something before it and ends at something after it.  Instances stand with predecessors first. */
static size_t edge_to_blame(const struct problem *b, const struct sched_failure *f)
{
	size_t n = b->p->n_instances, i, found = NONE;
	bool *before, *after;

	if (f->fault != SCHED_FAULT_CALENDAR && f->index < b->n_edges && has_limit(b, f->index))
		return f->index;
	if (f->activity >= n)
		return NONE;
	before = mem_zalloc(n, sizeof(*before));
	after = mem_zalloc(n, sizeof(*after));
	before[f->activity] = after[f->activity] = true;
	for (i = 0; i < b->n_edges; i++)
		if (after[b->edges.items[i].from])
			after[b->edges.items[i].to] = true;
	for (i = b->n_edges; i-- > 0;)
		if (before[b->edges.items[i].to])
			before[b->edges.items[i].from] = true;
	for (i = 0; i < b->n_edges && found == NONE; i++)
		if (has_limit(b, i) && before[b->edges.items[i].from] &&
		    after[b->edges.items[i].to])
			found = i;
	free(before);
	free(after);
	return found;
}

/* True when something was given up that may let the next attempt succeed: first a limit, where one
 * may be at fault, then the work itself. */
static bool repair(struct problem *b, const struct sched_failure *f)
{
	bool limit = f->fault == SCHED_FAULT_MAX_LAG || f->fault == SCHED_FAULT_LAG_CYCLE ||
		f->fault == SCHED_FAULT_CALENDAR; /* pushed past the last window by one */
	bool work = limit || f->fault == SCHED_FAULT_WINDOW || f->fault == SCHED_FAULT_CAPACITY;
	size_t edge = limit ? edge_to_blame(b, f) : NONE;

	if (edge != NONE) {
		give_up_lag(b, edge);
		return true;
	}
	if (!work || f->activity >= b->p->n_instances || b->dropped[f->activity] ||
	    b->p->instances[f->activity].done)
		return false;
	drop_unplaceable(b, f);
	return true;
}

/* ---- reasons --------------------------------------------------------------------------------- */

static char *predecessor_reason(struct problem *b, const struct sched_reason *w)
{
	struct plan *p = b->p;
	const char *other = p->instances[w->other].key;

	if (w->lag > 0)
		return plan_say(&p->arena, N_("waits until %s after %s has finished"),
				plan_minutes_text(&p->arena, w->lag), other);
	return plan_say(&p->arena, N_("waits for %s to finish"), other);
}

static char *reason(struct problem *b, const struct plan_instance *in, const struct sched_reason *w)
{
	struct arena *a = &b->p->arena;
	const char *other = w->other == SCHED_NONE ? "" : b->p->instances[w->other].key;
	char *until = plan_minutes_text(a, w->until);

	switch (w->why) {
	case SCHED_WHY_FIXED:
		return plan_say(a, N_("was done before activation"));
	case SCHED_WHY_RELEASE:
		return in->release_why ? in->release_why
				       : plan_say(a, N_("may not start before T+%s"), until);
	case SCHED_WHY_PREDECESSOR:
		return predecessor_reason(b, w);
	case SCHED_WHY_RESOURCE:
		if (w->other == SCHED_NONE)
			return plan_say(a, N_("crew %s has too few people until T+%s"),
					b->s->crews[w->index].key, until);
		return plan_say(a, N_("crew %s is busy with %s until T+%s"),
				b->s->crews[w->index].key, other, until);
	case SCHED_WHY_WINDOW:
		if (w->other != SCHED_NONE)
			return plan_say(a, N_("%s left too little of the last window; calendar %s is "
					      "closed until T+%s"), other,
					calendar_name(b, w->index), until);
		return plan_say(a, N_("calendar %s is closed until T+%s"),
				calendar_name(b, w->index), until);
	case SCHED_WHY_MAX_LAG:
		return plan_say(a, N_("must not end too long before %s starts"), other);
	default:
		return plan_say(a, N_("starts with the activation"));
	}
}

/* ---- the answer ------------------------------------------------------------------------------ */

static void take_back(struct problem *b, const struct sched_problem *problem,
		      const struct sched_result *result)
{
	struct plan *p = b->p;
	struct sched_reason *reasons = mem_zalloc(p->n_instances, sizeof(*reasons));
	size_t i;

	sched_explain_all(problem, result, reasons);
	for (i = 0; i < p->n_instances; i++) {
		struct plan_instance *in = &p->instances[i];
		const struct sched_slot *slot = &result->slots[i];
		const struct mode_choice *choice;

		if (in->done) {
			in->why = plan_say(&p->arena, N_("was done before activation"));
			continue;
		}
		if (b->dropped[i]) {
			in->start = in->finish = PLAN_NEVER;
			continue;
		}
		choice = &b->choices[i][slot->mode];
		in->start = slot->start;
		in->finish = slot->finish;
		in->mode_step = choice->mode->row;
		in->crew = choice->effort.crew;
		in->workers = slot->workers > 0 ? slot->workers : choice->effort.workers;
		in->duration = effort_duration(&choice->effort, in->workers);
		in->overtime = overtime_of(b, problem, i, slot);
		in->why = reason(b, in, &reasons[i]);
		in->why_instance = reasons[i].other == SCHED_NONE ? NONE : reasons[i].other;
	}
	free(reasons);
}

static int refuse(const struct problem *b, int status, const struct sched_failure *f,
		  struct err *err)
{
	const char *key = f->activity < b->p->n_instances ? b->p->instances[f->activity].key : "-";

	if (status == SCHED_INVALID)
		return err_set(err, ERR_INTERNAL, N_("the scheduler refused step '%s' (fault %d); "
						     "please report this with the workspace"), key,
			       (int)f->fault);
	return err_set(err, ERR_INFEASIBLE, N_("no schedule was found: step '%s' cannot be placed; "
					       "check its calendars, crew and limits"), key);
}

int plan_schedule(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  struct err *err)
{
	struct problem b;
	struct sched_problem problem;
	struct sched_options options;
	struct sched_result result;
	struct plan_stop stop = { .r = r, .stage = N_("schedule"), .permille = 500 };
	int rc, status, repairs = 0;

	sched_result_init(&result);
	rc = problem_init(&b, s, r, p, err);
	if (rc < 0)
		goto out;
	sched_options_init(&options);
	options.seed = r->seed;
	options.schedules = r->effort > 0 ? (uint64_t)r->effort : r->enough ? 0 : 1;
	options.should_stop = plan_stop_asked;
	options.ctx = &stop;
	do {
		sched_result_release(&result);
		sched_result_init(&result);
		problem_build(&b, &problem);
		status = sched_solve(&problem, &options, &result);
	} while (status != SCHED_OK && status != SCHED_INVALID && !stop.cancel &&
		 repairs++ < MOST_REPAIRS && repair(&b, &result.failure));
	if (stop.cancel) {
		rc = err_set(err, ERR_INTERRUPTED, N_("planning was stopped; nothing was stored"));
		goto out;
	}
	if (status != SCHED_OK) {
		rc = refuse(&b, status, &result.failure, err);
		goto out;
	}
	take_back(&b, &problem, &result);
	p->figures.schedules = (int64_t)result.schedules;
	p->figures.proven = result.proven;
	p->figures.exposure_bound = result.bound[SCHED_EXPOSURE];
	plan_times(s, p);
out:
	sched_result_release(&result);
	problem_release(&b);
	return rc;
}
