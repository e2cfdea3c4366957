/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Belief: what a series of reports makes of an allegation against a vendor.
 *
 * Three hypotheses: no breach, a contained one (lab, old, limited, no customer reach), one that is
 * material to customers.  A vendor's partial admission proves some breach and usually points to a
 * contained one; a single probability cannot say that.
 *
 * A case opens from a reference class, multiplied by the factors of the opening source's grade.
 * Each signal then multiplies p_i by Lt_i^w, where Lt = q L + (1 - q) mean(L): with probability q
 * the report is genuine, else noise ("tempering").  q comes from the two letters of the Admiralty
 * scale; a statement against the speaker's own interest has a q of its own.  Repeats of one origin
 * have w below 1.  After each step p is kept between floor and ceiling.
 *
 * Contributions are told in decibans, 10 log10 of the change of the ratio material : none (Good,
 * "Probability and the Weighing of Evidence", 1950), so that a reader can add them up.
 * All numbers are judgement and stand in the policy (model/policy.c); nothing here knows them.
 * Pure arithmetic: no clock, no text beyond the names of kinds.
 */
#ifndef LIFEBOAT_RISK_BELIEF_H
#define LIFEBOAT_RISK_BELIEF_H

#include <stdbool.h>
#include <stddef.h>

enum hypothesis { HYP_NONE, HYP_CONTAINED, HYP_MATERIAL, HYP_N };

struct triple {
	double v[HYP_N];
};

enum signal_kind {
	SIG_SAMPLE, SIG_SAMPLE_VERIFIED, SIG_CORROBORATION, SIG_NO_COMMENT, SIG_NO_EVIDENCE_YET,
	SIG_PARTIAL_STATEMENT, SIG_DENIAL_UNSCOPED, SIG_DENIAL_SCOPED, SIG_CONFIRMATION, SIG_FILING,
	SIG_DIRECTIVE, SIG_EXPLOIT, SIG_SIGNING_ABUSE, SIG_CLEARANCE, SIG_RETRACTION, SIG_SILENCE,
	SIG_COMPROMISE, SIG_N
};

struct signal_kind_def {
	const char *name;      /* "denial-unscoped": the last word of likelihood.* in the policy */
	bool has_ratio;        /* likelihoods stand in the policy; else they are computed */
	bool against_interest; /* when the vendor itself says it, it speaks against itself */
	bool confirms;         /* makes a vendor confirmed */
	bool vendor_speaks;    /* usually the vendor's own words: ends the vendor's silence */
	bool expected;         /* one may wait for it: its value is worth telling */
};
extern const struct signal_kind_def signal_kinds[SIG_N];
/* By the words of a signal's row: kind and, for denials, scope (NULL: unscoped).  SIG_N: none. */
enum signal_kind signal_kind_find(const char *kind, const char *scope);

#define GRADE_N 6 /* A to F, 1 to 6 */

enum vendor_state { STATE_CLEAR, STATE_WATCH, STATE_PREPARE, STATE_ARMED, STATE_CONFIRMED, STATE_N };
extern const char *const vendor_state_names[STATE_N];

struct belief_rules {
	struct triple start;
	struct triple opening[GRADE_N];
	double reliability[GRADE_N], credibility[GRADE_N];
	double against_interest;
	double repeat_first, repeat_more;
	double floor, ceiling;
	struct triple likelihood[SIG_N];
	double exploit_uplift;
	double silence_floor, silence_days;
	double prior_strength;
	double prepare_any, prepare_material, armed, leave;
};

/* One report, as far as arithmetic is concerned. */
struct belief_signal {
	enum signal_kind kind;
	int reliability;  /* 0..5 for A..F; -1 no source: F */
	int credibility;  /* 0..5 for 1..6; -1 not judged: 6 */
	bool own_words;   /* said by the vendor the case is about */
	double weight;    /* 1, less for repeats */
	double base_rate; /* EXPLOIT: chance of a listing in a window, floor applied */
	double days;      /* SILENCE: since the claim */
};

/* What one report did. */
struct belief_step {
	struct triple before, after;
	double quality;   /* q */
	double decibans;  /* change of 10 log10(p(material) / p(none)) */
};

/* Start of a case; reliability -1 when nothing was public before: the reference class alone. */
struct triple belief_open(const struct belief_rules *r, int reliability);
/* Weight of the n-th report of one origin, from 0. */
double belief_repeat_weight(const struct belief_rules *r, size_t nth);
/* Untempered likelihoods of a report, and the chance that it is genuine. */
struct triple belief_likelihood(const struct belief_rules *r, const struct belief_signal *s);
double belief_quality(const struct belief_rules *r, const struct belief_signal *s);
/* One report; `ret` may be NULL. */
struct triple belief_update(const struct belief_rules *r, const struct triple *p,
			    const struct belief_signal *s, struct belief_step *ret);

/* Base rate of listings in an exploit catalogue: the share of windows of `window` days, one starting
 * each day of first..last, that hold at least one listing, and never below 1 / (n + 2), n being how
 * many windows fit side by side.  `days` ascending; all are day numbers.  *ret_raw (NULL: not
 * wanted) is the share before the floor. */
double exploit_base_rate(const long *days, size_t n, long first, long last, long window,
			 double *ret_raw);

/* 10 log10(p(material) / p(none)). */
double belief_decibans(const struct triple *p);
/* Words of estimative probability of Intelligence Community Directive 203; N_() ids. */
const char *belief_word(double p);

/*
 * The state that follows from `now`.  States are entered at their thresholds and left downwards only
 * below `leave` times the threshold.  Without an open case a vendor is clear; confirmed comes by a
 * confirming report or a signed decision alone and lasts as long as the case.
 */
enum vendor_state belief_state(const struct belief_rules *r, enum vendor_state now, bool open,
			       bool confirmed, const struct triple *p);

/* ---- how good it was --------------------------------------------------------------------------- */

/* Brier score over the three states, 0 to 2, and the logarithmic one (natural), 0 at best. */
double belief_brier(const struct triple *p, enum hypothesis outcome);
double belief_log_score(const struct triple *p, enum hypothesis outcome);

/* Closed cases: how many ended so, and in how many of those a report of the kind was seen. */
struct belief_counts {
	double cases[HYP_N];
	double seen[SIG_N][HYP_N];
};
/* Moves the likelihoods by what own cases showed: each L(kind | h) counts as prior_strength
 * imagined cases, seen or not seen (a Dirichlet of two). */
void belief_learn(struct belief_rules *r, const struct belief_counts *counts);

/* One bar of a tornado: p(material) with the kind's ratio material : none halved and doubled. */
struct belief_bar {
	enum signal_kind kind;
	double low, high;
};
/* Bars of the kinds among `signals`, widest first; `ret` has room for SIG_N.  Returns how many. */
size_t belief_tornado(const struct belief_rules *r, int opening, const struct belief_signal *signals,
		      size_t n, struct belief_bar *ret);

#endif
