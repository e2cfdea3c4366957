/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/policy.h"

#include <stdlib.h>
#include <string.h>

#include "util/i18n.h"
#include "util/mem.h"
#include "util/near.h"
#include "util/text.h"

#define WINDOWS(phase, preset) \
	{ "breach_overrides_change_windows." phase, COL_YESNO, preset, \
	  N_("In breach order, does work of this phase ignore the change windows of assets?"), \
	  NULL, 0, 0, 0, 0 }
#define RATIO(key, preset, help) { key, COL_RATIO, preset, help, NULL, 0, 0, 0, 0 }
#define DECIMAL(key, preset, help) { key, COL_DECIMAL, preset, help, NULL, 0, 0, 0, 0 }
#define SPAN(key, preset, help) { key, COL_DURATION, preset, help, NULL, 0, 0, 0, 0 }
#define GUESS(key, preset, help) { key, COL_ESTIMATE, preset, help, NULL, 0, 0, 0, 0 }
#define YESNO(key, preset, help) { key, COL_YESNO, preset, help, NULL, 0, 0, 0, 0 }
#define WHOLE(key, preset, low, high, help) \
	{ key, COL_INT, preset, help, NULL, low, high, 0, 0 }
#define CHOICE(key, preset, choices, help) { key, COL_ENUM, preset, help, choices, 0, 0, 0, 0 }
#define TRIPLE(key, preset, help) \
	{ key, COL_LIST, preset, help, NULL, 0, 0, COL_DECIMAL, 3 }
#define LIKELIHOOD(kind, preset) \
	TRIPLE("likelihood." kind, preset, \
	       N_("How likely such a signal is with no, a contained and a material breach."))
#define OPENING(grade, preset) \
	TRIPLE("case_opening." grade, preset, \
	       N_("Factors on the start of a case opened by a source of this reliability."))
#define RELIABILITY(grade, preset) \
	RATIO("reliability." grade, preset, \
	      N_("Chance that a report of a source of this reliability is genuine."))
#define CREDIBILITY(grade, preset) \
	RATIO("credibility." grade, preset, \
	      N_("Chance that a report of this credibility is genuine."))

const struct policy_def policy_defs[] = {
	/* ---- the workspace ---- */
	{ "currency", COL_CURRENCY, "EUR", N_("Currency that all sums are shown in."), NULL, 0, 0, 0,
	  0 },
	{ "timezone", COL_TIMEZONE, "UTC",
	  N_("Time zone of sites and crews that name none, and of dates in reports."), NULL, 0, 0, 0,
	  0 },
	{ "clock_starts", COL_INSTANT, NULL,
	  N_("Instant a sample workspace takes for now; empty means the real time."), NULL, 0, 0, 0,
	  0 },
	SPAN("horizon", "365d", N_("How far ahead plans look; what is never safe counts until then.")),
	WHOLE("undo_depth", "50", 0, 100000, N_("Changes that can be taken back.")),

	/* ---- exposure and objective ---- */
	DECIMAL("weight_1", "1", N_("Exposure weight of assets of criticality 1.")),
	DECIMAL("weight_2", "2", N_("Exposure weight of assets of criticality 2.")),
	DECIMAL("weight_3", "4", N_("Exposure weight of assets of criticality 3.")),
	DECIMAL("weight_4", "8", N_("Exposure weight of assets of criticality 4.")),
	DECIMAL("weight_5", "16", N_("Exposure weight of assets of criticality 5.")),
	DECIMAL("weight_unknown", "2", N_("Exposure weight of assets of unknown criticality.")),
	RATIO("contained_factor", "0.3",
	      N_("How much an hour counts after containment, against an hour before it.")),
	RATIO("objective_tolerance", "0.01",
	      N_("Plans this close in one objective are compared by the next.")),
	{ "deadlines", COL_LIST, "1d;2d;30d;60d;90d",
	  N_("Deadlines every plan is held against, from T+0."), NULL, 0, 0, COL_DURATION, 0 },
	SPAN("deadline", "90d", N_("Deadline a plan must meet when none is given with it.")),
	RATIO("discount_rate", "0.05", N_("Yearly rate that future payments are discounted with.")),

	WHOLE("effort", "3000", 1, 1000000000,
	      N_("Schedules to try when a plan says neither effort nor time; beyond 20,000 assets in "
		 "proportion fewer.")),

	/* ---- waves and windows ---- */
	WHOLE("wave_max", "250", 1, 1000000, N_("Most assets in one wave.")),
	RATIO("pilot_share", "0.02", N_("Part of a class that moves first, as the pilot.")),
	WHOLE("pilot_min", "5", 1, 1000000, N_("Fewest assets in a pilot.")),
	WHOLE("pilot_max", "50", 1, 1000000, N_("Most assets in a pilot.")),
	RATIO("wave_share_second", "0.1", N_("Part of a class in the wave after the pilot.")),
	RATIO("wave_share_third", "0.3", N_("Part of a class in the wave after that.")),
	WINDOWS("prepare", "no"),
	WINDOWS("decide", "no"),
	WINDOWS("contain", "yes"),
	WINDOWS("preserve", "yes"),
	WINDOWS("replace", "no"),
	WINDOWS("verify", "no"),
	WINDOWS("retire", "no"),
	WINDOWS("close", "no"),
	SPAN("prestage_obtain_default", "2d",
	     N_("Time it takes to get a missing item that says nothing itself.")),

	/* ---- choice of replacements ---- */
	CHOICE("fate_siblings", "warn", "warn|ban",
	       N_("Are other companies of a breached company's parent banned or only warned of?")),
	RATIO("fate_cap", "0", N_("Part of the assets that may move to products sharing the breached fate.")),
	WHOLE("vendors_min", "1", 1, 100, N_("Fewest different vendors among the replacements.")),
	WHOLE("vendors_max", "0", 0, 100,
	      N_("Most different vendors among the replacements; 0 means any number.")),
	{ "category_covers", COL_LIST, "edr>antivirus",
	  N_("Which kind of product may replace which other kind: edr>antivirus."), NULL, 0, 0,
	  COL_TEXT, 0 },
	{ "gap_penalty", COL_MONEY, "25",
	  N_("What an optional requirement is worth, an asset and a unit of capability weight."), NULL,
	  0, 0, 0, 0 },
	DECIMAL("expired_quote_factor", "1.25",
		N_("Factor on the cost of a product that has only expired quotes.")),
	RATIO("evals_threshold", "0.75",
	      N_("Detections of evaluated sub-steps count from this strength on.")),
	RATIO("evals_share", "0.5",
	      N_("Part of a technique's sub-steps that must be detected for it to be covered.")),
	RATIO("level_minimal", "0.1", N_("Strength that the level minimal stands for.")),
	RATIO("level_partial", "0.5", N_("Strength that the level partial stands for.")),
	RATIO("level_significant", "1", N_("Strength that the level significant stands for.")),

	/* ---- readiness ---- */
	WHOLE("check_weight_block", "3", 0, 1000, N_("Weight of checks that can block.")),
	WHOLE("check_weight_warn", "1", 0, 1000, N_("Weight of checks that can only warn.")),
	RATIO("check_minority", "0.01",
	      N_("Checks that fail on fewer of the affected assets only warn.")),
	SPAN("r01_warn", "7d", N_("R01 warns when an inventory is older.")),
	SPAN("r01_block", "30d", N_("R01 blocks when an inventory is older.")),
	SPAN("r06_warn", "30d", N_("R06 warns this long before a quote expires.")),
	SPAN("r07_warn", "30d", N_("R07 warns this long before notice must be given to a contract.")),
	SPAN("r09_warn", "14d", N_("R09 warns this long before a pre-staged item expires.")),
	RATIO("r11_block_over", "0.25", N_("R11 blocks when P90 exceeds the deadline by this part.")),
	SPAN("r14_warn", "90d", N_("R14 warns when the last drill is longer ago.")),
	SPAN("r14_block", "365d", N_("R14 blocks when the last drill is longer ago.")),
	SPAN("r16_warn", "1d", N_("R16 warns when sources were last polled longer ago.")),
	SPAN("r16_block", "7d", N_("R16 blocks when sources were last polled longer ago.")),
	SPAN("r18_warn", "2h", N_("R18 warns when an asset is without protection for longer.")),
	SPAN("r18_block", "4h", N_("R18 blocks when an asset is without protection for longer.")),

	/* ---- activation ---- */
	WHOLE("quorum", "2", 1, 100, N_("Different approvers an activation needs.")),
	SPAN("approval_expires", "1d", N_("How long an activation order can be approved.")),
	{ "on_state_change", COL_LIST, NULL,
	  N_("Program, with its words, run when a vendor's state changes; gets vendor, old and new."),
	  NULL, 0, 0, COL_TEXT, 0 },
	YESNO("override_allowed", "no",
	      N_("May one person activate alone in an emergency, with a reason that stays visible?")),

	/* ---- import ---- */
	WHOLE("import_max_field", "65536", 64, 1073741824, N_("Longest cell of an imported file, in bytes.")),
	WHOLE("import_max_row", "1048576", 64, 1073741824, N_("Longest row of an imported file, in bytes.")),
	WHOLE("import_max_columns", "512", 1, 100000, N_("Most columns of an imported file.")),
	WHOLE("import_max_rows", "10000000", 1, 1000000000, N_("Most rows of an imported file.")),

	/* ---- belief ---- */
	TRIPLE("case_start", "0.5;0.25;0.25",
	       N_("Belief in no, a contained and a material breach when a case opens.")),
	OPENING("A", "0.3;1;2"),
	OPENING("B", "0.6;1;1.4"),
	OPENING("C", "0.8;1;1.1"),
	OPENING("D", "1.3;1;0.8"),
	OPENING("E", "2;1;0.5"),
	OPENING("F", "1;1;1"),
	RELIABILITY("A", "0.98"),
	RELIABILITY("B", "0.85"),
	RELIABILITY("C", "0.7"),
	RELIABILITY("D", "0.4"),
	RELIABILITY("E", "0.15"),
	RELIABILITY("F", "0.5"),
	CREDIBILITY("1", "1"),
	CREDIBILITY("2", "0.85"),
	CREDIBILITY("3", "0.65"),
	CREDIBILITY("4", "0.35"),
	CREDIBILITY("5", "0.15"),
	CREDIBILITY("6", "0.5"),
	RATIO("against_interest", "0.98",
	      N_("Chance that a statement against the speaker's own interest is genuine.")),
	RATIO("repeat_first", "0.5", N_("Weight of the first repeat of one origin.")),
	RATIO("repeat_more", "0.25", N_("Weight of every further repeat.")),
	RATIO("belief_floor", "0.005", N_("No belief falls below this.")),
	RATIO("belief_ceiling", "0.995", N_("No belief rises above this.")),
	LIKELIHOOD("sample", "0.15;0.45;0.55"),
	LIKELIHOOD("sample-verified", "0.01;0.25;0.45"),
	LIKELIHOOD("corroboration", "0.04;0.25;0.45"),
	LIKELIHOOD("no-comment", "0.3;0.35;0.35"),
	LIKELIHOOD("no-evidence-yet", "0.45;0.3;0.18"),
	LIKELIHOOD("partial-statement", "0.01;0.6;0.3"),
	LIKELIHOOD("denial-unscoped", "0.35;0.1;0.12"),
	LIKELIHOOD("denial-scoped", "0.25;0.2;0.2"),
	LIKELIHOOD("confirmation", "0.002;0.15;0.7"),
	LIKELIHOOD("filing", "0.001;0.03;0.3"),
	LIKELIHOOD("directive", "0.001;0.01;0.25"),
	LIKELIHOOD("signing-abuse", "0.001;0.02;0.15"),
	LIKELIHOOD("clearance", "0.3;0.08;0.02"),
	LIKELIHOOD("retraction", "0.15;0.02;0.005"),
	LIKELIHOOD("compromise", "0.001;0.05;0.6"),
	SPAN("exploit_window", "60d",
	     N_("Window in which a vendor's listings in exploit catalogues are counted.")),
	RATIO("exploit_uplift", "0.25",
	      N_("Added chance of a listing in a window after a breach.")),
	{ "exploit_from", COL_DATE, "2022-07-01",
	  N_("Day from which listings in exploit catalogues are counted."), NULL, 0, 0, 0, 0 },
	DECIMAL("exploit_hazard", "2",
		N_("Factor on hazard_week while an exploit of the vendor is a signal of an open case.")),
	RATIO("silence_floor", "0.25", N_("What silence after a claim leaves of a breach in the end.")),
	SPAN("silence_time", "5d", N_("Time in which the effect of silence falls to a third.")),
	WHOLE("prior_strength", "10", 1, 10000,
	      N_("Imagined cases that the shipped likelihoods are worth when own cases are counted.")),

	/* ---- watching ---- */
	SPAN("watch_every", "1h", N_("Time between two polls of the sources.")),
	SPAN("watch_timeout", "1m", N_("Longest time one source may take to answer.")),
	SPAN("watch_recent", "90d", N_("News older than this does not come into the inbox.")),
	WHOLE("watch_max_bytes", "16777216", 1024, 1073741824,
	      N_("Most bytes one source may answer with.")),
	YESNO("watch_local", "no",
	      N_("May sources be polled at private addresses, and without TLS?")),
	{ "watch_proxy", COL_TEXT, NULL,
	  N_("Proxy that leads to the sources, like http://proxy.example:3128; it decides which "
	     "addresses can be reached."), NULL, 0, 0, COL_TEXT, 0 },
	{ "watch_accept", COL_LIST, NULL,
	  N_("Kinds that become signals at once when a source of reliability A says so."), NULL, 0, 0,
	  COL_TEXT, 0 },

	/* ---- vendor states ---- */
	RATIO("state_prepare_any", "0.3",
	      N_("A vendor becomes prepare when any breach is this likely.")),
	RATIO("state_prepare_material", "0.15",
	      N_("A vendor becomes prepare when a material breach is this likely.")),
	RATIO("state_armed", "0.5", N_("A vendor becomes armed when a material breach is this likely.")),
	RATIO("state_leave", "0.8",
	      N_("A state is left downwards below this part of its threshold.")),

	/* ---- evaluation data ---- */
	RATIO("coverage_threshold", "0.75", N_("Strength from which a tested sub-step counts as covered.")),
	RATIO("coverage_substeps", "0.5",
	      N_("Part of its sub-steps from which a technique counts as covered.")),
	RATIO("evaluation.telemetry", "0.25", N_("Strength of the evaluation category Telemetry.")),
	RATIO("evaluation.general", "0.5", N_("Strength of the evaluation category General.")),
	RATIO("evaluation.tactic", "0.75", N_("Strength of the evaluation category Tactic.")),
	RATIO("evaluation.technique", "1", N_("Strength of the evaluation category Technique.")),
	RATIO("evaluation.modified", "0.25",
	      N_("Most that a delayed detection or one after a change of configuration is worth.")),

	/* ---- money ---- */
	{ "drill_cost", COL_MONEY, "0",
	  N_("What one drill costs, in the currency of the workspace."), NULL, 0, 0, 0, 0 },

	/* ---- simulation and decision ---- */
	WHOLE("simulation_runs", "2000", 10, 10000000, N_("Runs of a simulation.")),
	RATIO("failure_rate", "0.05",
	      N_("Chance that a step which removes, protects or secures fails and is done again.")),
	RATIO("rework_share", "0.5", N_("Part of the work of a failed step that is done again.")),
	RATIO("absence_rate", "0.08", N_("Chance that a member of a crew is not there.")),
	GUESS("lead_slip", "0m/0m/3d", N_("How late what must be ordered first comes.")),
	RATIO("duration_correlation", "0.5",
	      N_("How far instances of one step take longer or shorter together.")),
	DECIMAL("price_low", "0.95", N_("Lowest price against the quotes, as a factor.")),
	DECIMAL("price_high", "1.15", N_("Highest price against the quotes, as a factor.")),
	GUESS("time_prepare", "14d/21d/42d", N_("Time to get ready, from nothing.")),
	GUESS("time_ready", "21d/35d/63d", N_("Time to switch once ready.")),
	GUESS("time_unprepared", "63d/98d/182d", N_("Time to switch without having prepared.")),
	SPAN("time_confirmation", "56d", N_("Mean time until an allegation is confirmed.")),
	RATIO("hazard_week", "0.01",
	      N_("Chance a week that a breached vendor is used against us.")),
	{ "loss_low", COL_MONEY, "500000",
	  N_("Loss by such an attack that is exceeded in 95 of 100 cases."), NULL, 0, 0, 0, 0 },
	{ "loss_high", COL_MONEY, "12000000",
	  N_("Loss by such an attack that is exceeded in 5 of 100 cases."), NULL, 0, 0, 0, 0 },
	{ "switch_cost", COL_MONEY, "220000",
	  N_("Cost of a switch while there is no plan for the vendor."), NULL, 0, 0, 0, 0 },
	{ "preparation_cost", COL_MONEY, "35000",
	  N_("Cost of getting ready while no plan says it."), NULL, 0, 0, 0, 0 },
	WHOLE("decision_simulations", "250", 10, 1000000,
	      N_("Simulations of the plan behind an advice, in each of its worlds.")),
	WHOLE("decision_runs", "4000", 100, 10000000, N_("Runs behind an advice.")),
	DECIMAL("haste_premium", "1.25", N_("Factor on the cost of a switch nobody prepared.")),
};
const size_t policy_n_defs = sizeof(policy_defs) / sizeof(policy_defs[0]);

const struct policy_def *policy_find(const char *key)
{
	size_t i;

	for (i = 0; i < policy_n_defs; i++)
		if (strcmp(policy_defs[i].key, key) == 0)
			return &policy_defs[i];
	return NULL;
}

/* The column a value of this setting would stand in: its name is the setting's. */
static struct column as_column(const struct policy_def *def)
{
	bool any = !def->low && !def->high;

	return (struct column){ .name = def->key, .type = def->type, .choices = def->choices,
				.low = def->low, .high = any ? INT64_MAX : def->high };
}

/* Every piece of a list in its own canonical form. */
static int canonical_pieces(const struct policy_def *def, const char *text, char **ret,
			    struct err *err)
{
	struct column piece = { .name = def->key, .type = def->piece, .high = INT64_MAX };
	struct strbuf out = STRBUF_INIT;
	const char *span;
	size_t length;
	int n = 0, rc = 0;

	while (rc == 0 && text_list_next(&text, &span, &length)) {
		char *one = mem_strndup(span, length), *canonical = NULL;

		rc = value_canonical(&piece, one, &canonical, err);
		if (rc == 0 && canonical) {
			strbuf_add_sep(&out, ";", canonical);
			n++;
		}
		free(canonical);
		free(one);
	}
	if (rc == 0 && def->pieces && n != def->pieces)
		rc = err_set(err, ERR_INPUT,
			     N_("column '%s': there are %d values; give %d separated by ';'"),
			     def->key, n, def->pieces);
	if (rc == 0)
		*ret = n ? strbuf_detach(&out) : NULL;
	strbuf_release(&out);
	return rc;
}

int policy_canonical(const struct policy_def *def, const char *text, char **ret, struct err *err)
{
	struct column c = as_column(def);

	if (def->type == COL_LIST)
		return canonical_pieces(def, text, ret, err);
	if (def->type == COL_MONEY && text && text[strspn(text, " ")] == '-')
		return err_set(err, ERR_INPUT, N_("column '%s': %s is below zero; give an amount of 0 or more"),
			       def->key, text);
	return value_canonical(&c, text, ret, err);
}
