/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CycloneDX bills of material: the thing described becomes an asset of kind service, its components
 * and services become products of their vendors, installed on it.
 */
#include "config.h"
#include "io/json_import.h"

#include <stdlib.h>
#include <string.h>

#include "io/names.h"
#include "io/put_cells.h"
#include "util/mem.h"
#include "util/text.h"

#define MAX_DEPTH 32

struct reading {
	struct importing *im;
	struct names vendors, products;
	struct hash_set installed;
	char *asset;
	size_t number; /* of the component: stands where a CSV has its line */
	size_t twice;
};

/* Key of a vendor or product by name, added when it is new. */
static int key_of(struct reading *g, struct names *n, const char *table, const char *name,
		  const char *vendor, char **ret, struct err *err)
{
	const char *known = names_find(n, name);
	struct strbuf key = STRBUF_INIT;
	int rc;

	if (known) {
		*ret = mem_strdup(known);
		return 0;
	}
	names_new_key(n, name, &key);
	rc = put_cells(g->im, g->number, table,
		     (const struct cell[]){ { n->table->columns[0].name, key.buf },
					       { "name", name }, { "vendor", vendor },
					       { "role", vendor ? "incumbent" : NULL } },
		     vendor ? 4 : 2, err);
	if (rc == 0) {
		names_add(n, key.buf, key.buf);
		names_add(n, name, key.buf);
		*ret = strbuf_detach(&key);
	}
	strbuf_release(&key);
	return rc;
}

/* "cpe:2.3:a:vendor:product:…" */
static char *vendor_in_cpe(const char *cpe)
{
	const char *p = cpe;

	for (int i = 0; p && i < 3; i++) {
		p = strchr(p, ':');
		p = p ? p + 1 : NULL;
	}
	return p && *p && *p != '*' ? mem_strndup(p, strcspn(p, ":")) : NULL;
}

static char *vendor_of(const json_t *item)
{
	static const char *const objects[] = { "supplier", "provider", "manufacturer" };
	const char *cpe = json_text(item, "cpe"), *name = NULL;

	for (size_t i = 0; i < 3 && !name; i++)
		name = json_text(json_object_get(item, objects[i]), "name");
	if (!name)
		name = json_text(item, "publisher");
	if (!name)
		name = json_text(item, "group");
	if (!name && cpe)
		return vendor_in_cpe(cpe);
	return mem_strdup(name ? name : "Unknown vendor");
}

static int take_item(struct reading *g, const json_t *item, struct err *err)
{
	const char *name = json_text(item, "name");
	char *vendor = NULL, *vendor_key = NULL, *product = NULL;
	int rc;

	g->number++;
	g->im->file->read++;
	if (!name) {
		import_rejectf(g->im->file, g->number, NULL, N_("the component has no name"));
		return 0;
	}
	vendor = vendor_of(item);
	rc = key_of(g, &g->vendors, "vendors", vendor ? vendor : "Unknown vendor", NULL, &vendor_key,
		    err);
	if (rc == 0)
		rc = key_of(g, &g->products, "products", name, vendor_key, &product, err);
	if (rc == 0 && !hash_set_add(&g->installed, import_hash(product, 0)))
		g->twice++;
	else if (rc == 0)
		rc = put_cells(g->im, g->number, "installs",
			     (const struct cell[]){ { "asset", g->asset }, { "product", product },
						       { "version", json_text(item, "version") } },
			     3, err);
	free(vendor);
	free(vendor_key);
	free(product);
	return rc < 0 ? rc : 0;
}

static int take_items(struct reading *g, const json_t *list, int depth, struct err *err)
{
	static const char *const nested[] = { "components", "services" };
	size_t index;
	json_t *item;

	if (depth > MAX_DEPTH)
		return 0;
	json_array_foreach(list, index, item) {
		int rc = take_item(g, item, err);

		for (size_t i = 0; i < 2 && rc == 0; i++)
			rc = take_items(g, json_object_get(item, nested[i]), depth + 1, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* The thing the bill is about: metadata.component, else the file. */
static int put_asset(struct reading *g, const json_t *root, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	const json_t *about = json_object_get(json_object_get(root, "metadata"), "component");
	const char *name = json_text(about, "name");
	struct strbuf key = STRBUF_INIT;
	int rc;

	if (!name)
		name = slash ? slash + 1 : path;
	key_from_text(name, &key);
	g->asset = strbuf_detach(&key);
	rc = put_cells(g->im, g->number, "assets",
		     (const struct cell[]){ { "asset", g->asset }, { "name", name },
					       { "kind", "service" } }, 3, err);
	if (rc == 1)
		return err_set(err, ERR_INPUT, N_("%s: the component it describes has a name that "
						  "cannot be used: '%s'"), path, name);
	return rc;
}

static int read_bom(struct reading *g, const json_t *root, const char *path, struct err *err)
{
	struct db *db = change_db(g->im->change);
	int rc = names_load(&g->vendors, db, err);

	import_count_of(g->im->file, table_find("products"));
	if (rc == 0)
		rc = names_load(&g->products, db, err);
	if (rc == 0)
		rc = put_asset(g, root, path, err);
	if (rc == 0)
		rc = take_items(g, json_object_get(root, "components"), 0, err);
	if (rc == 0)
		rc = take_items(g, json_object_get(root, "services"), 0, err);
	if (rc == 0 && g->twice)
		import_note(g->im->file, N_("%zu components come more than once; the first version "
					    "counts"), g->twice);
	return rc;
}

static bool cyclonedx_is(const json_t *root)
{
	const char *format = json_text(root, "bomFormat");

	return format && strcmp(format, "CycloneDX") == 0;
}

static int cyclonedx_run(struct importing *im, const json_t *root, const char *path, struct err *err)
{
	struct reading g = { .im = im, .installed = HASH_SET_INIT };
	int rc;

	im->file->format = N_("bill of material");
	im->file->tool = "CycloneDX";
	names_init(&g.vendors, "vendors");
	names_init(&g.products, "products");
	rc = read_bom(&g, root, path, err);
	names_release(&g.vendors);
	names_release(&g.products);
	hash_set_release(&g.installed);
	free(g.asset);
	return rc;
}

const struct json_kind cyclonedx_kind = {
	.name = "CycloneDX", .is = cyclonedx_is, .run = cyclonedx_run,
};
