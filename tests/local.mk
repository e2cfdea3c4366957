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
unit_tests += tests/unit/test_digest
unit_tests += tests/unit/test_db_open tests/unit/test_db_stmt tests/unit/test_journal
unit_tests += tests/unit/test_db_migrate tests/fault/test_db_kill tests/fault/test_db_fail \
	tests/fault/test_db_flip
endif
tests_unit_test_util_SOURCES = tests/unit/test_util.c
tests_unit_test_util_LDADD = $(UNIT_LIBS)
tests_unit_test_digest_SOURCES = tests/unit/test_digest.c
tests_unit_test_digest_LDADD = $(UNIT_LIBS)

# The store: unit tests, then what only shows with several processes or a failing system.
DB_SUPPORT = tests/unit/db_support.c tests/unit/db_support.h
tests_unit_test_db_open_SOURCES = tests/unit/test_db_open.c $(DB_SUPPORT)
tests_unit_test_db_open_LDADD = $(UNIT_LIBS)
tests_unit_test_db_stmt_SOURCES = tests/unit/test_db_stmt.c $(DB_SUPPORT)
tests_unit_test_db_stmt_LDADD = $(UNIT_LIBS)
tests_unit_test_journal_SOURCES = tests/unit/test_journal.c $(DB_SUPPORT)
tests_unit_test_journal_LDADD = $(UNIT_LIBS)
EXTRA_DIST += tests/unit/journal-check.sh
tests_unit_test_db_migrate_SOURCES = tests/unit/test_db_migrate.c $(DB_SUPPORT)
tests_unit_test_db_migrate_LDADD = $(UNIT_LIBS)
FAULT_SUPPORT = tests/fault/work.c tests/fault/work.h $(DB_SUPPORT)
tests_fault_test_db_kill_SOURCES = tests/fault/test_db_kill.c $(FAULT_SUPPORT)
tests_fault_test_db_kill_LDADD = $(UNIT_LIBS)
tests_fault_test_db_fail_SOURCES = tests/fault/test_db_fail.c tests/fault/fail.c tests/fault/fail.h \
	$(FAULT_SUPPORT)
tests_fault_test_db_fail_LDADD = $(UNIT_LIBS)
tests_fault_test_db_flip_SOURCES = tests/fault/test_db_flip.c $(FAULT_SUPPORT)
tests_fault_test_db_flip_LDADD = $(UNIT_LIBS)
# make tests/bench/db_writes && tests/bench/db_writes
EXTRA_PROGRAMS += tests/bench/db_writes
tests_bench_db_writes_SOURCES = tests/bench/db_writes.c
tests_bench_db_writes_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests) $(shell_tests)
EXTRA_DIST += $(shell_tests)
