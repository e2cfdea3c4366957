/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/list.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

/* Place of the key among the marks; *ret_there tells whether it is one. */
static size_t mark_place(const struct list *l, const char *key, bool *ret_there)
{
	size_t low = 0, high = l->marks.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(l->marks.items[mid], key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*ret_there = low < l->marks.n && strcmp(l->marks.items[low], key) == 0;
	return low;
}

bool list_is_marked(const struct list *l, const char *key)
{
	bool there;

	mark_place(l, key, &there);
	return there;
}

void list_mark(struct list *l, const char *key, bool on)
{
	bool there;
	size_t at = mark_place(l, key, &there);

	if (there == on)
		return;
	if (!on) {
		free(l->marks.items[at]);
		memmove(l->marks.items + at, l->marks.items + at + 1,
			(l->marks.n - at - 1) * sizeof(char *));
		l->marks.n--;
		return;
	}
	VEC_RESERVE(&l->marks, l->marks.n + 1);
	memmove(l->marks.items + at + 1, l->marks.items + at, (l->marks.n - at) * sizeof(char *));
	l->marks.items[at] = mem_strdup(key);
	l->marks.n++;
}

void list_mark_selected(struct view *v)
{
	struct list *l = list_of(v);
	const struct record *r = list_selected(v);
	struct strbuf key = STRBUF_INIT;

	if (!r)
		return;
	record_key_text(r, &key);
	list_mark(l, key.buf, !list_is_marked(l, key.buf));
	strbuf_release(&key);
	view_act(v, ACT_DOWN);
}

void list_unmark_all(struct view *v)
{
	struct list *l = list_of(v);

	while (l->marks.n)
		free(l->marks.items[--l->marks.n]);
}
