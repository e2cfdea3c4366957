/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/msg.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define SEPARATOR '\x1f'
#define SENTENCE_SEPARATOR '\x1e'

/* One conversion of an id: its text span, its position (0 = next) and its type. */
struct conversion {
	const char *end;
	size_t position;
	char length; /* 'l' long, 'L' long long, 'z' size_t, 0 int */
	char type;
};

static struct conversion parse_conversion(const char *at)
{
	struct conversion c = { at + 1, 0, 0, 0 };
	const char *digits = c.end;
	size_t n = 0;

	while (isdigit((unsigned char)*digits))
		n = n * 10 + (size_t)(*digits++ - '0');
	if (*digits == '$' && digits > c.end) {
		c.position = n;
		c.end = digits + 1;
	}
	while (*c.end == 'l' || *c.end == 'z') {
		c.length = *c.end == 'z' ? 'z' : c.length == 'l' ? 'L' : 'l';
		c.end++;
	}
	c.type = *c.end;
	if (*c.end)
		c.end++;
	return c;
}

void msg_init(struct msg *m)
{
	memset(m, 0, sizeof(*m));
}

void msg_release(struct msg *m)
{
	size_t i;

	free(m->id);
	for (i = 0; i < m->n; i++)
		free(m->arg[i]);
	msg_init(m);
}

static int64_t take_signed(va_list *ap, char length)
{
	switch (length) {
	case 'l':
		return va_arg(*ap, long);
	case 'L':
		return va_arg(*ap, long long);
	case 'z':
		return (int64_t)va_arg(*ap, size_t);
	default:
		return va_arg(*ap, int);
	}
}

static uint64_t take_unsigned(va_list *ap, char length)
{
	switch (length) {
	case 'l':
		return va_arg(*ap, unsigned long);
	case 'L':
		return va_arg(*ap, unsigned long long);
	case 'z':
		return va_arg(*ap, size_t);
	default:
		return va_arg(*ap, unsigned int);
	}
}

static void take_argument(struct strbuf *out, const struct conversion *c, va_list *ap)
{
	switch (c->type) {
	case 's':
		strbuf_adds(out, va_arg(*ap, const char *));
		break;
	case 'c':
		strbuf_addch(out, (char)va_arg(*ap, int));
		break;
	case 'd':
		strbuf_addf(out, "%lld", (long long)take_signed(ap, c->length));
		break;
	case 'u':
		strbuf_addf(out, "%llu", (unsigned long long)take_unsigned(ap, c->length));
		break;
	default:
		assert(!"conversion not allowed in a message id");
	}
}

void msg_vset(struct msg *m, const char *id, va_list ap)
{
	struct msg fresh = MSG_INIT;
	va_list args;
	const char *p;

	va_copy(args, ap);
	fresh.id = mem_strdup(id);
	for (p = id; (p = strchr(p, '%')); ) {
		struct conversion c = parse_conversion(p);
		struct strbuf text = STRBUF_INIT;

		p = c.end;
		if (c.type == '%')
			continue;
		assert(fresh.n < MSG_MAX_ARGS && !c.position);
		take_argument(&text, &c, &args);
		fresh.arg[fresh.n++] = strbuf_detach(&text);
	}
	va_end(args);
	msg_release(m);
	*m = fresh;
}

void msg_set(struct msg *m, const char *id, ...)
{
	va_list ap;

	va_start(ap, id);
	msg_vset(m, id, ap);
	va_end(ap);
}

void msg_copy(struct msg *m, const struct msg *from)
{
	size_t i;

	if (m == from)
		return;
	msg_release(m);
	m->id = mem_strdup(from->id);
	m->n = from->n;
	for (i = 0; i < from->n; i++)
		m->arg[i] = mem_strdup(from->arg[i]);
}

void msg_render(const struct msg *m, msg_translate_fn *translate, struct strbuf *out)
{
	const char *text, *p;
	size_t next = 0;

	if (!m->id)
		return;
	text = translate && *m->id ? translate(m->id) : m->id;
	while ((p = strchr(text, '%'))) {
		struct conversion c = parse_conversion(p);
		size_t index;

		strbuf_add(out, text, (size_t)(p - text));
		text = c.end;
		if (c.type == '%') {
			strbuf_addch(out, '%');
			continue;
		}
		index = c.position ? c.position - 1 : next++;
		if (index < m->n)
			strbuf_adds(out, m->arg[index]);
	}
	strbuf_adds(out, text);
}

static void add_argument(struct strbuf *out, const char *arg)
{
	for (; arg && *arg; arg++)
		strbuf_addch(out, *arg == SEPARATOR || *arg == SENTENCE_SEPARATOR ? ' ' : *arg);
}

void msg_encode(const struct msg *m, struct strbuf *out)
{
	size_t i;

	strbuf_adds(out, m->id);
	for (i = 0; i < m->n; i++) {
		strbuf_addch(out, SEPARATOR);
		add_argument(out, m->arg[i]);
	}
}

static void next_sentence(struct strbuf *encoded)
{
	if (encoded->len)
		strbuf_addch(encoded, SENTENCE_SEPARATOR);
}

void msg_add(struct strbuf *encoded, const char *id, ...)
{
	struct msg m = MSG_INIT;
	va_list ap;

	va_start(ap, id);
	msg_vset(&m, id, ap);
	va_end(ap);
	next_sentence(encoded);
	msg_encode(&m, encoded);
	msg_release(&m);
}

void msg_add_texts(struct strbuf *encoded, const char *id, const char *const *args, size_t n)
{
	size_t i;

	assert(n <= MSG_MAX_ARGS);
	next_sentence(encoded);
	strbuf_adds(encoded, id);
	for (i = 0; i < n; i++) {
		strbuf_addch(encoded, SEPARATOR);
		add_argument(encoded, args[i]);
	}
}

void msg_add_all(struct strbuf *encoded, const char *more)
{
	if (!more || !*more)
		return;
	next_sentence(encoded);
	strbuf_adds(encoded, more);
}

void msg_decode(struct msg *m, const char *text)
{
	struct msg fresh = MSG_INIT;
	const char *sep = strchr(text, SEPARATOR);

	fresh.id = sep ? mem_strndup(text, (size_t)(sep - text)) : mem_strdup(text);
	while (sep && fresh.n < MSG_MAX_ARGS) {
		const char *start = sep + 1;

		sep = strchr(start, SEPARATOR);
		fresh.arg[fresh.n++] =
			sep ? mem_strndup(start, (size_t)(sep - start)) : mem_strdup(start);
	}
	msg_release(m);
	*m = fresh;
}

void msg_render_text(const char *encoded, msg_translate_fn *translate, struct strbuf *out)
{
	struct msg m = MSG_INIT;
	const char *end;

	for (; (end = strchr(encoded, SENTENCE_SEPARATOR)); encoded = end + 1) {
		char *one = mem_strndup(encoded, (size_t)(end - encoded));

		msg_decode(&m, one);
		msg_render(&m, translate, out);
		strbuf_adds(out, "; ");
		free(one);
	}
	msg_decode(&m, encoded);
	msg_render(&m, translate, out);
	msg_release(&m);
}
