/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/evals_import.h"

#include <stdlib.h>
#include <string.h>

#include "io/attack.h"
#include "io/participants.h"
#include "io/put_cells.h"
#include "model/settings.h"
#include "plan/evals.h"
#include "util/text.h"

enum { E_ROUND, E_VENDOR, E_SUBSTEP, E_TECHNIQUE, E_DETECTION, E_MODIFIERS, E_N };
static const char *const headers[E_N] = { "round",     "vendor",    "substep",
					  "technique", "detection", "modifiers" };

/* One sub-step of one participant under one technique: its best answer. */
struct sample {
	size_t vendor, technique;
	int32_t strength;
	size_t line;
};

struct reading {
	struct importing *im;
	struct csv_reader *r;
	int column[E_N];
	char *round;              /* the one that is taken */
	struct arena arena;
	struct map seen;          /* vendor, technique, substep → samples */
	struct map vendors, techniques;
	VEC(char *) vendor_names; /* as first written */
	VEC(char *) published;    /* technique ids */
	VEC(struct sample) samples;
	struct evals_rules rules;
	struct attack attack;
	struct participants products;
	bool attack_loaded, products_loaded;
};

bool evals_import_fits(const struct csv_reader *r)
{
	for (size_t i = 0; i < E_N; i++)
		if (csv_column(r, headers[i]) < 0)
			return false;
	return true;
}

/* ---- which round ----------------------------------------------------------------------------- */

static bool newer(const char *a, const char *b)
{
	int x = evals_year(a), y = evals_year(b);

	return x != y ? x > y : strcmp(a, b) > 0;
}

static int find_round(struct reading *g, struct err *err)
{
	const char *wanted = g->im->options->round;
	struct strbuf others = STRBUF_INIT;
	struct map known = MAP_INIT;
	struct csv_row row;
	bool found = false;
	int rc;

	while ((rc = csv_next(g->r, &row, err)) > 0) {
		const char *round = row.reject.id ? "" : row.field[g->column[E_ROUND]];

		if (!*round || map_get(&known, round) != MAP_NONE)
			continue;
		round = arena_strdup(&g->arena, round);
		map_put(&known, round, 1);
		strbuf_add_sep(&others, ", ", round);
		found = found || (wanted && strcmp(wanted, round) == 0);
		if (!g->round || newer(round, g->round))
			g->round = arena_strdup(&g->arena, round);
	}
	if (rc == 0 && wanted && !found)
		rc = err_set(err, ERR_INPUT, N_("%s: there is no round '%s'; there are: %s"),
			     csv_name(g->r), wanted, others.buf);
	else if (rc == 0 && !g->round)
		rc = err_set(err, ERR_INPUT, N_("%s: no row names a round"), csv_name(g->r));
	else if (rc == 0 && wanted)
		g->round = arena_strdup(&g->arena, wanted);
	else if (rc == 0 && known.n > 1)
		import_note(g->im->file, N_("round %s was taken, the newest of: %s; --round NAME takes "
					    "another"), g->round, others.buf);
	map_release(&known);
	strbuf_release(&others);
	return rc == 0 ? csv_rewind(g->r, err) : rc;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void add_sample(struct reading *g, const struct csv_row *row, size_t vendor, size_t technique,
		       int32_t strength)
{
	char *key = arena_printf(&g->arena, "%zu/%zu/%s", vendor, technique,
				 row->field[g->column[E_SUBSTEP]]);
	size_t at = map_add(&g->seen, key, g->samples.n);

	if (at == g->samples.n)
		VEC_PUSH(&g->samples, (struct sample){ vendor, technique, strength, row->line });
	else if (strength > g->samples.items[at].strength)
		g->samples.items[at].strength = strength;
}

static size_t vendor_of(struct reading *g, const char *name)
{
	struct strbuf fold = STRBUF_INIT;
	size_t at;

	text_fold(name, &fold);
	at = map_add(&g->vendors, arena_strdup(&g->arena, fold.buf), g->vendor_names.n);
	if (at == g->vendor_names.n)
		VEC_PUSH(&g->vendor_names, arena_strdup(&g->arena, name));
	strbuf_release(&fold);
	return at;
}

static size_t technique_of(struct reading *g, const char *id)
{
	size_t at = map_get(&g->techniques, id);

	if (at != MAP_NONE)
		return at;
	VEC_PUSH(&g->published, arena_strdup(&g->arena, id));
	map_put(&g->techniques, VEC_LAST(&g->published), g->published.n - 1);
	return g->published.n - 1;
}

static void take_row(struct reading *g, const struct csv_row *row)
{
	const char *vendor = row->field[g->column[E_VENDOR]];
	const char *technique = row->field[g->column[E_TECHNIQUE]];
	const char *detection = row->field[g->column[E_DETECTION]];
	int32_t strength;

	if (strcmp(row->field[g->column[E_ROUND]], g->round) != 0)
		return;
	g->im->file->read++;
	strength = evals_strength(detection, row->field[g->column[E_MODIFIERS]]);
	if (!*vendor || !*technique)
		import_rejectf(g->im->file, row->line, *vendor ? "technique" : "vendor",
			       N_("a sub-step needs a vendor and a technique"));
	else if (strength == EVALS_UNKNOWN)
		import_rejectf(g->im->file, row->line, "detection",
			       N_("'%s' is no category of detection"), detection);
	else
		add_sample(g, row, vendor_of(g, vendor), technique_of(g, technique), strength);
}

static int read_rows(struct reading *g, struct err *err)
{
	struct csv_row row;
	int rc;

	while ((rc = csv_next(g->r, &row, err)) > 0) {
		if (row.reject.id)
			import_reject(g->im->file, row.line, NULL, &row.reject);
		else
			take_row(g, &row);
	}
	return rc;
}

/* ---- from samples to coverage ---------------------------------------------------------------- */

static int by_vendor_technique(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;

	if (x->vendor != y->vendor)
		return x->vendor < y->vendor ? -1 : 1;
	if (x->technique != y->technique)
		return x->technique < y->technique ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* All samples of one participant on one live technique: old ids may have become one. */
static int put_technique(struct reading *g, const char *product, const struct sample *first,
			 const char *id, const char *published, const struct evals_tally *tally,
			 struct err *err)
{
	struct strbuf strength = STRBUF_INIT, evidence = STRBUF_INIT, source = STRBUF_INIT;
	int32_t value = evals_value(&g->rules, tally);
	int rc;

	if (value >= 0) {
		strbuf_addf(&strength, "%d.%06d", value / 1000000, value % 1000000);
		strbuf_addf(&evidence, "%lld of %lld sub-steps at .%02d or above",
			    (long long)tally->hit, (long long)tally->tested,
			    g->rules.threshold / 10000);
	}
	strbuf_addf(&source, "MITRE ATT&CK Evaluations, %s", g->round);
	rc = put_cells(g->im, first->line, "coverage",
		       (const struct cell[]){ { "product", product }, { "capability", id },
					      { "function", "detect" },
					      { "strength", value < 0 ? "" : strength.buf },
					      { "tested", value < 0 ? "no" : "yes" },
					      { "evidence", evidence.buf }, { "source", source.buf },
					      { "published", strcmp(published, id) == 0 ? "" : published } },
		       8, err);
	strbuf_release(&strength);
	strbuf_release(&evidence);
	strbuf_release(&source);
	return rc;
}

/* samples[0..n) are one participant's.  Live ids in the order of their first sample. */
static int put_participant(struct reading *g, const struct sample *samples, size_t n, struct err *err)
{
	const char *product = NULL, **id = mem_zalloc(n + 1, sizeof(*id));
	int rc = participants_take(&g->products, g->im, samples[0].line,
				   g->vendor_names.items[samples[0].vendor], NULL, "edr", &product,
				   err);

	for (size_t i = 0; i < n && rc == 0; i++) {
		rc = attack_take(&g->attack, g->im, samples[i].line, "technique",
				 g->published.items[samples[i].technique], &id[i], err);
		rc = rc > 0 ? 0 : rc;
	}
	for (size_t i = 0; i < n && rc == 0; i++) {
		struct strbuf published = STRBUF_INIT;
		struct evals_tally tally = { 0, 0 };
		size_t last = SIZE_MAX;

		for (size_t k = i; id[i] && k < n; k++) {
			if (!id[k] || strcmp(id[k], id[i]) != 0)
				continue;
			evals_count(&g->rules, samples[k].strength, &tally);
			if (samples[k].technique != last)
				strbuf_add_sep(&published, ";",
					       g->published.items[samples[k].technique]);
			last = samples[k].technique;
			if (k > i)
				id[k] = NULL;
		}
		if (id[i])
			rc = put_technique(g, product, &samples[i], id[i], published.buf, &tally, err);
		rc = rc > 0 ? 0 : rc;
		strbuf_release(&published);
	}
	free(id);
	return rc < 0 ? rc : 0;
}

static int put_all(struct reading *g, struct err *err)
{
	size_t from = 0, to;
	int rc = 0;

	if (g->samples.n)
		qsort(g->samples.items, g->samples.n, sizeof(*g->samples.items),
		      by_vendor_technique);
	for (; from < g->samples.n && rc == 0; from = to) {
		for (to = from; to < g->samples.n &&
				g->samples.items[to].vendor == g->samples.items[from].vendor;)
			to++;
		rc = put_participant(g, &g->samples.items[from], to - from, err);
	}
	return rc;
}

static int read_ratio(struct reading *g, const char *key, int32_t *ret, struct err *err)
{
	char *text = NULL;
	int rc = setting_get(change_db(g->im->change), key, &text, err);

	if (rc == 0)
		*ret = (int32_t)(strtod(text ? text : "0", NULL) * 1e6 + 0.5);
	free(text);
	return rc;
}

static void release(struct reading *g)
{
	if (g->attack_loaded)
		attack_release(&g->attack);
	if (g->products_loaded)
		participants_release(&g->products);
	map_release(&g->seen);
	map_release(&g->vendors);
	map_release(&g->techniques);
	VEC_RELEASE(&g->vendor_names);
	VEC_RELEASE(&g->published);
	VEC_RELEASE(&g->samples);
	arena_release(&g->arena);
}

int evals_import(struct importing *im, struct csv_reader *r, struct err *err)
{
	struct reading g = { .im = im, .r = r };
	struct db *db = change_db(im->change);
	int rc;

	im->file->format = N_("detection evaluation");
	im->file->tool = "ATT&CK Evaluations";
	import_count_of(im->file, table_find("coverage"));
	for (size_t i = 0; i < E_N; i++)
		g.column[i] = csv_column(r, headers[i]);
	rc = find_round(&g, err);
	if (rc == 0)
		rc = read_ratio(&g, "evals_threshold", &g.rules.threshold, err);
	if (rc == 0)
		rc = read_ratio(&g, "evals_share", &g.rules.share, err);
	if (rc == 0) {
		g.attack_loaded = g.products_loaded = true;
		rc = attack_load(&g.attack, im->options->datadir, db, err);
		if (participants_load(&g.products, db, rc == 0 ? err : NULL) < 0 && rc == 0)
			rc = ERR_IO;
	}
	if (rc == 0)
		rc = read_rows(&g, err);
	if (rc == 0)
		rc = put_all(&g, err);
	if (rc == 0) {
		attack_report(&g.attack, im->file);
		import_note(im->file,
			    N_("read with care: few emulated adversaries, configurations tuned by the "
			       "vendors, products of their year, detection and not prevention"));
	}
	release(&g);
	return rc;
}
