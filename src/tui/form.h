/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form: the fields of a record, made from its table's descriptor.
 *
 * Each field is checked when it is left, with the same sentence an import gives.  Storing asks for
 * the revision that was read: when somebody else changed the record meanwhile, nothing is lost, the
 * fields that both changed show both values, and storing again takes what stands in the form.
 */
#ifndef LIFEBOAT_TUI_FORM_H
#define LIFEBOAT_TUI_FORM_H

#include "model/table.h"

struct ui;

/* r NULL: a new record. */
void form_open(struct ui *ui, const struct table *t, const struct record *r);
/* The form that was open when the program was told to end, if there was one. */
void form_reopen(struct ui *ui);

#endif
