/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/inbox.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/evidence.h"
#include "app/vendor_state.h"
#include "app/watch.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"

static int set_checked(struct record *r, const char *column, const char *text, struct err *err)
{
	int i = table_column(r->table, column);
	char *canonical = NULL;
	int rc;

	if (!text)
		return 0;
	rc = value_canonical(&r->table->columns[i], text, &canonical, err);
	if (rc == 0) {
		free(r->cell[i]);
		r->cell[i] = canonical;
	}
	return rc;
}

/* The vendor's open case; news that opens one does it under the item's name. */
static int find_case(struct change *c, struct record *signal, const struct record *item,
		     struct err *err)
{
	const struct evidence_case *k;
	struct record opened;
	struct evidence e;
	int rc = evidence_load(change_db(c), change_info(c)->now, &e, err);

	k = rc == 0 ? evidence_of(&e, record_get(signal, "vendor")) : NULL;
	if (k)
		record_set(signal, "case", k->key);
	evidence_release(&e);
	if (rc < 0 || k)
		return rc;
	if (!evidence_may_open(record_get(signal, "kind")))
		return evidence_no_case(record_get(signal, "vendor"), err);
	record_init(&opened, table_find("cases"));
	record_set(&opened, "case", record_get(item, "item"));
	record_set(&opened, "vendor", record_get(signal, "vendor"));
	record_set(&opened, "claim", record_get(item, "title"));
	record_set(&opened, "opened_at", record_get(item, "published_at"));
	record_set(&opened, "source", record_get(item, "source"));
	record_set(&opened, "status", "open");
	record_set(signal, "case", record_get(item, "item"));
	rc = change_put(c, &opened, CHANGE_ALL_CELLS, PUT_NEW, NULL, err);
	record_release(&opened);
	return rc;
}

static int fill_signal(struct record *s, const struct record *item, const struct inbox_choice *x,
		       int64_t now, struct err *err)
{
	static const char *const same[] = { "vendor", "product", "kind", "published_at", "source", "title",
					    "url" };
	struct strbuf at = STRBUF_INIT;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		record_set(s, same[i], record_get(item, same[i]));
	record_set(s, "signal", record_get(item, "item"));
	record_set(s, "credibility", "6");
	instant_format(now, &at);
	record_set(s, "observed_at", at.buf);
	strbuf_release(&at);
	if (!x)
		return 0;
	rc = set_checked(s, "kind", x->kind, err);
	if (rc == 0)
		rc = set_checked(s, "scope", x->scope, err);
	if (rc == 0)
		rc = set_checked(s, "vendor", x->vendor, err);
	if (rc == 0)
		rc = set_checked(s, "case", x->case_key, err);
	if (rc == 0)
		rc = set_checked(s, "credibility", x->credibility, err);
	return rc == 0 ? set_checked(s, "title", x->title, err) : rc;
}

int inbox_take(struct change *c, struct record *item, const struct inbox_choice *choice,
	       struct err *err)
{
	struct record signal;
	int rc;

	record_init(&signal, table_find("signals"));
	rc = fill_signal(&signal, item, choice, change_info(c)->now, err);
	if (rc == 0 && !record_get(&signal, "kind"))
		rc = err_set(err, ERR_USAGE,
			     N_("item %s: say what sort of signal it is with --kind, e.g. --kind sample"),
			     record_get(item, "item"));
	if (rc == 0 && !record_get(&signal, "case"))
		rc = find_case(c, &signal, item, err);
	if (rc == 0)
		rc = change_put(c, &signal, CHANGE_ALL_CELLS, PUT_NEW, NULL, err);
	if (rc == 0) {
		record_set(item, "state", "accepted");
		record_set(item, "signal", record_get(&signal, "signal"));
		rc = change_put(c, item, CHANGE_ALL_CELLS, PUT_EXISTING, NULL, err);
	}
	record_release(&signal);
	return rc;
}

/* By policy: what an authority itself publishes counts as probably true. */
int inbox_take_by_policy(struct change *c, struct record *item, struct err *err)
{
	const struct inbox_choice choice = { .credibility = "2" };
	const char *vendor = record_get(item, "vendor");
	bool open = true;
	struct evidence e;
	int rc = 0;

	if (!evidence_may_open(record_get(item, "kind"))) {
		rc = evidence_load(change_db(c), change_info(c)->now, &e, err);
		open = rc == 0 && evidence_of(&e, vendor);
		evidence_release(&e);
	}
	return rc == 0 && open ? inbox_take(c, item, &choice, err) : rc;
}

/* ---- commands -------------------------------------------------------------------------------- */

struct judging {
	struct record item;
	struct inbox_choice choice;
	struct state_changes states;
	bool accept;
};

static int write_judgement(struct change *c, void *context, struct err *err)
{
	struct judging *j = context;
	struct record item;
	int rc;

	state_changes_release(&j->states);
	record_init(&item, j->item.table);
	record_copy(&item, &j->item);
	if (j->accept) {
		rc = inbox_take(c, &item, &j->choice, err);
	} else {
		record_set(&item, "state", "dismissed");
		rc = change_put(c, &item, CHANGE_ALL_CELLS, PUT_SAME_REV, NULL, err);
	}
	record_release(&item);
	return rc == 0 ? vendor_states_update(c, &j->states, err) : rc;
}

static int judge_item(struct app *app, const struct call *call, bool accept, struct err *err)
{
	struct judging j = {
		.choice = { call_option(call, "kind"), call_option(call, "scope"),
			    call_option(call, "vendor"), call_option(call, "case"),
			    call_option(call, "credibility"), call_option(call, "title") },
		.accept = accept,
	};
	struct change_info info;
	struct db *db;
	int rc = app_change(app, accept ? "signal accept" : "signal dismiss", &info, &db, err);

	if (rc < 0)
		return rc;
	record_init(&j.item, table_find("inbox"));
	rc = store_get_key(db, j.item.table, call->words[0], &j.item, err);
	if (rc == 0 && strcmp(record_get(&j.item, "state"), "proposed") != 0)
		rc = err_set(err, ERR_DENIED, N_("item %s is %s already"), call->words[0],
			     record_get(&j.item, "state"));
	if (rc == 0)
		rc = change_run(db, &info, write_judgement, &j, NULL, err);
	if (rc == 0) {
		answer_linef(app->answer, accept ? _("%s: accepted as a signal") : _("%s: put aside"),
			     call->words[0]);
		rc = vendor_states_tell(app, &j.states, err);
	}
	record_release(&j.item);
	state_changes_release(&j.states);
	return rc;
}

int inbox_accept(struct app *app, const struct call *call, struct err *err)
{
	return judge_item(app, call, true, err);
}

int inbox_dismiss(struct app *app, const struct call *call, struct err *err)
{
	return judge_item(app, call, false, err);
}
