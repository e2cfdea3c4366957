/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The offline pack: everything about a plan that must be at hand when the network is not, in a
 * folder: tables as CSV, checklists for each crew as text and manual page, the order with its
 * signatures and what is needed to check them, the journal, and the digests of all files.
 *
 * SHA256SUMS is written last: a folder without it is not complete.
 */
#ifndef LIFEBOAT_APP_PACK_H
#define LIFEBOAT_APP_PACK_H

#include "app/plan_ref.h"

struct app;

int pack_export(struct app *app, const struct plan_ref *plan, const char *folder, struct err *err);

#endif
