/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sched/profile.h"

#include "sched/alloc.h"

static void summarise(struct profile_block *b)
{
	b->min = b->max = b->left[0];
	for (uint32_t i = 1; i < b->n; i++) {
		if (b->left[i] < b->min)
			b->min = b->left[i];
		if (b->left[i] > b->max)
			b->max = b->left[i];
	}
}

static void block_insert(struct profile *pr, size_t at, struct profile_block *b)
{
	if (pr->n == pr->cap) {
		pr->cap = pr->cap ? pr->cap * 2 : 8;
		SCHED_GROW(pr->blocks, pr->cap);
	}
	memmove(pr->blocks + at + 1, pr->blocks + at, (pr->n - at) * sizeof(*pr->blocks));
	pr->blocks[at] = b;
	pr->n++;
}

static struct profile_block *block_new(void)
{
	struct profile_block *b;

	return SCHED_ARRAY(b, 1);
}

void profile_init(struct profile *pr, const struct sched_step *steps, size_t n, int64_t origin)
{
	struct profile_block *b = block_new();
	int64_t last = 0;

	*pr = (struct profile){0};
	b->t[0] = INT64_MIN;
	b->n = 1;
	block_insert(pr, 0, b);
	for (size_t i = 0; i < n; i++) {
		if (steps[i].capacity == last)
			continue;
		if (b->n == PROFILE_BLOCK / 2) {
			summarise(b);
			b = block_new();
			block_insert(pr, pr->n, b);
		}
		b->t[b->n] = steps[i].from - origin;
		b->left[b->n++] = last = steps[i].capacity;
	}
	summarise(b);
}

void profile_copy(struct profile *to, const struct profile *from)
{
	for (size_t i = from->n; i < to->n; i++)
		free(to->blocks[i]);
	if (to->cap < from->n) {
		to->cap = from->n;
		SCHED_GROW(to->blocks, to->cap);
	}
	for (size_t i = to->n; i < from->n; i++)
		to->blocks[i] = block_new();
	to->n = from->n;
	for (size_t i = 0; i < from->n; i++) {
		struct profile_block *t = to->blocks[i];
		const struct profile_block *f = from->blocks[i];

		memcpy(t->t, f->t, f->n * sizeof(t->t[0]));
		memcpy(t->left, f->left, f->n * sizeof(t->left[0]));
		t->min = f->min;
		t->max = f->max;
		t->n = f->n;
	}
}

void profile_release(struct profile *pr)
{
	if (!pr)
		return;
	for (size_t i = 0; i < pr->n; i++)
		free(pr->blocks[i]);
	free(pr->blocks);
	*pr = (struct profile){0};
}

/* The block and the place in it whose change point is the last one <= t. */
static uint32_t seek(const struct profile *pr, int64_t t, size_t *ret_block)
{
	size_t low = 0, high = pr->n;
	uint32_t a = 0, z;
	const struct profile_block *b;

	while (low + 1 < high) {
		size_t mid = low + (high - low) / 2;

		if (pr->blocks[mid]->t[0] <= t)
			low = mid;
		else
			high = mid;
	}
	b = pr->blocks[low];
	z = b->n;
	while (a + 1 < z) {
		uint32_t mid = a + (z - a) / 2;

		if (b->t[mid] <= t)
			a = mid;
		else
			z = mid;
	}
	*ret_block = low;
	return a;
}

static void split(struct profile *pr, size_t k)
{
	struct profile_block *b = pr->blocks[k], *c = block_new();
	uint32_t half = b->n / 2;

	c->n = b->n - half;
	memcpy(c->t, b->t + half, c->n * sizeof(c->t[0]));
	memcpy(c->left, b->left + half, c->n * sizeof(c->left[0]));
	b->n = half;
	summarise(b);
	summarise(c);
	block_insert(pr, k + 1, c);
}

/* Makes t a change point; returns its place. */
static uint32_t cut(struct profile *pr, int64_t t, size_t *ret_block)
{
	uint32_t i = seek(pr, t, ret_block);
	struct profile_block *b = pr->blocks[*ret_block];

	if (b->t[i] == t)
		return i;
	if (b->n == PROFILE_BLOCK) {
		split(pr, *ret_block);
		i = seek(pr, t, ret_block);
		b = pr->blocks[*ret_block];
	}
	memmove(b->t + i + 2, b->t + i + 1, (b->n - i - 1) * sizeof(b->t[0]));
	memmove(b->left + i + 2, b->left + i + 1, (b->n - i - 1) * sizeof(b->left[0]));
	b->t[i + 1] = t;
	b->left[i + 1] = b->left[i];
	b->n++;
	return i + 1;
}

/* Takes the change point out again when nothing changes there (a block keeps at least one). */
static void heal(struct profile *pr, int64_t t)
{
	size_t k;
	uint32_t i = seek(pr, t, &k);
	struct profile_block *b = pr->blocks[k];
	int64_t before;

	if (b->t[i] != t || (i == 0 && (k == 0 || b->n == 1)))
		return;
	before = i ? b->left[i - 1] : pr->blocks[k - 1]->left[pr->blocks[k - 1]->n - 1];
	if (before != b->left[i])
		return;
	memmove(b->t + i, b->t + i + 1, (b->n - i - 1) * sizeof(b->t[0]));
	memmove(b->left + i, b->left + i + 1, (b->n - i - 1) * sizeof(b->left[0]));
	b->n--;
	summarise(b);
}

void profile_add(struct profile *pr, int64_t from, int64_t to, int64_t delta)
{
	size_t k, end_block;
	uint32_t i;

	if (from >= to)
		return;
	cut(pr, to, &end_block);
	i = cut(pr, from, &k);
	for (; k < pr->n; k++, i = 0) {
		struct profile_block *b = pr->blocks[k];

		for (; i < b->n && b->t[i] < to; i++)
			b->left[i] += delta;
		summarise(b);
		if (i < b->n)
			break;
	}
	heal(pr, from);
	heal(pr, to);
}

int64_t profile_at(const struct profile *pr, int64_t t)
{
	size_t k;
	uint32_t i = seek(pr, t, &k);

	return pr->blocks[k]->left[i];
}

/* First change point after place (k, i) where at least need is left. */
static int64_t free_again(const struct profile *pr, size_t k, uint32_t i, int64_t need)
{
	for (; k < pr->n; k++, i = 0) {
		const struct profile_block *b = pr->blocks[k];

		if (b->max < need)
			continue;
		for (; i < b->n; i++)
			if (b->left[i] >= need)
				return b->t[i];
	}
	return SCHED_NEVER;
}

int64_t profile_blocked(const struct profile *pr, int64_t from, int64_t to, int64_t need)
{
	int64_t found = INT64_MIN;
	size_t k;
	uint32_t i = seek(pr, from, &k);

	for (; k < pr->n; k++, i = 0) {
		const struct profile_block *b = pr->blocks[k];

		if (b->t[i] >= to && b->t[i] != INT64_MIN)
			return found;
		if (b->min >= need)
			continue;
		for (; i < b->n; i++) {
			if (i && b->t[i] >= to)
				return found;
			if (b->left[i] >= need || b->t[i] < found)
				continue;
			found = free_again(pr, k, i, need);
			if (found >= to)
				return found;
		}
	}
	return found;
}
