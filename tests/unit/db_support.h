/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of the store share: a folder of their own, and short ways to say things.
 */
#ifndef LIFEBOAT_TESTS_DB_SUPPORT_H
#define LIFEBOAT_TESTS_DB_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "db/db.h"
#include "util/err.h"
#include "util/strbuf.h"

/* A fresh folder under TMPDIR; its path ends the life of the process with support_remove. */
char *support_folder(void);
void support_remove(char *folder);
/* folder/name; freed by support_remove. */
const char *support_path(const char *name);

/* Fails the test with the sentence when rc is negative. */
#define must(rc, err) support_must((rc), (err), #rc, __FILE__, __LINE__)
void support_must(int rc, struct err *err, const char *what, const char *file, int line);
/* Asserts the code and that the sentence holds `part`; releases err. */
#define fails_with(rc, code, err, part) \
	support_fails((rc), (code), (err), (part), #rc, __FILE__, __LINE__)
void support_fails(int rc, int code, struct err *err, const char *part, const char *what,
		   const char *file, int line);

struct db *support_open(const char *path, unsigned flags);
/* One constant statement in a write transaction of its own. */
int support_write(struct db *db, const char *sql, struct err *err);
int64_t support_int(struct db *db, const char *sql);

/* 1 for the fuller mode (LIFEBOAT_FULL=1). */
int support_full(void);
/* Milliseconds of a clock that only moves forward. */
int64_t support_now_ms(void);

#endif
