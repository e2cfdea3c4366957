/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text that grows.
 *
 * Invariant: after init, `buf` is never NULL and buf[len] is '\0', so buf can be read as a C
 * string at any time; the text may hold NUL bytes, then `len` counts.  Initialise with
 * STRBUF_INIT, end with strbuf_release (which leaves it ready for use again).
 *
 *	struct strbuf sb = STRBUF_INIT;
 *	strbuf_addf(&sb, "%s of %zu", name, n);
 *	puts(sb.buf);
 *	strbuf_release(&sb);
 */
#ifndef LIFEBOAT_UTIL_STRBUF_H
#define LIFEBOAT_UTIL_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

struct strbuf {
	char *buf;
	size_t len;
	size_t cap; /* 0: buf is the shared empty text */
};

extern char strbuf_empty[1];
#define STRBUF_INIT { strbuf_empty, 0, 0 }

void strbuf_init(struct strbuf *sb);
void strbuf_release(struct strbuf *sb);
/* Empties without giving memory back. */
void strbuf_reset(struct strbuf *sb);
/* Room for `extra` more bytes and the final NUL. */
void strbuf_grow(struct strbuf *sb, size_t extra);
/* Shortens to `len`, which may not exceed the present length. */
void strbuf_setlen(struct strbuf *sb, size_t len);
void strbuf_addch(struct strbuf *sb, char c);
void strbuf_add(struct strbuf *sb, const void *data, size_t len);
/* NULL adds nothing. */
void strbuf_adds(struct strbuf *sb, const char *text);
void strbuf_addf(struct strbuf *sb, const char *format, ...) __attribute__((format(printf, 2, 3)));
void strbuf_vaddf(struct strbuf *sb, const char *format, va_list ap)
	__attribute__((format(printf, 2, 0)));
/* Adds `text` and, when the buffer was not empty, `sep` before it. */
void strbuf_add_sep(struct strbuf *sb, const char *sep, const char *text);
/* Hands the text to the caller, who frees it; the buffer is empty afterwards. */
char *strbuf_detach(struct strbuf *sb);

#endif
