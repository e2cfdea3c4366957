/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/page.h"

#include <stdbool.h>
#include <string.h>

#include "util/text.h"

/* Source lines stay below this, as mandoc's lint likes them. */
#define LINE_BYTES 66
/* Characters that may stand together without a place to break the line. */
#define LONGEST_RUN 32

/* Characters that roff would turn into something else, and how they are written to print as they
 * stand (groff_char(7)). */
static const char *special(int32_t c)
{
	static const struct {
		char c;
		const char *roff;
	} table[] = {
		{ '\\', "\\[rs]" }, { '\'', "\\[aq]" }, { '`', "\\[ga]" }, { '^', "\\[ha]" },
		{ '~', "\\[ti]" },  { '-', "\\-" },     { '"', "\\[dq]" },
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].c == c)
			return table[i].roff;
	return NULL;
}

static void add_char(int32_t c, struct strbuf *out)
{
	const char *roff = special(c);

	if (roff)
		strbuf_adds(out, roff);
	else if (c < 0x80)
		strbuf_addch(out, (char)c);
	else
		strbuf_addf(out, "\\[u%04X]", (unsigned)c);
}

static bool is_wide(const char *from, const char *to)
{
	char one[8];
	size_t n = (size_t)(to - from);

	if (n < 2 || n >= sizeof(one))
		return false;
	memcpy(one, from, n);
	one[n] = '\0';
	return text_width(one) == 2;
}

static bool is_joint(int32_t c)
{
	return c > 0 && c < 0x80 && strchr("/;,_.=@-:", (char)c);
}

/* One logical line: `fill` lines may be broken at blanks and between wide characters. */
static void add_line(const char *text, bool begins_line, bool fill, struct strbuf *out)
{
	const char *p = text;
	size_t start = out->len, run = 0;
	int32_t c;

	if (begins_line && (*p == '.' || *p == '\''))
		strbuf_adds(out, "\\&");
	for (;;) {
		const char *at = p;
		bool wide;

		c = text_next(&p);
		if (c == 0)
			return;
		if (c < 0) /* cleaned texts hold no stray bytes */
			continue;
		wide = is_wide(at, p);
		if (fill && wide && out->len > start)
			strbuf_adds(out, "\\:");
		if (fill && out->len - start > LINE_BYTES && (wide || (c == ' ' && *p && *p != ' '))) {
			strbuf_adds(out, c == ' ' ? "\n" : "\\c\n");
			start = out->len;
			if (c == ' ') {
				if (*p == '.' || *p == '\'')
					strbuf_adds(out, "\\&");
				continue;
			}
		}
		add_char(c, out);
		/* Long names may be cut at their joints, digests anywhere. */
		run = c == ' ' ? 0 : run + 1;
		if (fill && *p && *p != ' ' && (run == LONGEST_RUN || is_joint(c))) {
			strbuf_adds(out, "\\:");
			run = 0;
		}
	}
}

void roff_escape(const char *text, int begins_line, struct strbuf *out)
{
	add_line(text, begins_line, false, out);
}

/* Calls add_line for each line of a text; `between` separates them. */
static void add_text(const char *text, const char *between, struct strbuf *out)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		struct strbuf one = STRBUF_INIT;
		size_t skip = strspn(text, " ");

		/* A leading blank would break the line. */
		skip = skip < n ? skip : n;
		strbuf_add(&one, text + skip, n - skip);
		if (one.len) {
			add_line(one.buf, true, true, out);
			strbuf_addch(out, '\n');
		}
		strbuf_release(&one);
		text += n;
		if (*text == '\n' && *++text)
			strbuf_adds(out, between);
	}
}

static void add_kept(const char *text, struct strbuf *out)
{
	strbuf_adds(out, ".nf\n");
	while (*text) {
		size_t n = strcspn(text, "\n");
		struct strbuf one = STRBUF_INIT;

		strbuf_add(&one, text, n);
		if (one.len) {
			strbuf_adds(out, *one.buf == ' ' ? "\\&" : "");
			add_line(one.buf, true, false, out);
		} else {
			strbuf_adds(out, "\\&");
		}
		strbuf_addch(out, '\n');
		strbuf_release(&one);
		text += n;
		text += *text == '\n';
	}
	strbuf_adds(out, ".fi\n");
}

static void add_argument(const char *text, struct strbuf *out)
{
	strbuf_addch(out, '"');
	roff_escape(text, 0, out);
	strbuf_addch(out, '"');
}

/* A heading in bold on an input line of its own. */
static void add_bold(const char *text, struct strbuf *out)
{
	strbuf_adds(out, "\\fB");
	add_line(text, false, true, out);
	strbuf_adds(out, "\\fP");
}

static void add_block(const struct page_block *b, const struct page_block *before,
		      struct strbuf *out)
{
	switch (b->kind) {
	case PAGE_SECTION:
		strbuf_adds(out, ".SH ");
		add_argument(b->head, out);
		strbuf_addch(out, '\n');
		break;
	case PAGE_PARA:
		if (before && before->kind != PAGE_SECTION)
			strbuf_adds(out, ".PP\n");
		add_text(b->text ? b->text : "", ".br\n", out);
		break;
	case PAGE_BOX:
		strbuf_adds(out, ".TP 4\n[\\ ]\n");
		add_bold(b->head, out);
		strbuf_addch(out, '\n');
		if (b->text) {
			strbuf_adds(out, ".br\n");
			add_text(b->text, ".br\n", out);
		}
		break;
	case PAGE_FIELD:
		strbuf_adds(out, ".br\n\\fI");
		roff_escape(b->head, 0, out);
		strbuf_adds(out, ":\\fP\n");
		add_text(b->text, ".br\n", out);
		break;
	case PAGE_ITEM:
		strbuf_adds(out, ".TP 14\n");
		add_bold(b->head, out);
		strbuf_addch(out, '\n');
		add_text(b->text ? b->text : "\\&", ".br\n", out);
		break;
	case PAGE_LINES:
		if (before && before->kind != PAGE_SECTION)
			strbuf_adds(out, ".PP\n");
		add_kept(b->text ? b->text : "", out);
		break;
	}
}

void page_roff(const struct page *p, struct strbuf *out)
{
	size_t i;

	strbuf_addf(out, ".TH %s %s %s ", p->title, p->section, p->date);
	add_argument(p->source, out);
	strbuf_addch(out, ' ');
	add_argument(p->manual, out);
	/* No hyphenation and a ragged right edge: commands and names must be read as they stand. */
	strbuf_adds(out, "\n.nh\n.ad l\n");
	for (i = 0; i < p->blocks.n; i++)
		add_block(&p->blocks.items[i], i ? &p->blocks.items[i - 1] : NULL, out);
}
