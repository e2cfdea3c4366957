/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One record with all its columns, what they mean, and what else belongs to it.
 */
#ifndef LIFEBOAT_TUI_RECORD_PAGE_H
#define LIFEBOAT_TUI_RECORD_PAGE_H

#include "tui/doc.h"
#include "tui/view.h"

/* Adds what else there is to say about the record, below its columns. */
typedef int record_more_fn(struct ui *ui, const struct record *r, struct doc *doc,
			   struct err *err);

void record_page_open(struct ui *ui, const struct record *r);
/* title NULL: the table's word for a row and its key.  more may be NULL. */
void record_page_open_more(struct ui *ui, const struct record *r, const char *title,
			   record_more_fn *more);
/* Opens a form on a stored record of a table that may be changed. */
void record_edit(struct ui *ui, const struct record *r);

#endif
