/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catalogue of known exploited vulnerabilities (CISA), as JSON and as CSV. */
#include "config.h"
#include "io/feed.h"

#include <jansson.h>
#include <string.h>

#include "io/csv_read.h"
#include "util/i18n.h"

/* The members of an entry, and the columns of the CSV. */
enum { ID, ADDED, NAME, TEXT, VENDOR, PRODUCT, RANSOM, N_MEMBERS };
static const char *const members[N_MEMBERS] = {
	[ID] = "cveID",             [ADDED] = "dateAdded",      [NAME] = "vulnerabilityName",
	[TEXT] = "shortDescription", [VENDOR] = "vendorProject", [PRODUCT] = "product",
	[RANSOM] = "knownRansomwareCampaignUse",
};

static int one(const char *const *cell, struct feed *f, const char *name, struct err *err)
{
	struct feed_item *x;

	if (!cell[ID] || !*cell[ID] || !cell[ADDED] || feed_instant(cell[ADDED]) == FEED_UNDATED)
		return err_set(err, ERR_INPUT,
			       N_("%s: an entry lacks cveID or dateAdded; this is no KEV catalogue"), name);
	x = feed_add(f);
	if (!x)
		return err_set(err, ERR_INPUT, N_("%s: more entries than %zu; refused"), name, FEED_ITEMS);
	x->id = feed_text(f, cell[ID]);
	x->title = feed_text(f, cell[NAME]);
	x->text = feed_text(f, cell[TEXT]);
	x->vendor_name = feed_text(f, cell[VENDOR]);
	x->product_name = feed_text(f, cell[PRODUCT]);
	x->added_on = feed_text(f, cell[ADDED]);
	x->published = feed_instant(cell[ADDED]);
	x->ransomware = cell[RANSOM] && strcmp(cell[RANSOM], "Known") == 0;
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
	for (i = 0; rc == 0 && i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);
		const char *cell[N_MEMBERS];
		size_t k;

		for (k = 0; k < N_MEMBERS; k++)
			cell[k] = feed_member(entry, members[k]);
		rc = one(cell, ret, name, err);
	}
	return rc;
}

bool kev_csv_fits(const char *data, size_t length)
{
	return (length > 6 && memcmp(data, "cveID,", 6) == 0) ||
	       (length > 8 && memcmp(data, "\"cveID\",", 8) == 0);
}

int kev_csv_read(const char *name, const char *data, size_t length, struct feed *ret, struct err *err)
{
	struct csv_reader *csv = NULL;
	struct csv_row row;
	int at[N_MEMBERS];
	size_t k;
	int rc = csv_open_memory(name, data, length, NULL, &csv, err);

	for (k = 0; rc == 0 && k < N_MEMBERS; k++)
		at[k] = csv_column(csv, members[k]);
	while (rc >= 0 && (rc = csv_next(csv, &row, err)) > 0) {
		const char *cell[N_MEMBERS];

		for (k = 0; k < N_MEMBERS; k++)
			cell[k] = at[k] >= 0 && (size_t)at[k] < row.n && !row.reject.id
					  ? row.field[at[k]] : NULL;
		rc = one(cell, ret, name, err);
	}
	csv_close(csv);
	return rc;
}
