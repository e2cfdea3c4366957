/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCHED_CONVERT_H
#define SCHED_CONVERT_H
/* Between the caller's results and the engine's plans. */

#include "sched/core.h"

/* An activity whose mode and workers are unknown to the core gets its first mode. */
void convert_to_plan(const struct core *c, const struct sched_result *r, struct plan *ret_plan);
/* Slots and values; bounds and counts are left alone. */
void convert_from_plan(const struct core *c, const struct plan *plan, struct sched_result *ret);

/* ret_order = 0..n-1 by rising key, ties by index. */
void convert_sort(uint32_t *ret_order, const int64_t *key, size_t n);

#endif
