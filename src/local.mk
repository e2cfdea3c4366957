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
	src/sched/heads.c \
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
	src/sched/replay.c \
	src/sched/sched.h \
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
	src/risk/belief.c \
	src/risk/belief.h \
	src/risk/belief_score.c \
	src/risk/decide.c \
	src/risk/decide.h \
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
	src/model/tables_activation.c \
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
	src/plan/choice.c \
	src/plan/choice.h \
	src/plan/choice_answers.c \
	src/plan/choice_answers.h \
	src/plan/choice.h \
	src/plan/choice_bound.c \
	src/plan/choice_bound.h \
	src/plan/choice_cover.c \
	src/plan/choice_fast.c \
	src/plan/choice_fast.h \
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
	src/plan/cover.c \
	src/plan/cover.h \
	src/plan/coverage.c \
	src/plan/coverage.h \
	src/plan/effort.c \
	src/plan/effort.h \
	src/plan/evals.c \
	src/plan/evals.h \
	src/plan/expand.c \
	src/plan/expander.h \
	src/plan/fate.c \
	src/plan/fate.h \
	src/plan/figures.c \
	src/plan/gap_map.c \
	src/plan/gap_map.h \
	src/plan/gaps.c \
	src/plan/levers.c \
	src/plan/levers.h \
	src/plan/link.c \
	src/plan/mip.c \
	src/plan/mip.h \
	src/plan/needs.c \
	src/plan/needs.h \
	src/plan/notice.c \
	src/plan/notice.h \
	src/plan/offers.c \
	src/plan/offers.h \
	src/plan/overtime.c \
	src/plan/overtime.h \
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
	src/plan/redundancy.c \
	src/plan/redundancy.h \
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
	src/plan/waves.h

src_libio_a_SOURCES = \
	src/io/asset_index.c \
	src/io/asset_index.h \
	src/io/attack.c \
	src/io/attack.h \
	src/io/csaf.c \
	src/io/csv_open.c \
	src/io/csv_private.h \
	src/io/csv_read.c \
	src/io/csv_read.h \
	src/io/csv_source.c \
	src/io/csv_source.h \
	src/io/csv_write.c \
	src/io/csv_write.h \
	src/io/cyclonedx.c \
	src/io/edgar.c \
	src/io/evals_import.c \
	src/io/evals_import.h \
	src/io/exporter.h \
	src/io/exporters.c \
	src/io/feed.c \
	src/io/feed.h \
	src/io/fetch.c \
	src/io/fetch.h \
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
	src/io/json_import.c \
	src/io/json_import.h \
	src/io/kev.c \
	src/io/mappings_import.c \
	src/io/match.c \
	src/io/match.h \
	src/io/names.c \
	src/io/names.h \
	src/io/navigator.c \
	src/io/navigator.h \
	src/io/navigator_import.c \
	src/io/news.c \
	src/io/page.c \
	src/io/page.h \
	src/io/page_roff.c \
	src/io/page_text.c \
	src/io/participants.c \
	src/io/participants.h \
	src/io/plan_classes.c \
	src/io/plan_classes.h \
	src/io/put_cells.c \
	src/io/put_cells.h \
	src/io/rejects.c \
	src/io/solver_cbc.c \
	src/io/solver_cbc.h \
	src/io/stix_import.c \
	src/io/table_csv.c \
	src/io/table_csv.h \
	src/io/workbook.c \
	src/io/workbook.h

src_libapp_a_SOURCES = \
	src/app/activation.c \
	src/app/activation.h \
	src/app/activation_end.c \
	src/app/activation_parts.h \
	src/app/activation_sign.c \
	src/app/advice.c \
	src/app/advice.h \
	src/app/advice_show.c \
	src/app/answer.c \
	src/app/answer.h \
	src/app/app.c \
	src/app/app.h \
	src/app/approval.c \
	src/app/approval.h \
	src/app/checklist.c \
	src/app/checklist.h \
	src/app/checklist_parts.h \
	src/app/checklist_sections.c \
	src/app/choose.c \
	src/app/cmd_activation.c \
	src/app/cmd_evidence.c \
	src/app/cmd_export.c \
	src/app/cmd_help.c \
	src/app/cmd_import.c \
	src/app/cmd_journal.c \
	src/app/cmd_money.c \
	src/app/cmd_plan.c \
	src/app/cmd_records.c \
	src/app/cmd_workspace.c \
	src/app/command.c \
	src/app/command.h \
	src/app/commands.c \
	src/app/commands.h \
	src/app/coverage_show.c \
	src/app/coverage_show.h \
	src/app/estate.c \
	src/app/estate.h \
	src/app/evidence.c \
	src/app/evidence.h \
	src/app/evidence_play.c \
	src/app/evidence_show.c \
	src/app/evidence_show.h \
	src/app/gaps_show.c \
	src/app/gaps_show.h \
	src/app/import.c \
	src/app/import.h \
	src/app/import_show.c \
	src/app/import_show.h \
	src/app/marks.c \
	src/app/marks.h \
	src/app/order.c \
	src/app/order.h \
	src/app/pack.c \
	src/app/pack.h \
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
	src/app/run.c \
	src/app/run.h \
	src/app/show.c \
	src/app/show.h \
	src/app/simulating.c \
	src/app/simulating.h \
	src/app/sshsig.c \
	src/app/sshsig.h \
	src/app/vendor_state.c \
	src/app/vendor_state.h

src_libcli_a_SOURCES = \
	src/cli/cli.c \
	src/cli/cli.h \
	src/cli/help.c \
	src/cli/print.c

src_libtui_a_SOURCES = \
	src/tui/actions.h \
	src/tui/ask.c \
	src/tui/ask.h \
	src/tui/board_rows.c \
	src/tui/board_rows.h \
	src/tui/busy.c \
	src/tui/busy.h \
	src/tui/command_line.c \
	src/tui/command_line.h \
	src/tui/complete.c \
	src/tui/complete.h \
	src/tui/doc.c \
	src/tui/doc.h \
	src/tui/doc_answer.c \
	src/tui/doc_answer.h \
	src/tui/edit.c \
	src/tui/edit.h \
	src/tui/form.c \
	src/tui/form.h \
	src/tui/form_draw.c \
	src/tui/form_parts.h \
	src/tui/form_store.c \
	src/tui/frame.c \
	src/tui/frame.h \
	src/tui/gantt.c \
	src/tui/gantt.h \
	src/tui/guard.c \
	src/tui/guard.h \
	src/tui/help_view.c \
	src/tui/help_view.h \
	src/tui/key.c \
	src/tui/key.h \
	src/tui/keymap.c \
	src/tui/keymap.h \
	src/tui/line.c \
	src/tui/line.h \
	src/tui/list.c \
	src/tui/list.h \
	src/tui/list_draw.c \
	src/tui/list_edit.c \
	src/tui/list_filter.c \
	src/tui/list_filter.h \
	src/tui/pager.c \
	src/tui/pager.h \
	src/tui/painter.c \
	src/tui/prompt.c \
	src/tui/prompt.h \
	src/tui/record_page.c \
	src/tui/record_page.h \
	src/tui/screen_assets.c \
	src/tui/screen_board.c \
	src/tui/screen_plan.c \
	src/tui/screen_ready.c \
	src/tui/screens.c \
	src/tui/screens.h \
	src/tui/show_time.c \
	src/tui/show_time.h \
	src/tui/source.c \
	src/tui/source.h \
	src/tui/state.c \
	src/tui/state.h \
	src/tui/stretch.c \
	src/tui/stretch.h \
	src/tui/style.c \
	src/tui/style.h \
	src/tui/term.h \
	src/tui/term_script.c \
	src/tui/tui.c \
	src/tui/tui.h \
	src/tui/ui.c \
	src/tui/ui.h \
	src/tui/ui_actions.c \
	src/tui/ui_actions.h \
	src/tui/ui_draw.c \
	src/tui/ui_draw.h \
	src/tui/view.c \
	src/tui/view.h \
	src/tui/words.c \
	src/tui/words.h

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
