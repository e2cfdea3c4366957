/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/navigator.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "io/plan_classes.h"
#include "plan/gap_map.h"
#include "util/i18n.h"

/* The layer format and the version of ATT&CK whose ids the shipped catalogue has. */
#define LAYER_FORMAT "4.5"
#define NAVIGATOR "5.1.0"
#define ATTACK "18"

struct layer {
	const struct export_request *r;
	const char *name, *about; /* N_() */
	enum gap_kind kind;       /* what the score counts; GK_N: all, by colour */
	const char *colour;       /* of a full score */
};

static const struct {
	enum gap_kind kind;
	const char *name, *label, *colour; /* name: of metadata; label: N_() */
} kinds[] = {
	{ GK_LOST, "lost", N_("lost"), "#d73027" },
	{ GK_NOT_TESTED, "not_tested", N_("not tested"), "#bdbdbd" },
	{ GK_GAINED, "gained", N_("gained"), "#1a9850" },
	{ GK_DOUBLED, "doubled", N_("doubled"), "#4575b4" },
	{ GK_KEPT, "kept", N_("kept"), "#abd9e9" },
	{ GK_NEVER, "never", N_("covered neither before nor after"), "#fee08b" },
	{ GK_BEFORE, "before", N_("covered before"), "#4575b4" },
	{ GK_AFTER, "after", N_("covered after"), "#1a9850" },
};
#define N_COLOURED 6 /* the first of them are told apart in the layer of all */

static const char *translated(const struct layer *l, const char *id)
{
	return l->r->translate ? l->r->translate(id) : id;
}

static size_t place_of(enum gap_kind kind)
{
	size_t i = 0;

	while (kinds[i].kind != kind)
		i++;
	return i;
}

static void set_text(json_t *o, const char *name, const char *text)
{
	json_object_set_new(o, name, json_string(text));
}

static json_t *metadata(const struct gap_line *line, int64_t assets)
{
	json_t *list = json_array();
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		json_t *pair = json_object();

		strbuf_reset(&text);
		strbuf_addf(&text, "%lld/%lld", (long long)line->assets[kinds[i].kind],
			    (long long)assets);
		set_text(pair, "name", kinds[i].name);
		set_text(pair, "value", text.buf);
		json_array_append_new(list, pair);
	}
	strbuf_release(&text);
	return list;
}

static bool is_technique(const struct snap_capability *c)
{
	return c->key[0] == 'T' && c->key[1] >= '0' && c->key[1] <= '9' &&
	       (!c->catalog || strcmp(c->catalog, "attack") == 0);
}

/* NULL where the layer has nothing to say about it. */
static json_t *technique(const struct layer *l, const struct snapshot *s,
			 const struct gap_line *line, int64_t assets)
{
	enum gap_kind kind = l->kind == GK_N ? gap_line_kind(line) : l->kind;
	int64_t count = line->assets[kind];
	size_t at = place_of(kind);
	json_t *t;

	if (!is_technique(&s->capabilities[line->capability]) || !count || !assets)
		return NULL;
	t = json_object();
	set_text(t, "techniqueID", s->capabilities[line->capability].key);
	json_object_set_new(t, "score", json_integer((count * 100 + assets / 2) / assets));
	if (l->kind == GK_N)
		set_text(t, "color", kinds[at].colour);
	set_text(t, "comment", translated(l, kinds[at].label));
	json_object_set_new(t, "enabled", json_true());
	json_object_set_new(t, "metadata", metadata(line, assets));
	json_object_set_new(t, "showSubtechniques", json_true());
	return t;
}

static json_t *legend(const struct layer *l)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; l->kind == GK_N && i < N_COLOURED; i++) {
		json_t *item = json_object();

		set_text(item, "label", translated(l, kinds[i].label));
		set_text(item, "color", kinds[i].colour);
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *gradient(const struct layer *l)
{
	json_t *g = json_object(), *colours = json_array();

	json_array_append_new(colours, json_string("#ffffff"));
	json_array_append_new(colours, json_string(l->colour));
	json_object_set_new(g, "colors", colours);
	json_object_set_new(g, "minValue", json_integer(0));
	json_object_set_new(g, "maxValue", json_integer(100));
	return g;
}

static json_t *head(const struct layer *l)
{
	json_t *root = json_object(), *versions = json_object();
	struct strbuf name = STRBUF_INIT, about = STRBUF_INIT;

	strbuf_addf(&name, "%s/%lld: %s", l->r->plan, (long long)l->r->version,
		    translated(l, l->name));
	strbuf_addf(&about, "%s %s", translated(l, l->about),
		    translated(l, N_("Score: part of the affected assets in percent.  Coverage data is "
				     "three-valued: absence from a test is no gap.")));
	set_text(versions, "attack", ATTACK);
	set_text(versions, "navigator", NAVIGATOR);
	set_text(versions, "layer", LAYER_FORMAT);
	set_text(root, "name", name.buf);
	json_object_set_new(root, "versions", versions);
	set_text(root, "domain", "enterprise-attack");
	set_text(root, "description", about.buf);
	strbuf_release(&name);
	strbuf_release(&about);
	return root;
}

static void write_layer(const struct layer *l, const struct snapshot *s, const struct gap_line *lines,
			size_t n, int64_t assets, struct strbuf *out)
{
	json_t *root = head(l), *techniques = json_array();
	char *text;
	size_t i;

	for (i = 0; i < n; i++) {
		json_t *t = technique(l, s, &lines[i], assets);

		if (t)
			json_array_append_new(techniques, t);
	}
	json_object_set_new(root, "techniques", techniques);
	json_object_set_new(root, "gradient", gradient(l));
	json_object_set_new(root, "legendItems", legend(l));
	json_object_set_new(root, "hideDisabled", json_false());
	text = json_dumps(root, JSON_INDENT(1));
	strbuf_adds(out, text);
	strbuf_addch(out, '\n');
	free(text);
	json_decref(root);
}

static int export_layer(const struct layer *l, struct strbuf *out, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct plan_classes classes = { NULL, 0 };
	struct gap_line *lines;
	struct snapshot s;
	struct coverage c;
	int64_t assets = 0;
	size_t n, i;
	int rc;

	snapshot_init(&s);
	rc = snapshot_load(l->r->db, l->r->now, &s, err);
	if (rc == 0)
		rc = plan_classes_load(l->r->db, &s, l->r->plan, l->r->version, &arena, &classes,
				       err);
	if (rc == 0) {
		coverage_init(&s, &arena, &c);
		for (i = 0; i < classes.n; i++)
			assets += classes.items[i].assets;
		gap_map(&c, classes.items, classes.n, COVERAGE_PARTIAL, &arena, &lines, &n);
		write_layer(l, &s, lines, n, assets, out);
	}
	arena_release(&arena);
	snapshot_release(&s);
	return rc;
}

#define LAYER(function, layer_name, layer_about, layer_kind, layer_colour) \
	int function(const struct export_request *r, struct strbuf *out, struct err *err) \
	{ \
		return export_layer(&(struct layer){ r, layer_name, layer_about, layer_kind, \
						     layer_colour }, out, err); \
	}

LAYER(navigator_gaps, N_("coverage through the switch"),
      N_("What the switch does to each technique: the worst that happens on any asset."), GK_N, "#d73027")
LAYER(navigator_before, N_("covered before"), N_("What the products before the switch cover."),
      GK_BEFORE, "#4575b4")
LAYER(navigator_after, N_("covered after"), N_("What the products after the switch cover."), GK_AFTER,
      "#1a9850")
LAYER(navigator_lost, N_("lost"), N_("What was covered and is not any more."), GK_LOST, "#d73027")
LAYER(navigator_gained, N_("gained"), N_("What was not covered and is now."), GK_GAINED, "#1a9850")
LAYER(navigator_not_tested, N_("not tested"),
      N_("Where the products before or after were not tested."), GK_NOT_TESTED, "#737373")
