/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From cohorts to classes: cohorts that differ only in columns nothing loaded reads become one. */
#include "config.h"
#include "model/snapshot_parts.h"

#include <stdlib.h>
#include <string.h>

#include "model/cohort.h"
#include "model/selector.h"
#include "util/mem.h"
#include "util/text.h"

/* A class while it is put together. */
struct draft {
	struct snap_class c;
	char *signature;
	char *base;  /* readable part of the key */
	size_t place; /* before sorting */
};

struct classes {
	struct load *l;
	struct cohort_set set;
	bool read[COHORT_COLUMNS];
	VEC(struct cohort_condition) conditions;
	VEC(struct draft) drafts;
	struct map by_signature;
};

/* ---- what is read ------------------------------------------------------------------------------- */

static bool reads_only_cohorts(const struct table *assets, uint64_t columns)
{
	for (size_t i = 0; i < assets->n_columns; i++)
		if ((columns >> i & 1) && cohort_column(assets->columns[i].name) < 0)
			return false;
	return true;
}

static int add_condition(struct classes *b, const struct selector *selector, size_t term)
{
	struct snapshot *s = b->l->s;
	struct strbuf text = STRBUF_INIT;
	size_t i = 0;

	selector_term_text(selector, term, &text);
	while (i < s->extra_columns.n && strcmp(s->extra_columns.items[i], text.buf) != 0)
		i++;
	if (i == s->extra_columns.n && i < COHORT_MAX_CONDITIONS) {
		s->extra_columns.items[s->extra_columns.n++] = arena_strdup(&s->arena, text.buf);
		VEC_PUSH(&b->conditions, (struct cohort_condition){ selector, term });
	}
	strbuf_release(&text);
	if (i == COHORT_MAX_CONDITIONS)
		return err_set(b->l->err, ERR_INPUT, N_("the selectors of requirements, controls, "
			       "playbooks and dependencies ask for more than %d different things beyond "
			       "site, kind, system, zone and tags; give such assets a tag and select "
			       "that"), COHORT_MAX_CONDITIONS);
	return 0;
}

static int note_term(struct classes *b, const struct selector *selector, size_t term)
{
	const struct table *assets = table_find("assets");
	bool products;
	uint64_t columns = selector_term_columns(selector, term, &products);

	if (!reads_only_cohorts(assets, columns))
		return add_condition(b, selector, term);
	for (size_t i = 0; i < assets->n_columns; i++)
		if (columns >> i & 1)
			b->read[cohort_column(assets->columns[i].name)] = true;
	return 0;
}

static bool compares_versions(const struct snapshot *s)
{
	for (size_t i = 0; i < s->n_products; i++)
		for (size_t k = 0; k < s->products[i].n_platforms; k++)
			if (s->products[i].platforms[k].comparison)
				return true;
	return false;
}

static int note_reads(struct classes *b)
{
	static const char *const always[] = { "kind", "os", "site", "criticality", "calendar" };
	struct snapshot *s = b->l->s;
	int rc = 0;

	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		b->read[cohort_column(always[i])] = true;
	if (compares_versions(s))
		b->read[cohort_column("os_version")] = true;
	s->extra_columns.items = arena_alloc(&s->arena, COHORT_MAX_CONDITIONS,
					     sizeof(*s->extra_columns.items));
	for (size_t i = 0; i < s->n_selectors && rc == 0; i++)
		for (size_t t = 0; t < selector_terms(s->selectors[i]) && rc == 0; t++)
			rc = note_term(b, s->selectors[i], t);
	return rc;
}

/* The conditions by themselves: assigning a plan's assets must ask them again. */
static int keep_conditions(struct classes *b)
{
	struct snapshot *s = b->l->s;

	s->extra_conditions = arena_alloc(&s->arena, s->extra_columns.n + 1,
					  sizeof(*s->extra_conditions));
	for (size_t i = 0; i < s->extra_columns.n; i++) {
		struct selector *alone = NULL;
		int rc = selector_parse(table_find("assets"), s->extra_columns.items[i], &alone,
					b->l->err);

		if (rc < 0)
			return rc;
		s->selectors = mem_resize(s->selectors, s->n_selectors + 1, sizeof(*s->selectors));
		s->selectors[s->n_selectors++] = alone;
		s->extra_conditions[i] = alone;
	}
	return 0;
}

/* ---- one class ---------------------------------------------------------------------------------- */

static const char *cell_of(const struct classes *b, const struct cohort *cohort, const char *column)
{
	int i = cohort_column(column);

	return b->read[i] ? cohort->cells[i] : NULL;
}

static void sign(const struct classes *b, const struct cohort *cohort,
		 const struct cohort_group *g, struct strbuf *out)
{
	for (int i = 0; i < COHORT_COLUMNS; i++) {
		const char *cell = b->read[i] ? cohort->cells[i] : NULL;

		strbuf_addch(out, cell ? '+' : '-');
		strbuf_adds(out, cell);
		strbuf_addch(out, 0x1f);
	}
	strbuf_addf(out, "%llx", (unsigned long long)g->holds);
	strbuf_addch(out, 0x1f);
	strbuf_adds(out, cohort->installs);
	strbuf_addch(out, 0x1f);
	strbuf_adds(out, g->asset);
}

/* "product@version;…" with '\' undone. */
static void fill_installs(struct load *l, const char *list, struct snap_class *c)
{
	struct strbuf piece = STRBUF_INIT;
	size_t n = 1;

	if (!list)
		return;
	for (const char *p = list; *p; p++)
		n += *p == ';';
	c->installs = arena_alloc(&l->s->arena, n, sizeof(*c->installs));
	while (*list) {
		const char *version;
		size_t product;

		strbuf_reset(&piece);
		for (; *list && *list != ';'; list++) {
			if (*list == '\\' && list[1])
				list++;
			strbuf_addch(&piece, *list);
		}
		list += *list == ';';
		version = strchr(piece.buf, '@');
		if (version)
			piece.buf[version++ - piece.buf] = '\0';
		product = snapshot_product(l->s, piece.buf);
		if (product != NONE)
			c->installs[c->n_installs++] = (struct snap_install){
				product, arena_strdup(&l->s->arena, version) };
	}
	strbuf_release(&piece);
}

static void fill_tags(struct load *l, const char *cell, struct text_list *ret)
{
	const char *at = cell, *piece;
	size_t length, n = 0;

	while (text_list_next(&at, &piece, &length))
		n++;
	ret->items = n ? arena_alloc(&l->s->arena, n, sizeof(*ret->items)) : NULL;
	at = cell;
	while (ret->n < n && text_list_next(&at, &piece, &length))
		ret->items[ret->n++] = arena_strndup(&l->s->arena, piece, length);
}

static void fill_extra(struct load *l, uint64_t holds, struct snap_class *c)
{
	struct snapshot *s = l->s;

	c->extra = arena_alloc(&s->arena, s->extra_columns.n + 1, sizeof(*c->extra));
	for (size_t i = 0; i < s->extra_columns.n; i++)
		if (holds >> i & 1)
			c->extra[i] = arena_strdup(&s->arena, "1");
}

static void fill_class(struct classes *b, const struct cohort *cohort,
		       const struct cohort_group *g, struct snap_class *c)
{
	struct snapshot *s = b->l->s;
	struct arena *arena = &s->arena;
	const char *criticality = cell_of(b, cohort, "criticality"), *zone = s->timezone;

	c->kind = arena_strdup(arena, cell_of(b, cohort, "kind"));
	c->os = arena_strdup(arena, cell_of(b, cohort, "os"));
	c->os_version = arena_strdup(arena, cell_of(b, cohort, "os_version"));
	c->zone = arena_strdup(arena, cell_of(b, cohort, "zone"));
	c->environment = arena_strdup(arena, cell_of(b, cohort, "environment"));
	c->business_service = arena_strdup(arena, cell_of(b, cohort, "business_service"));
	c->criticality = criticality ? strtoll(criticality, NULL, 10) : 0;
	c->site = snapshot_site(s, cell_of(b, cohort, "site"));
	if (c->site != NONE && s->sites[c->site].timezone)
		zone = s->sites[c->site].timezone;
	c->calendar = load_calendar(b->l, cell_of(b, cohort, "calendar"), zone);
	fill_tags(b->l, cell_of(b, cohort, "tags"), &c->tags);
	fill_installs(b->l, cohort->installs, c);
	fill_extra(b->l, g->holds, c);
	c->asset = arena_strdup(arena, g->asset);
	c->oldest_seen = SNAP_DATE_NONE;
}

/* "tokyo-windows-10-workstation-c3"; a class of one named asset has the asset's own name. */
static char *base_key(struct classes *b, const struct snap_class *c)
{
	const char *const parts[] = { c->site == NONE ? NULL : b->l->s->sites[c->site].key, c->os,
				      c->os_version, c->kind };
	struct strbuf text = STRBUF_INIT, key = STRBUF_INIT;
	char *ret;

	if (c->asset)
		return c->asset;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i])
			strbuf_add_sep(&text, "-", parts[i]);
	if (c->criticality) {
		strbuf_add_sep(&text, "-", "c");
		strbuf_addf(&text, "%lld", (long long)c->criticality);
	}
	key_from_text(text.len ? text.buf : "assets", &key);
	ret = arena_strdup(&b->l->s->arena, key.buf);
	strbuf_release(&text);
	strbuf_release(&key);
	return ret;
}

static struct draft *draft_of(struct classes *b, const struct cohort *cohort,
			      const struct cohort_group *g)
{
	struct strbuf signature = STRBUF_INIT;
	struct draft d;
	size_t place;

	sign(b, cohort, g, &signature);
	place = map_get(&b->by_signature, signature.buf);
	if (place == MAP_NONE) {
		memset(&d, 0, sizeof(d));
		d.signature = arena_strdup(&b->set.arena, signature.buf);
		d.place = place = b->drafts.n;
		fill_class(b, cohort, g, &d.c);
		d.base = base_key(b, &d.c);
		VEC_PUSH(&b->drafts, d);
		map_put(&b->by_signature, d.signature, place);
	}
	strbuf_release(&signature);
	return &b->drafts.items[place];
}

static void count(struct snap_class *c, const struct cohort_group *g)
{
	int64_t seen;

	c->rows += g->rows;
	c->quantity += g->quantity;
	c->unknown_seen += g->unknown_seen;
	if (g->oldest_seen && instant_parse(g->oldest_seen, &seen) == 0 &&
	    (c->oldest_seen == SNAP_DATE_NONE || seen < c->oldest_seen))
		c->oldest_seen = seen;
}

/* ---- keys and order ----------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct draft *)a)->c.key, ((const struct draft *)b)->c.key);
}

static char *key_with_hash(struct classes *b, const struct draft *d, size_t letters)
{
	unsigned char hash[DIGEST_SIZE];
	char hex[DIGEST_HEX];
	struct digest digest;

	digest_init(&digest);
	digest_text(&digest, d->signature);
	digest_final(&digest, hash);
	digest_hex(hash, hex);
	return arena_printf(&b->l->s->arena, "%s-%.*s", d->base, (int)letters, hex);
}

/* Names are readable; where two classes share one, both get some letters of a hash of what makes
 * them different, and more letters until all differ. */
static void name_classes(struct classes *b)
{
	struct map uses = MAP_INIT;
	bool clash = true;

	for (size_t i = 0; i < b->drafts.n; i++) {
		size_t n = map_get(&uses, b->drafts.items[i].base);

		map_put(&uses, b->drafts.items[i].base, n == MAP_NONE ? 1 : n + 1);
	}
	for (size_t letters = 6; b->drafts.n && clash && letters <= DIGEST_HEX; letters += 6) {
		for (size_t i = 0; i < b->drafts.n; i++) {
			struct draft *d = &b->drafts.items[i];

			d->c.key = map_get(&uses, d->base) == 1 || d->c.asset
				   ? d->base : key_with_hash(b, d, letters);
		}
		qsort(b->drafts.items, b->drafts.n, sizeof(*b->drafts.items), by_key);
		clash = false;
		for (size_t i = 1; i < b->drafts.n; i++)
			clash = clash || by_key(&b->drafts.items[i - 1], &b->drafts.items[i]) == 0;
	}
	map_release(&uses);
}

/* Moves drafts and the cohorts that point to them into the snapshot. */
static void keep_classes(struct classes *b, const cohort_groups *groups, const size_t *class_of)
{
	struct snapshot *s = b->l->s;
	size_t *moved = mem_alloc(b->drafts.n + 1, sizeof(*moved));

	s->n_classes = b->drafts.n;
	s->classes = arena_alloc(&s->arena, s->n_classes + 1, sizeof(*s->classes));
	for (size_t i = 0; i < s->n_classes; i++) {
		s->classes[i] = b->drafts.items[i].c;
		moved[b->drafts.items[i].place] = i;
	}
	s->cohorts = arena_alloc(&s->arena, groups->n + 1, sizeof(*s->cohorts));
	for (size_t i = 0; i < groups->n; i++)
		if (!groups->items[i].asset)
			s->cohorts[s->n_cohorts++] = (struct snap_cohort){
				groups->items[i].cohort, groups->items[i].holds,
				moved[class_of[i]] };
	free(moved);
}

/* ---- digest ------------------------------------------------------------------------------------- */

/* Walks over all assets once: which asset is in which class decides the waves, so it is part of what
 * was planned with.  Assets that an uninstall protection without its item holds are counted on the
 * way; both lists come by asset key. */
struct walk {
	struct load *l;
	struct cohort_classes classes;
	struct stmt *protected;
	bool more; /* protected stands on a row */
};

static int walk_asset(void *context, const struct cohort_asset *a, struct err *err)
{
	struct walk *w = context;
	size_t class = cohort_class_of(&w->classes, a);
	int rc;

	if (class == NONE)
		return err_set(err, ERR_CONFLICT, N_("the inventory changed while it was read; try "
			       "again"));
	digest_text(&w->l->digest, a->asset);
	digest_int(&w->l->digest, (int64_t)class);
	digest_int(&w->l->digest, a->quantity);
	while (w->more) {
		int order = strcmp(stmt_text(w->protected, 0), a->asset);

		if (order > 0)
			break;
		if (order == 0)
			w->l->s->classes[class].unprotected_token += a->quantity;
		rc = stmt_step(w->protected, err);
		if (rc < 0)
			return rc;
		w->more = rc > 0;
	}
	return 0;
}

static int walk_assets(struct classes *b)
{
	struct load *l = b->l;
	struct walk w = { .l = l };
	int rc = db_prepare(l->db, "SELECT DISTINCT i.asset FROM installs AS i "
			    "WHERE i.uninstall_protection IN ('password', 'token') AND NOT EXISTS "
			    "(SELECT 1 FROM prestage AS p WHERE p.product = i.product "
			    "AND p.kind = i.uninstall_protection) ORDER BY i.asset",
			    &w.protected, l->err);

	if (rc < 0)
		return rc;
	cohort_classes_init(&w.classes, l->s);
	rc = stmt_step(w.protected, l->err);
	w.more = rc > 0;
	if (rc >= 0)
		rc = cohort_each_asset(l->db, &b->set, b->conditions.items, b->conditions.n,
				       walk_asset, &w, l->err);
	cohort_classes_release(&w.classes);
	stmt_done(w.protected);
	return rc;
}

static void digest_class(struct load *l, const struct snap_class *c)
{
	const char *const texts[] = { c->key, c->kind, c->os, c->os_version, c->zone, c->environment,
				      c->business_service,
				      c->site == NONE ? NULL : l->s->sites[c->site].key };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		digest_text(&l->digest, texts[i]);
	digest_int(&l->digest, c->criticality);
	digest_text(&l->digest, c->calendar == NONE ? NULL
		    : l->calendars.items[c->calendar].key);
	for (size_t i = 0; i < c->tags.n; i++)
		digest_text(&l->digest, c->tags.items[i]);
	for (size_t i = 0; i < c->n_installs; i++) {
		digest_text(&l->digest, l->s->products[c->installs[i].product].key);
		digest_text(&l->digest, c->installs[i].version);
	}
	for (size_t i = 0; i < l->s->extra_columns.n; i++)
		digest_text(&l->digest, c->extra[i]);
}

/* ---- all ---------------------------------------------------------------------------------------- */

static int build(struct classes *b)
{
	struct load *l = b->l;
	cohort_groups groups = VEC_INIT;
	size_t *class_of = NULL;
	int rc = cohort_roll_up(l->db, &b->set, b->conditions.items, b->conditions.n, &b->set.arena,
				&groups, l->err);

	if (rc < 0)
		goto out;
	class_of = mem_alloc(groups.n + 1, sizeof(*class_of));
	for (size_t i = 0; i < groups.n; i++) {
		const struct cohort *cohort = cohort_find(&b->set, groups.items[i].cohort);
		struct draft *d;

		if (!cohort) {
			rc = err_set(l->err, ERR_CORRUPT, N_("assets refer to cohort %lld, which does "
				     "not exist; run 'lifeboat doctor'"),
				     (long long)groups.items[i].cohort);
			goto out;
		}
		d = draft_of(b, cohort, &groups.items[i]);
		class_of[i] = d->place;
		count(&d->c, &groups.items[i]);
	}
	name_classes(b);
	keep_classes(b, &groups, class_of);
	for (size_t i = 0; i < l->s->n_classes; i++)
		digest_class(l, &l->s->classes[i]);
	rc = walk_assets(b);
out:
	free(class_of);
	VEC_RELEASE(&groups);
	return rc;
}

int load_classes(struct load *l)
{
	struct classes b = { .l = l, .conditions = VEC_INIT, .drafts = VEC_INIT,
			     .by_signature = MAP_INIT };
	int rc;

	cohort_set_init(&b.set);
	rc = note_reads(&b);
	if (rc == 0)
		rc = keep_conditions(&b);
	if (rc == 0)
		rc = cohort_set_load(l->db, &b.set, l->err);
	if (rc == 0)
		rc = build(&b);
	VEC_RELEASE(&b.conditions);
	VEC_RELEASE(&b.drafts);
	map_release(&b.by_signature);
	cohort_set_release(&b.set);
	return rc;
}
