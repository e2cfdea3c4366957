/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Coverage: what products do about capabilities, and what is lost when some of them go.
 *
 * A strength is a number of millionths (none 0, minimal 100,000, partial 500,000, significant
 * 1,000,000) or COVERAGE_UNTESTED: absence from a test is no gap and no coverage.  Rules, for one
 * product, one capability, one platform and one function:
 *
 * - A row for the platform wins over the row without platform; rows for other platforms do not
 *   count.  On an unknown platform only rows without platform count.
 * - A row without function speaks for all functions.  Asked for a function, the row with that
 *   function wins over the one without; asked for any, the greatest counts.
 * - A row with tested = no says "not tested" whatever its strength.
 * - A sub-technique without rows of its own inherits its parent's strength; a parent without rows of
 *   its own has the mean of its tested children (rounded down).  One step up or down, not more.
 *   Rows of its own always win.
 *
 * Several products on one asset combine by maximum, "not tested" being less than zero: a set is
 * untested only when nobody in it was tested.  Whether the product runs on the platform at all is
 * asked apart (platform_fits).
 */
#ifndef LIFEBOAT_PLAN_COVERAGE_H
#define LIFEBOAT_PLAN_COVERAGE_H

#include "plan/plan.h"

#define COVERAGE_UNTESTED (-1)
#define COVERAGE_PARTIAL 500000 /* "covered" where nobody says a minimum */

/* An index over snapshot.coverage; lives in an arena. */
struct coverage {
	const struct snapshot *s;
	size_t *first;               /* per product its first row, and one past the last */
	struct index_list *children; /* per capability */
};

/* What is asked for. */
struct coverage_view {
	const char *os;     /* folded; NULL unknown */
	bool any_os;        /* compare products as such: the best row over all platforms */
	enum function_kind function;
	int32_t threshold;  /* covered from this strength on */
};

enum coverage_answer { COVERED, NOT_COVERED, NOT_TESTED };

void coverage_init(const struct snapshot *s, struct arena *arena, struct coverage *ret);
int32_t coverage_strength(const struct coverage *c, size_t product, size_t capability,
			  const struct coverage_view *v);
/* The maximum over a set of products; COVERAGE_UNTESTED for an empty one. */
int32_t coverage_of_set(const struct coverage *c, const struct index_list *products,
			size_t capability, const struct coverage_view *v);
enum coverage_answer coverage_answer(int32_t strength, int32_t threshold);

/* Two sets of products side by side: capabilities in catalogue order.  Only capabilities on which
 * some product of either set has a row are looked at. */
struct coverage_diff {
	struct index_list covered;    /* by the first set */
	struct index_list lost;       /* by the first, and tested and not covered by the second */
	struct index_list gained;     /* by the second, and tested and not covered by the first */
	struct index_list kept;       /* by both */
	struct index_list doubled;    /* by two products or more of the second set */
	struct index_list not_tested; /* only one of the two sets was tested on it */
};

void coverage_compare(const struct coverage *c, const struct coverage_view *v,
		      const struct index_list *before, const struct index_list *after,
		      struct arena *arena, struct coverage_diff *ret);

/* All candidates (role candidate or both, and not `from`) in place of `from`, as `gaps --swap`
 * prints them: least lost first, then most gained, then least untested, then key. */
struct coverage_swap {
	size_t product;
	struct coverage_diff diff;
};
void coverage_swaps(const struct coverage *c, const struct coverage_view *v, size_t from,
		    struct arena *arena, struct coverage_swap **ret, size_t *ret_n);

/* The products of an affected class: all that run now, those that stay, those that stay and come. */
enum class_set { SET_BEFORE, SET_STAYING, SET_AFTER };
void coverage_class_set(const struct snapshot *s, const struct plan_class *pc, enum class_set which,
			struct arena *arena, struct index_list *ret);

/* Whether a product runs on a class.  A product without platforms runs everywhere; an unknown os
 * fits no list of platforms; an unknown version fits; "=10" and "<=10" include "10.0.19045". */
bool platform_fits(const struct snap_product *p, const struct snap_class *c);

/* Whether a requirement's selector takes the class. */
bool requirement_applies(const struct snapshot *s, const struct snap_requirement *r, size_t class);

/* Rebuilds plan.gaps from the classes' `to`: every requirement (mandatory or not) that the products
 * after the switch do not meet, with the best compensating control that has not ended: first one
 * that meets the minimum, else the strongest; among equals the first key.  plan_coverage calls it
 * before the choice, when nothing has come yet, plan_select again after it. */
void coverage_gaps(const struct coverage *c, struct plan *p);

/* Once the schedule has set removed and safe of each class: dates every gap (from the removal when
 * it was covered before, else from T+0; until never) and adds the gaps that last only between
 * removal and safe, so that nobody is surprised on the night. */
void coverage_date_gaps(const struct coverage *c, struct plan *p);

#endif
