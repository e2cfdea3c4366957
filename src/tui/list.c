/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/list.h"

#include <stdlib.h>
#include <string.h>

#include "tui/busy.h"
#include "tui/list_filter.h"
#include "tui/record_page.h"
#include "tui/state.h"
#include "tui/ui.h"
#include "util/mem.h"

#define DEFAULT_HEIGHT 16
#define MAX_MARKS_SAVED 1000

/* ---- life ------------------------------------------------------------------------------------ */

static void list_open(struct view *v)
{
	struct list *l = mem_zalloc(1, sizeof(*l));

	stretch_init(&l->rows);
	strbuf_init(&l->notice);
	l->count = l->count_all = -1;
	l->height = DEFAULT_HEIGHT;
	v->state = l;
}

static void list_close(struct view *v)
{
	struct list *l = list_of(v);
	size_t i;

	stretch_release(&l->rows);
	for (i = 0; i < l->marks.n; i++)
		free(l->marks.items[i]);
	VEC_RELEASE(&l->marks);
	strbuf_release(&l->notice);
	free(l->pattern);
	free(l->filter_before);
	list_place_release(&l->before);
	list_place_release(&l->wanted);
	free(l);
}

void list_use_store(struct view *v, const struct table *t, struct db *db, const char *sort,
		    bool descending)
{
	source_init_store(&list_of(v)->rows.source, t, db, sort ? table_column(t, sort) : -1,
			  descending);
}

void list_use_memory(struct view *v, const struct table *t, source_compare_fn *compare)
{
	source_init_memory(&list_of(v)->rows.source, t, compare);
}

void list_notice(struct view *v, const char *text)
{
	strbuf_reset(&list_of(v)->notice);
	strbuf_adds(&list_of(v)->notice, text);
}

/* ---- rows ------------------------------------------------------------------------------------ */

const struct record *list_selected(const struct view *v)
{
	const struct list *l = list_of(v);

	return l->cursor < l->rows.held.n ? &l->rows.held.items[l->cursor] : NULL;
}

struct list_place list_place_of(const struct view *v)
{
	const struct list *l = list_of(v);
	const struct record *r = list_selected(v);
	struct list_place place = { .aim = r ? AIM_ROW : AIM_START,
				    .row = l->cursor > l->top ? l->cursor - l->top : 0,
				    .first = !r || (l->rows.at_start && l->top == 0) };

	if (r) {
		record_init(&place.at, r->table);
		record_copy(&place.at, r);
	}
	return place;
}

void list_place_release(struct list_place *p)
{
	record_release(&p->at);
	*p = (struct list_place){ 0 };
}

void list_want(struct view *v, const struct list_place *p)
{
	struct list_place *wanted = &list_of(v)->wanted;

	list_place_release(wanted);
	*wanted = *p;
	if (p->at.cell) {
		record_init(&wanted->at, p->at.table);
		record_copy(&wanted->at, &p->at);
	}
}

int list_reload(struct view *v, struct err *err)
{
	struct list *l = list_of(v);
	struct list_place *wanted = &l->wanted, place;
	int rc;

	if (!l->rows.source.table)
		return 0;
	if (wanted->aim == AIM_STAY ||
	    (wanted->aim == AIM_KEY && !source_reread(&l->rows.source, &wanted->at))) {
		list_place_release(wanted);
		place = list_place_of(v);
	} else {
		place = *wanted;
		*wanted = (struct list_place){ 0 };
	}
	rc = stretch_around(&l->rows, place.aim == AIM_START ? NULL : &place.at, &l->cursor, err);
	l->count = l->count_all = -1;
	l->measured = false;
	if (rc < 0) {
		l->cursor = l->top = 0;
	} else {
		l->top = l->cursor > place.row ? l->cursor - place.row : 0;
		if (place.first && l->rows.at_start && l->cursor < l->height)
			l->top = 0; /* the beginning was in sight and stays so when rows come before */
	}
	list_place_release(&place);
	return rc;
}

static int reload_run(void *context, struct err *err)
{
	return list_reload(context, err);
}

int list_reload_long(struct view *v, bool typing_stops, struct err *err)
{
	return busy_run(v->ui,
			&(const struct busy_work){ .run = reload_run, .context = v,
						   .typing_stops = typing_stops },
			err);
}

/* With what stands around it in sight. */
static void want_key(struct view *v, const char *key)
{
	struct list *l = list_of(v);
	struct list_place *wanted = &l->wanted;

	list_place_release(wanted);
	if (!l->rows.source.table)
		return;
	record_init(&wanted->at, l->rows.source.table);
	if (record_key_parse(&wanted->at, key, NULL) < 0)
		return;
	wanted->aim = AIM_KEY;
	wanted->row = l->height / 2;
	wanted->first = l->rows.at_start && l->top == 0;
}

void list_select(struct view *v, const char *key)
{
	struct err err = ERR_INIT;

	want_key(v, key);
	if (list_reload(v, &err) < 0)
		ui_fail(v->ui, &err);
}

static void select_row(struct view *v, const struct table *t, const char *key)
{
	if (list_of(v)->rows.source.table == t)
		list_select(v, key);
}

static int list_refresh(struct view *v, struct err *err)
{
	struct source *s = &list_of(v)->rows.source;

	if (s->table)
		source_arrange(s);
	return list_reload(v, err);
}

static int count_run(void *context, struct err *err)
{
	struct list *l = context;
	int rc = source_count(&l->rows.source, &l->count, err);

	l->count_all = l->count;
	if (rc == 0 && l->rows.source.filter)
		rc = source_count_all(&l->rows.source, &l->count_all, err);
	return rc;
}

/* Counting a filter over a million rows takes a moment; a key puts it off. */
static bool list_idle(struct view *v)
{
	struct list *l = list_of(v);
	struct err err = ERR_INIT;
	int rc;

	if (l->count >= 0 || !l->rows.source.table)
		return false;
	rc = busy_run(v->ui,
		      &(const struct busy_work){ .run = count_run, .context = l,
						 .typing_stops = true },
		      &err);
	if (rc == ERR_INTERRUPTED) {
		l->count = l->count_all = -1;
		err_release(&err);
	} else if (rc < 0) {
		l->count = l->count_all = 0;
		ui_fail(v->ui, &err);
	}
	return true;
}

/* ---- moving ---------------------------------------------------------------------------------- */

static void read_on(struct view *v)
{
	struct list *l = list_of(v);
	struct err err = ERR_INIT;
	size_t gone;

	if (stretch_after(&l->rows, &err) < 0)
		ui_fail(v->ui, &err);
	gone = stretch_trim(&l->rows, l->cursor);
	l->cursor -= gone;
	l->top = l->top > gone ? l->top - gone : 0;
}

static void read_back(struct view *v)
{
	struct list *l = list_of(v);
	struct err err = ERR_INIT;
	size_t moved;

	if (stretch_before(&l->rows, &moved, &err) < 0)
		ui_fail(v->ui, &err);
	l->cursor += moved;
	l->top += moved;
	stretch_trim(&l->rows, l->cursor);
}

static void move_down(struct view *v, size_t n)
{
	struct list *l = list_of(v);

	while (l->cursor + n >= l->rows.held.n && !l->rows.at_end)
		read_on(v);
	if (!l->rows.held.n)
		return;
	l->cursor = l->cursor + n < l->rows.held.n ? l->cursor + n : l->rows.held.n - 1;
}

static void move_up(struct view *v, size_t n)
{
	struct list *l = list_of(v);

	while (l->cursor < n && !l->rows.at_start)
		read_back(v);
	l->cursor = l->cursor > n ? l->cursor - n : 0;
}

static void act_down(struct view *v)
{
	move_down(v, 1);
}

static void act_up(struct view *v)
{
	move_up(v, 1);
}

static void act_page_down(struct view *v)
{
	struct list *l = list_of(v);
	size_t n = l->height > 1 ? l->height - 1 : 1, was = l->cursor;

	move_down(v, n);
	if (l->cursor - was == n)
		l->top += n;
}

static void act_page_up(struct view *v)
{
	struct list *l = list_of(v);
	size_t n = l->height > 1 ? l->height - 1 : 1;

	move_up(v, n);
	l->top = l->top > n ? l->top - n : 0;
}

static void act_first(struct view *v)
{
	struct list *l = list_of(v);
	struct err err = ERR_INIT;

	if (!l->rows.at_start && stretch_around(&l->rows, NULL, &l->cursor, &err) < 0)
		ui_fail(v->ui, &err);
	l->cursor = l->top = 0;
}

static void act_last(struct view *v)
{
	struct list *l = list_of(v);
	struct err err = ERR_INIT;

	if (!l->rows.at_end && stretch_last(&l->rows, &err) < 0)
		ui_fail(v->ui, &err);
	l->cursor = l->rows.held.n ? l->rows.held.n - 1 : 0;
	l->top = l->cursor + 1 > l->height ? l->cursor + 1 - l->height : 0;
}

static void act_left(struct view *v)
{
	struct list *l = list_of(v);

	if (l->column)
		l->column--;
}

static void act_right(struct view *v)
{
	struct list *l = list_of(v);

	if (l->column + 1 < list_n_columns(v))
		l->column++;
}

/* ---- sort, widths ---------------------------------------------------------------------------- */

static void act_sort(struct view *v)
{
	struct list *l = list_of(v);
	struct source *s = &l->rows.source;
	int column = list_column_index(v, l->column), before = s->sort, rc;
	bool descending = s->descending;
	struct list_place place;
	struct err err = ERR_INIT;

	if (column < 0) {
		ui_say(v->ui, "%s", _("this column has no order"));
		return;
	}
	place = list_place_of(v);
	if (s->sort != column)
		source_sort(s, column, false);
	else if (!s->descending)
		source_sort(s, column, true);
	else
		source_sort(s, -1, false);
	rc = list_reload_long(v, false, &err);
	if (rc == ERR_INTERRUPTED) { /* as it was, then */
		source_sort(s, before, descending);
		list_want(v, &place);
		(void)list_reload(v, NULL);
	}
	list_place_release(&place);
	if (rc < 0)
		ui_fail(v->ui, &err);
}

static void resize_column(struct view *v, int by)
{
	struct list *l = list_of(v);
	int width = (int)(l->chosen[l->column] ? l->chosen[l->column] : l->natural[l->column]) + by;

	l->chosen[l->column] = width < 3 ? 3 : width > 200 ? 200 : (unsigned)width;
}

static void act_narrower(struct view *v)
{
	resize_column(v, -2);
}

static void act_wider(struct view *v)
{
	resize_column(v, 2);
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void act_open(struct view *v)
{
	const struct record *r = list_selected(v);

	if (!r)
		return;
	if (v->ops->enter)
		v->ops->enter(v, r);
	else
		record_page_open(v->ui, r);
}

/* Takes away what narrows the list; then goes back. */
static void act_escape(struct view *v)
{
	struct list *l = list_of(v);
	struct err err = ERR_INIT;

	if (l->rows.source.filter) {
		if (list_filter(v, "", &err) < 0)
			ui_fail(v->ui, &err);
	} else if (v->ui->stack.n) {
		ui_pop(v->ui);
	}
}

static unsigned list_abilities(const struct view *v)
{
	unsigned able = ABLE_OPEN | ABLE_FILTER;

	if (v->ops->columns)
		able |= ABLE_SORT;
	if (v->ops->editable)
		able |= ABLE_EDIT | ABLE_ADD | ABLE_DELETE | ABLE_MARK;
	return able;
}

/* ---- what survives a restart ----------------------------------------------------------------- */

static void list_save(const struct view *v, struct state_out *out)
{
	const struct list *l = list_of(v);
	const struct source *s = &l->rows.source;
	const struct record *r = list_selected(v);
	struct strbuf text = STRBUF_INIT;
	size_t i;

	if (s->filter)
		state_put(out, "filter", s->filter);
	if (l->pattern)
		state_put(out, "pattern", l->pattern);
	if (s->table && s->sort >= 0 && (s->sort != s->preset_sort || s->descending)) {
		strbuf_addf(&text, "%s%s", s->descending ? "-" : "", s->table->columns[s->sort].name);
		state_put(out, "sort", text.buf);
	}
	if (r) {
		strbuf_reset(&text);
		record_key_text(r, &text);
		state_put(out, "row", text.buf);
	}
	strbuf_reset(&text);
	strbuf_addf(&text, "%zu", l->column);
	state_put(out, "column", text.buf);
	for (i = 0; i < LIST_MAX_COLUMNS; i++) {
		if (!l->chosen[i])
			continue;
		strbuf_reset(&text);
		strbuf_addf(&text, "%zu %u", i, l->chosen[i]);
		state_put(out, "width", text.buf);
	}
	for (i = 0; i < l->marks.n && i < MAX_MARKS_SAVED; i++)
		state_put(out, "mark", l->marks.items[i]);
	strbuf_release(&text);
}

static void restore_filter(struct view *v, const char *value)
{
	(void)source_filter(&list_of(v)->rows.source, value, NULL);
}

static void restore_pattern(struct view *v, const char *value)
{
	struct list *l = list_of(v);

	free(l->pattern);
	l->pattern = mem_strdup(value);
}

static void restore_sort(struct view *v, const char *value)
{
	struct source *s = &list_of(v)->rows.source;
	int column = s->table ? table_column(s->table, value + (*value == '-')) : -1;

	if (column >= 0)
		source_sort(s, column, *value == '-');
}

static void restore_row(struct view *v, const char *value)
{
	want_key(v, value);
}

static void restore_column(struct view *v, const char *value)
{
	size_t column = strtoul(value, NULL, 10);

	if (column < list_n_columns(v))
		list_of(v)->column = column;
}

static void restore_width(struct view *v, const char *value)
{
	char *end;
	unsigned long i = strtoul(value, &end, 10), width = strtoul(end, NULL, 10);

	if (i < LIST_MAX_COLUMNS && width >= 3 && width <= 200)
		list_of(v)->chosen[i] = (unsigned)width;
}

static void restore_mark(struct view *v, const char *value)
{
	list_mark(list_of(v), value, true);
}

static void list_restore(struct view *v, const char *name, const char *value)
{
	static const struct {
		const char *name;
		void (*take)(struct view *v, const char *value);
	} fields[] = {
		{ "filter", restore_filter }, { "pattern", restore_pattern },
		{ "sort", restore_sort },     { "row", restore_row },
		{ "column", restore_column }, { "width", restore_width },
		{ "mark", restore_mark },
	};
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(fields[i].name, name) == 0)
			fields[i].take(v, value);
}

/* ---------------------------------------------------------------------------------------------- */

static const struct view_action actions[] = {
	{ ACT_OPEN, act_open },           { ACT_DOWN, act_down },
	{ ACT_UP, act_up },               { ACT_LEFT, act_left },
	{ ACT_RIGHT, act_right },         { ACT_PAGE_DOWN, act_page_down },
	{ ACT_PAGE_UP, act_page_up },     { ACT_FIRST, act_first },
	{ ACT_LAST, act_last },           { ACT_FILTER, list_filter_open },
	{ ACT_NEXT, list_next_match },    { ACT_PREVIOUS, list_previous_match },
	{ ACT_SORT, act_sort },           { ACT_NARROWER, act_narrower },
	{ ACT_WIDER, act_wider },         { ACT_MARK, list_mark_selected },
	{ ACT_UNMARK, list_unmark_all },       { ACT_EDIT, list_edit },
	{ ACT_ADD, list_add },            { ACT_DELETE, list_delete },
	{ ACT_ESCAPE, act_escape },       { ACT_NONE, NULL },
};

const struct view_kind list_kind = {
	.context = CTX_LIST,
	.actions = actions,
	.open = list_open,
	.close = list_close,
	.abilities = list_abilities,
	.draw = list_draw,
	.refresh = list_refresh,
	.idle = list_idle,
	.select = select_row,
	.describe = list_describe,
	.save = list_save,
	.restore = list_restore,
};
