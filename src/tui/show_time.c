/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/show_time.h"

#include <stdlib.h>

#include "util/i18n.h"

#define DAY_MIN 1440

int64_t record_int(const struct record *r, const char *column, int64_t missing)
{
	const char *cell = record_get(r, column);

	return cell ? strtoll(cell, NULL, 10) : missing;
}

void show_minutes(int64_t minutes, struct strbuf *out)
{
	if (minutes < 0) {
		strbuf_addch(out, '-');
		minutes = -minutes;
	}
	if (minutes >= DAY_MIN)
		strbuf_addf(out, _("%lldd "), (long long)(minutes / DAY_MIN));
	if (minutes >= 100 * DAY_MIN) /* columns stay narrow; nobody plans those minutes */
		strbuf_addf(out, _("%02dh"), (int)(minutes % DAY_MIN / 60));
	else
		strbuf_addf(out, "%02d:%02d", (int)(minutes % DAY_MIN / 60), (int)(minutes % 60));
}

void show_minutes_cell(const struct record *r, const char *column, struct line *l)
{
	struct strbuf text = STRBUF_INIT;

	if (record_get(r, column)) {
		show_minutes(record_int(r, column, 0), &text);
		line_add(l, ROLE_NORMAL, text.buf);
	} else {
		line_add(l, ROLE_BAD, _("never"));
	}
	strbuf_release(&text);
}
