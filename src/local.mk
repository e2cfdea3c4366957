# SPDX-License-Identifier: GPL-3.0-or-later
# One convenience archive per layer; a layer links only what stands below it.

noinst_LIBRARIES += src/libutil.a src/libsched.a src/librisk.a src/libdb.a src/libmodel.a \
	src/libplan.a src/libio.a src/libapp.a src/libcli.a src/libtui.a

src_libutil_a_SOURCES = \
	src/util/arena.c \
	src/util/arena.h \
	src/util/date.c \
	src/util/date.h \
	src/util/digest.c \
	src/util/digest.h \
	src/util/err.c \
	src/util/err.h \
	src/util/file.c \
	src/util/file.h \
	src/util/i18n.h \
	src/util/map.c \
	src/util/map.h \
	src/util/mem.c \
	src/util/mem.h \
	src/util/money.c \
	src/util/money.h \
	src/util/msg.c \
	src/util/msg.h \
	src/util/near.c \
	src/util/near.h \
	src/util/rng.c \
	src/util/rng.h \
	src/util/strbuf.c \
	src/util/strbuf.h \
	src/util/text.c \
	src/util/text.h \
	src/util/vec.h \
	src/util/version.c \
	src/util/version.h \
	src/util/zone.c \
	src/util/zone.h

src_libsched_a_SOURCES = \
	src/sched/alloc.h \
	src/sched/anneal.c \
	src/sched/anneal.h \
	src/sched/bound.c \
	src/sched/bound_exposure.c \
	src/sched/calendar.c \
	src/sched/calendar.h \
	src/sched/check.c \
	src/sched/convert.c \
	src/sched/convert.h \
	src/sched/core.c \
	src/sched/core.h \
	src/sched/exact.c \
	src/sched/exact.h \
	src/sched/explain.c \
	src/sched/fast.c \
	src/sched/fast.h \
	src/sched/islands.c \
	src/sched/islands.h \
	src/sched/learn.c \
	src/sched/learn.h \
	src/sched/learn_inner.h \
	src/sched/learn_machine.c \
	src/sched/learn_new.c \
	src/sched/links.c \
	src/sched/plan.c \
	src/sched/profile.c \
	src/sched/profile.h \
	src/sched/sched.h \
	src/sched/replay.c \
	src/sched/search.c \
	src/sched/search.h \
	src/sched/sgs.c \
	src/sched/sgs.h \
	src/sched/solve.c \
	src/sched/twopop.c \
	src/sched/twopop.h \
	src/sched/validate.c \
	src/sched/validate.h \
	src/sched/whatif.c

src_librisk_a_SOURCES = \
	src/risk/layer.c \
	src/risk/loss.c \
	src/risk/loss.h \
	src/risk/simulate.c \
	src/risk/simulate.h

src_libdb_a_SOURCES = \
	src/db/authorizer.c \
	src/db/backup.c \
	src/db/db.h \
	src/db/dialect.c \
	src/db/doctor.c \
	src/db/doctor_writers.c \
	src/db/error.c \
	src/db/exec.c \
	src/db/lock.c \
	src/db/lock.h \
	src/db/migrate.c \
	src/db/open.c \
	src/db/place.c \
	src/db/private.h \
	src/db/schema.h \
	src/db/stmt.c \
	src/db/transaction.c

src_libmodel_a_SOURCES = \
	src/model/bulk.c \
	src/model/calendar.c \
	src/model/calendar.h \
	src/model/change.c \
	src/model/change.h \
	src/model/change_end.c \
	src/model/change_parts.h \
	src/model/change_refs.c \
	src/model/cohort.c \
	src/model/cohort.h \
	src/model/cohort_assign.c \
	src/model/cohort_roll_up.c \
	src/model/image.c \
	src/model/image.h \
	src/model/journal.c \
	src/model/journal.h \
	src/model/key.c \
	src/model/plan_index.c \
	src/model/plan_index.h \
	src/model/policy.c \
	src/model/policy.h \
	src/model/record.c \
	src/model/record_check.c \
	src/model/row.c \
	src/model/row.h \
	src/model/selector.c \
	src/model/selector.h \
	src/model/selector_parse.c \
	src/model/selector_parts.h \
	src/model/selector_sql.c \
	src/model/settings.c \
	src/model/settings.h \
	src/model/snapshot.c \
	src/model/snapshot.h \
	src/model/snapshot_cells.c \
	src/model/snapshot_classes.c \
	src/model/snapshot_links.c \
	src/model/snapshot_load.c \
	src/model/snapshot_need.c \
	src/model/snapshot_parts.h \
	src/model/snapshot_play.c \
	src/model/snapshot_vendor.c \
	src/model/store.c \
	src/model/store.h \
	src/model/store_sql.c \
	src/model/table.c \
	src/model/table.h \
	src/model/tables.h \
	src/model/tables_asset.c \
	src/model/tables_coverage.c \
	src/model/tables_evidence.c \
	src/model/tables_org.c \
	src/model/tables_plan.c \
	src/model/tables_plan_risk.c \
	src/model/tables_plan_steps.c \
	src/model/tables_play.c \
	src/model/tables_vendor.c \
	src/model/undo.c \
	src/model/undo.h \
	src/model/value.c

src_libplan_a_SOURCES = \
	src/plan/breached.c \
	src/plan/any_time.c \
	src/plan/any_time.h \
	src/plan/choice.c \
	src/plan/choice.h \
	src/plan/choice_local.c \
	src/plan/choice_mip.c \
	src/plan/choice_model.h \
	src/plan/choice_solve.c \
	src/plan/choice_why.c \
	src/plan/cost.c \
	src/plan/cost.h \
	src/plan/cost_contract.c \
	src/plan/cost_licence.c \
	src/plan/cost_parts.h \
	src/plan/cost_ready.c \
	src/plan/cost_work.c \
	src/plan/notice.c \
	src/plan/notice.h \
	src/plan/options.c \
	src/plan/options.h \
	src/plan/overtime.c \
	src/plan/overtime.h \
	src/plan/cover.c \
	src/plan/cover.h \
	src/plan/coverage.c \
	src/plan/coverage.h \
	src/plan/crash.c \
	src/plan/crash.h \
	src/plan/decay.c \
	src/plan/decay.h \
	src/plan/effort.c \
	src/plan/effort.h \
	src/plan/expand.c \
	src/plan/expander.h \
	src/plan/fate.c \
	src/plan/fate.h \
	src/plan/figures.c \
	src/plan/frontier.c \
	src/plan/frontier.h \
	src/plan/gaps.c \
	src/plan/levers.c \
	src/plan/levers.h \
	src/plan/link.c \
	src/plan/mip.c \
	src/plan/mip.h \
	src/plan/needs.c \
	src/plan/needs.h \
	src/plan/offers.c \
	src/plan/offers.h \
	src/plan/plan.c \
	src/plan/plan.h \
	src/plan/play.c \
	src/plan/play.h \
	src/plan/problem.c \
	src/plan/problem.h \
	src/plan/rates.c \
	src/plan/rates.h \
	src/plan/ready.c \
	src/plan/ready.h \
	src/plan/ready_data.c \
	src/plan/ready_switch.c \
	src/plan/replan.c \
	src/plan/replan.h \
	src/plan/say.c \
	src/plan/say.h \
	src/plan/schedule.c \
	src/plan/scope.c \
	src/plan/select.c \
	src/plan/simulation.c \
	src/plan/simulation.h \
	src/plan/simulation_parts.h \
	src/plan/simulation_setup.c \
	src/plan/solver_glpk.c \
	src/plan/solver_glpk.h \
	src/plan/times.c \
	src/plan/times.h \
	src/plan/waves.c \
	src/plan/waves.h \
	src/plan/worth.c \
	src/plan/worth.h

src_libio_a_SOURCES = \
	src/io/asset_index.c \
	src/io/asset_index.h \
	src/io/csv_open.c \
	src/io/csv_private.h \
	src/io/csv_read.c \
	src/io/csv_read.h \
	src/io/csv_source.c \
	src/io/csv_source.h \
	src/io/csv_write.c \
	src/io/csv_write.h \
	src/io/cyclonedx.c \
	src/io/cyclonedx.h \
	src/io/exporter.h \
	src/io/exporters.c \
	src/io/foreign.c \
	src/io/foreign.h \
	src/io/foreign_asset.c \
	src/io/foreign_emit.c \
	src/io/foreign_emit.h \
	src/io/foreign_fields.c \
	src/io/foreign_map.c \
	src/io/foreign_number.c \
	src/io/foreign_profiles.c \
	src/io/foreign_value.c \
	src/io/foreign_value.h \
	src/io/ics.c \
	src/io/ics.h \
	src/io/import.c \
	src/io/import.h \
	src/io/importers.c \
	src/io/importers.h \
	src/io/names.c \
	src/io/names.h \
	src/io/page.c \
	src/io/page.h \
	src/io/page_roff.c \
	src/io/page_text.c \
	src/io/rejects.c \
	src/io/table_csv.c \
	src/io/table_csv.h \
	src/io/workbook.c \
	src/io/workbook.h

src_libapp_a_SOURCES = \
	src/app/answer.c \
	src/app/answer.h \
	src/app/app.c \
	src/app/app.h \
	src/app/checklist.c \
	src/app/checklist.h \
	src/app/checklist_parts.h \
	src/app/checklist_sections.c \
	src/app/cmd_export.c \
	src/app/cmd_help.c \
	src/app/cmd_import.c \
	src/app/cmd_journal.c \
	src/app/cash.c \
	src/app/cash.h \
	src/app/cmd_compare.c \
	src/app/cmd_money.c \
	src/app/cmd_plan.c \
	src/app/cmd_records.c \
	src/app/cmd_workspace.c \
	src/app/command.c \
	src/app/command.h \
	src/app/commands.c \
	src/app/commands.h \
	src/app/import.c \
	src/app/import.h \
	src/app/import_show.c \
	src/app/import_show.h \
	src/app/plan_ref.c \
	src/app/plan_ref.h \
	src/app/plan_rows.c \
	src/app/plan_rows.h \
	src/app/plan_show.c \
	src/app/plan_show.h \
	src/app/plan_store.c \
	src/app/plan_store.h \
	src/app/planning.c \
	src/app/planning.h \
	src/app/readiness.c \
	src/app/readiness.h \
	src/app/show.c \
	src/app/simulating.c \
	src/app/simulating.h \
	src/app/show.h

src_libcli_a_SOURCES = \
	src/cli/cli.c \
	src/cli/cli.h \
	src/cli/help.c \
	src/cli/print.c

src_libtui_a_SOURCES = \
	src/tui/tui.c \
	src/tui/tui.h

# In link order: each needs those after it.
LIFEBOAT_LIBS = src/libcli.a src/libtui.a src/libapp.a src/libio.a src/libplan.a src/libmodel.a \
	src/libdb.a src/librisk.a src/libsched.a src/libutil.a
LIFEBOAT_SYSTEM_LIBS = $(NCURSES_LIBS) $(SQLITE_LIBS) $(CSV_LIBS) $(ICAL_LIBS) $(JANSSON_LIBS) \
	$(GLPK_LIBS) $(GSL_LIBS) $(XML_LIBS) $(CURL_LIBS) $(SODIUM_LIBS) $(UNISTRING_LIBS) \
	$(LTLIBINTL)

bin_PROGRAMS += lifeboat
lifeboat_SOURCES = src/main.c
lifeboat_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)

# Makes the generated parts of the manual; runs at development time only.
noinst_PROGRAMS += man/mangen
man_mangen_SOURCES = man/mangen.c
man_mangen_LDADD = $(LIFEBOAT_LIBS) $(LIFEBOAT_SYSTEM_LIBS)
