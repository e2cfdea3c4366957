# SPDX-License-Identifier: GPL-3.0-or-later
# One convenience archive per layer; a layer links only what stands below it.

noinst_LIBRARIES += src/libutil.a src/libsched.a src/librisk.a src/libdb.a src/libmodel.a \
	src/libplan.a src/libio.a src/libapp.a src/libcli.a src/libtui.a

src_libutil_a_SOURCES = \
	src/util/arena.c src/util/arena.h \
	src/util/date.h \
	src/util/digest.h \
	src/util/err.c src/util/err.h \
	src/util/file.h \
	src/util/i18n.h \
	src/util/map.c src/util/map.h \
	src/util/mem.c src/util/mem.h \
	src/util/money.h \
	src/util/msg.c src/util/msg.h \
	src/util/rng.c src/util/rng.h \
	src/util/near.c src/util/near.h \
	src/util/strbuf.c src/util/strbuf.h \
	src/util/text.h \
	src/util/vec.h

src_libsched_a_SOURCES = \
	src/sched/alloc.h \
	src/sched/anneal.c src/sched/anneal.h \
	src/sched/bound.c \
	src/sched/bound_exposure.c \
	src/sched/calendar.c src/sched/calendar.h \
	src/sched/check.c \
	src/sched/convert.c src/sched/convert.h \
	src/sched/core.c src/sched/core.h \
	src/sched/exact.c src/sched/exact.h \
	src/sched/explain.c \
	src/sched/fast.c src/sched/fast.h \
	src/sched/islands.c src/sched/islands.h \
	src/sched/learn.c src/sched/learn.h src/sched/learn_inner.h \
	src/sched/learn_machine.c src/sched/learn_new.c \
	src/sched/links.c \
	src/sched/plan.c \
	src/sched/profile.c src/sched/profile.h \
	src/sched/sched.h \
	src/sched/search.c src/sched/search.h \
	src/sched/sgs.c src/sched/sgs.h \
	src/sched/solve.c \
	src/sched/twopop.c src/sched/twopop.h \
	src/sched/whatif.c \
	src/sched/validate.c src/sched/validate.h

src_librisk_a_SOURCES = src/risk/layer.c

src_libdb_a_SOURCES = src/db/layer.c src/db/db.h

src_libmodel_a_SOURCES = src/model/layer.c \
	src/model/policy.h \
	src/model/selector.h \
	src/model/settings.c src/model/settings.h \
	src/model/snapshot.h \
	src/model/table.h

src_libplan_a_SOURCES = src/plan/layer.c src/plan/plan.h

src_libio_a_SOURCES = src/io/layer.c

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
