/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an import did, as an answer.
 */
#ifndef LIFEBOAT_APP_IMPORT_SHOW_H
#define LIFEBOAT_APP_IMPORT_SHOW_H

#include "io/import.h"

struct app;

/* Says what each file was taken for, the map it got, its first rows, the counts and the rejects.
 * Returns 0, or ERR_INPUT without a sentence of its own when a file was refused or rows were
 * rejected: everything has been said. */
int import_show(struct app *app, const struct import_result *r, bool with_map, struct err *err);

#endif
