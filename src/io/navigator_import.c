/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layers of the ATT&CK Navigator, format 4.x, as what a product covers or as what is required.
 *
 * A score between the ends of the layer's gradient is read as a strength from 0 to 1.
 * --as coverage: strengths of the product --product names, or of the one the layer is called after.
 * --as requirements: from two thirds on significant, from one third partial, above zero minimal, a
 * technique that is listed without a score partial; optional, for a person to make mandatory.
 * Disabled techniques are left out; so are those without a score when they would be coverage.
 */
#include "config.h"
#include "io/json_import.h"

#include <stdlib.h>
#include <string.h>

#include "io/attack.h"
#include "io/participants.h"
#include "io/put_cells.h"
#include "util/text.h"

struct reading {
	struct importing *im;
	struct attack attack;
	struct names products;
	struct arena arena;
	struct map done;             /* live id → index into best */
	VEC(double) best;
	VEC(const char *) ids;
	VEC(const char *) comments;
	VEC(size_t) numbers;
	VEC(struct strbuf) published; /* ids in the layer, where any differs from the live one */
	const char *name;            /* of the layer */
	const char *product;         /* NULL: requirements */
	double low, high;
	size_t disabled, unscored;
};

/* The format lets several layers stand in one file, as a list. */
static const json_t *first_layer(const json_t *root)
{
	return json_is_array(root) ? json_array_get(root, 0) : root;
}

static bool navigator_is(const json_t *root)
{
	const json_t *list, *first;

	root = first_layer(root);
	list = json_object_get(root, "techniques");
	first = json_array_get(list, 0);
	return json_is_array(list) &&
	       (json_object_get(root, "versions") || json_object_get(root, "domain") ||
		json_object_get(first, "techniqueID"));
}

/* ---- what the layer is meant as -------------------------------------------------------------- */

static int find_meaning(struct reading *g, const char *path, struct err *err)
{
	const struct import_options *o = g->im->options;
	bool needs = o->as && strcmp(o->as, "requirements") == 0;
	const char *wanted = o->product ? o->product : g->name;

	if (o->as && !needs && strcmp(o->as, "coverage") != 0)
		return err_set(err, ERR_USAGE,
			       N_("%s: a layer is imported --as coverage or --as requirements"), path);
	if (needs)
		return 0;
	g->product = names_find(&g->products, wanted);
	if (g->product)
		return 0;
	if (o->product)
		return err_set(err, ERR_NOT_FOUND,
			       N_("--product: there is no product '%s'; 'lifeboat list products'"),
			       wanted);
	return err_set(err, ERR_INPUT,
		       N_("%s: say what the layer is: --as requirements, or --as coverage --product KEY"),
		       path);
}

static void read_gradient(struct reading *g, const json_t *root)
{
	const json_t *gradient = json_object_get(root, "gradient");
	const json_t *low = json_object_get(gradient, "minValue");
	const json_t *high = json_object_get(gradient, "maxValue");

	g->low = json_is_number(low) ? json_number_value(low) : 0;
	g->high = json_is_number(high) ? json_number_value(high) : 100;
	if (!(g->high > g->low)) {
		g->low = 0;
		g->high = 100;
	}
}

/* ---- techniques ------------------------------------------------------------------------------ */

static void add_published(struct strbuf *list, const char *id, const char *published)
{
	if (strcmp(id, published) != 0 && !text_list_has(list->buf, published))
		strbuf_add_sep(list, ";", published);
}

static int take_technique(struct reading *g, const json_t *t, size_t number, struct err *err)
{
	const char *published = json_text(t, "techniqueID"), *id;
	const json_t *score = json_object_get(t, "score");
	double value = -1;
	size_t at;
	int rc;

	g->im->file->read++;
	if (!published) {
		import_rejectf(g->im->file, number, NULL, N_("a technique without techniqueID"));
		return 0;
	}
	if (json_is_false(json_object_get(t, "enabled"))) {
		g->disabled++;
		return 0;
	}
	if (json_is_number(score)) {
		value = (json_number_value(score) - g->low) / (g->high - g->low);
		value = value < 0 ? 0 : value > 1 ? 1 : value;
	} else if (g->product) {
		g->unscored++;
		return 0;
	}
	rc = attack_take(&g->attack, g->im, number, "techniqueID", published, &id, err);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	/* one entry a tactic, or two old ids that became one: the highest counts */
	at = map_add(&g->done, id, g->best.n);
	if (at == g->published.n)
		VEC_PUSH(&g->published, (struct strbuf)STRBUF_INIT);
	add_published(&g->published.items[at], id, published);
	if (at < g->best.n) {
		g->best.items[at] = value > g->best.items[at] ? value : g->best.items[at];
		return 0;
	}
	VEC_PUSH(&g->best, value);
	VEC_PUSH(&g->ids, id);
	VEC_PUSH(&g->comments, json_text(t, "comment"));
	VEC_PUSH(&g->numbers, number);
	return 0;
}

static int put_coverage(struct reading *g, size_t i, struct err *err)
{
	char *strength = arena_printf(&g->arena, "%.6f", g->best.items[i]);
	char *source = arena_printf(&g->arena, "ATT&CK Navigator layer '%s'", g->name);

	return put_cells(g->im, g->numbers.items[i], "coverage",
			 (const struct cell[]){ { "product", g->product },
						{ "capability", g->ids.items[i] },
						{ "strength", strength },
						{ "evidence", g->comments.items[i] },
						{ "published", g->published.items[i].buf },
						{ "source", source } }, 6, err);
}

static int put_requirement(struct reading *g, size_t i, struct err *err)
{
	struct strbuf key = STRBUF_INIT, whole = STRBUF_INIT;
	double value = g->best.items[i];
	const char *minimum = value < 0 ? "partial" : value >= 2.0 / 3 ? "significant"
			      : value >= 1.0 / 3 ? "partial" : "minimal";
	const char *published = g->published.items[i].len ? g->published.items[i].buf : NULL;
	char *reason = arena_printf(&g->arena, "ATT&CK Navigator layer '%s'%s%s%s%s%s", g->name,
				    published ? " (published as " : "", published ? published : "",
				    published ? ")" : "", g->comments.items[i] ? ": " : "",
				    g->comments.items[i] ? g->comments.items[i] : "");
	int rc;

	if (value == 0)
		return 0;
	strbuf_addf(&whole, "%.60s-%s", g->name, g->ids.items[i]);
	key_from_text(whole.buf, &key);
	rc = put_cells(g->im, g->numbers.items[i], "requirements",
		       (const struct cell[]){ { "requirement", key.buf },
					      { "capability", g->ids.items[i] },
					      { "minimum", minimum }, { "mandatory", "no" },
					      { "reason", reason } }, 5, err);
	strbuf_release(&key);
	strbuf_release(&whole);
	return rc;
}

static int read_layer(struct reading *g, const json_t *root, struct err *err)
{
	const json_t *list = json_object_get(root, "techniques");
	size_t i;
	int rc = 0;

	read_gradient(g, root);
	import_count_of(g->im->file, table_find(g->product ? "coverage" : "requirements"));
	for (i = 0; rc == 0 && i < json_array_size(list); i++)
		rc = take_technique(g, json_array_get(list, i), i + 1, err);
	for (i = 0; rc == 0 && i < g->best.n; i++) {
		rc = g->product ? put_coverage(g, i, err) : put_requirement(g, i, err);
		rc = rc > 0 ? 0 : rc;
	}
	return rc;
}

static int navigator_run(struct importing *im, const json_t *root, const char *path, struct err *err)
{
	struct db *db = change_db(im->change);
	struct reading g = { .im = im };
	int rc;

	if (json_array_size(root) > 1)
		return err_set(err, ERR_INPUT,
			       N_("%s: holds %zu layers; save the one that is meant in a file of its own"),
			       path, json_array_size(root));
	root = first_layer(root);
	g.name = json_text(root, "name");
	im->file->format = N_("layer of techniques");
	im->file->tool = "ATT&CK Navigator";
	g.name = g.name ? g.name : "layer";
	names_init(&g.products, "products");
	rc = attack_load(&g.attack, im->options->datadir, db, err);
	if (rc == 0)
		rc = names_load(&g.products, db, err);
	if (rc == 0)
		rc = find_meaning(&g, path, err);
	if (rc == 0)
		rc = read_layer(&g, root, err);
	if (rc == 0 && g.disabled)
		import_note(im->file, N_("%zu disabled techniques were left out"), g.disabled);
	if (rc == 0 && g.unscored)
		import_note(im->file, N_("%zu techniques without a score were left out"), g.unscored);
	if (rc == 0)
		attack_report(&g.attack, im->file);
	attack_release(&g.attack);
	names_release(&g.products);
	map_release(&g.done);
	VEC_RELEASE(&g.best);
	VEC_RELEASE(&g.ids);
	VEC_RELEASE(&g.comments);
	VEC_RELEASE(&g.numbers);
	for (size_t i = 0; i < g.published.n; i++)
		strbuf_release(&g.published.items[i]);
	VEC_RELEASE(&g.published);
	arena_release(&g.arena);
	return rc;
}

const struct json_kind navigator_kind = {
	.name = "ATT&CK Navigator", .is = navigator_is, .run = navigator_run,
};
