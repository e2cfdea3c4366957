/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decision: do nothing (N), prepare and wait (P), or switch now (S).
 *
 * Two worlds are simulated, R (the vendor is breached materially) and F (it is not).  The expected
 * cost of an action is linear in p = p(material), E_a(p) = p R_a + (1 - p) F_a, so the thresholds
 * between actions are exact (Pauker and Kassirer, "The threshold approach to clinical decision
 * making", 1980):
 *
 *	p*  (N to P) = (F_P - F_N) / ((F_P - F_N) + (R_N - R_P))
 *	p** (P to S) = (F_S - F_P) / ((F_S - F_P) + (R_P - R_S))
 *
 * A contained breach counts as none: what can be got for it is a credit, whatever was done.
 *
 * In world R an attack through the vendor comes at an exponential time with hazard h a week; W is
 * the exponential time until the matter is confirmed; T are the times to prepare, to switch when
 * ready and to switch unprepared; ov is the weekly cost of running both products, K the cost of
 * preparing, C the cost of the new product and its introduction, L the loss by an attack.  With
 * P(t) = 1 - exp(-h t):
 *
 *	R_N = premium C + fee + ov T_unprepared + L P(W + T_unprepared)      F_N = 0
 *	R_P = K + C + fee + ov T_ready + L P(max(W, T_prepare) + T_ready)    F_P = K
 *	R_S = K + C + fee + ov T_ready + L P(T_prepare + T_ready)            F_S = K + C + fee + ov T_ready
 *
 * Where a plan was simulated its runs take the place of estimates, the same run in each term, and
 * what the formulas above leave out is known: switching unprepared has a C (`haste`) and a fee
 * (`late_fee` more) of its own; being ready is kept up by `keep` a week until the matter is settled
 * (added to R_P and F_P for max(W, T_prepare) weeks); leaving saves the renewals of staying
 * (`saved`, taken from all but F_N and F_P).
 *
 * Estimates are PERT (beta with mean (low + 4 likely + high) / 6), losses lognormal from a 90 %
 * interval.  Money in whole units of any currency, times in weeks.  Seeded: same inputs, same result;
 * random numbers go by name (risk/simulate.h), so two decisions meet the same luck.
 */
#ifndef LIFEBOAT_RISK_DECIDE_H
#define LIFEBOAT_RISK_DECIDE_H

#include <stddef.h>
#include <stdint.h>

#include "risk/belief.h"

enum decision { DECIDE_NOTHING, DECIDE_PREPARE, DECIDE_SWITCH, DECIDE_N };

struct pert {
	double low, likely, high;
};

#define DECIDE_COSTS 4

/* By run, used in turn; NULL: the estimate holds. */
struct decide_samples {
	const double *prepare, *ready, *unprepared; /* weeks */
	const double *change, *haste;               /* C when ready and when not */
	size_t n;
};

struct decide_inputs {
	struct pert prepare, ready, unprepared; /* weeks */
	double confirmation;        /* mean of W, weeks */
	struct pert cost[DECIDE_COSTS]; /* C is their sum */
	struct pert fee, preparation;   /* preparation: K */
	struct decide_samples samples;
	double overlap;             /* ov, a week */
	double keep, late_fee, saved;
	double premium;
	double loss_low, loss_high; /* exceeded in 95 and 5 of 100 cases; 0 < low < high */
	double hazard;              /* h */
	uint64_t seed;
	int64_t runs;               /* at least 1 */
	unsigned threads;           /* 0 one; the result is the same for any number */
};

struct decide_costs {
	double real[DECIDE_N], false_alarm[DECIDE_N]; /* R_a, F_a */
	double prepare, change; /* p*, p**: 0 always, 1 (or more) never */
	double leap;            /* N to S; counts where preparing is never best (prepare >= change) */
};

void decide_simulate(const struct decide_inputs *in, struct decide_costs *ret);
double decide_cost(const struct decide_costs *c, enum decision action, double p);
/* The action the thresholds name. */
enum decision decide_action(const struct decide_costs *c, double p);
/* E_N - E_P: what preparation is worth today; negative when it is not. */
double decide_option_value(const struct decide_costs *c, double p);
/* Value of knowing for certain, and of waiting for one report that comes or does not. */
double decide_perfect_information(const struct decide_costs *c, double p);
double decide_report_value(const struct decide_costs *c, const struct belief_rules *r,
			   const struct triple *p, const struct belief_signal *s);

/* A report that would change the advice. */
struct decide_flip {
	enum signal_kind kind;
	enum decision to;
	double material; /* p(material) after it */
	double decibans; /* how far it moves belief */
};
/* Tries each kind one may wait for once, as a report of reliability B, credibility 2 (own words of
 * the vendor: A, 1).  Nearest first; `ret` has room for SIG_N; returns how many. */
size_t decide_flips(const struct decide_costs *c, const struct belief_rules *r,
		    const struct triple *p, struct decide_flip *ret);
/* The report that decide_flips tries for a kind. */
struct belief_signal decide_expected(enum signal_kind kind);

/* Mean loss in world R of one who waits until it is confirmed and then needs so many weeks:
 * mean(L) (1 - exp(-h weeks) / (1 + h W)), for W is exponential. */
double decide_waiting_loss(const struct decide_inputs *in, double weeks);

/* Mean yearly loss: `rate` attacks a year, each lognormal with these 5 % and 95 % points. */
double yearly_loss(double rate, double low, double high);

#endif
