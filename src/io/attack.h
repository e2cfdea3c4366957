/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Technique ids of whatever age, as the loaded version of ATT&CK knows them.
 *
 * Known are the techniques of the workspace (table capabilities; `replaces` names what each took the
 * place of) and, behind them, those of the shipped catalogue with its list of withdrawn ids.  An id
 * is followed to the live one at the end of its chain.  A technique that a row needs and that the
 * workspace does not hold yet is added from the shipped catalogue, with its parent.
 *
 * The report at the end of a file names every id that was followed and every one that leads nowhere.
 */
#ifndef LIFEBOAT_IO_ATTACK_H
#define LIFEBOAT_IO_ATTACK_H

#include "io/import.h"

enum attack_state {
	ATTACK_LIVE,
	ATTACK_FOLLOWED,  /* withdrawn, another took its place */
	ATTACK_WITHDRAWN, /* withdrawn without successor */
	ATTACK_UNKNOWN,   /* in no version that is known here */
};

struct attack_entry {
	char *id;
	char *name, *parent, *tactics, *platforms, *groups; /* of shipped techniques; else NULL */
};

struct attack {
	struct arena arena;
	struct map held;      /* capability of the workspace → index into `entries` */
	struct map shipped;   /* technique of the catalogue → index into `entries` */
	struct map gone;      /* withdrawn id → index of its successor, MAP_NONE - 1: none */
	VEC(struct attack_entry) entries;
	struct map told;      /* ids the report has already */
	struct strbuf followed, withdrawn;
};

/* Reads the workspace and "<datadir>/catalogs"; datadir NULL: the workspace alone. */
int attack_load(struct attack *a, const char *datadir, struct db *db, struct err *err);
void attack_release(struct attack *a); /* fine after a failed load */

/* The live id, owned by `a`, or NULL; the report remembers what was not simply live. */
const char *attack_find(struct attack *a, const char *published, enum attack_state *ret);
/* Sees to it that the workspace has the live id (from attack_find). */
int attack_need(struct attack *a, struct importing *im, size_t line, const char *id,
		struct err *err);
/* find and need, with a rejection when there is no such id.  1: rejected or withdrawn. */
int attack_take(struct attack *a, struct importing *im, size_t line, const char *column,
		const char *published, const char **ret, struct err *err);
void attack_report(struct attack *a, struct import_file *f);

#endif
