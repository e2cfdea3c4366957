/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may approve an order, and whether a signature counts.
 *
 * A signature counts when the text of the order is unaltered, the key in it belongs to exactly one
 * person of the people table, that person is an approver and not the requester (but in an override,
 * where one person acts alone), the key is neither expired, not yet valid nor revoked at that
 * instant, and ssh-keygen says the text was signed by it for this purpose.
 */
#ifndef LIFEBOAT_APP_APPROVAL_H
#define LIFEBOAT_APP_APPROVAL_H

#include "app/sshsig.h"
#include "db/db.h"
#include "model/table.h"

/* `order` is a row of orders.  On success *ret_person is a fresh text and `ret_key` the key; ERR_DENIED
 * says why it does not count.  `as` (NULL: whoever's key it is) must be the signer. */
int approval_judge(struct db *db, const struct record *order, const char *armour, const char *as,
		   int64_t now, char **ret_person, struct ssh_key *ret_key, struct err *err);

#endif
