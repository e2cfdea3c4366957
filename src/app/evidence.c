/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "io/csv_read.h"
#include "model/settings.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/text.h"

/* ---- rules ----------------------------------------------------------------------------------- */

/* A value that model/policy.c has a default for: canonical, so it always reads. */
static int get_number(struct db *db, const char *key, double *ret, struct err *err)
{
	char *text = NULL;
	int rc = setting_get(db, key, &text, err);

	if (rc == 0)
		*ret = text ? strtod(text, NULL) : 0;
	free(text);
	return rc;
}

static int get_triple(struct db *db, const char *key, struct triple *ret, struct err *err)
{
	char *text = NULL;
	int rc = setting_get(db, key, &text, err), i;
	const char *at = text;

	for (i = 0; rc == 0 && i < HYP_N; i++) {
		const char *piece;
		size_t length;

		if (text_list_next(&at, &piece, &length))
			ret->v[i] = strtod(piece, NULL);
	}
	free(text);
	return rc;
}

static int get_days(struct db *db, const char *key, double *ret, struct err *err)
{
	char *text = NULL;
	int64_t seconds;
	int rc = setting_get(db, key, &text, err);

	if (rc == 0 && text && duration_parse(text, &seconds) == 0)
		*ret = (double)seconds / (double)DAY_S;
	free(text);
	return rc;
}

static int graded(struct db *db, struct belief_rules *r, struct err *err)
{
	struct strbuf key = STRBUF_INIT;
	int rc = 0, i;

	for (i = 0; rc == 0 && i < GRADE_N; i++) {
		strbuf_reset(&key);
		strbuf_addf(&key, "case_opening.%c", 'A' + i);
		rc = get_triple(db, key.buf, &r->opening[i], err);
		strbuf_reset(&key);
		strbuf_addf(&key, "reliability.%c", 'A' + i);
		if (rc == 0)
			rc = get_number(db, key.buf, &r->reliability[i], err);
		strbuf_reset(&key);
		strbuf_addf(&key, "credibility.%d", i + 1);
		if (rc == 0)
			rc = get_number(db, key.buf, &r->credibility[i], err);
	}
	for (i = 0; rc == 0 && i < SIG_N; i++) {
		strbuf_reset(&key);
		strbuf_addf(&key, "likelihood.%s", signal_kinds[i].name);
		if (signal_kinds[i].has_ratio)
			rc = get_triple(db, key.buf, &r->likelihood[i], err);
	}
	strbuf_release(&key);
	return rc;
}

int evidence_rules(struct db *db, struct belief_rules *ret, struct err *err)
{
	struct belief_rules r = { .silence_days = 5 };
	const struct {
		const char *key;
		double *place;
	} numbers[] = {
		{ "against_interest", &r.against_interest },
		{ "repeat_first", &r.repeat_first },
		{ "repeat_more", &r.repeat_more },
		{ "belief_floor", &r.floor },
		{ "belief_ceiling", &r.ceiling },
		{ "exploit_uplift", &r.exploit_uplift },
		{ "silence_floor", &r.silence_floor },
		{ "prior_strength", &r.prior_strength },
		{ "state_prepare_any", &r.prepare_any },
		{ "state_prepare_material", &r.prepare_material },
		{ "state_armed", &r.armed },
		{ "state_leave", &r.leave },
	};
	size_t i;
	int rc = get_triple(db, "case_start", &r.start, err);

	for (i = 0; rc == 0 && i < sizeof(numbers) / sizeof(numbers[0]); i++)
		rc = get_number(db, numbers[i].key, numbers[i].place, err);
	if (rc == 0)
		rc = get_days(db, "silence_time", &r.silence_days, err);
	if (rc == 0)
		rc = graded(db, &r, err);
	if (rc == 0)
		*ret = r;
	return rc;
}

/* ---- rows ------------------------------------------------------------------------------------ */

void evidence_rows_init(struct evidence_rows *rows)
{
	memset(rows, 0, sizeof(*rows));
}

void evidence_rows_release(struct evidence_rows *rows)
{
	size_t i;

	for (i = 0; i < rows->sources.n; i++)
		record_release(&rows->sources.items[i]);
	for (i = 0; i < rows->cases.n; i++)
		record_release(&rows->cases.items[i]);
	for (i = 0; i < rows->signals.n; i++)
		record_release(&rows->signals.items[i]);
	for (i = 0; i < rows->listed_of.n; i++)
		free(rows->listed_of.items[i]);
	VEC_RELEASE(&rows->sources);
	VEC_RELEASE(&rows->cases);
	VEC_RELEASE(&rows->signals);
	VEC_RELEASE(&rows->weights);
	VEC_RELEASE(&rows->listed);
	VEC_RELEASE(&rows->listed_of);
}

static int keep(void *context, const struct record *r, struct err *err)
{
	struct evidence_rows *rows = context;
	struct record copy;

	(void)err;
	record_init(&copy, r->table);
	record_copy(&copy, r);
	if (strcmp(r->table->name, "sources") == 0)
		VEC_PUSH(&rows->sources, copy);
	else if (strcmp(r->table->name, "cases") == 0)
		VEC_PUSH(&rows->cases, copy);
	else
		VEC_PUSH(&rows->signals, copy);
	return 0;
}

static int read_table(struct db *db, const char *table, struct evidence_rows *rows, struct err *err)
{
	const struct store_query q = { .table = table_find(table), .sort = -1 };

	return store_each(db, &q, -1, keep, rows, err);
}

/* ---- listings of exploits -------------------------------------------------------------------- */

struct names {
	struct evidence_rows *rows;
	VEC(char *) folded; /* a vendor's name, key or alias */
	VEC(char *) vendor;
};

static void add_name(struct names *n, const char *name, size_t length, const char *vendor)
{
	char *text = mem_strndup(name, length);
	struct strbuf folded = STRBUF_INIT;

	text_fold(text, &folded);
	VEC_PUSH(&n->folded, strbuf_detach(&folded));
	VEC_PUSH(&n->vendor, mem_strdup(vendor));
	free(text);
}

static int take_vendor(void *context, const struct record *r, struct err *err)
{
	struct names *n = context;
	const char *key = record_get(r, "vendor"), *name = record_get(r, "name");
	const char *at = record_get(r, "aliases"), *piece;
	size_t length;

	(void)err;
	add_name(n, key, strlen(key), key);
	if (name)
		add_name(n, name, strlen(name), key);
	while (text_list_next(&at, &piece, &length))
		add_name(n, piece, length, key);
	return 0;
}

static int take_listing(void *context, const struct record *r, struct err *err)
{
	struct names *n = context;
	const char *name = record_get(r, "vendor_name");
	struct strbuf folded = STRBUF_INIT;
	int64_t day;
	size_t i;

	(void)err;
	if (date_parse(record_get(r, "added_on"), &day) < 0)
		return 0;
	if ((long)day > n->rows->listed_until)
		n->rows->listed_until = (long)day;
	text_fold(name ? name : "", &folded);
	for (i = 0; i < n->folded.n; i++) {
		if (strcmp(n->folded.items[i], folded.buf) != 0)
			continue;
		VEC_PUSH(&n->rows->listed, (long)day);
		VEC_PUSH(&n->rows->listed_of, mem_strdup(n->vendor.items[i]));
		break;
	}
	strbuf_release(&folded);
	return 0;
}

/* Days are in their order; the span ends with the newest listing of anybody. */
static int read_listings(struct db *db, struct evidence_rows *rows, struct err *err)
{
	struct store_query vendors = { .table = table_find("vendors"), .sort = -1 };
	struct store_query listings = { .table = table_find("exploits") };
	struct names names = { .rows = rows };
	char *from = NULL;
	int64_t day = 0;
	double window = 60;
	size_t i;
	int rc = setting_get(db, "exploit_from", &from, err);

	if (rc == 0 && from)
		(void)date_parse(from, &day);
	rows->listed_from = rows->listed_until = (long)day;
	if (rc == 0)
		rc = get_days(db, "exploit_window", &window, err);
	rows->window = window >= 1 ? (long)window : 1;
	if (rc == 0)
		rc = store_each(db, &vendors, -1, take_vendor, &names, err);
	listings.sort = table_column(listings.table, "added_on");
	if (rc == 0)
		rc = store_each(db, &listings, -1, take_listing, &names, err);
	for (i = 0; i < names.folded.n; i++) {
		free(names.folded.items[i]);
		free(names.vendor.items[i]);
	}
	VEC_RELEASE(&names.folded);
	VEC_RELEASE(&names.vendor);
	free(from);
	return rc;
}

/* ---- loading --------------------------------------------------------------------------------- */

static void count_case(const struct evidence_case *c, struct belief_counts *counts)
{
	bool seen[SIG_N] = { false };
	size_t k;

	counts->cases[c->outcome]++;
	for (k = 0; k < c->n; k++)
		seen[c->signals[k].s.kind] = true;
	for (k = 0; k < SIG_N; k++)
		counts->seen[k][c->outcome] += seen[k];
}

static int by_closing(const void *a, const void *b)
{
	const struct evidence_case *const *x = a, *const *y = b;

	if ((*x)->closed != (*y)->closed)
		return (*x)->closed < (*y)->closed ? -1 : 1;
	return strcmp((*x)->key, (*y)->key);
}

/* Closed cases with an outcome, oldest first; freed by the caller. */
static struct evidence_case **closed_cases(const struct evidence *e, size_t *ret_n)
{
	struct evidence_case **list = mem_alloc(e->n, sizeof(*list));
	size_t i, n = 0;

	for (i = 0; i < e->n; i++)
		if (!e->cases[i].open && e->cases[i].outcome >= 0)
			list[n++] = &e->cases[i];
	qsort(list, n, sizeof(*list), by_closing);
	*ret_n = n;
	return list;
}

static void learn(struct evidence *e)
{
	struct belief_counts counts;
	struct evidence_case **closed;
	size_t i, n;

	memset(&counts, 0, sizeof(counts));
	closed = closed_cases(e, &n);
	for (i = 0; i < n; i++)
		count_case(closed[i], &counts);
	belief_learn(&e->rules, &counts);
	free(closed);
}

/* Each closed case by what was known when it was closed. */
static void believe_closed(struct evidence *e, const struct belief_rules *shipped)
{
	struct belief_counts counts;
	struct evidence_case **closed;
	size_t i, n;

	memset(&counts, 0, sizeof(counts));
	closed = closed_cases(e, &n);
	for (i = 0; i < n; i++) {
		struct belief_rules rules = *shipped;

		belief_learn(&rules, &counts);
		evidence_believe(closed[i], &rules);
		count_case(closed[i], &counts);
	}
	free(closed);
}

int evidence_load(struct db *db, int64_t now, struct evidence *ret, struct err *err)
{
	struct evidence_rows rows;
	int rc;

	memset(ret, 0, sizeof(*ret));
	ret->now = now;
	evidence_rows_init(&rows);
	rc = evidence_rules(db, &ret->rules, err);
	if (rc == 0)
		rc = read_table(db, "sources", &rows, err);
	if (rc == 0)
		rc = read_table(db, "cases", &rows, err);
	if (rc == 0)
		rc = read_table(db, "signals", &rows, err);
	if (rc == 0)
		rc = read_listings(db, &rows, err);
	if (rc == 0) {
		struct belief_rules shipped = ret->rules;

		evidence_play(ret, &rows);
		learn(ret);
		evidence_play(ret, &rows);
		believe_closed(ret, &shipped);
	}
	evidence_rows_release(&rows);
	return rc;
}

/* The columns of the library are those of the workbook, and two more for signals. */
static int read_library_row(struct evidence_rows *rows, const struct table *t,
			    struct csv_reader *csv, const struct csv_row *row, struct err *err)
{
	int weight = csv_column(csv, "weight");
	struct record r;
	size_t i;
	int rc = 0;

	if (row->reject.id) {
		msg_copy(&err->msg, &row->reject);
		return err->code = ERR_INPUT;
	}
	record_init(&r, t);
	for (i = 0; rc == 0 && i < t->n_columns; i++) {
		int c = csv_column(csv, t->columns[i].name);

		if (c >= 0)
			rc = value_canonical(&t->columns[i], row->field[c], &r.cell[i], err);
	}
	if (rc == 0) {
		if (weight >= 0)
			VEC_PUSH(&rows->weights, strtod(row->field[weight], NULL));
		rc = keep(rows, &r, err);
	}
	record_release(&r);
	return rc;
}

static int read_library(const char *folder, const char *table, struct evidence_rows *rows,
			struct err *err)
{
	struct strbuf path = STRBUF_INIT;
	struct csv_reader *csv = NULL;
	struct csv_row row;
	int rc;

	strbuf_addf(&path, "%s/%s.csv", folder, table);
	rc = csv_open(path.buf, NULL, &csv, err);
	while (rc >= 0 && (rc = csv_next(csv, &row, err)) > 0)
		rc = read_library_row(rows, table_find(table), csv, &row, err);
	csv_close(csv);
	strbuf_release(&path);
	return rc;
}

int evidence_library(const char *folder, const struct belief_rules *rules, struct evidence *ret,
		     struct err *err)
{
	struct evidence_rows rows;
	int rc;

	memset(ret, 0, sizeof(*ret));
	ret->now = INT64_MAX;
	ret->rules = *rules;
	evidence_rows_init(&rows);
	rc = read_library(folder, "sources", &rows, err);
	if (rc == 0)
		rc = read_library(folder, "cases", &rows, err);
	if (rc == 0)
		rc = read_library(folder, "signals", &rows, err);
	if (rc == 0)
		evidence_play(ret, &rows);
	evidence_rows_release(&rows);
	return rc;
}

void evidence_release(struct evidence *e)
{
	arena_release(&e->arena);
	e->n = 0;
}

const struct evidence_case *evidence_of(const struct evidence *e, const char *vendor)
{
	const struct evidence_case *worst = NULL;
	size_t i;

	for (i = 0; i < e->n; i++) {
		const struct evidence_case *c = &e->cases[i];

		if (!c->open || strcmp(c->vendor, vendor) != 0)
			continue;
		if (!worst || c->state > worst->state ||
		    (c->state == worst->state && c->p.v[HYP_MATERIAL] > worst->p.v[HYP_MATERIAL]))
			worst = c;
	}
	return worst;
}

bool evidence_may_open(const char *kind)
{
	return !kind || strcmp(kind, "exploit") != 0;
}

int evidence_no_case(const char *vendor, struct err *err)
{
	return err_set(err, ERR_DENIED,
		       N_("no case is open for %s, and a listed exploit alleges no breach of the vendor; it "
			  "counts once a case is open"), vendor);
}

enum vendor_state evidence_state(const struct evidence *e, const char *vendor)
{
	const struct evidence_case *c = evidence_of(e, vendor);

	return c ? c->state : STATE_CLEAR;
}

/* ---- base rates ------------------------------------------------------------------------------ */

struct rating {
	const struct evidence_rows *rows;
	evidence_rate_fn *fn;
	void *context;
};

static int rate_vendor(void *context, const struct record *r, struct err *err)
{
	const struct rating *x = context;
	const struct evidence_rows *rows = x->rows;
	long *days = mem_alloc(rows->listed.n, sizeof(*days));
	struct evidence_rate rate = { .vendor = r->cell[table_column(r->table, "vendor")] };
	long starts = rows->listed_until - rows->listed_from + 2 - rows->window;
	size_t i;
	int rc;

	for (i = 0; i < rows->listed.n; i++)
		if (strcmp(rows->listed_of.items[i], rate.vendor) == 0)
			days[rate.listings++] = rows->listed.items[i];
	rate.windows = starts > 0 ? (size_t)starts : 0;
	rate.used = exploit_base_rate(days, rate.listings, rows->listed_from, rows->listed_until,
				      rows->window, &rate.raw);
	rc = x->fn(x->context, &rate, err);
	free(days);
	return rc;
}

int evidence_rates(struct db *db, evidence_rate_fn *fn, void *context, struct err *err)
{
	const struct store_query q = { .table = table_find("vendors"), .sort = -1 };
	struct evidence_rows rows;
	struct rating x = { &rows, fn, context };
	int rc;

	evidence_rows_init(&rows);
	rc = read_listings(db, &rows, err);
	if (rc == 0)
		rc = store_each(db, &q, -1, rate_vendor, &x, err);
	evidence_rows_release(&rows);
	return rc;
}
