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
endif
tests_unit_test_util_SOURCES = tests/unit/test_util.c
tests_unit_test_util_LDADD = $(UNIT_LIBS)

if HAVE_CMOCKA
unit_tests += tests/unit/test_sched_basic tests/unit/test_sched_engine tests/unit/test_sched_random
endif
tests_unit_test_sched_basic_SOURCES = tests/unit/test_sched_basic.c
tests_unit_test_sched_basic_LDADD = $(UNIT_LIBS)
tests_unit_test_sched_engine_SOURCES = tests/unit/test_sched_engine.c
tests_unit_test_sched_engine_LDADD = $(UNIT_LIBS)
tests_unit_test_sched_random_SOURCES = tests/unit/test_sched_random.c \
	tests/unit/sched_tiny.c tests/unit/sched_tiny.h
tests_unit_test_sched_random_LDADD = $(UNIT_LIBS)

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests) $(shell_tests)
EXTRA_DIST += $(shell_tests)
