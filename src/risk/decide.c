/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "risk/decide.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "risk/simulate.h"
#include "util/mem.h"

/* The 95 % point of the standard normal distribution. */
#define Z95 1.6448536269514722

struct lognormal {
	double mu, sigma;
};

static struct lognormal lognormal_of(double low, double high)
{
	return (struct lognormal){ (log(low) + log(high)) / 2, (log(high) - log(low)) / (2 * Z95) };
}

static double struck(double hazard, double weeks)
{
	return -expm1(-hazard * weeks);
}

/* ---- trials ---------------------------------------------------------------------------------- */

#define BLOCK 256 /* trials whose sums are added as one, so that threads change no last digit */

enum quantity { PREPARE, READY, UNPREPARED, PREPARATION, FEE, COST, N_QUANTITIES = COST + DECIDE_COSTS };

struct trials {
	const struct decide_inputs *in;
	struct sim_pert pert[N_QUANTITIES];
	uint64_t keys[N_QUANTITIES], wait_key, loss_key;
	struct lognormal loss;
	struct decide_costs *blocks;
};

/* What one pair of worlds is made of. */
struct drawn {
	double prepare, ready, unprepared, wait; /* weeks */
	double k, fee, change, haste, strike;
};

static double estimated(const struct trials *x, enum quantity q, int64_t i)
{
	const struct sim_pert *p = &x->pert[q];

	return p->constant ? p->low : sim_pert_quantile(p, sim_uniform(x->in->seed, (uint64_t)i, x->keys[q]));
}

/* Losses have the heaviest tail: they are drawn one from each of `runs` equally likely slices, which
 * takes most of the noise out of the means. */
static void draw(const struct trials *x, int64_t i, struct drawn *ret)
{
	const struct decide_inputs *in = x->in;
	const struct decide_samples *s = &in->samples;
	size_t at = s->n ? (size_t)i % s->n : 0, k;
	double u, sum = 0;

	ret->prepare = s->prepare ? s->prepare[at] : estimated(x, PREPARE, i);
	ret->ready = s->ready ? s->ready[at] : estimated(x, READY, i);
	ret->unprepared = s->unprepared ? s->unprepared[at] : estimated(x, UNPREPARED, i);
	ret->wait = -in->confirmation * log1p(-sim_uniform(in->seed, (uint64_t)i, x->wait_key));
	ret->k = estimated(x, PREPARATION, i);
	ret->fee = estimated(x, FEE, i);
	for (k = 0; !s->change && k < DECIDE_COSTS; k++)
		sum += estimated(x, (enum quantity)(COST + k), i);
	ret->change = s->change ? s->change[at] : sum;
	ret->haste = s->haste ? s->haste[at] : ret->change;
	u = ((double)i + sim_uniform(in->seed, (uint64_t)i, x->loss_key)) / (double)in->runs;
	ret->strike = exp(x->loss.mu + x->loss.sigma * gsl_cdf_ugaussian_Pinv(u));
}

/* The i-th pair of worlds, added to the sums. */
static void one_trial(const struct trials *x, int64_t i, struct decide_costs *sum)
{
	const struct decide_inputs *in = x->in;
	struct drawn d;
	double settled, kept, change;

	draw(x, i, &d);
	settled = fmax(d.wait, d.prepare);
	kept = in->keep * settled;
	change = d.k + d.change + d.fee + in->overlap * d.ready - in->saved;
	sum->real[DECIDE_NOTHING] += in->premium * d.haste + d.fee + in->late_fee - in->saved +
				     in->overlap * d.unprepared +
				     d.strike * struck(in->hazard, d.wait + d.unprepared);
	sum->real[DECIDE_PREPARE] += change + kept + d.strike * struck(in->hazard, settled + d.ready);
	sum->real[DECIDE_SWITCH] += change + d.strike * struck(in->hazard, d.prepare + d.ready);
	sum->false_alarm[DECIDE_PREPARE] += d.k + kept;
	sum->false_alarm[DECIDE_SWITCH] += change;
}

static bool one_block(void *context, unsigned worker, size_t block)
{
	const struct trials *x = context;
	int64_t first = (int64_t)block * BLOCK, i;

	(void)worker;
	for (i = first; i < first + BLOCK && i < x->in->runs; i++)
		one_trial(x, i, &x->blocks[block]);
	return true;
}

static void trials_init(struct trials *x, const struct decide_inputs *in)
{
	static const char *const names[N_QUANTITIES] = { "prepare", "ready", "unprepared",
							 "preparation", "fee", "cost", "cost 2",
							 "cost 3", "cost 4" };
	const struct pert *estimates[N_QUANTITIES] = { &in->prepare, &in->ready, &in->unprepared,
						       &in->preparation, &in->fee };
	size_t i;

	for (i = 0; i < DECIDE_COSTS; i++)
		estimates[COST + i] = &in->cost[i];
	for (i = 0; i < N_QUANTITIES; i++) {
		const struct pert *e = estimates[i];

		sim_pert_init(&x->pert[i], e->low < e->high ? e->low : e->likely, e->likely,
			      e->low < e->high ? e->high : e->likely);
		x->keys[i] = sim_key(names[i]);
	}
	x->in = in;
	x->wait_key = sim_key("wait");
	x->loss_key = sim_key("loss");
	x->loss = lognormal_of(in->loss_low, in->loss_high);
}

/* Where b begins to be cheaper than a; 1 when it never is, 0 when it always is. */
static double threshold(const struct decide_costs *c, enum decision a, enum decision b)
{
	double price = c->false_alarm[b] - c->false_alarm[a], gain = c->real[a] - c->real[b];

	if (price <= 0)
		return gain >= 0 ? 0 : 1;
	return gain > 0 ? price / (price + gain) : 1;
}

void decide_simulate(const struct decide_inputs *in, struct decide_costs *ret)
{
	size_t n = (size_t)((in->runs + BLOCK - 1) / BLOCK), i;
	struct trials *x = mem_zalloc(1, sizeof(*x));
	int a;

	trials_init(x, in);
	x->blocks = mem_zalloc(n, sizeof(*x->blocks));
	(void)sim_runs(n, in->threads > 1 ? in->threads : 1, one_block, x);
	*ret = (struct decide_costs){ .prepare = 0 };
	for (a = 0; a < DECIDE_N; a++) {
		for (i = 0; i < n; i++) {
			ret->real[a] += x->blocks[i].real[a];
			ret->false_alarm[a] += x->blocks[i].false_alarm[a];
		}
		ret->real[a] /= (double)in->runs;
		ret->false_alarm[a] /= (double)in->runs;
	}
	free(x->blocks);
	free(x);
	ret->prepare = threshold(ret, DECIDE_NOTHING, DECIDE_PREPARE);
	ret->change = threshold(ret, DECIDE_PREPARE, DECIDE_SWITCH);
	ret->leap = threshold(ret, DECIDE_NOTHING, DECIDE_SWITCH);
}

double decide_cost(const struct decide_costs *c, enum decision action, double p)
{
	return p * c->real[action] + (1 - p) * c->false_alarm[action];
}

enum decision decide_action(const struct decide_costs *c, double p)
{
	if (c->prepare >= c->change)
		return p >= c->leap ? DECIDE_SWITCH : DECIDE_NOTHING;
	if (p >= c->change)
		return DECIDE_SWITCH;
	return p >= c->prepare ? DECIDE_PREPARE : DECIDE_NOTHING;
}

static double best_cost(const struct decide_costs *c, double p)
{
	double best = decide_cost(c, DECIDE_NOTHING, p);
	int a;

	for (a = DECIDE_PREPARE; a < DECIDE_N; a++)
		best = fmin(best, decide_cost(c, (enum decision)a, p));
	return best;
}

double decide_option_value(const struct decide_costs *c, double p)
{
	return decide_cost(c, DECIDE_NOTHING, p) - decide_cost(c, DECIDE_PREPARE, p);
}

double decide_perfect_information(const struct decide_costs *c, double p)
{
	return best_cost(c, p) - (p * best_cost(c, 1) + (1 - p) * best_cost(c, 0));
}

/* Belief when the report comes and when it does not, and how likely it comes. */
double decide_report_value(const struct decide_costs *c, const struct belief_rules *r,
			   const struct triple *p, const struct belief_signal *s)
{
	struct triple l = belief_likelihood(r, s);
	double q = belief_quality(r, s), mean = (l.v[0] + l.v[1] + l.v[2]) / HYP_N;
	double comes = 0, material = 0;
	int i;

	for (i = 0; i < HYP_N; i++) {
		double t = fmin(1, q * l.v[i] + (1 - q) * mean);

		comes += p->v[i] * t;
		if (i == HYP_MATERIAL)
			material = p->v[i] * t;
	}
	if (comes <= 0 || comes >= 1)
		return 0;
	return fmax(0, best_cost(c, p->v[HYP_MATERIAL]) - comes * best_cost(c, material / comes) -
			       (1 - comes) * best_cost(c, (p->v[HYP_MATERIAL] - material) / (1 - comes)));
}

struct belief_signal decide_expected(enum signal_kind kind)
{
	bool own = signal_kinds[kind].vendor_speaks;

	return (struct belief_signal){ .kind = kind, .reliability = own ? 0 : 1,
				       .credibility = own ? 0 : 1, .own_words = own, .weight = 1 };
}

static int nearest_first(const void *a, const void *b)
{
	const struct decide_flip *x = a, *y = b;
	double dx = fabs(x->decibans), dy = fabs(y->decibans);

	if (dx != dy)
		return dx < dy ? -1 : 1;
	return x->kind < y->kind ? -1 : x->kind > y->kind;
}

size_t decide_flips(const struct decide_costs *c, const struct belief_rules *r,
		    const struct triple *p, struct decide_flip *ret)
{
	enum decision today = decide_action(c, p->v[HYP_MATERIAL]);
	size_t n = 0;
	int k;

	for (k = 0; k < SIG_N; k++) {
		struct belief_signal s = decide_expected((enum signal_kind)k);
		struct belief_step step;
		enum decision then;

		if (!signal_kinds[k].expected)
			continue;
		belief_update(r, p, &s, &step);
		then = decide_action(c, step.after.v[HYP_MATERIAL]);
		if (then != today)
			ret[n++] = (struct decide_flip){ (enum signal_kind)k, then,
							 step.after.v[HYP_MATERIAL], step.decibans };
	}
	qsort(ret, n, sizeof(*ret), nearest_first);
	return n;
}

static double mean_of(const struct lognormal *l)
{
	return exp(l->mu + l->sigma * l->sigma / 2);
}

double decide_waiting_loss(const struct decide_inputs *in, double weeks)
{
	struct lognormal l = lognormal_of(in->loss_low, in->loss_high);

	return mean_of(&l) * (1 - exp(-in->hazard * weeks) / (1 + in->hazard * in->confirmation));
}

double yearly_loss(double rate, double low, double high)
{
	struct lognormal l = lognormal_of(low, high);

	return rate * mean_of(&l);
}
