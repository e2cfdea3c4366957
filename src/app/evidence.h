/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cases and signals as belief: the records of a workspace (or of the shipped case library) played in
 * their order through risk/belief.h.
 *
 * Signals of a case count in the order of their publication (when not known: of our learning of
 * them), ties by key, and only those up to `now`.  Signals linked by same_as are one origin: the
 * first counts fully, further ones less.  A signal that a later one retracts confirms nothing any
 * more, but its ratio stays: the retraction has one of its own.
 *
 * Silence is counted by itself while an open case holds nothing but the accuser's material: from the
 * opening, or the last of that material, until now.  A recorded `silence` counts from the event
 * before it.
 *
 * Likelihoods start from the policy and learn from the workspace's closed cases; the shipped library
 * never learns from itself.
 */
#ifndef LIFEBOAT_APP_EVIDENCE_H
#define LIFEBOAT_APP_EVIDENCE_H

#include "db/db.h"
#include "model/table.h"
#include "risk/belief.h"
#include "util/arena.h"
#include "util/vec.h"

struct evidence_signal {
	char *key, *title;
	int64_t at;               /* instant; of the opening when not known */
	bool dated;
	struct belief_signal s;
	struct belief_step step;
	enum vendor_state state;  /* after it */
};

struct evidence_case {
	char *key, *vendor;
	int64_t opened;
	bool open;
	int64_t closed;           /* instant, INT64_MIN: not known; of closed ones */
	int opening;              /* grade of the opening source, -1 none */
	int outcome;              /* enum hypothesis, -1 not known */
	struct evidence_signal *signals;
	size_t n;
	struct triple start, p;
	enum vendor_state first, state; /* after the opening, and now */
	bool confirmed;
};

struct evidence {
	struct arena arena;
	struct belief_rules rules;
	struct evidence_case *cases; /* in the order of keys; those opened after `now` are left out */
	size_t n;
	int64_t now;
};

/* What the reports of a case make of belief by other rules; states stay. */
void evidence_believe(struct evidence_case *c, const struct belief_rules *r);
/* Policy of the workspace; db NULL: the defaults. */
int evidence_rules(struct db *db, struct belief_rules *ret, struct err *err);
/* The workspace at `now`, by rules that have learned from its closed cases.  A closed case itself is as
 * it was believed when it was closed: by what those closed before it had taught, never by its own
 * outcome, so that its scores are honest.  `ret` need not be initialised and may be released whatever
 * the result. */
int evidence_load(struct db *db, int64_t now, struct evidence *ret, struct err *err);
/* The shipped library in `folder`, by these rules. */
int evidence_library(const char *folder, const struct belief_rules *rules, struct evidence *ret,
		     struct err *err);
void evidence_release(struct evidence *e);

/* The open case of the vendor that looks worst (highest p(material)); NULL when there is none. */
const struct evidence_case *evidence_of(const struct evidence *e, const char *vendor);
/* clear when it has no open case. */
/* May a signal of this kind open a case?  A listed exploit is a fault in a product and alleges no breach
 * of its vendor: a vendor that is listed every month would otherwise be armed by routine. */
bool evidence_may_open(const char *kind);
int evidence_no_case(const char *vendor, struct err *err);
enum vendor_state evidence_state(const struct evidence *e, const char *vendor);

/* How often a vendor is listed in exploit catalogues (risk/belief.h). */
struct evidence_rate {
	char *vendor;
	size_t listings, windows;
	double raw, used;
};
typedef int evidence_rate_fn(void *context, const struct evidence_rate *r, struct err *err);
/* For each vendor in the order of keys. */
int evidence_rates(struct db *db, evidence_rate_fn *fn, void *context, struct err *err);

/* ---- for evidence_play.c ------------------------------------------------------------------------ */

/* Rows as read, before anything is counted. */
struct evidence_rows {
	VEC(struct record) sources, cases, signals;
	VEC(double) weights;   /* of signals, from the library; else empty */
	VEC(long) listed;      /* days of listings with the vendor they are of */
	VEC(char *) listed_of; /* owned */
	long listed_from, listed_until;
	long window;
};
void evidence_rows_init(struct evidence_rows *rows);
void evidence_rows_release(struct evidence_rows *rows);
/* Fills cases of `e`, whose rules and clock are set. */
void evidence_play(struct evidence *e, const struct evidence_rows *rows);

#endif
