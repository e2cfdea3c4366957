/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/answer.h"

#include <stdarg.h>

#include "util/strbuf.h"

void answer_several(struct answer *a)
{
	if (a->ops->several)
		a->ops->several(a);
}

void answer_table(struct answer *a, const char *name, const struct answer_column *columns,
		  size_t n)
{
	a->rows = 0;
	a->ops->table(a, name, columns, n);
}

void answer_limit(struct answer *a, int64_t rows)
{
	a->limited = rows >= 0;
	a->limit = rows >= 0 ? (size_t)rows : 0;
}

void answer_row(struct answer *a, const char *const *cells)
{
	if (!a->limited || a->rows++ < a->limit)
		a->ops->row(a, cells);
}

void answer_end(struct answer *a)
{
	a->ops->end(a);
}

void answer_line(struct answer *a, const char *text)
{
	a->ops->line(a, text);
}

void answer_note(struct answer *a, const char *text)
{
	a->ops->note(a, text);
}

void answer_linef(struct answer *a, const char *format, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, format);
	strbuf_vaddf(&text, format, ap);
	va_end(ap);
	a->ops->line(a, text.buf);
	strbuf_release(&text);
}

void answer_notef(struct answer *a, const char *format, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, format);
	strbuf_vaddf(&text, format, ap);
	va_end(ap);
	a->ops->note(a, text.buf);
	strbuf_release(&text);
}

void answer_raw(struct answer *a, const void *data, size_t length)
{
	a->ops->raw(a, data, length);
}

bool answer_progress(struct answer *a, int permille, const char *stage)
{
	return a->ops->progress(a, permille, stage);
}
