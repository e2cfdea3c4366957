# SPDX-License-Identifier: GPL-3.0-or-later

# Schema versions, in order; compiled into the program.  Add the next number at the end.
SCHEMA_FILES = \
	data/schema/0001-core.sql \
	data/schema/0001-core.sqlite.sql \
	data/schema/0002-records.sql \
	data/schema/0003-plans.sql \
	data/schema/0004-cohorts.sql
EXTRA_DIST += $(SCHEMA_FILES) data/schema/to-c.awk
nodist_src_libdb_a_SOURCES = src/db/schema_files.c
CLEANFILES += src/db/schema_files.c

src/db/schema_files.c: $(SCHEMA_FILES) data/schema/to-c.awk data/local.mk
	$(AM_V_GEN)$(MKDIR_P) src/db && files= && \
	for f in $(SCHEMA_FILES); do files="$$files $(srcdir)/$$f"; done && \
	LC_ALL=C $(AWK) -f $(srcdir)/data/schema/to-c.awk $$files > $@.tmp && mv $@.tmp $@
