/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catalogue of known exploited vulnerabilities (CISA, JSON). */
#include "config.h"
#include "io/feed.h"

#include <jansson.h>
#include <string.h>

#include "util/i18n.h"

static int one(const json_t *entry, struct feed *f, const char *name, struct err *err)
{
	const char *id = feed_member(entry, "cveID"), *added = feed_member(entry, "dateAdded");
	const char *ransom = feed_member(entry, "knownRansomwareCampaignUse");
	struct feed_item *x;

	if (!id || !added || feed_instant(added) == FEED_UNDATED)
		return err_set(err, ERR_INPUT,
			       N_("%s: an entry lacks cveID or dateAdded; this is no KEV catalogue"), name);
	x = feed_add(f);
	if (!x)
		return err_set(err, ERR_INPUT, N_("%s: more entries than %zu; refused"), name, FEED_ITEMS);
	x->id = feed_text(f, id);
	x->title = feed_text(f, feed_member(entry, "vulnerabilityName"));
	x->text = feed_text(f, feed_member(entry, "shortDescription"));
	x->vendor_name = feed_text(f, feed_member(entry, "vendorProject"));
	x->product_name = feed_text(f, feed_member(entry, "product"));
	x->added_on = feed_text(f, added);
	x->published = feed_instant(added);
	x->ransomware = ransom && strcmp(ransom, "Known") == 0;
	x->kind = "exploit";
	return 0;
}

int kev_read(const struct json_t *root, const char *name, struct feed *ret, struct err *err)
{
	const json_t *list = json_object_get(root, "vulnerabilities");
	size_t i;
	int rc = 0;

	if (!json_is_array(list))
		return err_set(err, ERR_INPUT, N_("%s: 'vulnerabilities' is no list"), name);
	for (i = 0; rc == 0 && i < json_array_size(list); i++)
		rc = one(json_array_get(list, i), ret, name, err);
	return rc;
}
