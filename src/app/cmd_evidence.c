/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/commands.h"
#include "app/evidence.h"
#include "app/evidence_show.h"
#include "app/show.h"
#include "app/vendor_state.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- signal add ------------------------------------------------------------------------------ */

struct new_signal {
	struct record given; /* as the options say */
	/* what is written, made of it inside the change: somebody else may take a key or open the case
	 * at the same moment; opened: a new case, when cell 0 is set */
	struct record signal, opened;
	struct state_changes states;
};

/* Options that go into a cell of the same meaning. */
static const struct {
	const char *option, *column;
} cells[] = {
	{ "key", "signal" },       { "case", "case" },         { "product", "product" },
	{ "scope", "scope" },      { "source", "source" },     { "credibility", "credibility" },
	{ "same-as", "same_as" },  { "retracts", "retracts" }, { "title", "title" },
	{ "url", "url" },          { "note", "note" },         { "published", "published_at" },
	{ "observed", "observed_at" },
};

static int set_cell(struct record *r, const char *column, const char *text, struct err *err)
{
	int c = table_column(r->table, column);
	char *canonical = NULL;
	int rc = value_canonical(&r->table->columns[c], text, &canonical, err);

	if (rc == 0) {
		free(r->cell[c]);
		r->cell[c] = canonical;
	}
	return rc;
}

/* "trendmicro-3": the first free number. */
static int free_key(struct db *db, const struct table *t, const char *stem, char **ret,
		    struct err *err)
{
	struct strbuf key = STRBUF_INIT;
	bool taken = true;
	int i, rc = 0;

	for (i = 1; rc == 0 && taken; i++) {
		strbuf_reset(&key);
		strbuf_addf(&key, "%s-%d", stem, i);
		rc = store_exists(db, t, key.buf, &taken, err);
	}
	if (rc == 0)
		*ret = strbuf_detach(&key);
	strbuf_release(&key);
	return rc;
}

/* The vendor's open case, or a new one that this signal opens. */
static int find_case(struct db *db, int64_t now, struct new_signal *x, struct err *err)
{
	const char *vendor = record_get(&x->signal, "vendor"), *at;
	const struct evidence_case *k;
	struct evidence e;
	char *key = NULL;
	int rc = evidence_load(db, now, &e, err);

	k = rc == 0 ? evidence_of(&e, vendor) : NULL;
	if (k)
		record_set(&x->signal, "case", k->key);
	evidence_release(&e);
	if (rc < 0 || k)
		return rc;
	if (!evidence_may_open(record_get(&x->signal, "kind")))
		return evidence_no_case(vendor, err);
	rc = free_key(db, table_find("cases"), vendor, &key, err);
	if (rc < 0)
		return rc;
	at = record_get(&x->signal, "published_at");
	at = at ? at : record_get(&x->signal, "observed_at");
	record_set(&x->opened, "case", key);
	record_set(&x->opened, "vendor", vendor);
	record_set(&x->opened, "claim", record_get(&x->signal, "title"));
	record_set(&x->opened, "opened_at", at);
	record_set(&x->opened, "source", record_get(&x->signal, "source"));
	record_set(&x->opened, "status", "open");
	record_set(&x->signal, "case", key);
	free(key);
	return 0;
}

static int read_signal(const struct call *call, struct new_signal *x, struct err *err)
{
	size_t i;
	int rc = set_cell(&x->given, "vendor", call->words[0], err);

	if (rc == 0)
		rc = set_cell(&x->given, "kind", call->words[1], err);
	for (i = 0; rc == 0 && i < COUNT(cells); i++)
		if (call_option(call, cells[i].option))
			rc = set_cell(&x->given, cells[i].column, call_option(call, cells[i].option),
				      err);
	return rc;
}

static int complete_signal(struct db *db, int64_t now, struct new_signal *x, struct err *err)
{
	struct strbuf at = STRBUF_INIT;
	char *key = NULL;
	int rc = 0;

	instant_format(now, &at);
	if (!record_get(&x->signal, "observed_at"))
		record_set(&x->signal, "observed_at", at.buf);
	strbuf_release(&at);
	if (!record_get(&x->signal, "case"))
		rc = find_case(db, now, x, err);
	if (rc == 0 && !record_get(&x->signal, "signal")) {
		rc = free_key(db, x->signal.table, record_get(&x->signal, "case"), &key, err);
		if (rc == 0)
			record_set(&x->signal, "signal", key);
		free(key);
	}
	return rc;
}

static int put_signal(struct change *c, void *context, struct err *err)
{
	struct new_signal *x = context;
	int rc;

	state_changes_release(&x->states);
	record_clear(&x->opened);
	record_copy(&x->signal, &x->given);
	rc = complete_signal(change_db(c), change_info(c)->now, x, err);
	if (rc == 0 && record_get(&x->opened, "case"))
		rc = change_put(c, &x->opened, CHANGE_ALL_CELLS, PUT_NEW, NULL, err);
	if (rc == 0)
		rc = change_put(c, &x->signal, CHANGE_ALL_CELLS, PUT_NEW, NULL, err);
	return rc == 0 ? vendor_states_update(c, &x->states, err) : rc;
}

static int run_signal_add(struct app *app, const struct call *call, struct err *err)
{
	struct new_signal x = { .states = { VEC_INIT } };
	struct change_info info;
	struct db *db;
	int rc = app_change(app, "signal add", &info, &db, err);

	if (rc < 0)
		return rc;
	record_init(&x.given, table_find("signals"));
	record_init(&x.signal, table_find("signals"));
	record_init(&x.opened, table_find("cases"));
	rc = read_signal(call, &x, err);
	if (rc == 0)
		rc = change_run(db, &info, put_signal, &x, NULL, err);
	if (rc == 0)
		rc = vendor_states_tell(app, &x.states, err);
	if (rc == 0)
		rc = evidence_show_case(app, record_get(&x.signal, "case"), err);
	if (rc == 0)
		answer_line(app->answer, record_get(&x.signal, "signal"));
	record_release(&x.given);
	record_release(&x.signal);
	record_release(&x.opened);
	state_changes_release(&x.states);
	return rc;
}

/* ---- the rest -------------------------------------------------------------------------------- */

static int run_signal_list(struct app *app, const struct call *call, struct err *err)
{
	struct show_query q;
	int rc = show_query_init(&q, table_find("signals"), call, err);

	if (rc == 0) {
		show_query_columns(&q, "signal,case,vendor,kind,published_at,source,credibility,title");
		rc = show_rows(app, &q, err);
		show_query_release(&q);
	}
	return rc;
}

static int run_belief(struct app *app, const struct call *call, struct err *err)
{
	if (call_switch(call, "replay"))
		return evidence_show_replay(app, err);
	if (call_switch(call, "rates"))
		return evidence_show_rates(app, err);
	if (call->n_words)
		return evidence_show_vendor(app, call->words[0], call_switch(call, "tornado"), err);
	return evidence_show_all(app, err);
}

static int run_advise(struct app *app, const struct call *call, struct err *err)
{
	return call->n_words ? evidence_show_advice(app, call->words[0], err)
			     : evidence_show_advices(app, err);
}

static const struct option add_options[] = {
	{ "source", 0, "SOURCE", N_("who says so") },
	{ "credibility", 0, "1..6", N_("how credible it is; 6 cannot be judged") },
	{ "case", 0, "CASE", N_("case it belongs to; without it the vendor's open one, or a new one") },
	{ "product", 0, "PRODUCT", N_("product it is about, if only one") },
	{ "scope", 0, "SCOPE", N_("for denials: unscoped or scoped") },
	{ "published", 0, "INSTANT", N_("when it was made public") },
	{ "observed", 0, "INSTANT", N_("when we learned of it; now unless given") },
	{ "same-as", 0, "LIST", N_("signals of the same origin, separated by ';'") },
	{ "retracts", 0, "SIGNAL", N_("signal it takes back") },
	{ "title", 0, "TEXT", N_("what it says, in one line") },
	{ "url", 0, "URL", N_("where it can be read") },
	{ "note", 0, "TEXT", N_("anything worth remembering") },
	{ "key", 0, "KEY", N_("its short name; without it the case's with a number") },
};
static const struct option list_options[] = {
	{ "columns", 0, "LIST", N_("these columns, separated by commas") },
	{ "all", 0, NULL, N_("every column") },
};
static const struct option belief_options[] = {
	{ "replay", 0, NULL, N_("play the shipped library of cases and score it") },
	{ "rates", 0, NULL, N_("how often each vendor is listed in exploit catalogues") },
	{ "tornado", 0, NULL, N_("how far each ratio, halved and doubled, would move it") },
};

const struct command cmd_signal_add = {
	"signal add", "VENDOR KIND",
	N_("Records a signal, and what it makes of belief and state; its key is the last line"),
	CMD_WORKSPACE | CMD_WRITES, 2, 2, add_options, COUNT(add_options), run_signal_add,
};
const struct command cmd_signal_list = {
	"signal list", "", N_("Lists the signals"), CMD_WORKSPACE | CMD_LISTING, 0, 0, list_options,
	COUNT(list_options), run_signal_list,
};
const struct command cmd_belief = {
	"belief", "[VENDOR]", N_("Shows what is believed of vendors, and how it came to that"),
	CMD_FORMAT, 0, 1, belief_options, COUNT(belief_options), run_belief,
};
const struct command cmd_advise = {
	"advise", "[VENDOR]", N_("Advises: do nothing, prepare, or switch, with the thresholds"),
	CMD_WORKSPACE | CMD_FORMAT, 0, 1, NULL, 0, run_advise,
};
