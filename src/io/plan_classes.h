/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classes of a stored plan as plan/gap_map.h wants them. */
#ifndef LIFEBOAT_IO_PLAN_CLASSES_H
#define LIFEBOAT_IO_PLAN_CLASSES_H

#include "db/db.h"
#include "plan/gap_map.h"

struct plan_classes {
	struct gap_class *items;
	size_t n;
};

/* Products that the workspace does not know any more are left out.  Memory in `arena`. */
int plan_classes_load(struct db *db, const struct snapshot *s, const char *plan, int64_t version,
		      struct arena *arena, struct plan_classes *ret, struct err *err);

#endif
