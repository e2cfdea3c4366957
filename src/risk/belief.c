/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "risk/belief.h"

#include <math.h>
#include <string.h>

#include "util/i18n.h"

const struct signal_kind_def signal_kinds[SIG_N] = {
	/*                         name               ratio  against confirms speaks expected */
	[SIG_SAMPLE] =           { "sample",            true,  false, false, false, true },
	[SIG_SAMPLE_VERIFIED] =  { "sample-verified",   true,  false, false, false, true },
	[SIG_CORROBORATION] =    { "corroboration",     true,  false, false, false, true },
	[SIG_NO_COMMENT] =       { "no-comment",        true,  false, false, true,  false },
	[SIG_NO_EVIDENCE_YET] =  { "no-evidence-yet",   true,  false, false, true,  true },
	[SIG_PARTIAL_STATEMENT] = { "partial-statement", true, true,  false, true,  true },
	[SIG_DENIAL_UNSCOPED] =  { "denial-unscoped",   true,  false, false, true,  true },
	[SIG_DENIAL_SCOPED] =    { "denial-scoped",     true,  false, false, true,  false },
	[SIG_CONFIRMATION] =     { "confirmation",      true,  true,  true,  true,  true },
	[SIG_FILING] =           { "filing",            true,  true,  true,  true,  true },
	[SIG_DIRECTIVE] =        { "directive",         true,  false, true,  false, true },
	[SIG_EXPLOIT] =          { "exploit",           false, false, false, false, false },
	[SIG_SIGNING_ABUSE] =    { "signing-abuse",     true,  false, false, false, true },
	[SIG_CLEARANCE] =        { "clearance",         true,  false, false, false, true },
	[SIG_RETRACTION] =       { "retraction",        true,  false, false, false, true },
	[SIG_SILENCE] =          { "silence",           false, false, false, false, false },
	[SIG_COMPROMISE] =       { "compromise",        true,  false, true,  false, true },
};

const char *const vendor_state_names[STATE_N] = { "clear", "watch", "prepare", "armed", "confirmed" };

enum signal_kind signal_kind_find(const char *kind, const char *scope)
{
	int i;

	if (kind && strcmp(kind, "denial") == 0)
		return scope && strcmp(scope, "scoped") == 0 ? SIG_DENIAL_SCOPED : SIG_DENIAL_UNSCOPED;
	for (i = 0; kind && i < SIG_N; i++)
		if (strcmp(signal_kinds[i].name, kind) == 0)
			return (enum signal_kind)i;
	return SIG_N;
}

static void normalise(struct triple *p)
{
	double sum = 0;
	int i;

	for (i = 0; i < HYP_N; i++)
		sum += p->v[i];
	for (i = 0; i < HYP_N; i++)
		p->v[i] = sum > 0 ? p->v[i] / sum : 1.0 / HYP_N;
}

static void clamp(const struct belief_rules *r, struct triple *p)
{
	int i;

	for (i = 0; i < HYP_N; i++)
		p->v[i] = fmin(r->ceiling, fmax(r->floor, p->v[i]));
	normalise(p);
}

struct triple belief_open(const struct belief_rules *r, int reliability)
{
	struct triple p = r->start;
	int i;

	for (i = 0; reliability >= 0 && i < HYP_N; i++)
		p.v[i] *= r->opening[reliability].v[i];
	normalise(&p);
	return p;
}

double belief_repeat_weight(const struct belief_rules *r, size_t nth)
{
	return nth == 0 ? 1 : nth == 1 ? r->repeat_first : r->repeat_more;
}

/* A listing is as likely as the vendor's own base rate b without a breach, and as likely as either
 * b or the uplift e with one. */
static struct triple of_exploit(const struct belief_rules *r, double b)
{
	double ratio = b > 0 ? (1 - (1 - b) * (1 - r->exploit_uplift)) / b : 1;

	return (struct triple){ { 1, ratio, ratio } };
}

static struct triple of_silence(const struct belief_rules *r, double days)
{
	double left = r->silence_floor + (1 - r->silence_floor) * exp(-fmax(0, days) / r->silence_days);

	return (struct triple){ { 1, left, left } };
}

struct triple belief_likelihood(const struct belief_rules *r, const struct belief_signal *s)
{
	if (s->kind == SIG_EXPLOIT)
		return of_exploit(r, s->base_rate);
	if (s->kind == SIG_SILENCE)
		return of_silence(r, s->days);
	return r->likelihood[s->kind];
}

double belief_quality(const struct belief_rules *r, const struct belief_signal *s)
{
	int reliability = s->reliability >= 0 ? s->reliability : GRADE_N - 1;
	int credibility = s->credibility >= 0 ? s->credibility : GRADE_N - 1;

	if (s->kind == SIG_SILENCE)
		return 1; /* nobody has to be believed for it */
	if (s->own_words && signal_kinds[s->kind].against_interest)
		return r->against_interest;
	return r->reliability[reliability] * r->credibility[credibility];
}

struct triple belief_update(const struct belief_rules *r, const struct triple *p,
			    const struct belief_signal *s, struct belief_step *ret)
{
	struct triple l = belief_likelihood(r, s), after = *p;
	double q = belief_quality(r, s), mean = (l.v[0] + l.v[1] + l.v[2]) / HYP_N;
	int i;

	for (i = 0; i < HYP_N; i++)
		after.v[i] *= pow(q * l.v[i] + (1 - q) * mean, s->weight);
	normalise(&after);
	clamp(r, &after);
	if (ret)
		*ret = (struct belief_step){ .before = *p, .after = after, .quality = q,
					     .decibans = belief_decibans(&after) - belief_decibans(p) };
	return after;
}

/* A window starting at t holds a listing d when t <= d < t + window: the starts that do are the union
 * of the runs d - window + 1 .. d. */
double exploit_base_rate(const long *days, size_t n, long first, long last, long window,
			 double *ret_raw)
{
	long starts = last - window + 1 - first + 1, covered = 0, from = first;
	double floor, raw;
	size_t i;

	if (starts < 1) {
		starts = 1;
		last = first + window - 1;
	}
	for (i = 0; i < n; i++) {
		long low = days[i] - window + 1, high = days[i];

		low = low < from ? from : low;
		high = high > first + starts - 1 ? first + starts - 1 : high;
		if (high < low)
			continue;
		covered += high - low + 1;
		from = high + 1;
	}
	raw = (double)covered / (double)starts;
	floor = 1.0 / (double)((last - first + 1) / window + 2);
	if (ret_raw)
		*ret_raw = raw;
	return fmax(raw, floor);
}

double belief_decibans(const struct triple *p)
{
	return 10 * log10(p->v[HYP_MATERIAL] / p->v[HYP_NONE]);
}

const char *belief_word(double p)
{
	static const struct {
		double below;
		const char *word;
	} words[] = {
		{ 0.05, N_("almost no chance") }, { 0.20, N_("very unlikely") },
		{ 0.45, N_("unlikely") },         { 0.55, N_("about even") },
		{ 0.80, N_("likely") },           { 0.95, N_("very likely") },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (p < words[i].below)
			return words[i].word;
	return N_("almost certain");
}

/* Are the thresholds of the state met, each times `factor`? */
static bool reaches(const struct belief_rules *r, enum vendor_state state, const struct triple *p,
		    double factor)
{
	double material = p->v[HYP_MATERIAL], any = p->v[HYP_CONTAINED] + material;

	if (state == STATE_ARMED)
		return material >= r->armed * factor;
	if (state == STATE_PREPARE)
		return any >= r->prepare_any * factor || material >= r->prepare_material * factor ||
		       reaches(r, STATE_ARMED, p, factor);
	return true;
}

enum vendor_state belief_state(const struct belief_rules *r, enum vendor_state now, bool open,
			       bool confirmed, const struct triple *p)
{
	enum vendor_state state;

	if (!open)
		return STATE_CLEAR;
	if (confirmed)
		return STATE_CONFIRMED;
	for (state = STATE_ARMED; state > STATE_WATCH; state--)
		if (reaches(r, state, p, 1) || (now >= state && reaches(r, state, p, r->leave)))
			break;
	return state;
}
