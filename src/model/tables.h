/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Only for src/model/tables_*.c and table.c: the descriptors, one file per part of the data, and
 * short words for their flags.
 */
#ifndef LIFEBOAT_MODEL_TABLES_H
#define LIFEBOAT_MODEL_TABLES_H

#include "model/table.h"
#include "util/i18n.h"

/* K: a key cell that must be there; KO: one that may be empty. */
#define K (COLF_KEY | COLF_REQUIRED | COLF_LISTED)
#define KO (COLF_KEY | COLF_LISTED)
#define R COLF_REQUIRED
#define P COLF_PLANNED
#define L COLF_LISTED
#define INTERNAL COLF_INTERNAL

#define COLUMNS(array) .columns = (array), .n_columns = sizeof(array) / sizeof((array)[0])

/* tables_vendor.c */
extern const struct table table_vendors, table_products, table_fate, table_prices,
	table_contracts;
/* tables_coverage.c */
extern const struct table table_capabilities, table_coverage, table_requirements, table_controls;
/* tables_org.c */
extern const struct table table_calendars, table_sites, table_people, table_crews;
/* tables_asset.c */
extern const struct table table_assets, table_installs, table_dependencies;
/* tables_play.c */
extern const struct table table_prestage, table_playbooks, table_secrets;
/* tables_evidence.c */
extern const struct table table_sources, table_cases, table_signals, table_rates, table_policy;
/* tables_plan.c */
extern const struct table table_plans, table_plan_affected, table_plan_classes,
	table_plan_selections, table_plan_gaps, table_plan_waves;
/* tables_plan_steps.c */
extern const struct table table_plan_steps, table_plan_assets, table_plan_costs,
	table_plan_checks, table_plan_deadlines, table_step_states, table_asset_states;
/* tables_activation.c */
extern const struct table table_vendor_states, table_exploits, table_inbox, table_polls,
	table_orders, table_approvals;
/* tables_plan_risk.c */
extern const struct table table_plan_notices, table_plan_forecasts, table_plan_odds,
	table_plan_risks, table_readiness;

/* Choices that several columns share. */
#define CATEGORIES "edr|antivirus|mail-gateway|vpn|idp|password-manager|monitoring|firewall|backup|other"
#define PROTECTIONS "none|password|token"
#define FUNCTIONS "protect|detect|respond"
#define PHASES "prepare|decide|contain|preserve|replace|verify|retire|close"
#define SCOPES "plan|product|site|class|wave"
#define MARKS "contains|removes|protects|secures|retires"
#define PRESTAGE_KINDS \
	"token|password|export|installer|quote|contract|exclusion-list|removal-tool|contact|other"
#define VENDOR_STATES "clear|watch|prepare|armed|confirmed"
#define SIGNAL_KINDS \
	"sample|sample-verified|corroboration|no-comment|no-evidence-yet|partial-statement|denial|" \
	"confirmation|filing|directive|exploit|signing-abuse|clearance|retraction|silence|compromise"
#define STEP_STATES "todo|doing|done|failed|skipped|blocked"

#endif
