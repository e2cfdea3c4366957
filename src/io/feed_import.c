/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Importing what sources publish: a KEV catalogue becomes rows of exploits.  Advisories and news are
 * refused with the way they go instead: they are judged in the inbox, which `watch` fills.
 */
#include "config.h"
#include "io/feed_import.h"

#include <string.h>

#include "io/feed.h"
#include "util/file.h"
#include "util/i18n.h"

#define LIMIT ((size_t)64 * 1024 * 1024)

static bool feed_fits(const struct import_source *s)
{
	const char *p = s->head + strspn(s->head, " \t\r\n");

	if (*p == '<')
		return strstr(p, "<rss") || strstr(p, "<feed") || strstr(p, "<rdf:RDF");
	if (kev_csv_fits(p, strlen(p)))
		return true;
	return *p == '{' && (strstr(p, "\"catalogVersion\"") || strstr(p, "\"csaf_version\"") ||
			     (strstr(p, "\"cik\"") && strstr(p, "\"entityType\"")));
}

static int put_exploit(struct importing *im, const struct feed_item *x, size_t number,
		       struct err *err)
{
	const struct {
		const char *column, *text;
	} cells[] = {
		{ "exploit", x->id },         { "vendor_name", x->vendor_name },
		{ "product_name", x->product_name }, { "title", x->title },
		{ "added_on", x->added_on },  { "ransomware", x->ransomware ? "yes" : "no" },
	};
	struct record r;
	size_t i;
	int rc = 0;

	record_init(&r, table_find("exploits"));
	for (i = 0; rc == 0 && i < sizeof(cells) / sizeof(cells[0]); i++) {
		int c = table_column(r.table, cells[i].column);

		if (cells[i].text)
			rc = value_canonical(&r.table->columns[c], cells[i].text, &r.cell[c], err);
	}
	if (rc < 0) {
		import_reject(im->file, number, NULL, &err->msg);
		rc = 0;
	} else {
		import_tag(im, number);
		rc = import_put(im, number, &r, CHANGE_ALL_CELLS, NULL, err);
	}
	record_release(&r);
	return rc < 0 ? rc : 0;
}

static int feed_run(struct importing *im, const struct import_source *s, struct err *err)
{
	struct strbuf data = STRBUF_INIT;
	struct feed feed = FEED_INIT;
	size_t i;
	int rc = file_read(s->path, LIMIT, &data, err);

	im->file->format = N_("exploit catalogue");
	if (rc == 0)
		rc = feed_read(FEED_ANY, s->path, data.buf, data.len, &feed, err);
	if (rc == 0 && (!feed.items.n || !feed.items.items[0].added_on))
		rc = err_set(err, ERR_INPUT,
			     N_("%s: news and advisories are judged in the inbox; enter the file as url of "
				"a row of sources and run 'lifeboat watch --once'"),
			     s->path);
	for (i = 0; rc == 0 && i < feed.items.n; i++) {
		im->file->read++;
		rc = put_exploit(im, &feed.items.items[i], i + 1, err);
	}
	feed_release(&feed);
	strbuf_release(&data);
	return rc;
}

const struct importer feed_importer = {
	.name = N_("exploit catalogue"), .fits = feed_fits, .run = feed_run,
};
