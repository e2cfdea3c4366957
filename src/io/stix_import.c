/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ATT&CK as a STIX 2 bundle: its techniques become capabilities, so that a newer version of ATT&CK
 * needs no newer version of this program.  Revoked ids are kept in `replaces` of the technique at the
 * end of their chain; deprecated ones are left out.
 */
#include "config.h"
#include "io/json_import.h"

#include <stdlib.h>
#include <string.h>

#include "io/put_cells.h"
#include "util/map.h"
#include "util/vec.h"

#define MAX_STEPS 16

struct pattern {
	const char *id, *name, *stix;
	bool revoked, deprecated;
	size_t parent, successor; /* in patterns; MAP_NONE */
	struct strbuf replaces;
};

struct reading {
	struct importing *im;
	struct map by_stix;
	VEC(struct pattern) patterns;
};

static bool stix_is(const json_t *root)
{
	const char *type = json_text(root, "type");

	return type && strcmp(type, "bundle") == 0 && json_is_array(json_object_get(root, "objects"));
}

static const char *technique_id(const json_t *o)
{
	const json_t *list = json_object_get(o, "external_references");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *ref = json_array_get(list, i);
		const char *source = json_text(ref, "source_name"), *id = json_text(ref, "external_id");

		/* mitre-attack, mitre-mobile-attack, mitre-ics-attack */
		if (source && id && strncmp(source, "mitre-", 6) == 0 && id[0] == 'T')
			return id;
	}
	return NULL;
}

static bool is_type(const json_t *o, const char *type)
{
	const char *t = json_text(o, "type");

	return t && strcmp(t, type) == 0;
}

static void keep_pattern(struct reading *g, const json_t *o)
{
	struct pattern p = { .id = technique_id(o), .name = json_text(o, "name"),
			     .stix = json_text(o, "id"), .parent = MAP_NONE, .successor = MAP_NONE,
			     .replaces = STRBUF_INIT };

	if (!p.id || !p.stix)
		return;
	p.revoked = json_is_true(json_object_get(o, "revoked"));
	p.deprecated = json_is_true(json_object_get(o, "x_mitre_deprecated"));
	map_put(&g->by_stix, p.stix, g->patterns.n);
	VEC_PUSH(&g->patterns, p);
}

static void keep_relation(struct reading *g, const json_t *o)
{
	const char *kind = json_text(o, "relationship_type"), *from = json_text(o, "source_ref");
	const char *to = json_text(o, "target_ref");
	size_t a = from ? map_get(&g->by_stix, from) : MAP_NONE;
	size_t b = to ? map_get(&g->by_stix, to) : MAP_NONE;

	if (!kind || a == MAP_NONE || b == MAP_NONE || json_is_true(json_object_get(o, "revoked")))
		return;
	if (strcmp(kind, "revoked-by") == 0)
		g->patterns.items[a].successor = b;
	else if (strcmp(kind, "subtechnique-of") == 0)
		g->patterns.items[a].parent = b;
}

static bool is_live(const struct pattern *p)
{
	return !p->revoked && !p->deprecated;
}

static void follow_revoked(struct reading *g)
{
	for (size_t i = 0; i < g->patterns.n; i++) {
		size_t at = i;

		for (int steps = 0; steps < MAX_STEPS && !is_live(&g->patterns.items[at]) &&
				    g->patterns.items[at].successor != MAP_NONE; steps++)
			at = g->patterns.items[at].successor;
		if (at != i && is_live(&g->patterns.items[at]) &&
		    strcmp(g->patterns.items[at].id, g->patterns.items[i].id) != 0)
			strbuf_add_sep(&g->patterns.items[at].replaces, ";", g->patterns.items[i].id);
	}
}

static int put_pattern(struct reading *g, size_t i, struct err *err)
{
	const struct pattern *p = &g->patterns.items[i];
	const struct pattern *parent = p->parent == MAP_NONE || !is_live(&g->patterns.items[p->parent])
				       ? NULL : &g->patterns.items[p->parent];
	int rc;

	g->im->file->read++;
	rc = put_cells(g->im, i + 1, "capabilities",
		       (const struct cell[]){ { "capability", p->id }, { "name", p->name },
					      { "catalog", "attack" },
					      { "parent", parent ? parent->id : "" },
					      { "replaces", p->replaces.buf } }, 5, err);
	return rc < 0 ? rc : 0;
}

/* The version stands in the collection object of the bundle. */
static const char *version_of(const json_t *objects)
{
	for (size_t i = 0; i < json_array_size(objects); i++) {
		const json_t *o = json_array_get(objects, i);

		if (is_type(o, "x-mitre-collection"))
			return json_text(o, "x_mitre_version");
	}
	return NULL;
}

static int stix_run(struct importing *im, const json_t *root, const char *path, struct err *err)
{
	const json_t *objects = json_object_get(root, "objects");
	struct reading g = { .im = im };
	const char *version = version_of(objects);
	size_t i, gone = 0;
	int rc = 0;

	im->file->format = N_("catalogue of techniques");
	im->file->tool = "STIX";
	for (i = 0; i < json_array_size(objects); i++)
		if (is_type(json_array_get(objects, i), "attack-pattern"))
			keep_pattern(&g, json_array_get(objects, i));
	for (i = 0; i < json_array_size(objects); i++)
		if (is_type(json_array_get(objects, i), "relationship"))
			keep_relation(&g, json_array_get(objects, i));
	follow_revoked(&g);
	if (!g.patterns.n)
		rc = err_set(err, ERR_INPUT, N_("%s: this STIX bundle holds no techniques of ATT&CK"),
			     path);
	for (i = 0; rc == 0 && i < g.patterns.n; i++) {
		if (is_live(&g.patterns.items[i]))
			rc = put_pattern(&g, i, err);
		else
			gone++;
	}
	if (rc == 0 && version)
		import_note(im->file, N_("version %s"), version);
	if (rc == 0 && gone)
		import_note(im->file, N_("%zu withdrawn ids are known from now on and were not loaded"),
			    gone);
	for (i = 0; i < g.patterns.n; i++)
		strbuf_release(&g.patterns.items[i].replaces);
	VEC_RELEASE(&g.patterns);
	map_release(&g.by_stix);
	return rc;
}

const struct json_kind stix_kind = { .name = "STIX (ATT&CK)", .is = stix_is, .run = stix_run };
