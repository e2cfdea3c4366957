/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "plan/gap_map.h"
#include "plan/redundancy.h"
#include "snap_build.h"

static int count(const struct redundancy *r, size_t *items, size_t n, struct fate_node *node)
{
	struct index_list l = { items, n };

	return redundancy_of(r, &l, node);
}

/* a1, a2 of vendor a; b of b; c of c carries b's engine; d of d. */
static void test_independent_fates(void **state)
{
	struct arena arena = ARENA_INIT;
	struct redundancy r;
	struct snapshot s;
	struct fate_node node;
	size_t v[4], p[5];

	(void)state;
	sb_init(&s);
	v[0] = sb_vendor(&s, "a", NONE);
	v[1] = sb_vendor(&s, "b", NONE);
	v[2] = sb_vendor(&s, "c", NONE);
	v[3] = sb_vendor(&s, "d", NONE);
	p[0] = sb_product(&s, "a1", v[0], "edr", ROLE_BOTH);
	p[1] = sb_product(&s, "a2", v[0], "edr", ROLE_BOTH);
	p[2] = sb_product(&s, "b1", v[1], "edr", ROLE_BOTH);
	p[3] = sb_product(&s, "c1", v[2], "edr", ROLE_BOTH);
	p[4] = sb_product(&s, "d1", v[3], "edr", ROLE_BOTH);
	sb_fate(&s, sb_of_product(p[3]), sb_of_product(p[2]), "engine", "test");
	redundancy_init(&s, &arena, &r);

	assert_int_equal(count(&r, NULL, 0, &node), 0);
	assert_int_equal(count(&r, (size_t[]){ p[0] }, 1, &node), 1);
	assert_true(node.vendor == v[0]); /* the wider of vendor and product */
	assert_int_equal(count(&r, (size_t[]){ p[0], p[1] }, 2, &node), 1);
	assert_true(node.vendor == v[0]);
	assert_int_equal(count(&r, (size_t[]){ p[2], p[3] }, 2, &node), 1);
	assert_true(node.vendor == v[1]); /* b falls, and c with it through the engine */
	assert_int_equal(count(&r, (size_t[]){ p[0], p[3] }, 2, &node), 2);
	assert_true(node.vendor == NONE && node.product == NONE);
	assert_int_equal(count(&r, (size_t[]){ p[0], p[1], p[2], p[3] }, 4, &node), 2);
	assert_int_equal(count(&r, (size_t[]){ p[0], p[2], p[4] }, 3, &node), REDUNDANCY_MANY);
	arena_release(&arena);
	sb_release(&s);
}

static void test_what_a_switch_does(void **state)
{
	struct arena arena = ARENA_INIT;
	struct snapshot s;
	struct coverage c;
	struct gap_line *lines;
	size_t old, new, v, n, kept, lost, gained, open;
	struct gap_class classes[2] = { { .key = "x", .assets = 10 }, { .key = "y", .assets = 5 } };

	(void)state;
	sb_init(&s);
	kept = sb_capability(&s, "t1", NONE);
	lost = sb_capability(&s, "t2", NONE);
	gained = sb_capability(&s, "t3", NONE);
	open = sb_capability(&s, "t4", NONE);
	v = sb_vendor(&s, "v", NONE);
	new = sb_product(&s, "new", v, "edr", ROLE_CANDIDATE);
	old = sb_product(&s, "old", v, "edr", ROLE_INCUMBENT);
	sb_coverage(&s, new, kept, STRENGTH_SIGNIFICANT);
	sb_coverage(&s, new, lost, STRENGTH_MINIMAL);
	sb_coverage(&s, new, gained, STRENGTH_PARTIAL);
	sb_coverage(&s, old, kept, STRENGTH_PARTIAL);
	sb_coverage(&s, old, lost, STRENGTH_PARTIAL);
	sb_coverage(&s, old, gained, STRENGTH_NONE);
	sb_coverage(&s, old, open, STRENGTH_PARTIAL);
	coverage_init(&s, &arena, &c);
	classes[0].before = (struct index_list){ &old, 1 };
	classes[0].after = (struct index_list){ &new, 1 };
	classes[1].before = classes[1].staying = classes[1].after = (struct index_list){ &old, 1 };
	gap_map(&c, classes, 2, COVERAGE_PARTIAL, &arena, &lines, &n);

	assert_int_equal(n, 4);
	assert_int_equal(lines[0].assets[GK_KEPT], 15);
	assert_int_equal(lines[1].assets[GK_LOST], 10);
	assert_int_equal(lines[1].assets[GK_KEPT], 5);
	assert_int_equal(gap_line_kind(&lines[1]), GK_LOST);
	assert_int_equal(lines[2].assets[GK_GAINED], 10);
	assert_int_equal(lines[2].assets[GK_NEVER], 5);
	assert_int_equal(lines[3].assets[GK_NOT_TESTED], 10);
	assert_int_equal(lines[3].assets[GK_BEFORE], 15);
	assert_int_equal(gap_transient(&c, &classes[0], COVERAGE_PARTIAL), 3);
	assert_int_equal(gap_transient(&c, &classes[1], COVERAGE_PARTIAL), 0);
	arena_release(&arena);
	sb_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_independent_fates),
		cmocka_unit_test(test_what_a_switch_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
