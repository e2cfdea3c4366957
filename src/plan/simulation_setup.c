/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/simulation_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/rates.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/money.h"

#define MOST_KEPT 20000000 /* durations kept for the correlations */

static double share(const struct snapshot *s, const char *key)
{
	return (double)policy_millionths(s, key) / 1e6;
}

static uint64_t key_of(const char *sort, const char *name)
{
	struct strbuf text = STRBUF_INIT;
	uint64_t key;

	strbuf_addf(&text, "%s:%s", sort, name);
	key = sim_key(text.buf);
	strbuf_release(&text);
	return key;
}

/* Instances whose three points lie alike share a table. */
static size_t shape_of(struct simulator *x, const struct estimate *e)
{
	double mode;
	size_t i;

	if (e->high <= e->low)
		return NONE;
	mode = (double)(e->likely - e->low) / (double)(e->high - e->low);
	for (i = 0; i < x->shape_modes.n; i++)
		if (fabs(x->shape_modes.items[i] - mode) < 1e-6)
			return i;
	VEC_PUSH(&x->shape_modes, mode);
	VEC_RESERVE(&x->shapes, x->shapes.n + 1);
	sim_pert_init(&x->shapes.items[x->shapes.n++], 0, mode, 1);
	return x->shapes.n - 1;
}

static void set_draw(struct simulator *x, size_t i)
{
	const struct plan_instance *in = &x->p->instances[i];
	const struct snap_step *row = &x->s->steps[in->step];
	struct draw *d = &x->draws[i];
	uint32_t mode;
	size_t k;

	d->free = !in->done && in->start != PLAN_NEVER;
	d->shape = NONE;
	d->workers = in->workers < 1 ? 1 : in->workers;
	d->effort = &replan_choice(&x->re, i, &mode)->effort;
	if (!d->free)
		return;
	d->prepares = row->phase == PHASE_PREPARE;
	for (k = 0; k < in->n_holds; k++)
		if (in->holds[k].kind == HOLD_NEED && in->holds[k].minutes > d->need)
			d->need = in->holds[k].minutes;
	d->shape = shape_of(x, &in->duration);
	d->key = key_of("duration", in->key);
	d->step_key = key_of("step", row->key);
	d->fail_key = key_of("failure", in->key);
	d->may_fail = (row->marks & (MARK_REMOVES | MARK_PROTECTS | MARK_SECURES)) != 0;
	if (in->crew != NONE)
		d->minute_cost = (double)x->re.problem.hourly[in->crew] / 60 * x->re.problem.minor_scale;
	/* What waits for longer than its crew's call-out waits for something that must come. */
	d->ordered = in->release_why && in->release * MINUTE_S >
		(in->crew == NONE ? 0 : x->s->crews[in->crew].call_out);
	if (d->ordered)
		d->order_key = key_of("order", in->release_why);
}

static int set_workers(struct simulator *x, struct err *err)
{
	size_t n = x->p->n_instances, i;
	struct sched_failure failure;
	int rc = 0;

	x->n_workers = x->how->threads < 1 ? 1 : x->how->threads;
	x->workers = mem_zalloc(x->n_workers, sizeof(*x->workers));
	for (i = 0; rc == 0 && i < x->n_workers; i++) {
		struct sim_worker *w = &x->workers[i];

		w->durations = mem_zalloc(n, sizeof(*w->durations));
		w->workers = mem_zalloc(n, sizeof(*w->workers));
		w->releases = mem_zalloc(n, sizeof(*w->releases));
		w->finish = mem_zalloc(n, sizeof(*w->finish));
		w->critical = mem_zalloc(n, sizeof(*w->critical));
		w->marks = mem_zalloc(n, sizeof(*w->marks));
		w->capacities = mem_zalloc(x->s->n_crews, sizeof(*w->capacities));
		if (sched_replay_new(&x->re.sched, &x->re.base, &w->replay, &failure) != SCHED_OK)
			rc = err_set(err, ERR_INTERNAL,
				     N_("the plan cannot be carried out as it stands (step '%s', fault "
					"%d); please report this with the workspace"),
				     failure.activity < n ? x->p->instances[failure.activity].key : "-",
				     (int)failure.fault);
	}
	return rc;
}

/* Lines whose amount is a quoted price. */
static double priced_lines(const struct plan *p)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < p->n_costs; i++)
		if (!p->costs[i].memo && (strcmp(p->costs[i].category, "licences") == 0 ||
					  strcmp(p->costs[i].category, "hardware") == 0))
			sum += (double)p->costs[i].amount_workspace;
	return sum;
}

static double money(const struct simulator *x, const char *key)
{
	int64_t price = 0;

	(void)price_parse(policy_text(x->s, key), &price);
	return (double)price * x->re.problem.minor_scale;
}

static int set_numbers(struct simulator *x, struct err *err)
{
	struct estimate slip = { 0, 0, 0 };
	double correlation = share(x->s, "duration_correlation");

	(void)estimate_parse(policy_text(x->s, "lead_slip"), &slip);
	sim_pert_init(&x->slip, (double)slip.low / MINUTE_S, (double)slip.likely / MINUTE_S,
		      (double)slip.high / MINUTE_S);
	sim_pert_init(&x->price, fmin(share(x->s, "price_low"), 1), 1,
		      fmax(share(x->s, "price_high"), 1));
	x->failure = share(x->s, "failure_rate");
	x->rework = share(x->s, "rework_share");
	x->absence = share(x->s, "absence_rate");
	x->common = sqrt(correlation);
	x->own = sqrt(1 - correlation);
	x->hazard = share(x->s, "hazard_week");
	x->loss = (struct loss_model){ 1, money(x, "loss_low"), money(x, "loss_high") };
	if (x->loss.high <= 0)
		x->hazard = 0; /* nothing is lost */
	x->horizon = policy_duration(x->s, "horizon") / MINUTE_S;
	x->priced = priced_lines(x->p);
	if (!loss_range(&x->loss.low, &x->loss.high))
		return err_set(err, ERR_INPUT,
			       N_("policy loss_low is above loss_high: set one of them"));
	return 0;
}

static int set_up(struct simulator *x, struct err *err)
{
	size_t n = x->p->n_instances, i;
	int rc = replan_init(&x->re, x->s, x->r, x->p, err);

	if (rc < 0)
		return rc;
	cover_init(&x->contains, x->s, x->p, MARK_CONTAINS);
	cover_init(&x->removes, x->s, x->p, MARK_REMOVES);
	cover_init(&x->secures, x->s, x->p, MARK_SECURES);
	x->rates = mem_zalloc(x->p->n_waves, sizeof(*x->rates));
	for (i = 0; i < x->p->n_waves; i++)
		x->rates[i] = exposure_rate_of(x->s, x->p, i);
	rc = set_numbers(x, err);
	x->draws = mem_zalloc(n, sizeof(*x->draws));
	for (i = 0; i < n; i++)
		set_draw(x, i);
	x->crew_keys = mem_zalloc(x->s->n_crews, sizeof(*x->crew_keys));
	for (i = 0; i < x->s->n_crews; i++)
		x->crew_keys[i] = key_of("crew", x->s->crews[i].key);
	x->kept = n ? MOST_KEPT / n : 0;
	if (x->kept > (size_t)x->how->runs)
		x->kept = (size_t)x->how->runs;
	x->durations = mem_zalloc(n * x->kept, sizeof(*x->durations));
	return rc < 0 ? rc : set_workers(x, err);
}

static void tear_down(struct simulator *x)
{
	size_t i;

	for (i = 0; i < x->n_workers; i++) {
		struct sim_worker *w = &x->workers[i];

		sched_replay_free(w->replay);
		free(w->durations);
		free(w->workers);
		free(w->releases);
		free(w->capacities);
		free(w->finish);
		free(w->critical);
		free(w->marks);
	}
	free(x->workers);
	free(x->durations);
	free(x->crew_keys);
	free(x->draws);
	free(x->rates);
	VEC_RELEASE(&x->shapes);
	VEC_RELEASE(&x->shape_modes);
	cover_release(&x->contains);
	cover_release(&x->removes);
	cover_release(&x->secures);
	replan_release(&x->re);
}

/* Only the first thread speaks to the user. */
static bool stopped(struct simulator *x, unsigned worker, size_t run)
{
	if (worker == 0 && x->r->progress && run % 16 == 0)
		x->cancelled = x->r->progress(x->r->progress_context,
					      (int)(run * 1000 / (size_t)x->how->runs),
					      N_("simulation")) != 0;
	return worker == 0 && x->cancelled;
}

int plan_simulate(const struct snapshot *s, const struct plan_request *r, struct plan *p,
		  const struct sim_request *how, struct simulation *ret, struct err *err)
{
	struct simulator x = { .s = s, .r = r, .p = p, .how = how, .ret = ret, .stopped = stopped };
	size_t i;
	int rc;

	*ret = (struct simulation){ .runs = how->runs, .seed = how->seed };
	ret->odds = mem_zalloc(p->n_deadlines, sizeof(*ret->odds));
	ret->steps = mem_zalloc(p->n_instances, sizeof(*ret->steps));
	for (i = 0; i < SIM_N_FIGURES; i++)
		ret->samples[i] = mem_zalloc((size_t)how->runs, sizeof(*ret->samples[i]));
	ret->prepared = mem_zalloc((size_t)how->runs, sizeof(*ret->prepared));
	rc = set_up(&x, err);
	if (rc == 0 && !sim_runs((size_t)how->runs, (unsigned)x.n_workers, simulator_run, &x))
		rc = err_set(err, ERR_INTERRUPTED, N_("the simulation was stopped; nothing was stored"));
	if (rc == 0)
		simulator_summarise(&x);
	tear_down(&x);
	if (rc < 0)
		simulation_release(ret);
	return rc;
}

void simulation_release(struct simulation *x)
{
	size_t i;

	free(x->odds);
	free(x->steps);
	for (i = 0; i < SIM_N_FIGURES; i++)
		free(x->samples[i]);
	free(x->prepared);
	*x = (struct simulation){ .runs = 0 };
}
