/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/marks.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "model/store.h"
#include "util/i18n.h"

struct search {
	const struct plan_ref *plan;
	struct record *found;
	bool any;
};

static int compare(void *context, const struct record *r, struct err *err)
{
	struct search *s = context;
	const char *version = record_get(r, "activated_version");

	(void)err;
	if (version && strtoll(version, NULL, 10) == s->plan->version &&
	    strcmp(record_get(r, "plan"), s->plan->plan) == 0) {
		record_copy(s->found, r);
		s->any = true;
	}
	return 0;
}

int plan_order(struct db *db, const struct plan_ref *plan, struct record *ret, struct err *err)
{
	const struct store_query q = { .table = table_find("orders"), .sort = -1 };
	struct search s = { plan, ret, false };
	int rc = store_each(db, &q, -1, compare, &s, err);

	if (rc == 0 && !s.any)
		rc = err_set(err, ERR_NOT_FOUND, N_("plan %s/%lld was not activated by an order"), plan->plan,
			     (long long)plan->version);
	return rc;
}

static bool is_yes(const char *cell)
{
	return cell && strcmp(cell, "yes") == 0;
}

/* Its order, if one person alone gave it: 1; 0 not so. */
static int overridden(struct db *db, const struct plan_ref *plan, struct record *order, struct err *err)
{
	int rc = plan_order(db, plan, order, NULL);

	if (rc == ERR_NOT_FOUND) /* most plans have no order: that is no error */
		return 0;
	if (rc < 0)
		return err_set(err, (enum err_code)rc, N_("the activation orders cannot be read; run "
							  "'lifeboat doctor'"));
	return is_yes(record_get(order, "override"));
}

int plan_marks(struct db *db, const struct plan_ref *plan, struct strbuf *out, struct err *err)
{
	struct record order;
	int rc;

	if (is_yes(record_get(&plan->header, "drill")))
		strbuf_adds(out, _("DRILL: this is an exercise; nothing is to be done for real"));
	record_init(&order, table_find("orders"));
	rc = overridden(db, plan, &order, err);
	if (rc == 1) {
		struct msg text = MSG_INIT;

		msg_set(&text, N_("OVERRIDE: activated by one person alone: %s"),
			record_get(&order, "reason"));
		if (out->len)
			strbuf_addch(out, '\n');
		msg_render(&text, gettext, out);
		msg_release(&text);
	}
	record_release(&order);
	return rc < 0 ? rc : 0;
}

int plan_is_overridden(struct db *db, const struct plan_ref *plan, bool *ret, struct err *err)
{
	struct record order;
	int rc;

	record_init(&order, table_find("orders"));
	rc = overridden(db, plan, &order, err);
	record_release(&order);
	*ret = rc == 1;
	return rc < 0 ? rc : 0;
}

int plan_marks_short(struct db *db, const struct plan_ref *plan, struct strbuf *out, struct err *err)
{
	bool alone;
	int rc = plan_is_overridden(db, plan, &alone, err);

	if (rc == 0 && is_yes(record_get(&plan->header, "drill")))
		strbuf_adds(out, _("DRILL"));
	if (rc == 0 && alone)
		strbuf_add_sep(out, ", ", _("OVERRIDE"));
	return rc;
}

int plan_marks_note(struct app *app, const struct plan_ref *plan, struct err *err)
{
	struct strbuf marks = STRBUF_INIT;
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc == 0)
		rc = plan_marks(db, plan, &marks, err);
	if (rc == 0 && marks.len)
		answer_note(app->answer, marks.buf);
	strbuf_release(&marks);
	return rc;
}
