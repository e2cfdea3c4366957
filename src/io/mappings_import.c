/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mappings Explorer files (Center for Threat-Informed Defense): which service protects against,
 * detects or responds to which technique, and how well.
 *
 * A service becomes a product of the platform's vendor; a scored row becomes a row of coverage.  The
 * type of mapping is spelt technique_scores or technique_score; rows without a technique
 * (non_mappable) say that a service does nothing of the kind and are counted; rows of other types
 * state no score and are counted too.  Of several rows on one service, technique and function the
 * strongest counts.
 */
#include "config.h"
#include "io/json_import.h"

#include <stdlib.h>
#include <string.h>

#include "io/attack.h"
#include "io/participants.h"
#include "io/put_cells.h"
#include "util/date.h"

#define EVIDENCE_MOST 400 /* bytes of a comment that are kept */

static const struct {
	const char *framework, *vendor;
} vendors[] = {
	{ "aws", "Amazon Web Services" }, { "azure", "Microsoft" }, { "m365", "Microsoft" },
	{ "gcp", "Google" },
};

static const char *const levels[] = { "minimal", "partial", "significant" };
static const char *const functions[] = { "protect", "detect", "respond" };

struct scored {
	const char *product, *technique, *function;
	size_t level, number;
	const json_t *row;
	const char *published;
};

struct reading {
	struct importing *im;
	struct attack attack;
	struct participants products;
	struct arena arena;
	struct map known;             /* product/technique/function → scored */
	VEC(struct scored) scored;
	const char *vendor;
	char *source, *as_of;
	size_t unmappable, unscored, weaker;
};

static bool mappings_is(const json_t *root)
{
	return json_is_array(json_object_get(root, "mapping_objects"));
}

static size_t word_of(const char *const *words, size_t n, const char *word)
{
	size_t i;

	for (i = 0; word && i < n; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return n;
}

/* ---- whose services, as of when -------------------------------------------------------------- */

static void read_head(struct reading *g, const json_t *root)
{
	const json_t *meta = json_object_get(root, "metadata");
	const char *framework = json_text(meta, "mapping_framework");
	const char *version = json_text(meta, "mapping_framework_version");
	const char *attack = json_text(meta, "attack_version");
	const char *updated = json_text(meta, "last_update");
	int month, day, year;
	size_t i;

	framework = framework ? framework : "unnamed";
	g->vendor = framework;
	for (i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (strcmp(vendors[i].framework, framework) == 0)
			g->vendor = vendors[i].vendor;
	g->source = arena_printf(&g->arena, "Mappings Explorer, %s %s, ATT&CK %s", framework,
				 version ? version : "", attack ? attack : "?");
	if (updated && sscanf(updated, "%2d/%2d/%4d", &month, &day, &year) == 3)
		g->as_of = arena_printf(&g->arena, "%04d-%02d-%02d", year, month, day);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void keep(struct reading *g, struct scored one)
{
	char *key = arena_printf(&g->arena, "%s/%s/%s", one.product, one.technique, one.function);
	size_t at = map_add(&g->known, key, g->scored.n);

	if (at == g->scored.n) {
		VEC_PUSH(&g->scored, one);
		return;
	}
	g->weaker++;
	if (one.level > g->scored.items[at].level)
		g->scored.items[at] = one;
}

static int take_row(struct reading *g, const json_t *row, size_t number, struct err *err)
{
	const char *service = json_text(row, "capability_description");
	const char *id = json_text(row, "attack_object_id");
	const char *score = json_text(row, "score_value"), *category = json_text(row, "score_category");
	struct scored one = { .row = row, .number = number, .published = id };
	size_t function = word_of(functions, 3, category);
	int rc;

	g->im->file->read++;
	if (!json_is_object(row)) {
		import_rejectf(g->im->file, number, NULL,
			       N_("a row is an object with attack_object_id and capability_description"));
		return 0;
	}
	one.level = word_of(levels, 3, score);
	service = service ? service : json_text(row, "capability_id");
	if (!id || !score) {
		*(id ? &g->unscored : &g->unmappable) += 1;
		return 0;
	}
	if (!service || one.level == 3 || function == 3) {
		import_rejectf(g->im->file, number, NULL,
			       N_("a scored row needs a service, a score (minimal, partial, significant) "
				  "and a category (protect, detect, respond)"));
		return 0;
	}
	one.function = functions[function];
	rc = attack_take(&g->attack, g->im, number, "attack_object_id", id, &one.technique, err);
	if (rc == 0)
		rc = participants_take(&g->products, g->im, number, service, g->vendor, "other",
				       &one.product, err);
	if (rc == 0)
		keep(g, one);
	return rc < 0 ? rc : 0;
}

/* The beginning of a comment, cut at a character. */
static char *shortened(struct reading *g, const char *text)
{
	size_t n = strlen(text);

	if (n <= EVIDENCE_MOST)
		return arena_strdup(&g->arena, text);
	for (n = EVIDENCE_MOST; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80;)
		n--;
	return arena_printf(&g->arena, "%.*s…", (int)n, text);
}

static int put_scored(struct reading *g, const struct scored *one, struct err *err)
{
	const char *comment = json_text(one->row, "comments");
	bool same = strcmp(one->published, one->technique) == 0;
	int rc;

	rc = put_cells(g->im, one->number, "coverage",
		       (const struct cell[]){ { "product", one->product },
					      { "capability", one->technique },
					      { "function", one->function },
					      { "level", levels[one->level] },
					      { "evidence", comment ? shortened(g, comment) : "" },
					      { "published", same ? "" : one->published },
					      { "source", g->source }, { "as_of", g->as_of } }, 8, err);
	return rc < 0 ? rc : 0;
}

static void say_what_was_left(struct reading *g)
{
	struct import_file *f = g->im->file;

	if (g->unmappable)
		import_note(f, N_("%zu rows name no technique: the service does nothing of the kind"),
			    g->unmappable);
	if (g->unscored && !g->scored.n)
		import_note(f, N_("no row states a score: the file lists what uses which technique (as "
				  "mappings of vulnerabilities do), not what a product does about it; "
				  "nothing became coverage"));
	else if (g->unscored)
		import_note(f, N_("%zu rows state no score and were left out"), g->unscored);
	if (g->weaker)
		import_note(f, N_("%zu rows repeat a service, technique and function; the strongest "
				  "counts"), g->weaker);
	attack_report(&g->attack, f);
}

static int mappings_run(struct importing *im, const json_t *root, const char *path, struct err *err)
{
	const json_t *rows = json_object_get(root, "mapping_objects");
	struct db *db = change_db(im->change);
	struct reading g = { .im = im };
	size_t i;
	int rc;

	(void)path;
	im->file->format = N_("mapping of services to techniques");
	im->file->tool = "Mappings Explorer";
	import_count_of(im->file, table_find("coverage"));
	rc = attack_load(&g.attack, im->options->datadir, db, err);
	if (participants_load(&g.products, db, rc == 0 ? err : NULL) < 0 && rc == 0)
		rc = ERR_IO;
	read_head(&g, root);
	for (i = 0; rc == 0 && i < json_array_size(rows); i++)
		rc = take_row(&g, json_array_get(rows, i), i + 1, err);
	for (i = 0; rc == 0 && i < g.scored.n; i++)
		rc = put_scored(&g, &g.scored.items[i], err);
	if (rc == 0)
		say_what_was_left(&g);
	attack_release(&g.attack);
	participants_release(&g.products);
	map_release(&g.known);
	VEC_RELEASE(&g.scored);
	arena_release(&g.arena);
	return rc;
}

const struct json_kind mappings_kind = {
	.name = "Mappings Explorer", .is = mappings_is, .run = mappings_run,
};
