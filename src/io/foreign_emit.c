/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a row → records.  Assets are in foreign_asset.c. */
#include "config.h"
#include "io/foreign_emit.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/mem.h"
#include "util/money.h"
#include "util/text.h"

const char *emit_value(const struct emitter *e, enum field f)
{
	return e->fx->value[f].buf;
}

static int column_place(struct emitter *e, const struct table *t, const char *name)
{
	int column;

	for (size_t i = 0; i < e->n_places; i++)
		if (e->places[i].name == name && e->places[i].table == t)
			return e->places[i].column;
	column = table_column(t, name);
	if (e->n_places < sizeof(e->places) / sizeof(*e->places))
		e->places[e->n_places++] = (struct column_place){ t, name, column };
	return column;
}

bool emit_cell(struct emitter *e, struct record *r, uint64_t *given, const char *column,
	       const char *text, size_t line)
{
	struct err why = ERR_INIT;
	int i;

	if (!*text)
		return true;
	i = column_place(e, r->table, column);
	free(r->cell[i]);
	r->cell[i] = NULL;
	if (value_canonical(&r->table->columns[i], text, &r->cell[i], &why) < 0) {
		import_reject(e->fx->im->file, line, NULL, &why.msg);
		err_release(&why);
		return false;
	}
	*given |= UINT64_C(1) << i;
	return true;
}

/* Adds a row that only has a key and a name, and whatever `extra` says. */
static int add_named(struct emitter *e, struct names *n, const char *key, const char *name,
		     const char *const *extra, size_t line, struct err *err)
{
	struct record r;
	uint64_t given = 1;
	bool good = true;
	int rc;

	record_init(&r, n->table);
	r.cell[0] = mem_strdup(key);
	good = emit_cell(e, &r, &given, "name", name, line);
	for (size_t i = 0; good && extra && extra[i]; i += 2)
		good = emit_cell(e, &r, &given, extra[i], extra[i + 1], line);
	rc = good ? import_put(e->fx->im, line, &r, given, NULL, err) : 1;
	record_release(&r);
	return rc;
}

int emit_reference(struct emitter *e, struct names *n, const char *text, const char *const *extra,
		   size_t line, char **ret_key, struct err *err)
{
	const char *known = names_find(n, text);
	struct strbuf key = STRBUF_INIT;
	int rc;

	if (known) {
		*ret_key = mem_strdup(known);
		return 0;
	}
	names_new_key(n, text, &key);
	rc = add_named(e, n, key.buf, text, extra, line, err);
	if (rc == 0) {
		names_add(n, key.buf, key.buf);
		names_add(n, text, key.buf);
		*ret_key = strbuf_detach(&key);
	}
	strbuf_release(&key);
	return rc;
}

int emit_product(struct emitter *e, const char *name, const char *vendor, const char *category,
		 size_t line, char **ret_key, struct err *err)
{
	const char *known = names_find(&e->products, name);
	char *vendor_key = NULL;
	int rc;

	if (known) {
		*ret_key = mem_strdup(known);
		return 0;
	}
	rc = emit_reference(e, &e->vendors, *vendor ? vendor : "Unknown vendor", NULL, line,
			    &vendor_key, err);
	if (rc == 0)
		rc = emit_reference(e, &e->products, name,
				    (const char *const[]){ "vendor", vendor_key, "role", "incumbent",
							   "category", category, NULL },
				    line, ret_key, err);
	free(vendor_key);
	return rc;
}

/* ---- licences ------------------------------------------------------------------------------ */

/* Cost of the whole → price of one, rounded half to even at the fourth digit. */
static void unit_price(const char *cost, const char *seats, struct strbuf *out)
{
	int64_t price, unit, n = strtoll(seats, NULL, 10);

	if (n < 1)
		n = 1;
	if (price_parse(cost, &price) == 0 && amount_scale(price, 1, n, &unit))
		price_format(unit, out);
}

static bool fill_contract(struct emitter *e, struct record *r, uint64_t *given, size_t line)
{
	const char *currency = emit_value(e, F_CURRENCY);
	struct strbuf price = STRBUF_INIT;
	bool good;

	if (!*currency)
		currency = *e->fx->row_currency ? e->fx->row_currency : e->fx->currency;
	unit_price(emit_value(e, F_COST), emit_value(e, F_SEATS), &price);
	good = emit_cell(e, r, given, "reference", emit_value(e, F_REFERENCE), line) &&
	       emit_cell(e, r, given, "quantity", emit_value(e, F_SEATS), line) &&
	       emit_cell(e, r, given, "unit_price", price.buf, line) &&
	       emit_cell(e, r, given, "currency", price.len ? currency : "", line) &&
	       emit_cell(e, r, given, "starts", emit_value(e, F_STARTS), line) &&
	       emit_cell(e, r, given, "ends", emit_value(e, F_ENDS), line) &&
	       emit_cell(e, r, given, "notes", emit_value(e, F_LICENCE_NOTES), line);
	strbuf_release(&price);
	return good;
}

static int emit_licence(struct emitter *e, size_t line, struct err *err)
{
	const char *id = emit_value(e, F_LICENCE_KEY);
	struct strbuf key = STRBUF_INIT;
	struct record r;
	uint64_t given = 0;
	char *product = NULL;
	int rc = 0;

	if (!*emit_value(e, F_ITEM)) {
		import_rejectf(e->fx->im->file, line, NULL,
			       N_("the licence has no name; name the product"));
		return 0;
	}
	record_init(&r, table_find("contracts"));
	key_from_text(*id ? id : emit_value(e, F_ITEM), &key);
	if (!hash_set_add(&e->seen, import_hash(key.buf, 1))) {
		import_rejectf(e->fx->im->file, line, NULL,
			       N_("licence '%s' stands in an earlier row already; remove one of the "
				  "two"), key.buf);
		goto out;
	}
	rc = emit_product(e, emit_value(e, F_ITEM), emit_value(e, F_VENDOR), "", line, &product, err);
	if (rc == 0 && emit_cell(e, &r, &given, "contract", key.buf, line) &&
	    emit_cell(e, &r, &given, "product", product, line) && fill_contract(e, &r, &given, line))
		rc = import_put(e->fx->im, line, &r, given, NULL, err);
out:
	record_release(&r);
	strbuf_release(&key);
	free(product);
	return rc < 0 ? rc : 0;
}

/* ---- people and sites ------------------------------------------------------------------------ */

static int emit_person(struct emitter *e, size_t line, struct err *err)
{
	const char *id = emit_value(e, F_PERSON), *email = emit_value(e, F_EMAIL);
	struct strbuf key = STRBUF_INIT, name = STRBUF_INIT;
	struct record r;
	uint64_t given = 0;
	int rc = 0;

	if (!*id && !*email) {
		import_rejectf(e->fx->im->file, line, NULL,
			       N_("neither user name nor mail address; give one of them"));
		return 0;
	}
	key_from_text(*id ? id : email, &key);
	strbuf_adds(&name, emit_value(e, F_FULL_NAME));
	if (!name.len) {
		strbuf_adds(&name, emit_value(e, F_FIRST_NAME));
		if (*emit_value(e, F_LAST_NAME))
			strbuf_add_sep(&name, " ", emit_value(e, F_LAST_NAME));
	}
	record_init(&r, table_find("people"));
	if (!hash_set_add(&e->seen, import_hash(key.buf, 2)))
		import_rejectf(e->fx->im->file, line, NULL,
			       N_("'%s' stands in an earlier row already; remove one of the two"),
			       key.buf);
	else if (emit_cell(e, &r, &given, "person", key.buf, line) &&
		 emit_cell(e, &r, &given, "name", name.buf, line) &&
		 emit_cell(e, &r, &given, "email", email, line) &&
		 emit_cell(e, &r, &given, "phone", emit_value(e, F_PHONE), line))
		rc = import_put(e->fx->im, line, &r, given, NULL, err);
	record_release(&r);
	strbuf_release(&key);
	strbuf_release(&name);
	return rc < 0 ? rc : 0;
}

void emit_place_name(const char *id, struct strbuf *out)
{
	strbuf_addf(out, "warehouse-%s", id);
}

static int emit_site(struct emitter *e, size_t line, struct err *err)
{
	struct strbuf place = STRBUF_INIT, key = STRBUF_INIT;
	int rc;

	if (*emit_value(e, F_PLACE_ID))
		emit_place_name(emit_value(e, F_PLACE_ID), &place);
	else
		strbuf_adds(&place, emit_value(e, F_PLACE_NAME));
	key_from_text(place.buf, &key);
	rc = add_named(e, &e->sites, key.buf, emit_value(e, F_PLACE_NAME), NULL, line, err);
	strbuf_release(&place);
	strbuf_release(&key);
	return rc < 0 ? rc : 0;
}

/* ---- links --------------------------------------------------------------------------------- */

/* The asset that a name in a link means. */
static uint32_t link_end(struct emitter *e, const char *name, size_t line)
{
	uint32_t asset = asset_index_find(e->assets, &(struct marks){ .name = name });

	if (asset == ASSET_NONE)
		import_rejectf(e->fx->im->file, line, NULL,
			       N_("'%s' is not among the assets; import it first"), name);
	return asset;
}

static uint64_t pair_hash(uint32_t needs, uint32_t needed)
{
	return ((uint64_t)needs << 32 | needed) + 1;
}

static void keep_link(struct emitter *e, size_t line)
{
	bool konveyor = foreign_has(e->fx, F_RECORD_TYPE);
	const char *from = emit_value(e, konveyor ? F_NAME : F_LINK_FROM);
	const char *to = emit_value(e, F_LINK_TO);
	struct link_pair p = { .line = line };

	if (!*from || !*to) {
		import_rejectf(e->fx->im->file, line, NULL,
			       N_("a dependency needs both its ends; name the other one"));
		return;
	}
	p.needs = link_end(e, from, line);
	p.needed = p.needs == ASSET_NONE ? ASSET_NONE : link_end(e, to, line);
	if (p.needed == ASSET_NONE || p.needs == p.needed)
		return;
	if (strncasecmp(emit_value(e, F_DIRECTION), "north", 5) == 0) {
		uint32_t swap = p.needs;

		p.needs = p.needed;
		p.needed = swap;
	}
	if (hash_set_add(&e->links_seen, pair_hash(p.needs, p.needed)))
		VEC_PUSH(&e->links, p);
}

static int by_pair(const void *a, const void *b)
{
	const struct link_pair *x = a, *y = b;

	if (x->needs != y->needs)
		return x->needs < y->needs ? -1 : 1;
	return x->needed < y->needed ? -1 : x->needed > y->needed;
}

/* What is needed moves before what needs it; two that need each other move together. */
static int put_link(struct emitter *e, const struct link_pair *p, struct err *err)
{
	struct link_pair back = { .needs = p->needed, .needed = p->needs };
	bool mutual = bsearch(&back, e->links.items, e->links.n, sizeof(back), by_pair) != NULL;
	const char *from = asset_index_key(e->assets, p->needed);
	const char *to = asset_index_key(e->assets, p->needs);
	struct record r;
	int rc;

	if (mutual && strcmp(from, to) > 0)
		return 0; /* said once, the smaller key first */
	record_init(&r, table_find("dependencies"));
	record_set(&r, "from", from);
	record_set(&r, "to", to);
	record_set(&r, "type", mutual ? "together" : "before");
	rc = import_put(e->fx->im, p->line, &r, CHANGE_ALL_CELLS, NULL, err);
	record_release(&r);
	return rc < 0 ? rc : 0;
}

int emit_links(struct emitter *e, struct err *err)
{
	bool typed = foreign_has(e->fx, F_RECORD_TYPE);
	struct csv_row row;
	int rc;

	if (!typed && e->fx->rows != ROW_LINK)
		return 0;
	rc = csv_rewind(e->fx->reader, err);
	if (rc < 0)
		return rc;
	while ((rc = csv_next(e->fx->reader, &row, err)) > 0) {
		if (row.reject.id)
			continue;
		foreign_read_row(e->fx, &row);
		if (!typed || strcmp(emit_value(e, F_RECORD_TYPE), "2") == 0)
			keep_link(e, row.line);
	}
	if (rc < 0)
		return rc;
	if (e->links.n)
		qsort(e->links.items, e->links.n, sizeof(*e->links.items), by_pair);
	for (size_t i = 0; i < e->links.n; i++) {
		rc = put_link(e, &e->links.items[i], err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* ---- one row ------------------------------------------------------------------------------- */

int emit_row(struct emitter *e, size_t line, struct err *err)
{
	switch (e->fx->rows) {
	case ROW_LICENCE:
		return emit_licence(e, line, err);
	case ROW_PERSON:
		return emit_person(e, line, err);
	case ROW_SITE:
		return emit_site(e, line, err);
	case ROW_LINK:
		return 0;
	case ROW_ASSET:
		break;
	}
	if (foreign_has(e->fx, F_RECORD_TYPE) && strcmp(emit_value(e, F_RECORD_TYPE), "1") != 0) {
		if (strcmp(emit_value(e, F_RECORD_TYPE), "2") != 0)
			import_rejectf(e->fx->im->file, line, NULL,
				       N_("record type '%s' is neither 1 (application) nor 2 "
					  "(dependency)"), emit_value(e, F_RECORD_TYPE));
		return 0;
	}
	return emit_asset(e, line, err);
}

static const char *const row_tables[] = {
	[ROW_ASSET] = "assets", [ROW_LINK] = "dependencies", [ROW_LICENCE] = "contracts",
	[ROW_PERSON] = "people", [ROW_SITE] = "sites",
};

int emitter_new(struct foreign *fx, struct emitter **ret, struct err *err)
{
	struct emitter *e = mem_zalloc(1, sizeof(*e));
	struct db *db = change_db(fx->im->change);
	int rc = 0;

	e->fx = fx;
	names_init(&e->sites, "sites");
	names_init(&e->vendors, "vendors");
	names_init(&e->products, "products");
	record_init(&e->asset, table_find("assets"));
	record_init(&e->install, table_find("installs"));
	for (size_t i = 0; i < EMIT_WORK; i++)
		strbuf_init(&e->work[i]);
	*ret = e;
	import_count_of(fx->im->file, table_find(row_tables[fx->rows]));
	if (fx->rows == ROW_ASSET || fx->rows == ROW_LINK) {
		e->assets = asset_index_new();
		rc = asset_index_load(e->assets, db, err);
	}
	if (rc == 0)
		rc = names_load(&e->sites, db, err);
	if (rc == 0)
		rc = names_load(&e->vendors, db, err);
	if (rc == 0)
		rc = names_load(&e->products, db, err);
	return rc;
}

void emitter_free(struct emitter *e)
{
	if (!e)
		return;
	names_release(&e->sites);
	names_release(&e->vendors);
	names_release(&e->products);
	record_release(&e->asset);
	record_release(&e->install);
	asset_index_free(e->assets);
	hash_set_release(&e->seen);
	hash_set_release(&e->links_seen);
	VEC_RELEASE(&e->links);
	for (size_t i = 0; i < EMIT_WORK; i++)
		strbuf_release(&e->work[i]);
	free(e->agent_product);
	free(e);
}
