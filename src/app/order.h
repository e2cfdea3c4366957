/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The activation order: one canonical text, the thing that is signed.
 *
 *	lifeboat-activation 1
 *	action: live
 *	order: trendmicro-live-1
 *	plan: trendmicro/2
 *	digest: 5e0c…            SHA-256 of all the planner read
 *	content: 91ab…           SHA-256 of the stored steps
 *	breached: trendmicro
 *	evidence: fx-tm-1;fx-tm-3
 *	t0: when the last needed approval is verified
 *	quorum: 2
 *	override: …              only when one person acts alone: the reason
 *	blocking: R09;R14        readiness checks that block; empty for none
 *	journal: 12:ab34…
 *	requester: sato
 *	created: 2019-05-13T00:00:00Z
 *	expires: 2019-05-14T00:00:00Z
 *	nonce: 32 hexadecimal digits
 *
 * Lines end with LF, values hold no line ends, the order of lines is fixed.  The row in table orders
 * repeats some values for listing; order_check holds them against the text, so that a row changed by
 * hand is noticed.
 */
#ifndef LIFEBOAT_APP_ORDER_H
#define LIFEBOAT_APP_ORDER_H

#include "model/table.h"
#include "util/strbuf.h"

struct order_fields {
	const char *action, *order, *plan, *digest, *content, *breached, *evidence, *quorum;
	const char *override, *blocking, *journal, *requester, *created, *expires, *nonce;
};

void order_text(const struct order_fields *f, struct strbuf *out);
/* The value of a line, in a fresh text; NULL when there is none. */
char *order_value(const char *text, const char *name);
/* Do the cells of the row say what the text says? */
int order_check(const struct record *row, struct err *err);

#endif
