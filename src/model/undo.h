/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Undo and redo: the stack of changes, whoever made them.
 *
 * A change keeps the rows as they were (an import that filled an empty table keeps only a mark:
 * its rows are known by their rev).  Undo puts them back exactly, revisions included, so that the
 * tables hold the same bytes as before; redo does the change again.  Both are journal entries
 * themselves and no members of the stack.  A new change forgets what could be redone; policy
 * undo_depth says how many changes are kept.
 */
#ifndef LIFEBOAT_MODEL_UNDO_H
#define LIFEBOAT_MODEL_UNDO_H

#include "model/change.h"

/* What undo (redo) would take back: the encoded label and when and by whom.  ERR_NOT_FOUND when
 * there is nothing. */
struct undo_top {
	struct msg label;
	char *at, *person, *os_user;
	int64_t seq; /* its journal entry */
	/* told by undo_last: later entries that stay as they are, because nothing takes them back (activations,
	 * stored plans, ticked-off steps); the command of the last of them, NULL when there is none */
	int64_t n_kept;
	char *kept;
};
int undo_peek(struct db *db, bool redo, struct undo_top *ret, struct err *err);
void undo_top_release(struct undo_top *t);

/* Takes back the last change, or does the last one taken back again.  info gives clock and actor;
 * ret_top (released or empty before) says what it was; both may be NULL.  counts: `deleted` rows gone, `added` rows back, `updated` rows with other cells. */
int undo_last(struct db *db, const struct change_info *info, struct undo_top *ret_top,
	      struct change_counts *ret, struct err *err);
int redo_last(struct db *db, const struct change_info *info, struct undo_top *ret_top,
	      struct change_counts *ret, struct err *err);

#endif
