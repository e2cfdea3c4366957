# SPDX-License-Identifier: GPL-3.0-or-later
# Every test speaks TAP, so that single cases are counted.  Unit tests are cmocka programs; command
# tests are shell scripts built on tests/lib.sh.
#
# A unit test is one file and one line below: its source has its name (Automake's default), and it
# links everything, also what several tests share (tests/libsupport.a).

AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	LIFEBOAT='$(abs_top_builddir)/lifeboat'; export LIFEBOAT; \
	TOP_SRCDIR='$(abs_top_srcdir)'; export TOP_SRCDIR; \
	TOP_BUILDDIR='$(abs_top_builddir)'; export TOP_BUILDDIR; \
	LIFEBOAT_DATADIR='$(abs_top_srcdir)/data'; export LIFEBOAT_DATADIR; \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/lsan.supp:print_suppressions=0'; \
	export LSAN_OPTIONS; \
	TZ=UTC; export TZ; unset LIFEBOAT_WORKSPACE LIFEBOAT_NOW LANGUAGE NO_COLOR;
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/run-unit
TEST_EXTENSIONS = .sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)

LDADD = tests/libsupport.a $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS) $(CMOCKA_LIBS) $(VTERM_LIBS)

# What several tests share.
check_LIBRARIES += tests/libsupport.a
tests_libsupport_a_SOURCES = \
	tests/fault/fail.c \
	tests/fault/fail.h \
	tests/fault/work.c \
	tests/fault/work.h \
	tests/screen/desk.c \
	tests/screen/desk.h \
	tests/screen/terminal.c \
	tests/screen/terminal.h \
	tests/unit/db_support.c \
	tests/unit/db_support.h \
	tests/unit/model_support.c \
	tests/unit/model_support.h \
	tests/unit/plan_case.c \
	tests/unit/plan_case.h \
	tests/unit/sched_middle.c \
	tests/unit/sched_middle.h \
	tests/unit/sched_tiny.c \
	tests/unit/sched_tiny.h \
	tests/unit/snap_build.c \
	tests/unit/snap_build.h

unit_tests =
unit_tests += tests/fault/test_activation_kill
unit_tests += tests/fault/test_db_fail
unit_tests += tests/fault/test_db_flip
unit_tests += tests/fault/test_db_kill
unit_tests += tests/fuzz/replay_csv
unit_tests += tests/fuzz/replay_feed
unit_tests += tests/fuzz/replay_import
unit_tests += tests/fuzz/replay_selector
unit_tests += tests/fuzz/replay_sshsig
unit_tests += tests/screen/test_screen_work
unit_tests += tests/screen/test_screens
unit_tests += tests/unit/test_belief
unit_tests += tests/unit/test_calendar
unit_tests += tests/unit/test_choice
unit_tests += tests/unit/test_cost
unit_tests += tests/unit/test_cost_rules
unit_tests += tests/unit/test_coverage
unit_tests += tests/unit/test_crash
unit_tests += tests/unit/test_csv_read
unit_tests += tests/unit/test_csv_write
unit_tests += tests/unit/test_date
unit_tests += tests/unit/test_db_migrate
unit_tests += tests/unit/test_db_open
unit_tests += tests/unit/test_db_stmt
unit_tests += tests/unit/test_decide
unit_tests += tests/unit/test_digest
unit_tests += tests/unit/test_evals
unit_tests += tests/unit/test_expand
unit_tests += tests/unit/test_feed
unit_tests += tests/unit/test_fetch
unit_tests += tests/unit/test_figures
unit_tests += tests/unit/test_file
unit_tests += tests/unit/test_forecast
unit_tests += tests/unit/test_foreign_value
unit_tests += tests/unit/test_frontier
unit_tests += tests/unit/test_import
unit_tests += tests/unit/test_journal
unit_tests += tests/unit/test_loss
unit_tests += tests/unit/test_measured
unit_tests += tests/unit/test_model_change
unit_tests += tests/unit/test_model_store
unit_tests += tests/unit/test_model_table
unit_tests += tests/unit/test_model_undo
unit_tests += tests/unit/test_model_value
unit_tests += tests/unit/test_money
unit_tests += tests/unit/test_rcpsp_read
unit_tests += tests/unit/test_ready
unit_tests += tests/unit/test_redundancy
unit_tests += tests/unit/test_sched_basic
unit_tests += tests/unit/test_sched_engine
unit_tests += tests/unit/test_sched_fast
unit_tests += tests/unit/test_sched_random
unit_tests += tests/unit/test_sched_slices
unit_tests += tests/unit/test_schedule_plan
unit_tests += tests/unit/test_schedule_why
unit_tests += tests/unit/test_scope
unit_tests += tests/unit/test_select
unit_tests += tests/unit/test_select_brute
unit_tests += tests/unit/test_selector
unit_tests += tests/unit/test_simulation
unit_tests += tests/unit/test_snapshot
unit_tests += tests/unit/test_text
unit_tests += tests/unit/test_tui_cells
unit_tests += tests/unit/test_tui_keys
unit_tests += tests/unit/test_tui_list
unit_tests += tests/unit/test_util
unit_tests += tests/unit/test_worlds

shell_tests =
shell_tests += tests/cli/activation.sh
shell_tests += tests/cli/coverage.sh
shell_tests += tests/cli/demo.sh
shell_tests += tests/cli/evidence.sh
shell_tests += tests/cli/help.sh
shell_tests += tests/cli/hostile.sh
shell_tests += tests/cli/inventories.sh
shell_tests += tests/cli/japanese.sh
shell_tests += tests/cli/listings.sh
shell_tests += tests/cli/money.sh
shell_tests += tests/cli/records.sh
shell_tests += tests/cli/refusals.sh
shell_tests += tests/cli/requests.sh
shell_tests += tests/cli/steps.sh
shell_tests += tests/cli/watch.sh

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
TESTS += $(shell_tests)
EXTRA_DIST += $(shell_tests) tests/lib.sh tests/lsan.supp tests/demo tests/run-unit

# Benchmarks: ./dev bench builds them, nothing installs or runs them.
check_LIBRARIES += tests/libbench.a
tests_libbench_a_SOURCES = \
	tests/bench/rcpsp_read.c \
	tests/bench/rcpsp_read.h \
	tests/bench/rcpsp_table.c \
	tests/bench/rcpsp_table.h
bench_programs =
bench_programs += tests/bench/bench_store
bench_programs += tests/bench/calendars
bench_programs += tests/bench/choice
bench_programs += tests/bench/cohorts
bench_programs += tests/bench/db_writes
bench_programs += tests/bench/decision
bench_programs += tests/bench/rcpsp
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES += $(bench_programs)
bench-programs: $(bench_programs) $(bin_PROGRAMS)
.PHONY: bench-programs
tests_bench_bench_store_LDADD = tests/libbench.a $(LDADD)
tests_bench_calendars_LDADD = tests/libbench.a $(LDADD)
tests_bench_choice_LDADD = tests/libbench.a $(LDADD)
tests_bench_cohorts_LDADD = tests/libbench.a $(LDADD)
tests_bench_db_writes_LDADD = tests/libbench.a $(LDADD)
tests_bench_decision_LDADD = tests/libbench.a $(LDADD)
tests_bench_rcpsp_LDADD = tests/libbench.a $(LDADD)
tests_unit_test_rcpsp_read_LDADD = tests/libbench.a $(LDADD)

# Fuzzers (configure --enable-fuzz CC=clang): ./dev fuzz runs each.
fuzz_programs =
fuzz_programs += tests/fuzz/fuzz_csv
fuzz_programs += tests/fuzz/fuzz_feed
fuzz_programs += tests/fuzz/fuzz_import
fuzz_programs += tests/fuzz/fuzz_selector
fuzz_programs += tests/fuzz/fuzz_sshsig
EXTRA_PROGRAMS += $(fuzz_programs)
CLEANFILES += $(fuzz_programs)
fuzz-programs: $(fuzz_programs)
.PHONY: fuzz-programs
tests_fuzz_fuzz_csv_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_csv_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)
tests_fuzz_fuzz_feed_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_feed_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)
tests_fuzz_fuzz_import_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_import_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)
tests_fuzz_fuzz_selector_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_selector_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)
tests_fuzz_fuzz_sshsig_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_sshsig_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)

# The same entries on the corpus and on changed copies of it, in the checks.
tests_fuzz_replay_csv_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_csv.c
tests_fuzz_replay_csv_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_CORPUS='"csv"' -DFUZZ_PREFIX=0 -DFUZZ_EFFORT=16
tests_fuzz_replay_csv_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)
tests_fuzz_replay_feed_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_feed.c
tests_fuzz_replay_feed_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_CORPUS='"feed"' -DFUZZ_PREFIX=1 -DFUZZ_EFFORT=16
tests_fuzz_replay_feed_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)
tests_fuzz_replay_import_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_import.c
tests_fuzz_replay_import_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_CORPUS='"import"' -DFUZZ_PREFIX=0 -DFUZZ_EFFORT=2
tests_fuzz_replay_import_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)
tests_fuzz_replay_selector_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_selector.c
tests_fuzz_replay_selector_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_CORPUS='"selector"' -DFUZZ_PREFIX=0 -DFUZZ_EFFORT=16
tests_fuzz_replay_selector_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)
tests_fuzz_replay_sshsig_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_sshsig.c
tests_fuzz_replay_sshsig_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_CORPUS='"sshsig"' -DFUZZ_PREFIX=0 -DFUZZ_EFFORT=16
tests_fuzz_replay_sshsig_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)

EXTRA_DIST += \
	tests/bench/README \
	tests/bench/README.rcpsp \
	tests/bench/compare \
	tests/bench/estate \
	tests/bench/rcpsp-set \
	tests/bench/simulate.sh \
	tests/cli/document.py \
	tests/cli/feeds.py \
	tests/cli/layer-check.py \
	tests/fuzz/run \
	tests/race \
	tests/lint/generated \
	tests/lint/globals.awk \
	tests/lint/layers.awk \
	tests/lint/length.awk \
	tests/lint/run \
	tests/lint/translations \
	tests/unit/journal-check.sh \
	tests/fuzz/corpus \
	tests/data/coverage/attack-99.json \
	tests/data/coverage/layer.json \
	tests/data/coverage/mapping.json \
	tests/data/inventories/DevicesWithInventory_1.csv \
	tests/data/inventories/MUT-computers.csv \
	tests/data/inventories/ambiguous.csv \
	tests/data/inventories/aws_import.csv \
	tests/data/inventories/azure_dependencies.csv \
	tests/data/inventories/bom.json \
	tests/data/inventories/ci_export_1.csv \
	tests/data/inventories/exportDevice_1.csv \
	tests/data/inventories/fleet_hosts_crowdstrike.csv \
	tests/data/inventories/glpi_like.csv \
	tests/data/inventories/holidays.ics \
	tests/data/inventories/hosts_fleet.csv \
	tests/data/inventories/hosts_report.csv \
	tests/data/inventories/licences_eu.csv \
	tests/data/inventories/netbox_devices.csv \
	tests/data/inventories/netbox_import.csv \
	tests/data/inventories/utf16.csv \
	tests/data/inventories/vmInfo.csv
