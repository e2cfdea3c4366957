/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/say.h"

#include <string.h>

#define NAMES_SHOWN 5

char *plan_say(struct arena *arena, const char *id, ...)
{
	struct msg m = MSG_INIT;
	struct strbuf sb = STRBUF_INIT;
	va_list ap;
	char *text;

	va_start(ap, id);
	msg_vset(&m, id, ap);
	va_end(ap);
	msg_encode(&m, &sb);
	text = arena_strndup(arena, sb.buf, sb.len);
	strbuf_release(&sb);
	msg_release(&m);
	return text;
}

void plan_note(struct plan *p, char *encoded)
{
	struct text_list *l = &p->notes;
	size_t i;
	char **more;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->items[i], encoded) == 0)
			return;
	/* Notes are few; places double at powers of two. */
	if ((l->n & (l->n - 1)) == 0) {
		more = arena_alloc(&p->arena, l->n ? l->n * 2 : 1, sizeof(*more));
		if (l->n)
			memcpy(more, l->items, l->n * sizeof(*more));
		l->items = more;
	}
	l->items[l->n++] = encoded;
}

char *plan_minutes_text(struct arena *arena, int64_t minutes)
{
	struct strbuf sb = STRBUF_INIT;
	char *text;

	if (minutes == PLAN_NEVER)
		strbuf_addch(&sb, '-');
	else
		duration_format(minutes * MINUTE_S, &sb);
	text = arena_strndup(arena, sb.buf, sb.len);
	strbuf_release(&sb);
	return text;
}

char *plan_date_text(struct arena *arena, int64_t days)
{
	struct strbuf sb = STRBUF_INIT;
	char *text;

	date_format(days, &sb);
	text = arena_strndup(arena, sb.buf, sb.len);
	strbuf_release(&sb);
	return text;
}

/* Among the names shown, between its commas. */
static bool is_shown(const struct name_list *l, const char *name)
{
	size_t length = strlen(name);
	const char *at = l->text.buf;

	for (; (at = strstr(at, name)); at++)
		if ((at == l->text.buf || at[-1] == ' ') &&
		    (at[length] == ',' || at[length] == '\0'))
			return true;
	return false;
}

void name_list_add(struct name_list *l, const char *name)
{
	if (is_shown(l, name))
		return;
	l->n++;
	if (l->n <= NAMES_SHOWN)
		strbuf_add_sep(&l->text, ", ", name);
	else if (l->n == NAMES_SHOWN + 1)
		strbuf_adds(&l->text, ", …");
}
