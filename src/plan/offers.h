/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Offers: what a number of licences of a product costs.
 *
 * The rows of prices.csv about a product form ladders: rows of the same unit, currency and term,
 * ordered by from_quantity.  A quantity pays the unit price of the last rung at or below it, for
 * every unit, and that rung's fixed fee; more units may be bought than are needed where the next
 * rung makes the whole cheaper.  Several ladders for the same need are alternatives.
 *
 * Which assets a unit counts: `server` the servers, `asset` any asset, `user` everything but servers
 * (one user each: classes do not know their users), `flat` all assets for one sum, its from_quantity
 * being the size of the estate from which that sum holds.  A product with a `server` ladder needs it
 * for servers; otherwise servers count as assets, and a product with `user` prices only is not
 * sold for servers.  Assets that need licences therefore form one pool or two:
 *
 *	server ladder                    servers: server; the rest: asset or user
 *	no server ladder, no user ladder all: asset
 *	no server ladder, user ladder    servers: asset; the rest: user or asset
 *
 * Two costs are computed: cash (fixed fee + one term), which a budget limits, and yearly (fixed fee +
 * unit price × 12 / term), which the choice minimises; without a term both are the same.  Rows past
 * valid_until count only when the product has no valid row, and then their yearly cost is raised by
 * policy expired_quote_factor, so that a quote in hand wins unless it is much dearer.
 *
 * Spare seats: active contracts' quantity less what is installed; they are used first and cost
 * nothing now.
 */
#ifndef LIFEBOAT_PLAN_OFFERS_H
#define LIFEBOAT_PLAN_OFFERS_H

#include "plan/plan.h"

enum pool { POOL_ALL, POOL_REST, POOL_SERVERS, POOL_FLAT, N_POOLS };

struct offer {
	size_t price;      /* snapshot.prices; NONE: a guess for a product without any price */
	enum pool pool;
	int64_t from, to;  /* quantities at this rung, both included; to may be INT64_MAX */
	int64_t rate, rate_scale; /* workspace currency per unit of the price's currency */
	double unit_yearly, fixed_yearly, unit_cash, fixed_cash; /* minor units, workspace */
	bool taken;        /* by the optimiser, once offers.settled */
};

struct offers {
	const struct snapshot *s;
	struct offer *items;
	size_t n;
	bool sold[N_POOLS];   /* some rung exists */
	bool two_pools;       /* REST and SERVERS instead of ALL */
	bool expired;         /* only rows past valid_until */
	bool guessed;         /* no price at all */
	int64_t factor;       /* millionths, on yearly costs: 1000000, more when expired */
	int64_t spare;        /* seats */
	bool settled;         /* buy at the taken rungs only, spare_servers of the spare seats for
	                       * servers: so a budget that shaped the choice holds */
	int64_t spare_servers;
};

/* One purchase that meets a demand at the least yearly cost. */
struct purchase {
	int64_t yearly, cash;  /* minor units */
	int64_t quantity;      /* units bought */
	int64_t spare_used;
	size_t price;          /* the rung with most units, NONE when nothing is bought */
	size_t second_price;   /* of two pools: the other rung … */
	int64_t second_quantity; /* … and the units of `quantity` bought at it; 0 none */
};

/* ERR_INPUT when a row that counts is in a currency without rate at the snapshot's clock. */
int offers_load(const struct snapshot *s, size_t product, struct arena *arena, struct offers *ret,
		struct err *err);
/* Makes a product without prices cost `unit` minor units an asset. */
void offers_guess(struct offers *o, double unit, struct arena *arena);
/* Whether the product is sold for such an asset at all. */
bool offers_serve(const struct offers *o, bool server);
/* false when no rung takes the demand. */
bool offers_buy(const struct offers *o, int64_t rest, int64_t servers, struct purchase *ret);
/* Yearly minor units for one more asset at the dearest rung: what a guess is made from. */
double offers_dearest_unit(const struct offers *o);

#endif
