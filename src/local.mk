# SPDX-License-Identifier: GPL-3.0-or-later
# One convenience archive per layer; a layer links only what stands below it.

noinst_LIBRARIES += src/libutil.a src/libsched.a src/librisk.a src/libdb.a src/libmodel.a \
	src/libplan.a src/libio.a src/libapp.a src/libcli.a src/libtui.a

src_libutil_a_SOURCES = \
	src/util/arena.c src/util/arena.h \
	src/util/date.c src/util/date.h \
	src/util/digest.c src/util/digest.h \
	src/util/err.c src/util/err.h \
	src/util/file.c src/util/file.h \
	src/util/i18n.h \
	src/util/map.c src/util/map.h \
	src/util/mem.c src/util/mem.h \
	src/util/money.c src/util/money.h \
	src/util/msg.c src/util/msg.h \
	src/util/near.c src/util/near.h \
	src/util/strbuf.c src/util/strbuf.h \
	src/util/text.c src/util/text.h \
	src/util/vec.h \
	src/util/version.c src/util/version.h \
	src/util/zone.c src/util/zone.h

src_libsched_a_SOURCES = src/sched/layer.c

src_librisk_a_SOURCES = src/risk/layer.c

src_libdb_a_SOURCES = \
	src/db/authorizer.c \
	src/db/backup.c \
	src/db/db.h \
	src/db/dialect.c \
	src/db/doctor.c \
	src/db/doctor_writers.c \
	src/db/error.c \
	src/db/exec.c \
	src/db/lock.c src/db/lock.h \
	src/db/migrate.c \
	src/db/open.c \
	src/db/place.c \
	src/db/private.h \
	src/db/schema.h \
	src/db/stmt.c \
	src/db/transaction.c

src_libmodel_a_SOURCES = \
	src/model/calendar.c src/model/calendar.h \
	src/model/change.h \
	src/model/cohort.c src/model/cohort.h \
	src/model/cohort_assign.c \
	src/model/cohort_roll_up.c \
	src/model/image.c src/model/image.h \
	src/model/journal.c src/model/journal.h \
	src/model/layer.c \
	src/model/policy.c src/model/policy.h \
	src/model/record.c \
	src/model/record_check.c \
	src/model/selector.c src/model/selector.h \
	src/model/selector_parse.c \
	src/model/selector_parts.h \
	src/model/selector_sql.c \
	src/model/settings.c src/model/settings.h \
	src/model/snapshot.c src/model/snapshot.h \
	src/model/snapshot_cells.c \
	src/model/snapshot_classes.c \
	src/model/snapshot_links.c \
	src/model/snapshot_load.c \
	src/model/snapshot_need.c \
	src/model/snapshot_parts.h \
	src/model/snapshot_play.c \
	src/model/snapshot_vendor.c \
	src/model/store.c src/model/store.h \
	src/model/store_sql.c \
	src/model/table.c src/model/table.h \
	src/model/tables.h \
	src/model/tables_asset.c \
	src/model/tables_coverage.c \
	src/model/tables_evidence.c \
	src/model/tables_org.c \
	src/model/tables_plan.c \
	src/model/tables_plan_steps.c \
	src/model/tables_play.c \
	src/model/tables_vendor.c \
	src/model/undo.h \
	src/model/value.c

src_libplan_a_SOURCES = src/plan/plan.h \
	src/plan/breached.c \
	src/plan/choice.c src/plan/choice.h \
	src/plan/choice_local.c \
	src/plan/choice_mip.c \
	src/plan/choice_model.h \
	src/plan/choice_solve.c \
	src/plan/choice_why.c \
	src/plan/coverage.c src/plan/coverage.h \
	src/plan/fate.c src/plan/fate.h \
	src/plan/gaps.c \
	src/plan/mip.c src/plan/mip.h \
	src/plan/offers.c src/plan/offers.h \
	src/plan/scope.c \
	src/plan/select.c \
	src/plan/solver_glpk.c src/plan/solver_glpk.h

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
