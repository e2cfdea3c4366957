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
unit_tests += tests/unit/test_text
unit_tests += tests/unit/test_file
unit_tests += tests/unit/test_csv_read
unit_tests += tests/unit/test_csv_write
unit_tests += tests/unit/test_date
unit_tests += tests/unit/test_money
unit_tests += tests/unit/test_calendar
unit_tests += tests/unit/test_digest
unit_tests += tests/unit/test_model_table tests/unit/test_model_value
unit_tests += tests/unit/test_model_store tests/unit/test_model_change tests/unit/test_model_undo
unit_tests += tests/unit/test_db_open tests/unit/test_db_stmt tests/unit/test_journal
unit_tests += tests/fault/test_db_kill
endif
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
tests_unit_test_date_SOURCES = tests/unit/test_date.c
tests_unit_test_date_LDADD = $(UNIT_LIBS)
tests_unit_test_money_SOURCES = tests/unit/test_money.c
tests_unit_test_money_LDADD = $(UNIT_LIBS)
tests_unit_test_calendar_SOURCES = tests/unit/test_calendar.c
tests_unit_test_calendar_LDADD = $(UNIT_LIBS)
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
FAULT_SUPPORT = tests/fault/work.c tests/fault/work.h $(DB_SUPPORT)
tests_fault_test_db_kill_SOURCES = tests/fault/test_db_kill.c $(FAULT_SUPPORT)
tests_fault_test_db_kill_LDADD = $(UNIT_LIBS)

# Records: descriptors, cells, the store and changes.
MODEL_SUPPORT = tests/unit/model_support.c tests/unit/model_support.h \
	tests/unit/db_support.c tests/unit/db_support.h
tests_unit_test_model_table_SOURCES = tests/unit/test_model_table.c $(MODEL_SUPPORT)
tests_unit_test_model_table_LDADD = $(UNIT_LIBS)
tests_unit_test_model_value_SOURCES = tests/unit/test_model_value.c $(MODEL_SUPPORT)
tests_unit_test_model_value_LDADD = $(UNIT_LIBS)
tests_unit_test_model_store_SOURCES = tests/unit/test_model_store.c $(MODEL_SUPPORT)
tests_unit_test_model_store_LDADD = $(UNIT_LIBS)
tests_unit_test_model_change_SOURCES = tests/unit/test_model_change.c $(MODEL_SUPPORT)
tests_unit_test_model_change_LDADD = $(UNIT_LIBS)
tests_unit_test_model_undo_SOURCES = tests/unit/test_model_undo.c $(MODEL_SUPPORT)
tests_unit_test_model_undo_LDADD = $(UNIT_LIBS)

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

# The store with many generated rows: make tests/bench/bench_store, then run it.
EXTRA_PROGRAMS += tests/bench/bench_store
tests_bench_bench_store_SOURCES = tests/bench/bench_store.c
tests_bench_bench_store_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)
