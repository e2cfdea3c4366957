/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sentence that is not yet in anybody's language.
 *
 * Layers below app know no locale.  What they want to say is a message id (the English sentence
 * with printf conversions) and its arguments as text.  The layer that speaks translates the id and
 * puts the arguments in.  A message also travels as one text (id and arguments separated by the
 * unit separator 0x1F), which is how a stored plan keeps its reasons independent of the locale.
 * Such a text may hold several sentences separated by the record separator 0x1E (a chain of
 * reasons); they render one after the other with "; " between.
 *
 * Conversions allowed in an id: %s %d %u %zu %lld %llu %ld %lu %c %% and %.Nf-free; positions
 * (%1$s) are allowed in translations.  A NULL %s argument becomes the empty text.
 */
#ifndef LIFEBOAT_UTIL_MSG_H
#define LIFEBOAT_UTIL_MSG_H

#include <stdarg.h>
#include <stddef.h>

#include "util/strbuf.h"

#define MSG_MAX_ARGS 9

struct msg {
	char *id;                 /* NULL: no message */
	char *arg[MSG_MAX_ARGS];  /* owned */
	size_t n;
};

#define MSG_INIT { NULL, { NULL }, 0 }

void msg_init(struct msg *m);
void msg_release(struct msg *m);
/* Replaces what the message held.  `id` is copied. */
void msg_set(struct msg *m, const char *id, ...) __attribute__((format(printf, 2, 3)));
void msg_vset(struct msg *m, const char *id, va_list ap) __attribute__((format(printf, 2, 0)));
void msg_copy(struct msg *m, const struct msg *from);

/* Looks an id up in the reader's language; gettext() fits.  NULL means leave it in English. */
typedef char *msg_translate_fn(const char *id);

/* Appends the sentence.  Arguments are put in as they are: the caller cleans them for its medium. */
void msg_render(const struct msg *m, msg_translate_fn *translate, struct strbuf *out);

/* One text for storage, and back.  Decoding never fails: a text without separators is an id.
 * Separators inside an argument become blanks. */
void msg_encode(const struct msg *m, struct strbuf *out);
void msg_decode(struct msg *m, const char *text);
/* Adds one more encoded sentence to a text that holds none or some. */
void msg_add(struct strbuf *encoded, const char *id, ...) __attribute__((format(printf, 2, 3)));
/* The same for ids out of tables, whose conversions are all %s. */
void msg_add_texts(struct strbuf *encoded, const char *id, const char *const *args, size_t n);
/* Adds all sentences of another encoded text. */
void msg_add_all(struct strbuf *encoded, const char *more);
/* Renders an encoded text, all its sentences. */
void msg_render_text(const char *encoded, msg_translate_fn *translate, struct strbuf *out);

#endif
