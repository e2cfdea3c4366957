/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sources publish, kindly and not; and names in running text. */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "io/feed.h"
#include "io/match.h"
#include "risk/belief.h"
#include "util/date.h"
#include "util/file.h"
#include "util/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int read_text(enum feed_format format, const char *text, struct feed *f)
{
	return feed_read(format, "test", text, strlen(text), f, NULL);
}

static void news_of_every_age_is_read(void **state)
{
	static const char *const documents[] = {
		"<rss version='0.91'><channel><title>c</title><item><title>One</title><link>http://x/1</link>"
		"<description>text</description></item></channel></rss>",
		"<rss version='2.0'><channel><item><title><![CDATA[One]]></title><guid>g</guid>"
		"<link>http://x/1</link><pubDate>Fri, 15 Oct 2021 05:47:14 GMT</pubDate></item></channel></rss>",
		"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
		" xmlns:dc='http://purl.org/dc/elements/1.1/'><channel/><item><title>One</title>"
		"<link>http://x/1</link><dc:date>2021-10-15T05:47:14Z</dc:date></item></rdf:RDF>",
		"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>One</title><id>urn:1</id>"
		"<link rel='self' href='http://x/self'/><link rel='alternate' href='http://x/1'/>"
		"<published>2021-10-15T07:47:14+02:00</published></entry></feed>",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(documents); i++) {
		struct feed f = FEED_INIT;

		assert_int_equal(read_text(FEED_NEWS, documents[i], &f), 0);
		assert_int_equal(f.items.n, 1);
		assert_string_equal(f.items.items[0].title, "One");
		assert_string_equal(f.items.items[0].url, "http://x/1");
		assert_int_equal(f.items.items[0].published, i ? 1634276834 : FEED_UNDATED);
		feed_release(&f);
	}
}

static char *nested(const char *open, const char *close, size_t n, const char *head, const char *tail)
{
	struct strbuf out = STRBUF_INIT;
	size_t i;

	strbuf_adds(&out, head);
	for (i = 0; i < n; i++)
		strbuf_adds(&out, open);
	for (i = 0; i < n; i++)
		strbuf_adds(&out, close);
	strbuf_adds(&out, tail);
	return strbuf_detach(&out);
}

static void hostile_documents_are_refused(void **state)
{
	static const char *const documents[] = {
		"", "   ", "nonsense", "{", "[]", "{\"vulnerabilities\": 3}",
		"{\"vulnerabilities\": [{\"cveID\": 1}]}", "{\"feed\": {}}", "{\"document\": {}}",
		"{\"filings\": {}}", "{\"a\": 1, \"a\": 2}", "<html/>", "<rss>", "<rss><channel></rss>",
		("<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
		 "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><rss><channel><item><title>&c;</title>"
		 "<link>x</link></item></channel></rss>"),
		("<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&x;"
		 "</title><link>x</link></item></channel></rss>"),
	};
	char *deep;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(documents); i++) {
		struct feed f = FEED_INIT;
		struct err err = ERR_INIT;

		assert_int_equal(feed_read(FEED_ANY, "test", documents[i], strlen(documents[i]), &f, &err),
				 ERR_INPUT);
		assert_non_null(err.msg.id);
		assert_int_equal(f.items.n, 0);
		err_release(&err);
		feed_release(&f);
	}
	for (i = 0; i < 2; i++) {
		struct feed f = FEED_INIT;

		deep = i ? nested("<a>", "</a>", 100000, "<rss><channel>", "</channel></rss>")
			 : nested("[", "]", 100000, "{\"vulnerabilities\": ", "}");
		assert_int_equal(read_text(FEED_ANY, deep, &f), ERR_INPUT);
		free(deep);
		feed_release(&f);
	}
}

static void texts_are_cut_and_cleaned(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct feed f = FEED_INIT;
	size_t i;

	(void)state;
	strbuf_adds(&out, "<rss><channel><item><link>x</link><title>");
	for (i = 0; i < 30000; i++)
		strbuf_adds(&out, "あ");
	strbuf_adds(&out, "</title></item></channel></rss>");
	assert_int_equal(read_text(FEED_NEWS, out.buf, &f), 0);
	assert_true(strlen(f.items.items[0].title) <= FEED_TEXT + 4);
	assert_true(text_is_utf8(f.items.items[0].title, strlen(f.items.items[0].title)));
	feed_release(&f);
	strbuf_release(&out);
}

static void filings_are_taken_for_one_item_only(void **state)
{
	struct feed f = FEED_INIT;

	(void)state;
	assert_int_equal(read_text(FEED_EDGAR,
				   "{\"name\": \"V F CORP\", \"cik\": \"103379\", \"filings\": {\"recent\": {"
				   "\"accessionNumber\": [\"1\", \"2\", \"3\"],"
				   "\"filingDate\": [\"2023-12-18\", \"2024-01-01\", \"2024-01-02\"],"
				   "\"form\": [\"8-K\", \"8-K\", \"4\"], \"items\": [\"1.05,9.01\", \"5.02\", \"\"]}}}",
				   &f), 0);
	assert_int_equal(f.items.n, 1);
	assert_string_equal(f.items.items[0].id, "1");
	assert_string_equal(f.items.items[0].kind, "filing");
	assert_int_equal(read_text(FEED_EDGAR,
				   "<feed xmlns='http://www.w3.org/2005/Atom'>"
				   "<entry><title>8-K - A Corp</title><id>a</id><summary>Item 1.05: Material"
				   "</summary></entry>"
				   "<entry><title>8-K - B Corp</title><id>b</id><summary>Item 5.02</summary></entry>"
				   "<entry><title>4 - C (Reporting)</title><id>c</id><summary>1.05</summary></entry>"
				   "</feed>", &f), 0);
	assert_int_equal(f.items.n, 2);
	assert_string_equal(f.items.items[1].id, "a");
	feed_release(&f);
}

static void lists_of_advisories_are_read(void **state)
{
	struct feed f = FEED_INIT;

	(void)state;
	assert_int_equal(read_text(FEED_CSAF,
				   "{\"feed\": {\"entry\": [{\"id\": \"VA-1\", \"title\": \"T\","
				   "\"link\": [{\"href\": \"https://x/1\"}], \"published\": \"2024-07-19T16:00:00.000Z\","
				   "\"summary\": {\"content\": \"s\"}}]}}", &f), 0);
	assert_int_equal(f.items.n, 1);
	assert_string_equal(f.items.items[0].url, "https://x/1");
	assert_int_equal(f.items.items[0].published, 1721404800);
	assert_int_equal(read_text(FEED_CSAF, "\"2024/a.json\",\"2024-07-19T16:00:00Z\"\r\n\r\n"
				   "\"2024/b.json\",\"2024-07-20T16:00:00Z\"", &f), 0);
	assert_int_equal(f.items.n, 3);
	assert_string_equal(f.items.items[2].title, "2024/b.json");
	assert_int_equal(read_text(FEED_CSAF, "\"2024/a.json\",\"2024-07-19T16:00:00Z\"\n\"broken", &f),
			 ERR_INPUT);
	assert_int_equal(read_text(FEED_CSAF, "\"2024/a.json\",\"some day\"", &f), ERR_INPUT);
	assert_int_equal(f.items.n, 3);
	feed_release(&f);
}

static void a_name_must_stand_as_a_word(void **state)
{
	static const struct {
		const char *text, *name;
		bool found;
	} rows[] = {
		{ "Trend Micro admits", "trend micro", true },
		{ "the TREND MICRO, inc", "Trend Micro", true },
		{ "Trend Microscopes", "Trend Micro", false },
		{ "resetting passwords", "ESET", false },
		{ "ESET: nothing found", "ESET", true },
		{ "avast ships", "AVAST", true },
		{ "savast", "avast", false },
		{ "トレンドマイクロは、不正アクセスを認めた", "トレンドマイクロ", true },
		{ "ﾄﾚﾝﾄﾞﾏｲｸﾛは", "トレンドマイクロ", true },
		{ "トレンドマイクロスコープ", "トレンドマイクロ", false },
		{ "米シマンテック社", "シマンテック", true },
		{ "白風メールシステムズ株式会社", "白風メールシステムズ", true },
		{ "株式会社港ライセンス株式会社製", "港ライセンス株式会社", true },
		{ "McAfeeが発表", "McAfee", true },
		{ "G DATA und andere", "G DATA", true },
		{ "5G DATA", "G DATA", false },
		{ "anything", "", false },
		{ "", "x", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct strbuf text = STRBUF_INIT, name = STRBUF_INIT;

		text_fold(rows[i].text, &text);
		text_fold(rows[i].name, &name);
		if (match_word(text.buf, name.buf) != rows[i].found)
			print_message("# %s in %s\n", rows[i].name, rows[i].text);
		assert_int_equal(match_word(text.buf, name.buf), rows[i].found);
		strbuf_release(&text);
		strbuf_release(&name);
	}
}

static bool shared_file(const char *name, struct strbuf *out)
{
	struct strbuf path = STRBUF_INIT;
	int rc;

	strbuf_addf(&path, "%s/../shared/data/signals/%s", getenv("TOP_SRCDIR"), name);
	rc = file_read(path.buf, (size_t)1 << 24, out, NULL);
	strbuf_release(&path);
	return rc == 0;
}

static void real_documents_are_read(void **state)
{
	static const struct {
		const char *file;
		enum feed_format format;
		size_t least;
	} rows[] = {
		{ "csaf/va-24-201-01.json", FEED_CSAF, 1 }, { "csaf/va-24-254-02.json", FEED_CSAF, 1 },
		{ "feeds/heise.atom", FEED_NEWS, 3 },      { "feeds/rss_2.0_cloudflare.xml", FEED_NEWS, 1 },
		{ "filings/edgar-getcurrent-2024-05-17.atom", FEED_EDGAR, 0 },
		{ "filings/item105-slim.json", FEED_EDGAR, 0 },
		{ "known_exploited_vulnerabilities.json", FEED_KEV, 1400 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct strbuf data = STRBUF_INIT;
		struct feed f = FEED_INIT;
		size_t k;

		if (!shared_file(rows[i].file, &data)) {
			print_message("# %s is not there\n", rows[i].file);
			skip();
		}
		assert_int_equal(feed_read(rows[i].format, rows[i].file, data.buf, data.len, &f, NULL), 0);
		assert_true(f.items.n >= rows[i].least);
		for (k = 0; k < f.items.n; k++)
			assert_true(f.items.items[k].id && f.items.items[k].published != FEED_UNDATED);
		feed_release(&f);
		strbuf_release(&data);
	}
}

static void measured_base_rates(void **state)
{
	static const struct {
		const char *vendor;
		double rate;
	} rows[] = {
		{ "Symantec", 0 }, { "McAfee", 0 }, { "Check Point", .05 }, { "Trend Micro", .12 },
		{ "SonicWall", .20 }, { "Palo Alto Networks", .25 }, { "Ivanti", .46 }, { "Cisco", .57 },
		{ "Fortinet", .62 },
	};
	struct strbuf data = STRBUF_INIT;
	struct feed f = FEED_INIT;
	size_t i, k;

	(void)state;
	if (!shared_file("known_exploited_vulnerabilities.json", &data)) {
		print_message("# the catalogue is not there\n");
		skip();
	}
	assert_int_equal(feed_read(FEED_KEV, "kev", data.buf, data.len, &f, NULL), 0);
	for (i = 0; i < COUNT(rows); i++) {
		long days[1404];
		size_t n = 0, a, b;
		double raw;

		for (k = 0; k < f.items.n; k++)
			if (strcmp(f.items.items[k].vendor_name, rows[i].vendor) == 0 && n < COUNT(days))
				days[n++] = (long)(f.items.items[k].published / DAY_S);
		for (a = 1; a < n; a++) /* ascending */
			for (b = a; b > 0 && days[b - 1] > days[b]; b--) {
				long t = days[b];

				days[b] = days[b - 1];
				days[b - 1] = t;
			}
		exploit_base_rate(days, n, (long)date_from_civil(2022, 7, 1),
				  (long)date_from_civil(2025, 8, 31), 60, &raw);
		print_message("# %s %.3f (%.2f)\n", rows[i].vendor, raw, rows[i].rate);
		assert_true(fabs(raw - rows[i].rate) < .008);
	}
	feed_release(&f);
	strbuf_release(&data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(news_of_every_age_is_read),
		cmocka_unit_test(hostile_documents_are_refused),
		cmocka_unit_test(texts_are_cut_and_cleaned),
		cmocka_unit_test(filings_are_taken_for_one_item_only),
		cmocka_unit_test(lists_of_advisories_are_read),
		cmocka_unit_test(a_name_must_stand_as_a_word),
		cmocka_unit_test(real_documents_are_read),
		cmocka_unit_test(measured_base_rates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
