/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Coverage answered without a plan: swaps of any products on any assets, and single points of
 * failure before any breach.
 */
#ifndef LIFEBOAT_APP_COVERAGE_SHOW_H
#define LIFEBOAT_APP_COVERAGE_SHOW_H

#include "app/command.h"

/* --swap LIST [--to LIST] [--on SELECTOR] [--list]: without --to each candidate, the least lost
 * first; with --list one row a capability. */
int coverage_show_swap(struct app *app, const struct call *call, struct err *err);
/* --single [--on SELECTOR] */
int coverage_show_single(struct app *app, const struct call *call, struct err *err);

#endif
