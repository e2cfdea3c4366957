# SPDX-License-Identifier: GPL-3.0-or-later
# lifeboat.1 and its like are committed; `make man-pages` makes them again after a table changed.
MAN_PAGES = man/lifeboat.1 man/lifeboat-data.5 man/lifeboat-evidence.7 man/lifeboat-plan.7
dist_man_MANS = $(MAN_PAGES)
EXTRA_DIST += man/lifeboat.1.in man/lifeboat-data.5.in man/lifeboat-evidence.7.in man/lifeboat-plan.7.in

man-pages: man/mangen$(EXEEXT)
	$(AM_V_GEN)for p in $(MAN_PAGES); do \
		man/mangen$(EXEEXT) $(srcdir)/$$p.in >$(srcdir)/$$p.tmp && \
		mv $(srcdir)/$$p.tmp $(srcdir)/$$p || exit 1; done
.PHONY: man-pages
