/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What went wrong, for the person at the keyboard.
 *
 * A function that can fail returns 0 or a negative enum err_code and takes `struct err *err` last.
 * The sentence (util/msg.h) is complete as it stands: what failed, on what, and what to do next.
 * `where` prefixes it ("assets.csv:12: column 'serial'").  err may be NULL: then only the code is
 * kept.  The first error wins for a caller that goes on; err_set replaces.
 *
 *	struct err err = ERR_INIT;
 *	if (thing_open(&t, path, &err) < 0) { ...; err_release(&err); }
 *
 *	return err_set(err, ERR_INPUT, N_("%s: unknown currency '%s'; use an ISO 4217 code"), w, c);
 *
 * The code decides the exit status (err_exit_status, the table of cli.md).
 */
#ifndef LIFEBOAT_UTIL_ERR_H
#define LIFEBOAT_UTIL_ERR_H

#include "util/i18n.h"
#include "util/msg.h"

enum err_code {
	ERR_OK = 0,
	ERR_ANSWER_NO = -1,   /* done, and the answer is no: exit 1 */
	ERR_USAGE = -2,       /* wrong words on the command line: exit 2 */
	ERR_INPUT = -3,       /* bad data given: exit 3 */
	ERR_NOT_FOUND = -4,   /* a key that does not exist: exit 3 */
	ERR_CONFLICT = -5,    /* somebody else changed it meanwhile: exit 4 */
	ERR_BUSY = -6,        /* the workspace is held by another program: exit 4 */
	ERR_MISSING = -7,     /* no workspace or file there: exit 4 */
	ERR_CORRUPT = -8,     /* damaged: exit 4 */
	ERR_NEWER = -9,       /* written by a newer version: exit 4 */
	ERR_IO = -10,         /* the system refused (disk full, read-only, no permission): exit 4 */
	ERR_DENIED = -11,     /* role, signature or state does not allow it: exit 5 */
	ERR_INTERRUPTED = -12,/* cancelled by the user: exit 130 */
	ERR_INFEASIBLE = -13, /* no plan exists under the given limits: exit 1 */
	ERR_INTERNAL = -14,   /* a library failed in a way nobody can mend from outside: exit 4 */
};

struct err {
	enum err_code code;
	struct msg msg;
};

#define ERR_INIT { ERR_OK, MSG_INIT }

void err_release(struct err *err);
/* Sets code and sentence and returns the code, so that `return err_set(...)` reads well. */
int err_set(struct err *err, enum err_code code, const char *id, ...)
	__attribute__((format(printf, 3, 4)));
/* The same with the text of errno as the last argument of the sentence: id must hold one %s more
 * than the arguments given, at its end. */
int err_set_errno(struct err *err, enum err_code code, int error_number, const char *what);
/* Moves `from` into `err` (either may be NULL) and returns its code. */
int err_move(struct err *err, struct err *from);
/* Appends the sentence in the reader's language. */
void err_render(const struct err *err, msg_translate_fn *translate, struct strbuf *out);
/* 0 to 130, the table in cli.md. */
int err_exit_status(int code);

#endif
