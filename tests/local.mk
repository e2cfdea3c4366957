# SPDX-License-Identifier: GPL-3.0-or-later
# Every test speaks TAP, so that single cases are counted.  Unit tests are cmocka programs; command
# tests are shell scripts built on tests/lib.sh.

AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	LIFEBOAT='$(abs_top_builddir)/lifeboat'; export LIFEBOAT; \
	TOP_SRCDIR='$(abs_top_srcdir)'; export TOP_SRCDIR; \
	TOP_BUILDDIR='$(abs_top_builddir)'; export TOP_BUILDDIR; \
	LIFEBOAT_DATADIR='$(abs_top_srcdir)/data'; export LIFEBOAT_DATADIR; \
	TZ=UTC; export TZ; unset LIFEBOAT_WORKSPACE LIFEBOAT_NOW LANGUAGE NO_COLOR;
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TEST_EXTENSIONS = .sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)

UNIT_LIBS = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS) $(CMOCKA_LIBS)
AM_TEST_CFLAGS = $(CMOCKA_CFLAGS)
unit_tests =
shell_tests =

if HAVE_CMOCKA
unit_tests += tests/unit/test_util
unit_tests += tests/unit/test_date tests/unit/test_money
unit_tests += tests/unit/test_text tests/unit/test_file \
	tests/unit/test_csv_read tests/unit/test_csv_write
endif
tests_unit_test_date_SOURCES = tests/unit/test_date.c
tests_unit_test_date_LDADD = $(UNIT_LIBS)
tests_unit_test_money_SOURCES = tests/unit/test_money.c
tests_unit_test_money_LDADD = $(UNIT_LIBS)

# Snapshots made by hand, for the planner's tests.
check_LIBRARIES += tests/libsnapbuild.a
tests_libsnapbuild_a_SOURCES = tests/unit/snap_build.c tests/unit/snap_build.h
tests_unit_test_util_SOURCES = tests/unit/test_util.c
tests_unit_test_util_LDADD = $(UNIT_LIBS)
tests_unit_test_text_SOURCES = tests/unit/test_text.c
tests_unit_test_text_LDADD = $(UNIT_LIBS)
tests_unit_test_file_SOURCES = tests/unit/test_file.c
tests_unit_test_file_LDADD = $(UNIT_LIBS)
tests_unit_test_csv_read_SOURCES = tests/unit/test_csv_read.c
tests_unit_test_csv_read_LDADD = $(UNIT_LIBS)
tests_unit_test_csv_write_SOURCES = tests/unit/test_csv_write.c
tests_unit_test_csv_write_LDADD = $(UNIT_LIBS)

if HAVE_CMOCKA
unit_tests += tests/unit/test_sched_random
endif
tests_unit_test_sched_random_SOURCES = tests/unit/test_sched_random.c \
	tests/unit/sched_tiny.c tests/unit/sched_tiny.h
tests_unit_test_sched_random_LDADD = $(UNIT_LIBS)

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests) $(shell_tests)
EXTRA_DIST += $(shell_tests)

# Fuzzing (configure --enable-fuzz CC=clang): make fuzzers, then run tests/fuzz/fuzz_csv CORPUS.
FUZZ_FLAGS = -fsanitize=fuzzer,address,undefined
fuzz_programs = tests/fuzz/fuzz_csv

tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/fuzz_csv.c
tests_fuzz_fuzz_csv_CFLAGS = $(AM_CFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_csv_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_FLAGS)
tests_fuzz_fuzz_csv_LDADD = src/libio.a src/libutil.a $(LIFEBOAT_SYSTEM_LIBS)
if FUZZ
noinst_PROGRAMS += $(fuzz_programs)
endif

# The planner's later stages.
PLAN_CASE = tests/unit/plan_case.c tests/unit/plan_case.h
if HAVE_CMOCKA
unit_tests += tests/unit/test_expand tests/unit/test_schedule_plan tests/unit/test_schedule_why \
	tests/unit/test_figures tests/unit/test_cost tests/unit/test_ready
endif
tests_unit_test_expand_SOURCES = tests/unit/test_expand.c $(PLAN_CASE)
tests_unit_test_expand_LDADD = tests/libsnapbuild.a $(UNIT_LIBS)
tests_unit_test_schedule_plan_SOURCES = tests/unit/test_schedule_plan.c $(PLAN_CASE)
tests_unit_test_schedule_plan_LDADD = tests/libsnapbuild.a $(UNIT_LIBS)
tests_unit_test_schedule_why_SOURCES = tests/unit/test_schedule_why.c $(PLAN_CASE)
tests_unit_test_schedule_why_LDADD = tests/libsnapbuild.a $(UNIT_LIBS)
tests_unit_test_figures_SOURCES = tests/unit/test_figures.c $(PLAN_CASE)
tests_unit_test_figures_LDADD = tests/libsnapbuild.a $(UNIT_LIBS)
tests_unit_test_cost_SOURCES = tests/unit/test_cost.c $(PLAN_CASE)
tests_unit_test_cost_LDADD = tests/libsnapbuild.a $(UNIT_LIBS)
tests_unit_test_ready_SOURCES = tests/unit/test_ready.c $(PLAN_CASE)
tests_unit_test_ready_LDADD = tests/libsnapbuild.a $(UNIT_LIBS)
