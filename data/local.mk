# SPDX-License-Identifier: GPL-3.0-or-later

# Schema versions, in order; compiled into the program.  Add the next number at the end.
SCHEMA_FILES = \
	data/schema/0001-core.sql \
	data/schema/0001-core.sqlite.sql \
	data/schema/0002-records.sql \
	data/schema/0003-plans.sql \
	data/schema/0004-cohorts.sql \
	data/schema/0005-catalog.sql \
	data/schema/0006-activation.sql \
	data/schema/0007-money.sql \
	data/schema/0008-catalogue-facts.sql
EXTRA_DIST += $(SCHEMA_FILES) data/schema/to-c.awk
nodist_src_libdb_a_SOURCES = src/db/schema_files.c
CLEANFILES += src/db/schema_files.c

src/db/schema_files.c: $(SCHEMA_FILES) data/schema/to-c.awk data/local.mk
	$(AM_V_GEN)$(MKDIR_P) src/db && files= && \
	for f in $(SCHEMA_FILES); do files="$$files $(srcdir)/$$f"; done && \
	LC_ALL=C $(AWK) -f $(srcdir)/data/schema/to-c.awk $$files > $@.tmp && mv $@.tmp $@

# Example of a keys file; tests/unit/test_tui_keys --print makes it, the test compares.
dist_pkgdata_DATA = data/keys.conf

playbooksdir = $(pkgdatadir)/playbooks
dist_playbooks_DATA = \
	data/playbooks/README.md \
	data/playbooks/edr.csv \
	data/playbooks/idp.csv \
	data/playbooks/mail-gateway.csv \
	data/playbooks/monitoring.csv \
	data/playbooks/password-manager.csv \
	data/playbooks/vpn.csv

catalogsdir = $(pkgdatadir)/catalogs
dist_catalogs_DATA = \
	data/catalogs/README.md \
	data/catalogs/attack-enterprise-18.1-revoked.csv \
	data/catalogs/attack-enterprise-18.1.csv \
	data/catalogs/csf-2.0.csv

casesdir = $(pkgdatadir)/cases
dist_cases_DATA = \
	data/cases/README.md \
	data/cases/cases.csv \
	data/cases/signals.csv \
	data/cases/sources.csv \
	data/cases/vendors.csv

demodir = $(pkgdatadir)/demo/fxmsp
dist_demo_DATA = \
	data/demo/fxmsp/README.md \
	data/demo/fxmsp/assets.csv \
	data/demo/fxmsp/calendars.csv \
	data/demo/fxmsp/capabilities.csv \
	data/demo/fxmsp/cases.csv \
	data/demo/fxmsp/contracts.csv \
	data/demo/fxmsp/controls.csv \
	data/demo/fxmsp/coverage.csv \
	data/demo/fxmsp/crews.csv \
	data/demo/fxmsp/dependencies.csv \
	data/demo/fxmsp/fate.csv \
	data/demo/fxmsp/installs.csv \
	data/demo/fxmsp/people.csv \
	data/demo/fxmsp/playbooks.csv \
	data/demo/fxmsp/policy.csv \
	data/demo/fxmsp/prestage.csv \
	data/demo/fxmsp/prices.csv \
	data/demo/fxmsp/products.csv \
	data/demo/fxmsp/rates.csv \
	data/demo/fxmsp/requirements.csv \
	data/demo/fxmsp/secrets.csv \
	data/demo/fxmsp/signals.csv \
	data/demo/fxmsp/sites.csv \
	data/demo/fxmsp/sources.csv \
	data/demo/fxmsp/vendors.csv

# Where they go is the system's affair: systemctl link, or copy to /etc/systemd/system.
systemddir = $(pkgdatadir)/systemd
dist_systemd_DATA = \
	data/systemd/lifeboat-watch.service \
	data/systemd/lifeboat-watch.timer
