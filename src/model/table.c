/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/table.h"

#include <assert.h>
#include <string.h>

#include "model/tables.h"

const struct table *const model_tables[] = {
	&table_vendors,       &table_products,        &table_fate,
	&table_prices,        &table_contracts,       &table_capabilities,
	&table_coverage,      &table_requirements,    &table_controls,
	&table_calendars,     &table_sites,           &table_people,
	&table_crews,         &table_assets,          &table_installs,
	&table_dependencies,  &table_prestage,        &table_playbooks,
	&table_secrets,       &table_sources,         &table_cases,
	&table_signals,       &table_rates,           &table_policy,
	&table_plans,         &table_plan_affected,   &table_plan_classes,
	&table_plan_selections, &table_plan_gaps,     &table_plan_waves,
	&table_plan_steps,    &table_plan_assets,     &table_plan_costs,
	&table_plan_checks,   &table_plan_deadlines,  &table_step_states,
	&table_asset_states,  &table_vendor_states,   &table_exploits,
	&table_inbox,         &table_polls,           &table_orders,
	&table_approvals,     &table_plan_notices,    &table_plan_forecasts,
	&table_plan_odds,     &table_plan_risks,      &table_readiness,
};
const size_t model_n_tables = sizeof(model_tables) / sizeof(model_tables[0]);

const struct table *table_find(const char *name)
{
	size_t i;

	for (i = 0; i < model_n_tables; i++)
		if (strcmp(model_tables[i]->name, name) == 0)
			return model_tables[i];
	for (i = 0; i < model_n_tables; i++)
		if (strcmp(model_tables[i]->one, name) == 0)
			return model_tables[i];
	return NULL;
}

size_t table_index(const struct table *t)
{
	size_t i = 0;

	while (i < model_n_tables && model_tables[i] != t)
		i++;
	assert(i < model_n_tables);
	return i;
}

int table_column(const struct table *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->n_columns; i++)
		if (strcmp(t->columns[i].name, name) == 0)
			return (int)i;
	return -1;
}

size_t table_key(const struct table *t, int ret_index[8])
{
	size_t i, n = 0;

	for (i = 0; i < t->n_columns; i++) {
		size_t at;

		if (!(t->columns[i].flags & COLF_KEY))
			continue;
		assert(n < 8);
		/* Sorted in by place; a place of 0 keeps the order of the columns. */
		for (at = n; at > 0 && t->columns[ret_index[at - 1]].key_place >
					       t->columns[i].key_place; at--)
			ret_index[at] = ret_index[at - 1];
		ret_index[at] = (int)i;
		n++;
	}
	return n;
}
