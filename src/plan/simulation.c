/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/simulation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "plan/simulation_parts.h"
#include "risk/loss.h"
#include "util/i18n.h"
#include "util/money.h"

const struct sim_figure_def sim_figures[SIM_N_FIGURES] = {
	[SIM_CONTAIN] = { "contain", "minutes", N_("time to contain") },
	[SIM_SWITCH] = { "switch", "minutes", N_("time to switch") },
	[SIM_LAST_SAFE] = { "last_safe", "minutes", N_("all that become safe are safe after") },
	[SIM_EXPOSURE] = { "exposure", "exposure", N_("exposure (weighted asset-hours)") },
	[SIM_GAP] = { "gap", "asset-minutes", N_("protection gap (asset-hours)") },
	[SIM_GAP_MAX] = { "gap_max", "minutes", N_("longest gap of one asset") },
	[SIM_COST] = { "cost", "money", N_("cost") },
	[SIM_LOSS] = { "loss", "money", N_("loss, if the breach is real") },
};

/* ---- what is drawn --------------------------------------------------------------------------- */

static double shifted(const struct simulator *x, size_t run, const struct draw *d)
{
	double z = x->common * sim_normal(x->how->seed, run, d->step_key) +
		x->own * sim_normal(x->how->seed, run, d->key);

	return gsl_cdf_ugaussian_P(z);
}

static int64_t draw_duration(const struct simulator *x, size_t run, size_t i, int64_t workers)
{
	const struct draw *d = &x->draws[i];
	const struct estimate *e = &x->p->instances[i].duration;
	double minutes = (double)e->likely;

	if (d->shape != NONE)
		minutes = (double)e->low + (double)(e->high - e->low) *
			sim_pert_quantile(&x->shapes.items[d->shape], shifted(x, run, d));
	if (d->may_fail && sim_uniform(x->how->seed, run, d->fail_key) < x->failure)
		minutes += minutes * x->rework;
	if (workers != d->workers && e->likely > 0)
		minutes *= (double)effort_duration(d->effort, workers).likely /
			(double)effort_duration(d->effort, d->workers).likely;
	minutes = ceil(minutes - 1e-9);
	return minutes < 1 ? 1 : (int64_t)minutes;
}

static void draw_luck(const struct simulator *x, struct sim_worker *w, size_t run)
{
	size_t i;

	for (i = 0; i < x->s->n_crews; i++) {
		int64_t have = effort_capacity(x->s, x->r, i);
		int64_t away = sim_binomial(have, x->absence,
					    sim_uniform(x->how->seed, run, x->crew_keys[i]));

		w->capacities[i] = have - away < 1 ? (have < 1 ? have : 1) : have - away;
	}
	for (i = 0; i < x->p->n_instances; i++) {
		const struct draw *d = &x->draws[i];
		const struct plan_instance *in = &x->p->instances[i];

		w->releases[i] = in->release;
		w->workers[i] = d->workers;
		w->durations[i] = in->duration.likely;
		if (!d->free)
			continue;
		if (in->crew != NONE && w->capacities[in->crew] < d->workers)
			w->workers[i] = w->capacities[in->crew];
		w->durations[i] = draw_duration(x, run, i, w->workers[i] < 1 ? 1 : w->workers[i]);
		if (d->ordered)
			w->releases[i] += (int64_t)sim_pert_quantile(&x->slip,
					sim_uniform(x->how->seed, run, d->order_key));
	}
}

/* ---- what comes of it ------------------------------------------------------------------------ */

static double minutes_or_never(int64_t minutes)
{
	return minutes == PLAN_NEVER ? (double)INFINITY : (double)minutes;
}

static int64_t last_of(const struct cover *c, const int64_t *finish, size_t wave, bool *ret_any)
{
	int64_t last = INT64_MIN;
	size_t i;

	*ret_any = c->begin[wave] < c->begin[wave + 1];
	for (i = c->begin[wave]; i < c->begin[wave + 1]; i++)
		if (finish[c->items[i]] > last)
			last = finish[c->items[i]];
	return !*ret_any ? PLAN_NEVER : last < 0 ? 0 : last;
}

static int64_t first_of(const struct cover *c, const int64_t *finish, size_t wave)
{
	int64_t first = PLAN_NEVER;
	size_t i;

	for (i = c->begin[wave]; i < c->begin[wave + 1]; i++)
		if (finish[c->items[i]] < first)
			first = finish[c->items[i]];
	return first < 0 ? 0 : first;
}

/* The same sums as plan_figures; returns the share of the exposure weight that is never safe. */
static double measure(const struct simulator *x, const int64_t *finish, double *v)
{
	int64_t contain = 0, last = 0, all = 0, gap_max = 0;
	double exposure = 0, gap = 0, weight = 0, never = 0;
	size_t w;
	bool any;

	for (w = 0; w < x->p->n_waves; w++) {
		int64_t safe = last_of(&x->secures, finish, w, &any), until, held, removed;

		held = last_of(&x->contains, finish, w, &any);
		held = any ? held : safe;
		removed = first_of(&x->removes, finish, w);
		contain = held > contain ? held : contain;
		all = safe > all ? safe : all;
		if (safe != PLAN_NEVER && safe > last)
			last = safe;
		weight += (double)(x->rates[w].contained + x->rates[w].safe);
		if (safe == PLAN_NEVER)
			never += (double)(x->rates[w].contained + x->rates[w].safe);
		until = safe < x->horizon ? safe : x->horizon;
		held = held < x->horizon ? held : x->horizon;
		exposure += (double)x->rates[w].contained * (double)(held < until ? held : until) +
			(double)x->rates[w].safe * (double)until;
		if (removed < until) {
			gap += (double)x->p->waves[w].quantity * (double)(until - removed);
			gap_max = until - removed > gap_max ? until - removed : gap_max;
		}
	}
	v[SIM_CONTAIN] = minutes_or_never(contain);
	v[SIM_SWITCH] = minutes_or_never(all);
	v[SIM_LAST_SAFE] = (double)last;
	v[SIM_EXPOSURE] = exposure;
	v[SIM_GAP] = gap;
	v[SIM_GAP_MAX] = (double)gap_max;
	return weight > 0 ? never / weight : 0;
}

/* When all is ready that is not yet: slips are those of the run. */
static double drawn_prepared(const struct simulator *x, const struct sim_worker *w)
{
	int64_t last = 0;
	size_t i;

	for (i = 0; i < x->p->n_instances; i++) {
		const struct draw *d = &x->draws[i];
		int64_t thing = d->need ? d->need + w->releases[i] - x->p->instances[i].release : 0;

		if (d->free && d->prepares && w->finish[i] > last)
			last = w->finish[i];
		if (thing > last)
			last = thing;
	}
	return (double)last;
}

static double drawn_cost(const struct simulator *x, const struct sim_worker *w, size_t run)
{
	double cost = (double)x->p->figures.cost;
	size_t i;

	cost += x->priced * (sim_pert_quantile(&x->price, sim_uniform(x->how->seed, run,
								      sim_key("price"))) - 1);
	for (i = 0; i < x->p->n_instances; i++) {
		const struct draw *d = &x->draws[i];

		if (d->free)
			cost += d->minute_cost * ((double)(w->durations[i] * w->workers[i]) -
						  (double)(d->workers *
							   x->p->instances[i].duration.likely));
	}
	return cost;
}

/* The attack and its loss, in minor units; safe: minutes until the last asset that becomes safe is. */
static double drawn_loss(const struct simulator *x, size_t run, double safe, double never)
{
	double weeks = (never < 1 ? safe : (double)x->horizon) / (7 * 1440);
	double attack, loss;

	if (!(x->hazard > 0))
		return 0;
	attack = -log(1 - sim_uniform(x->how->seed, run, sim_key("attack"))) / x->hazard;
	loss = loss_quantile(&x->loss, sim_uniform(x->how->seed, run, sim_key("loss")));
	if (attack < weeks)
		return loss;
	return attack < (double)x->horizon / (7 * 1440) ? loss * never : 0;
}

/* The last instance to secure anything in this run. */
static size_t last_secured(const struct simulator *x, const int64_t *finish)
{
	size_t i, last = NONE;

	for (i = 0; i < x->p->n_instances; i++)
		if ((x->s->steps[x->p->instances[i].step].marks & MARK_SECURES) &&
		    finish[i] != PLAN_NEVER && x->draws[i].free &&
		    (last == NONE || finish[i] > finish[last]))
			last = i;
	return last;
}

bool simulator_run(void *context, unsigned worker, size_t run)
{
	struct simulator *x = context;
	struct sim_worker *w = &x->workers[worker];
	struct sched_luck luck = { w->durations, w->workers, w->releases, w->capacities };
	const int64_t *start, *finish;
	double v[SIM_N_FIGURES], never;
	size_t i, last, n = x->p->n_instances;

	draw_luck(x, w, run);
	sched_replay_run(w->replay, &luck, &start, &finish);
	for (i = 0; i < n; i++)
		w->finish[i] = x->re.never[i] ? PLAN_NEVER : finish[i];
	never = measure(x, w->finish, v);
	v[SIM_COST] = drawn_cost(x, w, run);
	v[SIM_LOSS] = drawn_loss(x, run, v[SIM_LAST_SAFE], never);
	for (i = 0; i < SIM_N_FIGURES; i++)
		x->ret->samples[i][run] = v[i];
	x->ret->prepared[run] = drawn_prepared(x, w);
	last = last_secured(x, w->finish);
	if (last != NONE) {
		memset(w->marks, 0, n * sizeof(*w->marks));
		sched_replay_chain(w->replay, (uint32_t)last, w->marks);
		for (i = 0; i < n; i++)
			w->critical[i] += w->marks[i];
	}
	for (i = 0; run < x->kept && i < n; i++)
		x->durations[i * x->kept + run] = (double)w->durations[i];
	return !x->stopped(x, worker, run);
}

/* ---- what it comes to ------------------------------------------------------------------------ */

static int64_t whole(double value)
{
	return isinf(value) ? PLAN_NEVER : (int64_t)llround(value);
}

static void spread_of(const double *samples, size_t n, double *sorted, struct sim_spread *ret)
{
	double sum = 0;
	size_t i, reached = 0;

	memcpy(sorted, samples, n * sizeof(*sorted));
	sim_sort(sorted, n);
	for (i = 0; i < n && !isinf(sorted[i]); i++, reached++)
		sum += sorted[i];
	*ret = (struct sim_spread){ whole(sim_quantile(sorted, n, 0.1)),
				    whole(sim_quantile(sorted, n, 0.5)),
				    whole(sim_quantile(sorted, n, 0.9)),
				    reached ? whole(sum / (double)reached) : PLAN_NEVER };
}

/* From any loss at all to the one that one run in a thousand exceeds. */
static void fill_curve(const double *sorted, size_t n, struct simulation *ret)
{
	static const double chances[SIM_CURVE] = { 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.001 };
	size_t i;

	ret->loss_at_risk = loss_at_risk(sorted, n, 0.95);
	ret->loss_tail = loss_tail_mean(sorted, n, 0.95);
	for (i = 0; i < SIM_CURVE; i++) {
		ret->curve[i].sum = i ? loss_at_risk(sorted, n, 1 - chances[i]) : 0;
		ret->curve[i].chance = loss_exceedance(sorted, n, ret->curve[i].sum);
	}
}

static void fill_odds(const struct plan *p, struct simulation *ret)
{
	size_t i;
	int64_t k;

	for (i = 0; i < p->n_deadlines; i++) {
		int64_t met = 0;

		for (k = 0; k < ret->runs; k++)
			met += ret->samples[SIM_SWITCH][k] <= (double)p->deadlines[i].minutes;
		ret->odds[i] = (struct sim_odds){ i, (double)met / (double)ret->runs };
	}
}

void simulator_summarise(struct simulator *x)
{
	struct simulation *ret = x->ret;
	size_t n = (size_t)ret->runs, i, k;
	double *sorted = mem_alloc(n, sizeof(*sorted));

	for (i = 0; i < SIM_N_FIGURES; i++)
		spread_of(ret->samples[i], n, sorted, &ret->spread[i]);
	fill_curve(sorted, n, ret); /* the loss is the last */
	fill_odds(x->p, ret);
	for (i = 0; i < x->p->n_instances; i++) {
		int64_t critical = 0;

		for (k = 0; k < x->n_workers; k++)
			critical += x->workers[k].critical[i];
		ret->steps[i].criticality = (double)critical / (double)ret->runs;
		ret->steps[i].correlation = x->draws[i].free
			? sim_rank_correlation(&x->durations[i * x->kept],
					       ret->samples[SIM_LAST_SAFE], x->kept) : 0;
	}
	free(sorted);
}
