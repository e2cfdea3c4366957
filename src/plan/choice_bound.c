/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/choice_bound.h"

#include <stdlib.h>
#include <string.h>

#include "plan/choice_dual.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/rng.h"
#include "util/vec.h"

#define ROOT_ROUNDS 400
#define NODE_ROUNDS 60
#define DIVE_ROUNDS 40
#define SAMPLE 400           /* groups of a quick dive */
#define QUICK_ROUNDS 350
#define LIKELY 0.3           /* products that the mixture uses so much are tried */
#define POSSIBLE 0.05
#define FAR 1.02              /* times the best: a choice worth settling to the end … */
#define NEAR 1.03            /* … and one worth annealing */
#define POLISH 0.04           /* share of the work for annealing the best choice, twice */
#define NODES_BYTES (256e6)  /* memory for open parts */

/* A part of the search space that is still open. */
struct node {
	double bound;
	struct dual_part part;
	float *price;        /* of its bound; one a group and product */
};

struct proof {
	struct fast f;
	struct dual d;
	struct choice *c;
	VEC(struct node *) open;
	struct fast_value best;
	mask *chosen;        /* of the best */
	double gap;
	int64_t most_work;
	size_t nodes;
	struct rng rng;
	struct node *root;   /* as it was after its bound */
	double rest;         /* the lowest bound of parts that cannot be parted further */
};

/* ---- parts ----------------------------------------------------------------------------------- */

static size_t cells(const struct proof *w)
{
	return w->d.n * w->f.n;
}

static void node_free(struct node *n)
{
	free(n->part.never);
	free(n->part.always);
	free(n->price);
	free(n);
}

static struct node *node_copy(const struct proof *w, const struct node *n)
{
	struct node *copy = mem_copy(n, sizeof(*n));

	copy->price = mem_copy(n->price, (cells(w) + 1) * sizeof(*n->price));
	if (n->part.never) {
		copy->part.never = mem_copy(n->part.never, w->d.n * sizeof(mask));
		copy->part.always = mem_copy(n->part.always, w->d.n * sizeof(mask));
	}
	return copy;
}

static struct node *root_of(const struct proof *w)
{
	struct node *n = mem_zalloc(1, sizeof(*n));
	size_t i;

	n->bound = -MIP_INFINITY;
	n->part.open = w->f.useful;
	memset(n->part.rungs, 0xff, sizeof(n->part.rungs));
	n->price = mem_alloc(cells(w) + 1, sizeof(*n->price));
	for (i = 0; i < cells(w); i++)
		n->price[i] = (float)w->d.price[i];
	return n;
}

/* A bound from which the proof is good enough. */
static double goal_of(const struct proof *w)
{
	return w->best.cost / (1 + w->gap);
}

/* Parts that hold nothing below this are dropped: higher than the goal, for what cannot be parted
 * further may then be closed by a better choice from elsewhere. */
static double limit_of(const struct proof *w)
{
	return w->best.cost / (1 + w->gap / 2);
}

static void tighten(struct proof *w, struct node *n, int rounds)
{
	size_t i;

	for (i = 0; i < cells(w); i++)
		w->d.price[i] = (double)n->price[i];
	dual_tighten(&w->d, &n->part, rounds, w->best.cost, limit_of(w), w->most_work);
	for (i = 0; i < cells(w); i++)
		n->price[i] = (float)w->d.best[i];
	n->bound = fmax(n->bound, w->d.bound);
}

/* ---- good choices ---------------------------------------------------------------------------- */

static void keep_better(struct proof *w, const struct fast_value *v)
{
	size_t g;

	if (!bits_less(v, &w->best))
		return;
	w->best = *v;
	for (g = 0; g < w->f.n_groups; g++)
		w->chosen[g] = w->f.groups[g].chosen;
}

/* Prices for groups beside the sample: what its groups pay on average. */
static void average_prices(struct proof *w)
{
	size_t i, k;

	for (k = 0; k < w->f.n; k++) {
		double sum = 0, n = 1e-9;

		for (i = 0; i < w->d.n; i++) {
			double price = w->d.best[i * w->f.n + k];

			if (!(w->f.groups[w->d.group[i]].useful & BIT(k)) || price <= 0)
				continue;
			sum += price * w->d.assets[i];
			n += w->d.assets[i];
		}
		w->f.price[k] = sum / n;
	}
}

/* All groups from these products at the best prices, or with some noise on them; then settled. */
static void try_products(struct proof *w, mask open, int noise)
{
	double price[FAST_MOST], factor[FAST_MOST];
	/* towards what the mixture gives each group */
	double lean = (double)rng_below(&w->rng, 5) / 10;
	struct fast_value v;
	size_t g, k, at = 0;

	average_prices(w);
	for (k = 0; k < w->f.n; k++)
		factor[k] = 1 + (double)noise * ((double)rng_below(&w->rng, 201) - 100) / 1e4;
	for (g = 0; g < w->f.n_groups; g++) {
		const double *from = w->f.price, *uses = NULL;

		if (at < w->d.n && w->d.group[at] == g)
			uses = w->d.uses + at * w->f.n, from = w->d.best + at++ * w->f.n;
		for (k = 0; k < w->f.n; k++)
			price[k] = from[k] * factor[k] * (uses ? 1 - lean * uses[k] : 1);
		bits_assign(&w->f, &w->f.groups[g],
			    bits_cover(&w->f, &w->f.groups[g], price, open, 0));
	}
	v = bits_value(&w->f);
	bits_settle(&w->f, open, &v);
	if (v.cost < w->best.cost * FAR)
		bits_settle(&w->f, w->f.useful, &v);
	if (v.cost < w->best.cost * NEAR)
		bits_anneal(&w->f, &w->rng, w->most_work / 100, &v);
	keep_better(w, &v);
}

static mask pick_one(struct proof *w, mask from)
{
	uint64_t nth = from ? rng_below(&w->rng, (uint64_t)__builtin_popcountll(from)) : 0;
	size_t k;

	EACH_BIT(k, from)
		if (nth-- == 0)
			return BIT(k);
	return 0;
}

/* The groups of the best choice try other covers together. */
static void polish(struct proof *w)
{
	struct fast_value v;
	size_t g;

	for (g = 0; g < w->f.n_groups; g++)
		bits_assign(&w->f, &w->f.groups[g], w->chosen[g]);
	v = bits_value(&w->f);
	bits_anneal(&w->f, &w->rng, (int64_t)((double)w->most_work * POLISH), &v);
	keep_better(w, &v);
}

/* The products of the best choice with one more, one less or one exchanged, at the root's prices with
 * some noise, until the work is spent or the best choice is good enough for the bound. */
static void look_around(struct proof *w, double bound, int64_t work)
{
	mask open = w->root->part.open;
	size_t g;

	work += w->f.work;
	tighten(w, w->root, NODE_ROUNDS);
	while (w->f.work < work && w->f.work < w->most_work && bound < goal_of(w)) {
		mask used = 0, more, less;
		uint64_t what = rng_below(&w->rng, 4);

		for (g = 0; g < w->f.n_groups; g++)
			used |= w->chosen[g];
		more = what == 0 ? 0 : pick_one(w, open & ~used);
		less = what == 1 ? 0 : pick_one(w, used);
		for (g = w->f.n_groups; g > 1; g--) {
			size_t at = rng_below(&w->rng, g), was = w->f.order[at];

			w->f.order[at] = w->f.order[g - 1];
			w->f.order[g - 1] = was;
		}
		try_products(w, (used | more) & ~less, (int)rng_below(&w->rng, 300));
	}
}

static mask likely(const struct proof *w, mask open, double share)
{
	mask m = 0;
	size_t k;

	EACH_BIT(k, open)
		if (w->d.share[k] > share)
			m |= BIT(k);
	return m;
}

/* Closes what the mixture hardly uses, keeps what it uses whole, and of the rest decides the clearest;
 * false when nothing is left to decide. */
static bool go_deeper(const struct proof *w, struct node *n)
{
	mask undecided = n->part.open & ~n->part.must, close = 0;
	double clearest = -1;
	size_t k, at = FAST_MOST;

	if (!undecided)
		return false;
	EACH_BIT(k, undecided) {
		double share = w->d.share[k], clear = share > 0.5 ? share : (1 - share) * 0.9;

		if (share < 0.02) {
			close |= BIT(k);
		} else if (share > 0.98) {
			n->part.must |= BIT(k);
		} else if (clear > clearest) {
			clearest = clear;
			at = k;
		}
	}
	if (at < FAST_MOST && w->d.share[at] > 0.5)
		n->part.must |= BIT(at);
	else if (at < FAST_MOST)
		close |= BIT(at);
	n->part.open &= ~close;
	return true;
}

static void dive(struct proof *w, const struct node *from)
{
	struct node *n = node_copy(w, from);

	while (w->f.work < w->most_work && go_deeper(w, n)) {
		tighten(w, n, DIVE_ROUNDS);
		try_products(w, likely(w, n->part.open, LIKELY), 0);
		if (w->d.bound >= w->best.cost)
			break;
	}
	node_free(n);
}

/* ---- branching ------------------------------------------------------------------------------- */

/* Rungs and products that would cost more than the best choice are dropped, products without which it
 * would are bought in any case.  Of the prices of the last bound. */
static void fix(struct proof *w, struct node *n)
{
	double limit = limit_of(w), bound = w->d.bound;
	size_t k, r;

	for (k = 0; k < w->f.n; k++) {
		const struct offers *o = &w->c->candidates[k].offers;
		struct dual_part trial = n->part;
		double now, least;

		if (!(n->part.open & BIT(k)))
			continue;
		now = dual_product(&w->d, &n->part, k);
		if (w->c->vendors_max > 0 && now < 0)
			continue; /* the bound may do without it for the sake of its vendor */
		trial.must |= BIT(k);
		least = dual_product(&w->d, &trial, k);
		if (!(n->part.must & BIT(k)) && bound - now + least > limit) {
			n->part.open &= ~BIT(k);
			continue;
		}
		if (bound - now > limit)
			n->part.must |= BIT(k);
		for (r = 0; !o->two_pools && !o->spare && o->n <= DUAL_RUNGS && r < o->n; r++) {
			trial.rungs[k] = BIT(r);
			if ((n->part.rungs[k] & BIT(r)) &&
			    bound - now + dual_product(&w->d, &trial, k) > limit)
				n->part.rungs[k] &= ~BIT(r);
		}
	}
}

struct branch {
	size_t product; /* FAST_MOST: nothing to part */
	uint64_t rungs; /* 0: used or not; else these rungs or the others */
	size_t group;   /* not NONE: whether this group looked at gets it */
};

static double halfness(double share)
{
	return share < 0.5 ? share : 1 - share;
}

/* Where the mixture is farthest from a choice. */
static struct branch pick_branch(const struct proof *w, const struct node *n)
{
	struct branch b = { FAST_MOST, 0, NONE };
	double most = 0.01;
	size_t k, r;

	EACH_BIT(k, n->part.open & ~n->part.must) {
		double half = halfness(w->d.share[k]) + 1e-6;

		if (half > most) {
			most = half;
			b.product = k;
		}
	}
	if (most > 0.05)
		return b;
	EACH_BIT(k, n->part.open) {
		size_t rungs = w->c->candidates[k].offers.n;
		double below = 0;

		for (r = 0; r + 1 < rungs && rungs <= DUAL_RUNGS; r++) {
			uint64_t low = (BIT(r) << 1) - 1, all = rungs == 64 ? ~UINT64_C(0) : BIT(rungs) - 1;
			double half;

			below += w->d.rung_share[k][r];
			half = halfness(fmin(below, 1)) + 1e-7;
			if (!(n->part.rungs[k] & low) || !(n->part.rungs[k] & all & ~low) || half <= most)
				continue;
			most = half;
			b = (struct branch){ k, low, NONE };
		}
	}
	return b;
}

/* Once products and rungs are whole: the largest group that the mixture gives a product in part. */
static struct branch pick_group(const struct proof *w, const struct node *n)
{
	struct branch b = { FAST_MOST, 0, NONE };
	double most = 0.02;
	size_t i, k;

	for (i = 0; i < w->d.n; i++)
		EACH_BIT(k, n->part.open) {
			double score = halfness(w->d.uses[i * w->f.n + k]);

			if (score < 0.05 || (n->part.never && ((n->part.never[i] | n->part.always[i]) >> k & 1)))
				continue;
			score *= w->d.assets[i];
			if (score > most) {
				most = score;
				b = (struct branch){ k, 0, i };
			}
		}
	return b;
}

static void add_part(struct proof *w, struct node *n)
{
	tighten(w, n, NODE_ROUNDS);
	if (n->bound >= limit_of(w))
		node_free(n);
	else
		VEC_PUSH(&w->open, n);
}

static void fix_group(const struct proof *w, struct node *n, struct branch b, bool gets)
{
	if (!n->part.never) {
		n->part.never = mem_zalloc(w->d.n + 1, sizeof(mask));
		n->part.always = mem_zalloc(w->d.n + 1, sizeof(mask));
	}
	if (gets) {
		n->part.always[b.group] |= BIT(b.product);
		n->part.never[b.group] |= w->f.conflict[b.product];
	} else {
		n->part.never[b.group] |= BIT(b.product);
	}
}

static void part_at(struct proof *w, struct node *n, struct branch b)
{
	struct node *other = node_copy(w, n);

	if (b.group != NONE) {
		fix_group(w, n, b, false);
		fix_group(w, other, b, true);
	} else if (b.rungs) {
		n->part.rungs[b.product] &= ~b.rungs;
		other->part.rungs[b.product] &= b.rungs;
	} else {
		n->part.open &= ~BIT(b.product);
		other->part.must |= BIT(b.product);
	}
	add_part(w, n);
	add_part(w, other);
}

static struct node *take_lowest(struct proof *w)
{
	size_t i, best = 0;
	struct node *n;

	for (i = 1; i < w->open.n; i++)
		if (w->open.items[i]->bound < w->open.items[best]->bound)
			best = i;
	n = w->open.items[best];
	w->open.items[best] = w->open.items[--w->open.n];
	return n;
}

/* A part that cannot be parted further: the lowest of them bounds all. */
static void leave(struct proof *w, struct node *n)
{
	w->rest = fmin(w->rest, n->bound);
	node_free(n);
}

/* Parts of the space until the lowest bound is near enough; gives that bound. */
static double search(struct proof *w, struct err *err, int *ret_code)
{
	double bound = -MIP_INFINITY;

	while (w->open.n) {
		struct node *n = take_lowest(w);
		struct branch b;

		bound = n->bound;
		if (choice_cancelled(w->c))
			*ret_code = err_set(err, ERR_INTERRUPTED,
					    N_("the choice of replacements was interrupted"));
		if (*ret_code || fmin(bound, w->rest) >= goal_of(w) || w->f.work >= w->most_work ||
		    (double)w->open.n * (double)cells(w) * sizeof(float) > NODES_BYTES) {
			node_free(n);
			return fmin(bound, w->rest);
		}
		tighten(w, n, NODE_ROUNDS);
		fix(w, n);
		try_products(w, likely(w, n->part.open, w->nodes++ % 2 ? POSSIBLE : LIKELY), 0);
		b = pick_branch(w, n);
		if (b.product == FAST_MOST)
			b = pick_group(w, n);
		if (n->bound >= limit_of(w)) {
			node_free(n);
		} else if (b.product < FAST_MOST) {
			part_at(w, n, b);
		} else { /* what is left is of rounding, and of limits beside the relaxation */
			leave(w, n);
		}
	}
	if (w->rest < goal_of(w))
		polish(w);
	look_around(w, w->rest, w->most_work);
	return fmin(w->rest, limit_of(w));
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void begin(struct proof *w, size_t sample)
{
	size_t i;

	rng_init(&w->rng, 1);
	w->rest = MIP_INFINITY;
	bits_build(&w->f, w->c);
	bits_take(&w->f, true);
	w->best = bits_value(&w->f);
	w->chosen = mem_alloc(w->f.n_groups + 1, sizeof(*w->chosen));
	for (i = 0; i < w->f.n_groups; i++)
		w->chosen[i] = w->f.groups[i].chosen;
	dual_build(&w->d, &w->f, sample);
	dual_start(&w->d);
}

static void end(struct proof *w)
{
	size_t i;

	for (i = 0; i < w->f.n_groups; i++)
		bits_assign(&w->f, &w->f.groups[i], w->chosen[i]);
	bits_give(&w->f);
	for (i = 0; i < w->open.n; i++)
		node_free(w->open.items[i]);
	VEC_RELEASE(&w->open);
	if (w->root)
		node_free(w->root);
	free(w->chosen);
	dual_release(&w->d);
	bits_release(&w->f);
}

static struct node *look_at_root(struct proof *w, int rounds)
{
	struct node *root = root_of(w);

	tighten(w, root, rounds);
	try_products(w, likely(w, root->part.open, LIKELY), 0);
	if (w->d.bound < goal_of(w))
		dive(w, root);
	if (root->bound < goal_of(w)) {
		polish(w);
		tighten(w, root, NODE_ROUNDS);
		fix(w, root);
	}
	return root;
}

void choice_dive(struct choice *c, int64_t work)
{
	struct proof w = { .c = c, .most_work = work };

	begin(&w, SAMPLE);
	node_free(look_at_root(&w, QUICK_ROUNDS));
	end(&w);
}

int choice_prove(struct choice *c, double gap, int64_t work, double *ret_bound, struct err *err)
{
	struct proof w = { .c = c, .gap = gap, .most_work = work };
	double broken, open, money, bound;
	int code = 0;

	*ret_bound = -MIP_INFINITY;
	choice_value(c, &broken, &open, &money);
	if (c->n_candidates > FAST_MOST || broken > 1e-6 || open > 1e-6)
		return 0;
	begin(&w, 0);
	VEC_PUSH(&w.open, look_at_root(&w, ROOT_ROUNDS));
	w.root = node_copy(&w, w.open.items[0]);
	look_around(&w, w.root->bound, work / 6);
	bound = search(&w, err, &code);
	end(&w);
	if (!code)
		*ret_bound = fmin(bound, w.best.cost);
	return code;
}
