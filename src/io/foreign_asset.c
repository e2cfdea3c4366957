/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One machine of somebody else's inventory → an asset, and the install of the tool's own agent. */
#include "config.h"
#include "io/foreign_emit.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/mem.h"
#include "util/text.h"

/* Is it one of the words of assets.kind itself? */
static bool is_kind(const char *text)
{
	static const char *const kinds[] = { "workstation", "server", "mobile", "vm", "network",
					     "ot", "cloud", "service" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcasecmp(text, kinds[i]) == 0)
			return true;
	return false;
}

/* The kind from what the row says about type, model and system. */
static const char *derive_kind(const struct emitter *e, const char *os)
{
	static const enum field hints[] = { F_KIND, F_CATEGORY };
	const char *maker = emit_value(e, F_MANUFACTURER), *kind = NULL;
	const char *model = foreign_kind(emit_value(e, F_MODEL));
	const char *preset = map_file_setting(&e->fx->map, "kind");

	if ((model && strcmp(model, "vm") == 0) || strncasecmp(maker, "VMware", 6) == 0 ||
	    strncasecmp(maker, "QEMU", 4) == 0 || strncasecmp(maker, "Xen", 3) == 0)
		return "vm";
	for (size_t i = 0; i < sizeof(hints) / sizeof(*hints) && !kind; i++)
		if (*emit_value(e, hints[i]))
			kind = foreign_kind(emit_value(e, hints[i]));
	if (!kind && *os)
		kind = foreign_kind_of_os(os);
	if (!kind)
		kind = model;
	if (!kind && preset && is_kind(preset))
		kind = preset;
	if (!kind && e->fx->profile)
		kind = e->fx->profile->kind;
	return kind ? kind : "";
}

static const char *criticality(const char *text)
{
	static const char *const words[][2] = {
		{ "lowest", "1" }, { "very low", "1" }, { "low", "2" }, { "medium", "3" },
		{ "moderate", "3" }, { "normal", "3" }, { "high", "4" }, { "very high", "5" },
		{ "critical", "5" }, { "highest", "5" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(text, words[i][0]) == 0)
			return words[i][1];
	return strlen(text) == 1 && *text >= '1' && *text <= '5' ? text : "";
}

/* "service|environment" or "service - environment". */
static void split_service(struct emitter *e, struct strbuf *service, struct strbuf *environment)
{
	const char *both = emit_value(e, F_SERVICE_ENV);
	const char *bar = strchr(both, '|');
	size_t width = 1;

	if (!bar) {
		bar = strstr(both, " - ");
		width = 3;
	}
	strbuf_adds(service, emit_value(e, F_SERVICE));
	strbuf_adds(environment, emit_value(e, F_ENVIRONMENT));
	if (!service->len)
		strbuf_add(service, both, bar ? (size_t)(bar - both) : strlen(both));
	if (!environment->len && bar)
		strbuf_adds(environment, bar + width);
}

/* "R31 (SZ_1OFFICE/SZ_1OFFICE_1FL)": the place is what stands in brackets before the slash. */
static void place_of_rack(const char *rack, struct strbuf *out)
{
	const char *open = strchr(rack, '(');

	if (!open)
		return;
	strbuf_add(out, open + 1, strcspn(open + 1, "/)"));
}

static int set_site(struct emitter *e, uint64_t *given, size_t line, struct err *err)
{
	struct strbuf place = STRBUF_INIT;
	char *key = NULL;
	int rc = 0;

	strbuf_adds(&place, emit_value(e, F_SITE));
	if (!place.len && *emit_value(e, F_PLACE_ID))
		emit_place_name(emit_value(e, F_PLACE_ID), &place);
	if (!place.len)
		place_of_rack(emit_value(e, F_RACK), &place);
	if (place.len)
		rc = emit_reference(e, &e->sites, place.buf, NULL, line, &key, err);
	if (rc == 0 && key && !emit_cell(e, &e->asset, given, "site", key, line))
		rc = 1;
	free(key);
	strbuf_release(&place);
	return rc;
}

/* Cells that simply carry a field. */
static const struct {
	enum field field;
	const char *column;
} direct[] = {
	{ F_NAME, "name" }, { F_OWNER, "owner" }, { F_ZONE, "zone" }, { F_QUANTITY, "quantity" },
	{ F_TAG, "tag" }, { F_IP, "ip" }, { F_MAC, "mac" }, { F_USER, "user" },
	{ F_LAST_SEEN, "last_seen" }, { F_TAGS, "tags" }, { F_PRODUCTS, "products" },
};

static bool set_direct(struct emitter *e, uint64_t *given, size_t line)
{
	struct strbuf *service = &e->work[0], *environment = &e->work[1];
	struct record *r = &e->asset;

	for (size_t i = 0; i < sizeof(direct) / sizeof(*direct); i++)
		if (!emit_cell(e, r, given, direct[i].column, emit_value(e, direct[i].field), line))
			return false;
	strbuf_reset(service);
	strbuf_reset(environment);
	split_service(e, service, environment);
	return (foreign_junk_serial(emit_value(e, F_SERIAL)) ||
		emit_cell(e, r, given, "serial", emit_value(e, F_SERIAL), line)) &&
	       emit_cell(e, r, given, "business_service", service->buf, line) &&
	       emit_cell(e, r, given, "environment", environment->buf, line) &&
	       emit_cell(e, r, given, "criticality", criticality(emit_value(e, F_CRITICALITY)), line);
}

/* What is only worked out stays out of the way of what people wrote: new assets get it. */
static bool set_derived(struct emitter *e, bool is_new, uint64_t *given, size_t line)
{
	struct strbuf *os = &e->work[0], *version = &e->work[1], *notes = &e->work[2];
	const char *name;

	strbuf_reset(os);
	strbuf_reset(version);
	strbuf_reset(notes);
	foreign_os(emit_value(e, F_OS), emit_value(e, F_OS_VERSION), os, version);
	if (!emit_cell(e, &e->asset, given, "os", os->buf, line) ||
	    !emit_cell(e, &e->asset, given, "os_version", version->buf, line))
		return false;
	if (is_kind(emit_value(e, F_KIND)) &&
	    !emit_cell(e, &e->asset, given, "kind", emit_value(e, F_KIND), line))
		return false;
	if (!is_new)
		return true;
	strbuf_adds(notes, emit_value(e, F_NOTES));
	if (*emit_value(e, F_MODEL)) {
		strbuf_add_sep(notes, "; ", emit_value(e, F_MANUFACTURER));
		if (*emit_value(e, F_MANUFACTURER))
			strbuf_addch(notes, ' ');
		strbuf_adds(notes, emit_value(e, F_MODEL));
	}
	name = *emit_value(e, F_NAME) ? ""
	       : *emit_value(e, F_SERIAL) ? emit_value(e, F_SERIAL) : emit_value(e, F_TAG);
	return emit_cell(e, &e->asset, given, "name", name, line) &&
	       emit_cell(e, &e->asset, given, "notes", notes->buf, line) &&
	       (is_kind(emit_value(e, F_KIND)) ||
		emit_cell(e, &e->asset, given, "kind", derive_kind(e, os->buf), line));
}

/* Key of a new asset. */
static void make_key(struct emitter *e, struct strbuf *out)
{
	static const enum field from[] = { F_ASSET, F_TAG, F_NAME, F_SERIAL };
	size_t base;

	for (size_t i = 0; i < sizeof(from) / sizeof(*from) && !out->len; i++)
		if (*emit_value(e, from[i]))
			key_from_text(emit_value(e, from[i]), out);
	base = out->len;
	for (int i = 2; asset_index_find_key(e->assets, out->buf) != ASSET_NONE; i++) {
		strbuf_setlen(out, base);
		strbuf_addf(out, "-%d", i);
	}
}

/* The agent whose console the file comes from is installed on every machine in it. */
static int put_install(struct emitter *e, const char *asset, size_t line, struct err *err)
{
	const struct foreign_product *p = e->fx->profile ? e->fx->profile->agent : NULL;
	const char *protection = emit_value(e, F_PROTECTION);
	struct record *r = &e->install;
	uint64_t given = 0;
	int rc = 0;

	if (!p)
		return 0;
	if (!e->agent_product) {
		const char *known = names_find(&e->products, p->key);

		rc = known ? (e->agent_product = mem_strdup(known), 0)
			   : emit_product(e, p->name, p->vendor_name, p->category, line,
					  &e->agent_product, err);
	}
	if (rc)
		return rc;
	if (strcasecmp(protection, "enabled") == 0 || strcasecmp(protection, "yes") == 0)
		protection = "token";
	else if (strcasecmp(protection, "disabled") == 0 || strcasecmp(protection, "no") == 0)
		protection = "none";
	else
		protection = "";
	record_clear(r);
	if (!emit_cell(e, r, &given, "asset", asset, line) ||
	    !emit_cell(e, r, &given, "product", e->agent_product, line) ||
	    !emit_cell(e, r, &given, "version", emit_value(e, F_AGENT_VERSION), line) ||
	    !emit_cell(e, r, &given, "agent_id", emit_value(e, F_AGENT_ID), line) ||
	    !emit_cell(e, r, &given, "agent_status", emit_value(e, F_AGENT_STATUS), line) ||
	    !emit_cell(e, r, &given, "uninstall_protection", protection, line) ||
	    !emit_cell(e, r, &given, "last_seen", emit_value(e, F_LAST_SEEN), line))
		return 1;
	return import_put(e->fx->im, line, r, given, NULL, err);
}

static int put_asset(struct emitter *e, const char *key, bool is_new, size_t line,
		     struct err *err)
{
	uint64_t given = 0;
	int rc;

	record_clear(&e->asset);
	if (!emit_cell(e, &e->asset, &given, "asset", key, line) || !set_direct(e, &given, line) ||
	    !set_derived(e, is_new, &given, line))
		return 1;
	rc = set_site(e, &given, line, err);
	if (rc == 0)
		rc = import_put(e->fx->im, line, &e->asset, given, NULL, err);
	return rc ? rc : put_install(e, key, line, err);
}

int emit_asset(struct emitter *e, size_t line, struct err *err)
{
	struct strbuf *key = &e->work[3];
	struct marks m = {
		.key = emit_value(e, F_ASSET), .serial = emit_value(e, F_SERIAL),
		.tag = emit_value(e, F_TAG), .agent_id = emit_value(e, F_AGENT_ID),
		.macs = emit_value(e, F_MAC), .name = emit_value(e, F_NAME),
	};
	uint32_t asset;
	bool is_new;
	int rc;

	if (!*m.key && !*m.tag && !*m.name && foreign_junk_serial(m.serial)) {
		import_rejectf(e->fx->im->file, line, NULL,
			       N_("neither name nor tag nor serial number; the asset could not be "
				  "found again"));
		return 0;
	}
	asset = asset_index_find(e->assets, &m);
	is_new = asset == ASSET_NONE;
	if (!is_new && asset_index_line(e->assets, asset)) {
		import_rejectf(e->fx->im->file, line, NULL,
			       N_("the same machine ('%s') stands on line %zu already; keep one of "
				  "the two"), asset_index_key(e->assets, asset),
			       asset_index_line(e->assets, asset));
		return 0;
	}
	strbuf_reset(key);
	if (is_new)
		make_key(e, key);
	else
		strbuf_adds(key, asset_index_key(e->assets, asset));
	rc = put_asset(e, key->buf, is_new, line, err);
	if (rc)
		return rc < 0 ? rc : 0;
	m.key = key->buf;
	if (is_new)
		asset = asset_index_add(e->assets, &m);
	else
		asset_index_learn(e->assets, asset, &m);
	asset_index_set_line(e->assets, asset, line);
	return 0;
}
