/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of public detection evaluations, one row a sub-step: columns round, vendor, substep,
 * technique, detection and modifiers.  They become rows of coverage with function detect by the
 * rules of plan/evals.h.
 *
 * One round at a time: rounds emulate different adversaries against different versions, and a sum
 * over them would be neither.  --round says which; without it the newest in the file.
 */
#ifndef LIFEBOAT_IO_EVALS_IMPORT_H
#define LIFEBOAT_IO_EVALS_IMPORT_H

#include "io/import.h"

bool evals_import_fits(const struct csv_reader *r);
int evals_import(struct importing *im, struct csv_reader *r, struct err *err);

#endif
