# SPDX-License-Identifier: GPL-3.0-or-later
# One convenience archive per layer; a layer links only what stands below it.

noinst_LIBRARIES += src/libutil.a src/libsched.a src/librisk.a src/libdb.a src/libmodel.a \
	src/libplan.a src/libio.a src/libapp.a src/libcli.a src/libtui.a

src_libutil_a_SOURCES = \
	src/util/arena.c src/util/arena.h \
	src/util/date.c src/util/date.h \
	src/util/digest.h \
	src/util/err.c src/util/err.h \
	src/util/file.c src/util/file.h \
	src/util/i18n.h \
	src/util/map.c src/util/map.h \
	src/util/mem.c src/util/mem.h \
	src/util/money.c src/util/money.h \
	src/util/msg.c src/util/msg.h \
	src/util/rng.c src/util/rng.h \
	src/util/near.c src/util/near.h \
	src/util/strbuf.c src/util/strbuf.h \
	src/util/text.c src/util/text.h \
	src/util/vec.h \
	src/util/version.c src/util/version.h

src_libsched_a_SOURCES = \
	src/sched/alloc.h \
	src/sched/bound.c \
	src/sched/calendar.c src/sched/calendar.h \
	src/sched/check.c \
	src/sched/convert.c src/sched/convert.h \
	src/sched/core.c src/sched/core.h \
	src/sched/explain.c \
	src/sched/plan.c \
	src/sched/profile.c src/sched/profile.h \
	src/sched/sched.h \
	src/sched/search.c src/sched/search.h \
	src/sched/sgs.c src/sched/sgs.h \
	src/sched/solve.c \
	src/sched/whatif.c \
	src/sched/validate.c src/sched/validate.h

src_librisk_a_SOURCES = src/risk/layer.c

src_libdb_a_SOURCES = src/db/layer.c src/db/db.h

src_libmodel_a_SOURCES = src/model/layer.c \
	src/model/change.h \
	src/model/policy.h \
	src/model/selector.c src/model/selector.h \
	src/model/selector_parse.c src/model/selector_parts.h \
	src/model/selector_sql.c \
	src/model/settings.c src/model/settings.h \
	src/model/snapshot.h \
	src/model/store.h \
	src/model/table.h \
	src/model/undo.h

src_libplan_a_SOURCES = src/plan/plan.h \
	src/plan/coverage.c src/plan/coverage.h \
	src/plan/gaps.c \
	src/plan/breached.c \
	src/plan/fate.c src/plan/fate.h \
	src/plan/scope.c

src_libio_a_SOURCES = \
	src/io/csv_read.c src/io/csv_read.h \
	src/io/csv_source.c src/io/csv_source.h \
	src/io/csv_write.c src/io/csv_write.h

src_libapp_a_SOURCES = src/app/layer.c

src_libcli_a_SOURCES = src/cli/layer.c

src_libtui_a_SOURCES = src/tui/layer.c

# In link order: each needs those after it.
LIFEBOAT_LIBS = src/libcli.a src/libtui.a src/libapp.a src/libio.a src/libplan.a src/libmodel.a \
	src/libdb.a src/librisk.a src/libsched.a src/libutil.a
LIFEBOAT_SYSTEM_LIBS = $(NCURSES_LIBS) $(SQLITE_LIBS) $(CSV_LIBS) $(ICAL_LIBS) $(JANSSON_LIBS) \
	$(GLPK_LIBS) $(GSL_LIBS) $(XML_LIBS) $(CURL_LIBS) $(SODIUM_LIBS) $(UNISTRING_LIBS) \
	$(LTLIBINTL)

bin_PROGRAMS += lifeboat
lifeboat_SOURCES = src/main.c
lifeboat_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)

# The planner's later stages: activities, schedule, money, figures, readiness.
src_libplan_a_SOURCES += \
	src/plan/cost.c \
	src/plan/cover.c src/plan/cover.h \
	src/plan/effort.c src/plan/effort.h \
	src/plan/expand.c src/plan/expander.h \
	src/plan/figures.c \
	src/plan/levers.c src/plan/levers.h \
	src/plan/link.c \
	src/plan/needs.c src/plan/needs.h \
	src/plan/plan.c \
	src/plan/play.c src/plan/play.h \
	src/plan/problem.c src/plan/problem.h \
	src/plan/rates.c src/plan/rates.h \
	src/plan/ready.c src/plan/ready.h \
	src/plan/ready_data.c \
	src/plan/ready_switch.c \
	src/plan/say.c src/plan/say.h \
	src/plan/schedule.c \
	src/plan/times.c src/plan/times.h \
	src/plan/waves.c src/plan/waves.h
