/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The preparation frontier as an answer, with the choice that is best at today's belief: the one whose
 * expected cost is least, in the terms of an advice (risk/decide.h),
 *
 *	K + up W + p (K' + (premium - 1) C K' / (K + K') + loss)
 *
 * with K the cost of getting ready what is bought and up its upkeep a week, W the mean time until it is
 * confirmed, K' what is still to be got when the switch comes, C the cost of the switch without either,
 * and loss that of waiting and then switching in that time (decide_waiting_loss).
 */
#ifndef LIFEBOAT_APP_FRONTIER_SHOW_H
#define LIFEBOAT_APP_FRONTIER_SHOW_H

#include "app/planning.h"
#include "plan/frontier.h"

/* People are shown what a choice adds to the one above it where it adds to it. */
int frontier_show(struct planning *p, const struct frontier *f, struct err *err);

#endif
