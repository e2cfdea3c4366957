/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A playbook made ready for one order: steps that count in it, their modes with overrides put in,
 * and links by index.
 *
 * Rules (definitions): the row with mode `normal` defines a step; a row with another mode replaces
 * only what its filled cells say about effort (times, skill, workers, cost, pausing).  `within`
 * implies `after`.  A link to a step that does not count in this order is dropped.  In breach order
 * the new agent becomes active (secures) only after the old one is gone (removes) and the new one
 * is there (installs), whatever the rows say.
 */
#ifndef LIFEBOAT_PLAN_PLAY_H
#define LIFEBOAT_PLAN_PLAY_H

#include "plan/plan.h"

struct play_mode {
	size_t row; /* snapshot.steps */
	struct estimate fixed, per_asset; /* seconds */
	bool has_per_asset; /* else the install rate of the new products counts */
	const char *skill;  /* NULL: no crew needed */
	int64_t workers, max_workers; /* 1 <= workers <= max_workers */
	int64_t extra_cost; /* price units of the workspace currency */
	bool continuous;
};

struct play_link {
	size_t step;     /* playbook.steps */
	int64_t lag;     /* minutes, rounded up */
	int64_t max_lag; /* minutes, rounded down; -1 none */
};

struct play_step {
	const struct snap_step *row; /* the normal row */
	size_t index;                /* in snapshot.steps */
	struct play_mode *modes;     /* 0 is normal */
	size_t n_modes;
	struct play_link *after;
	size_t n_after;
	bool installs;   /* puts the new product on assets: needs licences and a replacement */
	bool touches;    /* scope class or wave: works on assets */
	bool gate;       /* wave step that other waves may wait for without closing a circle */
};

struct playbook {
	const char *key;
	struct play_step *steps; /* predecessors first; ties by key */
	size_t n_steps;
};

/* Everything is allocated in `arena`.  Refused (ERR_INPUT): an unknown playbook, a link to a step
 * that does not exist, a cycle (naming the edge that closes it). */
int playbook_open(const struct snapshot *s, const char *key, enum step_order order,
		  struct arena *arena, struct playbook *ret, struct err *err);
/* The playbook asked for, else the one that fits the category of most leaving products. */
int playbook_choose(const struct snapshot *s, const struct plan_request *r, const struct plan *p,
		    const char **ret_key, struct err *err);
/* Index in playbook.steps by key, or NONE. */
size_t playbook_find(const struct playbook *b, const char *step);

#endif
