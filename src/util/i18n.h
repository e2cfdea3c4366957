/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marks for translators.
 *
 * `_("text")` translates now; only app, cli and tui may use it.  `N_("text")` only marks the
 * text: lower layers store such ids in struct err and struct msg and the layer that speaks to the
 * user translates them with `tr(id)`.  `n_(one, many, n)` picks the plural form.
 */
#ifndef LIFEBOAT_UTIL_I18N_H
#define LIFEBOAT_UTIL_I18N_H

#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) text
#define n_(one, many, n) ngettext(one, many, (unsigned long)(n))

/* Translates an id that reached this layer as data; the empty text stays empty. */
#define tr(id) (*(id) ? gettext(id) : "")

#endif
