/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layers of the ATT&CK Navigator, format 4.x.
 *
 * Out: the coverage of a plan's assets as layer format 4.5, one technique a line; score is the part
 * of the affected assets in percent, and its metadata has the numbers behind it.
 * In: io/navigator_import.c.
 */
#ifndef LIFEBOAT_IO_NAVIGATOR_H
#define LIFEBOAT_IO_NAVIGATOR_H

#include "io/exporter.h"

/* One layer that colours each technique by the worst that happens to it on any asset, and one for each question. */
int navigator_gaps(const struct export_request *r, struct strbuf *out, struct err *err);
int navigator_before(const struct export_request *r, struct strbuf *out, struct err *err);
int navigator_after(const struct export_request *r, struct strbuf *out, struct err *err);
int navigator_lost(const struct export_request *r, struct strbuf *out, struct err *err);
int navigator_gained(const struct export_request *r, struct strbuf *out, struct err *err);
int navigator_not_tested(const struct export_request *r, struct strbuf *out, struct err *err);

#endif
