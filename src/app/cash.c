/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/cash.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "model/store.h"
#include "util/i18n.h"
#include "util/map.h"
#include "util/money.h"
#include "util/vec.h"

#define YEAR_MIN (INT64_C(365) * 1440)

struct group {
	char *name;
	int64_t paid, memo;
};

struct cash {
	const char *by;
	int digits;
	VEC(struct group) groups;
	struct map index;
	int64_t paid, stay, ready;
};

static char *group_name(const struct cash *c, const struct record *r)
{
	const char *offset = record_get(r, "offset_min");
	struct strbuf name = STRBUF_INIT;

	if (strcmp(c->by, "year") == 0)
		strbuf_addf(&name, "%lld",
			    (long long)((offset ? strtoll(offset, NULL, 10) : 0) / YEAR_MIN + 1));
	else
		strbuf_adds(&name, record_get(r, c->by));
	return strbuf_detach(&name);
}

static int add_line(void *context, const struct record *r, struct err *err)
{
	struct cash *c = context;
	const char *cell = record_get(r, "amount_workspace"), *rule = record_get(r, "rule");
	bool memo = strcmp(record_get(r, "category"), "memo") == 0;
	char *name = group_name(c, r);
	size_t at = map_get(&c->index, name);
	int64_t amount = 0;

	(void)err;
	if (cell)
		(void)amount_parse(cell, c->digits, &amount);
	if (at == MAP_NONE) {
		at = c->groups.n;
		map_put(&c->index, name, at);
		VEC_PUSH(&c->groups, (struct group){ name, 0, 0 });
	} else {
		free(name);
	}
	if (memo)
		c->groups.items[at].memo += amount;
	else
		c->groups.items[at].paid += amount;
	c->paid += memo ? 0 : amount;
	c->stay -= strcmp(rule, "renewal") == 0 ? amount : 0;
	c->ready += memo && (strcmp(rule, "upkeep") == 0 || strcmp(rule, "drill") == 0) ? amount : 0;
	return 0;
}

static void money(int64_t amount, const struct cash *c, struct strbuf *out)
{
	amount_format(amount, c->digits, out);
}

static void show_group(struct app *app, const struct cash *c, const char *name, int64_t paid,
		       int64_t memo)
{
	struct strbuf text[2] = { STRBUF_INIT, STRBUF_INIT };

	money(paid, c, &text[0]);
	money(memo, c, &text[1]);
	answer_row(app->answer, (const char *const[]){ name, text[0].buf, text[1].buf });
	strbuf_release(&text[0]);
	strbuf_release(&text[1]);
}

static void show(struct app *app, const struct plan_ref *plan, const struct cash *c)
{
	const struct answer_column columns[] = {
		{ "group", c->by, false },
		{ "paid", _("paid"), true },
		{ "memo", _("for comparison"), true },
	};
	const char *currency = record_get(&plan->header, "currency");
	struct strbuf text[3] = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT };
	size_t i;

	answer_table(app->answer, "cash", columns, 3);
	for (i = 0; i < c->groups.n; i++)
		show_group(app, c, c->groups.items[i].name, c->groups.items[i].paid,
			   c->groups.items[i].memo);
	answer_end(app->answer);
	money(c->paid, c, &text[0]);
	money(c->stay, c, &text[1]);
	money(c->paid - c->stay, c, &text[2]);
	answer_linef(app->answer, _("total %s %s, present value %s; staying %s; difference %s"),
		     text[0].buf, currency, record_get(&plan->header, "npv"), text[1].buf,
		     text[2].buf);
	strbuf_reset(&text[0]);
	money(c->ready, c, &text[0]);
	answer_linef(app->answer, _("being ready costs %s %s until the horizon"), text[0].buf,
		     currency);
	for (i = 0; i < 3; i++)
		strbuf_release(&text[i]);
}

int cash_show(struct app *app, const struct plan_ref *plan, const char *by, struct err *err)
{
	struct store_query q = { .table = table_find("plan_costs"), .sort = -1 };
	struct cash c = { .by = by };
	struct selector *where = NULL;
	struct db *db;
	size_t i;
	int rc;

	if (strcmp(by, "year") != 0 && strcmp(by, "category") != 0 && strcmp(by, "rule") != 0)
		return err_set(err, ERR_USAGE, N_("--by takes year, category or rule, not '%s'"), by);
	c.digits = currency_exponent(record_get(&plan->header, "currency"));
	rc = app_db(app, &db, err);
	if (rc == 0)
		rc = plan_ref_selector(plan, q.table, NULL, &where, err);
	q.where = where;
	if (rc == 0)
		rc = store_each(db, &q, -1, add_line, &c, err);
	if (rc == 0)
		show(app, plan, &c);
	selector_free(where);
	for (i = 0; i < c.groups.n; i++)
		free(c.groups.items[i].name);
	VEC_RELEASE(&c.groups);
	map_release(&c.index);
	return rc;
}
