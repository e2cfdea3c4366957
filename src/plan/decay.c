/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/decay.h"

#include "plan/notice.h"

/* The checks of a day so many days from now; the first that is worse than today's, or NONE. */
static int look(const struct snapshot *s, const struct plan_request *r, struct plan *p, int64_t days,
		size_t *ret_worse, struct plan_check *ret_check, struct err *err)
{
	struct snapshot later = *s;
	struct plan_check *today = p->checks;
	struct plan_figures figures = p->figures;
	size_t n = p->n_checks, i;
	int rc;

	later.now += days * DAY_S;
	rc = plan_ready(&later, r, p, err);
	*ret_worse = NONE;
	for (i = 0; rc == 0 && i < n && *ret_worse == NONE; i++)
		if (p->checks[i].result > today[i].result) {
			*ret_worse = i;
			*ret_check = p->checks[i];
		}
	p->checks = today;
	p->n_checks = n;
	p->figures = figures;
	return rc;
}

/* Notice days come and go: the first day on which one of them is near, so that the halving does not
 * step over it. */
static int look_at_notices(const struct snapshot *s, const struct plan_request *r, struct plan *p,
			   int64_t *high, bool *falls, struct plan_check *last, struct err *err)
{
	int64_t today = snapshot_today(s), near = policy_duration(s, "r07_warn") / DAY_S;
	struct plan_check check;
	size_t i, worse;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->n_notices; i++) {
		struct notice n;
		int64_t day;

		notice_of(&s->contracts[p->notices[i].contract], today, &n);
		day = n.asked ? n.next - near - today : 0;
		if (day < 1 || day >= *high)
			continue;
		rc = look(s, r, p, day, &worse, &check, err);
		if (rc == 0 && worse != NONE) {
			*high = day;
			*falls = true;
			*last = check;
		}
	}
	return rc;
}

int plan_decay(const struct snapshot *s, const struct plan_request *r, struct plan *p,
	       struct decay *ret, struct err *err)
{
	int64_t low = 0, high = policy_duration(s, "horizon") / DAY_S;
	struct plan_check check, last = { .code = NULL };
	bool falls;
	size_t worse;
	int rc = look(s, r, p, high, &worse, &last, err);

	*ret = (struct decay){ .day = SNAP_DATE_NONE };
	falls = worse != NONE;
	if (rc == 0)
		rc = look_at_notices(s, r, p, &high, &falls, &last, err);
	if (rc < 0 || !falls)
		return rc;
	while (rc == 0 && high - low > 1) {
		int64_t middle = low + (high - low) / 2;

		rc = look(s, r, p, middle, &worse, &check, err);
		if (worse == NONE) {
			low = middle;
		} else {
			high = middle;
			last = check;
		}
	}
	if (rc == 0)
		*ret = (struct decay){ snapshot_today(s) + high, last.code, last.result, last.finding,
				       last.mend };
	return rc;
}
