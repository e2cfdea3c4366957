/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/play.h"

#include <string.h>

#include "util/mem.h"
#include "util/vec.h"

/* Products of these categories are left by the playbook of another name. */
static const struct {
	const char *category, *playbook;
} playbook_names[] = {
	{ "antivirus", "edr" },
};

size_t playbook_find(const struct playbook *b, const char *step)
{
	size_t i;

	for (i = 0; i < b->n_steps; i++)
		if (strcmp(b->steps[i].row->key, step) == 0)
			return i;
	return NONE;
}

static bool is_normal(const struct snap_step *row)
{
	return !row->mode || strcmp(row->mode, "normal") == 0;
}

static void mode_fill(const struct snap_step *row, struct play_mode *m)
{
	if (row->has_fixed)
		m->fixed = row->fixed;
	if (row->has_per_asset) {
		m->per_asset = row->per_asset;
		m->has_per_asset = true;
	}
	if (row->skill)
		m->skill = row->skill;
	if (row->workers > 0)
		m->workers = row->workers;
	if (row->max_workers > 0)
		m->max_workers = row->max_workers;
	if (row->has_extra_cost)
		m->extra_cost = row->extra_cost;
	if (row->continuous != YN_UNKNOWN)
		m->continuous = row->continuous == YN_YES;
	if (m->workers < 1)
		m->workers = 1;
	if (m->max_workers < m->workers)
		m->max_workers = m->workers;
}

static bool needs_installer(const struct snap_step *row)
{
	size_t i;

	for (i = 0; i < row->needs.n; i++)
		if (strcmp(row->needs.items[i], "installer") == 0)
			return true;
	return false;
}

static void read_step(const struct snapshot *s, size_t normal, struct arena *arena,
		      struct play_step *st)
{
	const struct snap_step *row = &s->steps[normal];
	size_t i, n = 0;

	for (i = 0; i < s->n_steps; i++)
		n += strcmp(s->steps[i].playbook, row->playbook) == 0 &&
			strcmp(s->steps[i].key, row->key) == 0;
	st->row = row;
	st->index = normal;
	st->modes = arena_alloc(arena, n, sizeof(*st->modes));
	st->modes[0].row = normal;
	mode_fill(row, &st->modes[0]);
	st->n_modes = 1;
	for (i = 0; i < s->n_steps; i++) {
		const struct snap_step *other = &s->steps[i];

		if (strcmp(other->playbook, row->playbook) != 0 ||
		    strcmp(other->key, row->key) != 0 || is_normal(other))
			continue;
		st->modes[st->n_modes] = st->modes[0];
		st->modes[st->n_modes].row = i;
		mode_fill(other, &st->modes[st->n_modes]);
		st->n_modes++;
	}
	st->touches = row->scope == SCOPE_CLASS || row->scope == SCOPE_WAVE;
	st->installs = st->touches && row->phase == PHASE_REPLACE &&
		(needs_installer(row) ||
		 (!st->modes[0].has_per_asset && !(row->marks & (MARK_REMOVES | MARK_SECURES))));
}

static void add_link(struct play_step *st, size_t to, int64_t lag, int64_t max_lag)
{
	size_t i;

	for (i = 0; i < st->n_after; i++) {
		struct play_link *l = &st->after[i];

		if (l->step != to)
			continue;
		if (lag > l->lag)
			l->lag = lag;
		if (max_lag >= 0 && (l->max_lag < 0 || max_lag < l->max_lag))
			l->max_lag = max_lag;
		return;
	}
	st->after[st->n_after++] = (struct play_link){ to, lag, max_lag };
}

/* The step may exist in the playbook and still not count in this order. */
static int check_link(const struct snapshot *s, const struct snap_step *row,
		      const struct step_link *link, const char *column, struct err *err)
{
	size_t i;

	for (i = 0; i < s->n_steps; i++)
		if (strcmp(s->steps[i].playbook, row->playbook) == 0 &&
		    strcmp(s->steps[i].key, link->step) == 0)
			return 0;
	return err_set(err, ERR_INPUT, N_("playbook '%s', step '%s': '%s' names step '%s', which "
					  "does not exist; correct the name or add the step"),
		       row->playbook, row->key, column, link->step);
}

static int read_links(const struct snapshot *s, struct playbook *b, size_t index,
		      enum step_order order, struct arena *arena, struct err *err)
{
	struct play_step *st = &b->steps[index];
	const struct snap_step *row = st->row;
	size_t i, to;
	int rc;

	st->after = arena_alloc(arena, row->n_after + row->n_within + b->n_steps,
				sizeof(*st->after));
	for (i = 0; i < row->n_after; i++) {
		const struct step_link *l = &row->after[i];

		rc = check_link(s, row, l, "after", err);
		if (rc < 0)
			return rc;
		to = playbook_find(b, l->step);
		if (to != NONE && (l->order == ORDER_BOTH || l->order == order))
			add_link(st, to, (l->lag + MINUTE_S - 1) / MINUTE_S, -1);
	}
	for (i = 0; i < row->n_within; i++) {
		const struct step_link *l = &row->within[i];

		rc = check_link(s, row, l, "within", err);
		if (rc < 0)
			return rc;
		to = playbook_find(b, l->step);
		if (to != NONE && (l->order == ORDER_BOTH || l->order == order))
			add_link(st, to, 0, l->lag / MINUTE_S);
	}
	for (i = 0; i < st->n_after; i++)
		if (st->after[i].max_lag >= 0 && st->after[i].max_lag < st->after[i].lag)
			return err_set(err, ERR_INPUT,
				       N_("playbook '%s', step '%s': 'within' asks for a start sooner "
					  "after '%s' than 'after' allows; change one of them"),
				       row->playbook, row->key, b->steps[st->after[i].step].row->key);
	return 0;
}

/* reach[i * n + j]: step i comes before step j. */
static void close_over(const struct playbook *b, bool *reach)
{
	size_t n = b->n_steps, i, j, k;

	memset(reach, 0, n * n * sizeof(*reach));
	for (j = 0; j < n; j++)
		for (k = 0; k < b->steps[j].n_after; k++)
			reach[b->steps[j].after[k].step * n + j] = true;
	for (k = 0; k < n; k++)
		for (i = 0; i < n; i++) {
			if (!reach[i * n + k])
				continue;
			for (j = 0; j < n; j++)
				if (reach[k * n + j])
					reach[i * n + j] = true;
		}
}

static void breach_rule(struct playbook *b)
{
	size_t n = b->n_steps, i, j;
	bool *reach = mem_alloc(n * n, sizeof(*reach));

	close_over(b, reach);
	for (i = 0; i < n; i++) {
		struct play_step *st = &b->steps[i];

		if (!(st->row->marks & MARK_SECURES) || !st->touches)
			continue;
		for (j = 0; j < n; j++) {
			const struct play_step *first = &b->steps[j];

			if (j == i || !first->touches || reach[i * n + j] || reach[j * n + i] ||
			    (first->row->marks & MARK_SECURES) ||
			    !((first->row->marks & MARK_REMOVES) || first->installs))
				continue;
			add_link(st, j, 0, -1);
			close_over(b, reach);
		}
	}
	free(reach);
}

/* A wave step is a gate unless its past holds a wave step behind a step of another scope: such a
 * step already waits for the very waves that would wait for it. */
static void find_gates(struct playbook *b)
{
	size_t n = b->n_steps, i, j, k;
	bool *reach = mem_alloc(n * n, sizeof(*reach));

	close_over(b, reach);
	for (i = 0; i < n; i++) {
		bool gate = b->steps[i].row->scope == SCOPE_WAVE;

		for (j = 0; gate && j < n; j++) {
			if (!reach[j * n + i] || b->steps[j].row->scope == SCOPE_WAVE)
				continue;
			for (k = 0; gate && k < n; k++)
				gate = !(reach[k * n + j] && b->steps[k].row->scope == SCOPE_WAVE);
		}
		b->steps[i].gate = gate;
	}
	free(reach);
}

enum mark { UNSEEN, OPEN, CLOSED };

struct walk {
	const struct playbook *b;
	enum mark *mark;
	size_t *order, n;
	struct err *err;
};

/* Depth first over predecessors; playbooks have tens of steps. */
static int visit(struct walk *w, size_t i)
{
	const struct play_step *st = &w->b->steps[i];
	size_t k;
	int rc;

	w->mark[i] = OPEN;
	for (k = 0; k < st->n_after; k++) {
		size_t to = st->after[k].step;

		if (w->mark[to] == OPEN)
			return err_set(w->err, ERR_INPUT,
				       N_("playbook '%s': step '%s' waits for '%s', which closes a "
					  "circle of steps that wait for each other; remove '%s' from "
					  "'after' of '%s' or cut the circle elsewhere"),
				       w->b->key, st->row->key, w->b->steps[to].row->key,
				       w->b->steps[to].row->key, st->row->key);
		if (w->mark[to] == UNSEEN) {
			rc = visit(w, to);
			if (rc < 0)
				return rc;
		}
	}
	w->mark[i] = CLOSED;
	w->order[w->n++] = i;
	return 0;
}

/* Puts the steps in an order in which predecessors come first. */
static int sort_steps(struct playbook *b, struct arena *arena, struct err *err)
{
	size_t n = b->n_steps, i, k, *place = mem_alloc(n, sizeof(*place));
	struct walk w = { b, mem_zalloc(n, sizeof(enum mark)), mem_alloc(n, sizeof(size_t)), 0,
			  err };
	struct play_step *sorted = arena_alloc(arena, n, sizeof(*sorted));
	int rc = 0;

	for (i = 0; i < n && rc == 0; i++)
		if (w.mark[i] == UNSEEN)
			rc = visit(&w, i);
	if (rc < 0)
		goto out;
	for (i = 0; i < n; i++)
		place[w.order[i]] = i;
	for (i = 0; i < n; i++) {
		sorted[i] = b->steps[w.order[i]];
		for (k = 0; k < sorted[i].n_after; k++)
			sorted[i].after[k].step = place[sorted[i].after[k].step];
	}
	b->steps = sorted;
out:
	free(w.mark);
	free(w.order);
	free(place);
	return rc;
}

int playbook_open(const struct snapshot *s, const char *key, enum step_order order,
		  struct arena *arena, struct playbook *ret, struct err *err)
{
	struct playbook b = { key, NULL, 0 };
	size_t i, rows = 0;
	int rc;

	for (i = 0; i < s->n_steps; i++)
		rows += strcmp(s->steps[i].playbook, key) == 0;
	if (!rows)
		return err_set(err, ERR_NOT_FOUND, N_("there is no playbook '%s'; import one "
						      "(see data/playbooks) or name another"), key);
	b.steps = arena_alloc(arena, rows, sizeof(*b.steps));
	for (i = 0; i < s->n_steps; i++) {
		const struct snap_step *row = &s->steps[i];

		if (strcmp(row->playbook, key) == 0 && is_normal(row) &&
		    (row->order == ORDER_BOTH || row->order == order))
			read_step(s, i, arena, &b.steps[b.n_steps++]);
	}
	for (i = 0; i < b.n_steps; i++) {
		rc = read_links(s, &b, i, order, arena, err);
		if (rc < 0)
			return rc;
	}
	rc = sort_steps(&b, arena, err);
	if (rc < 0)
		return rc;
	if (order == ORDER_BREACH) {
		breach_rule(&b);
		rc = sort_steps(&b, arena, err);
		if (rc < 0)
			return rc;
	}
	find_gates(&b);
	*ret = b;
	return 0;
}

/* ---- which playbook -------------------------------------------------------------------------- */

static const char *named_for(const char *category)
{
	size_t i;

	for (i = 0; i < sizeof(playbook_names) / sizeof(playbook_names[0]); i++)
		if (strcmp(playbook_names[i].category, category) == 0)
			return playbook_names[i].playbook;
	return category;
}

static bool has_playbook(const struct snapshot *s, const char *key)
{
	size_t i;

	for (i = 0; i < s->n_steps; i++)
		if (strcmp(s->steps[i].playbook, key) == 0)
			return true;
	return false;
}

/* The category most affected assets lose, ties by name; NULL when nothing leaves. */
static const char *main_category(const struct snapshot *s, const struct plan *p)
{
	int64_t *count = mem_zalloc(s->n_products, sizeof(*count)), best_count = -1;
	const char *best = NULL;
	size_t i, j;

	for (i = 0; i < p->n_classes; i++)
		for (j = 0; j < p->classes[i].leaving.n; j++)
			count[p->classes[i].leaving.items[j]] +=
				s->classes[p->classes[i].class].quantity;
	for (i = 0; i < s->n_products; i++) {
		const char *category = s->products[i].category;
		int64_t sum = 0;

		if (!count[i] || !category)
			continue;
		for (j = 0; j < s->n_products; j++)
			if (count[j] && s->products[j].category &&
			    strcmp(s->products[j].category, category) == 0)
				sum += count[j];
		if (!best || sum > best_count || (sum == best_count && strcmp(category, best) < 0)) {
			best = category;
			best_count = sum;
		}
	}
	free(count);
	return best;
}

int playbook_choose(const struct snapshot *s, const struct plan_request *r, const struct plan *p,
		    const char **ret_key, struct err *err)
{
	const char *category;
	size_t i;

	if (r->playbook) {
		*ret_key = r->playbook;
		return 0;
	}
	if (!s->n_steps)
		return err_set(err, ERR_INPUT, N_("there are no playbooks; import one, for example "
						  "data/playbooks/edr.csv"));
	category = main_category(s, p);
	if (category && has_playbook(s, named_for(category))) {
		*ret_key = named_for(category);
		return 0;
	}
	for (i = 1; i < s->n_steps; i++)
		if (strcmp(s->steps[i].playbook, s->steps[0].playbook) != 0)
			break;
	if (i == s->n_steps || !category) {
		*ret_key = s->steps[0].playbook;
		return 0;
	}
	return err_set(err, ERR_INPUT, N_("no playbook is named for products of category '%s'; import "
					  "one or name one with --playbook"), category);
}
