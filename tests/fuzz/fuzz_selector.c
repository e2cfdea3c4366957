/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer entry: the filter language never crashes; what it accepts has one canonical text, which
 * means the same to it, and evaluates over a row made of the input.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/selector.h"
#include "util/mem.h"
#include "util/version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *cell(const void *row, int column)
{
	/* columns with an order hold canonical cells, as in the store */
	const char *name = column < 0 ? "" : table_find("assets")->columns[column].name;

	if (strcmp(name, "criticality") == 0 || strcmp(name, "quantity") == 0)
		return "3";
	if (strcmp(name, "impact_tolerance") == 0)
		return "4h";
	return strcmp(name, "last_seen") == 0 ? "2019-05-13T00:00:00Z" : row;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	struct strbuf once = STRBUF_INIT, twice = STRBUF_INIT, sql = STRBUF_INIT;
	struct selector *s = NULL, *again = NULL;
	struct err err = ERR_INIT;
	int next = 1;

	if (selector_parse(table_find("assets"), text, &s, &err) < 0) {
		err_render(&err, NULL, &once);
		if (!once.len)
			abort();
	} else {
		selector_text(s, &once);
		if (selector_parse(table_find("assets"), once.buf, &again, NULL) < 0)
			abort();
		selector_text(again, &twice);
		if (strcmp(once.buf, twice.buf) != 0)
			abort();
		if (selector_match(s, cell, text) != selector_match(again, cell, text))
			abort();
		selector_sql(s, "a", &next, &sql);
	}
	if (version_compare(text, text) != 0)
		abort();
	err_release(&err);
	selector_free(s);
	selector_free(again);
	strbuf_release(&once);
	strbuf_release(&twice);
	strbuf_release(&sql);
	free(text);
	return 0;
}
