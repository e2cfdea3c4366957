/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ATT&CK as a STIX 2 bundle: its techniques become capabilities, so that a newer version of ATT&CK
 * needs no newer version of this program.  Revoked ids are kept in `replaces` of the technique at the
 * end of their chain, and what the workspace says about them moves there (attack_move.h); deprecated
 * ones are left out.  Groups are counted from `uses` relations of groups that are live themselves.
 */
#include "config.h"
#include "io/json_import.h"

#include <stdlib.h>
#include <string.h>

#include "io/attack_move.h"
#include "io/put_cells.h"
#include "util/arena.h"
#include "util/map.h"
#include "util/text.h"
#include "util/vec.h"

#define MAX_STEPS 16

struct pattern {
	const char *id, *name, *stix;
	bool revoked, deprecated;
	size_t parent, successor; /* in patterns; MAP_NONE */
	size_t end;               /* the live one that took its place in the end; MAP_NONE */
	size_t groups;            /* that use it */
	const json_t *object;
	struct strbuf replaces;
};

struct reading {
	struct importing *im;
	struct arena arena;
	struct map by_stix;
	struct map groups;        /* live intrusion sets */
	struct map uses;          /* pairs that are counted */
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
	struct pattern p = { .id = technique_id(o), .name = json_text(o, "name"), .object = o,
			     .stix = json_text(o, "id"), .parent = MAP_NONE, .successor = MAP_NONE,
			     .end = MAP_NONE, .replaces = STRBUF_INIT };

	if (!p.id || !p.stix)
		return;
	p.revoked = json_is_true(json_object_get(o, "revoked"));
	p.deprecated = json_is_true(json_object_get(o, "x_mitre_deprecated"));
	map_put(&g->by_stix, p.stix, g->patterns.n);
	VEC_PUSH(&g->patterns, p);
}

static bool is_withdrawn(const json_t *o)
{
	return json_is_true(json_object_get(o, "revoked")) ||
	       json_is_true(json_object_get(o, "x_mitre_deprecated"));
}

static void keep_object(struct reading *g, const json_t *o)
{
	const char *stix = json_text(o, "id");

	if (is_type(o, "attack-pattern"))
		keep_pattern(g, o);
	else if (is_type(o, "intrusion-set") && stix && !is_withdrawn(o))
		map_put(&g->groups, stix, 1);
}

static void count_use(struct reading *g, const char *group, const char *technique, size_t at)
{
	char *pair = arena_printf(&g->arena, "%s %s", group, technique);

	if (map_get(&g->uses, pair) != MAP_NONE)
		return;
	map_put(&g->uses, pair, 1);
	g->patterns.items[at].groups++;
}

static void keep_relation(struct reading *g, const json_t *o)
{
	const char *kind = json_text(o, "relationship_type"), *from = json_text(o, "source_ref");
	const char *to = json_text(o, "target_ref");
	size_t a = from ? map_get(&g->by_stix, from) : MAP_NONE;
	size_t b = to ? map_get(&g->by_stix, to) : MAP_NONE;

	if (!kind || b == MAP_NONE || is_withdrawn(o))
		return;
	if (from && strcmp(kind, "uses") == 0 && map_get(&g->groups, from) != MAP_NONE)
		count_use(g, from, to, b);
	if (a == MAP_NONE)
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
		if (at == i || !is_live(&g->patterns.items[at]))
			continue;
		g->patterns.items[i].end = at;
		if (strcmp(g->patterns.items[at].id, g->patterns.items[i].id) != 0)
			strbuf_add_sep(&g->patterns.items[at].replaces, ";", g->patterns.items[i].id);
	}
}

/* The texts of a list as a list cell; `field`: of objects, their member of that name. */
static char *list_cell(struct reading *g, const json_t *list, const char *field)
{
	struct strbuf cell = STRBUF_INIT;
	char *kept;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		const char *text = field ? json_text(one, field) : json_string_value(one);

		if (text && *text && !strchr(text, ';') && !text_list_has(cell.buf, text))
			strbuf_add_sep(&cell, ";", text);
	}
	kept = arena_strdup(&g->arena, cell.buf);
	strbuf_release(&cell);
	return kept;
}

static int put_pattern(struct reading *g, size_t i, struct err *err)
{
	const struct pattern *p = &g->patterns.items[i];
	const struct pattern *parent = p->parent == MAP_NONE || !is_live(&g->patterns.items[p->parent])
				       ? NULL : &g->patterns.items[p->parent];
	const json_t *phases = json_object_get(p->object, "kill_chain_phases");
	const json_t *systems = json_object_get(p->object, "x_mitre_platforms");
	int rc;

	g->im->file->read++;
	rc = put_cells(g->im, i + 1, "capabilities",
		       (const struct cell[]){ { "capability", p->id }, { "name", p->name },
					      { "catalog", "attack" },
					      { "parent", parent ? parent->id : "" },
					      { "replaces", p->replaces.buf },
					      { "tactics", list_cell(g, phases, "phase_name") },
					      { "platforms", list_cell(g, systems, NULL) },
					      { "groups", arena_printf(&g->arena, "%zu", p->groups) } },
		       8, err);
	return rc < 0 ? rc : 0;
}

/* Every withdrawn id and the live one at the end of its chain, for what the workspace has. */
static int move_withdrawn(struct reading *g, struct err *err)
{
	const char **live = arena_alloc(&g->arena, g->patterns.n + 1, sizeof(*live));
	struct map moves = MAP_INIT, current = MAP_INIT;
	int rc;

	for (size_t i = 0; i < g->patterns.n; i++)
		if (is_live(&g->patterns.items[i]))
			map_put(&current, g->patterns.items[i].id, i);
	for (size_t i = 0; i < g->patterns.n; i++) {
		const struct pattern *p = &g->patterns.items[i];
		size_t at;

		if (is_live(p) || map_get(&current, p->id) != MAP_NONE)
			continue;
		at = map_add(&moves, p->id, i);
		if (at == i || !live[at])
			live[at] = p->end == MAP_NONE ? NULL : g->patterns.items[p->end].id;
	}
	rc = attack_move(g->im, &moves, live, err);
	map_release(&moves);
	map_release(&current);
	return rc;
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

/* The terms that the bundle states: they belong beside its ids and names. */
static const char *terms_of(const json_t *objects)
{
	for (size_t i = 0; i < json_array_size(objects); i++) {
		const json_t *o = json_array_get(objects, i);
		const char *text = json_text(json_object_get(o, "definition"), "statement");

		if (is_type(o, "marking-definition") && text)
			return text;
	}
	return NULL;
}

static int put_patterns(struct reading *g, size_t *ret_gone, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < g->patterns.n; i++) {
		if (is_live(&g->patterns.items[i]))
			rc = put_pattern(g, i, err);
		else
			++*ret_gone;
	}
	return rc;
}

static void release(struct reading *g)
{
	for (size_t i = 0; i < g->patterns.n; i++)
		strbuf_release(&g->patterns.items[i].replaces);
	VEC_RELEASE(&g->patterns);
	map_release(&g->by_stix);
	map_release(&g->groups);
	map_release(&g->uses);
	arena_release(&g->arena);
}

static int stix_run(struct importing *im, const json_t *root, const char *path, struct err *err)
{
	const json_t *objects = json_object_get(root, "objects");
	struct reading g = { .im = im, .arena = ARENA_INIT };
	const char *version = version_of(objects), *terms = terms_of(objects);
	size_t i, gone = 0;
	int rc = 0;

	im->file->format = N_("catalogue of techniques");
	im->file->tool = "STIX";
	for (i = 0; i < json_array_size(objects); i++)
		keep_object(&g, json_array_get(objects, i));
	for (i = 0; i < json_array_size(objects); i++)
		if (is_type(json_array_get(objects, i), "relationship"))
			keep_relation(&g, json_array_get(objects, i));
	follow_revoked(&g);
	if (!g.patterns.n)
		rc = err_set(err, ERR_INPUT, N_("%s: this STIX bundle holds no techniques of ATT&CK"),
			     path);
	if (rc == 0)
		rc = put_patterns(&g, &gone, err);
	if (rc == 0)
		rc = move_withdrawn(&g, err);
	if (rc == 0 && version)
		import_note(im->file, N_("version %s"), version);
	if (rc == 0 && gone)
		import_note(im->file, N_("%zu withdrawn ids are known from now on and were not loaded"),
			    gone);
	if (rc == 0 && terms)
		import_note(im->file, N_("terms of the catalogue: %s"), terms);
	release(&g);
	return rc;
}

const struct json_kind stix_kind = { .name = "STIX (ATT&CK)", .is = stix_is, .run = stix_run };
