/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filings of one company with the SEC (EDGAR submissions JSON): form 8-K with item 1.05 alone, which
 * is where material security incidents are reported. */
#include "config.h"
#include "io/feed.h"

#include <jansson.h>
#include <string.h>

#include "util/i18n.h"

static const char *column(const json_t *recent, const char *name, size_t row)
{
	return json_string_value(json_array_get(json_object_get(recent, name), row));
}

/* Folders are named by the company's number without leading zeros and the filing's without dashes. */
static void filing_url(const char *cik, const char *id, const char *document, struct strbuf *out)
{
	cik = cik ? cik + strspn(cik, "0") : "";
	strbuf_addf(out, "https://www.sec.gov/Archives/edgar/data/%s/", cik);
	for (; *id; id++)
		if (*id != '-')
			strbuf_addch(out, *id);
	strbuf_addf(out, "/%s", document ? document : "");
}

int edgar_read(const struct json_t *root, const char *name, struct feed *ret, struct err *err)
{
	const json_t *recent = json_object_get(json_object_get(root, "filings"), "recent");
	const char *company = feed_member(root, "name"), *cik = feed_member(root, "cik");
	size_t n = json_array_size(json_object_get(recent, "accessionNumber")), i;

	if (!recent || !company)
		return err_set(err, ERR_INPUT, N_("%s: no EDGAR submissions: it has no name or filings"),
			       name);
	for (i = 0; i < n; i++) {
		const char *id = column(recent, "accessionNumber", i), *form = column(recent, "form", i);
		const char *items = column(recent, "items", i), *document;
		struct strbuf title = STRBUF_INIT, url = STRBUF_INIT;
		struct feed_item *x;

		if (!id || !form || !items || strncmp(form, "8-K", 3) != 0 || !strstr(items, "1.05"))
			continue;
		x = feed_add(ret);
		if (!x)
			break;
		document = column(recent, "primaryDocument", i);
		strbuf_addf(&title, "%s: form %s, item 1.05, material cybersecurity incident", company,
			    form);
		filing_url(cik, id, document, &url);
		x->id = feed_text(ret, id);
		x->title = feed_text(ret, title.buf);
		x->url = feed_text(ret, url.buf);
		x->published = feed_instant(column(recent, "acceptanceDateTime", i));
		if (x->published == FEED_UNDATED)
			x->published = feed_instant(column(recent, "filingDate", i));
		x->kind = "filing";
		strbuf_release(&title);
		strbuf_release(&url);
	}
	return 0;
}
