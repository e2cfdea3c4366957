/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_ALLOC_H
#define SCHED_ALLOC_H
/* Arrays of the type of the pointer they are put in. Never NULL (util/mem.h). */

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define SCHED_ARRAY(ptr, n) ((ptr) = mem_zalloc((n), sizeof(*(ptr))))
#define SCHED_GROW(ptr, n) ((ptr) = mem_resize((ptr), (n), sizeof(*(ptr))))

#endif
