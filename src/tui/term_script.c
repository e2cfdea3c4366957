/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A terminal that is a file of steps: what is typed, and what must be seen.
 *
 *	# remark
 *	size 80x24           width x height of the window
 *	keys jj<Enter>       typed, in the syntax of the keys file
 *	paste any text       pasted
 *	expect any text      must be on the screen now
 *	expect-not any text  must not
 *	save-screen FILE     writes the screen as text
 *
 * The first expectation that fails ends the program with status 1 and shows the screen.
 */
#include "config.h"
#include "tui/term.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/key.h"
#include "util/file.h"
#include "util/mem.h"

#define MAX_SCRIPT 1048576
#define MAX_SIDE 1000

struct script {
	struct term term;
	char *path;
	struct strbuf text, step; /* the file; the argument of the step at hand */
	size_t at, line;
	const char *keys; /* of `step`, not yet typed */
	struct frame shown;
	size_t rows, cols;
	int status;
};

static struct script *script_of(struct term *t)
{
	return (struct script *)(void *)t;
}

static void fail(struct script *s, const char *what)
{
	struct strbuf screen = STRBUF_INIT;

	frame_text(&s->shown, &screen);
	fprintf(stderr, _("%s:%zu: %s '%s'; the screen is:\n%s"), s->path, s->line, what, s->step.buf,
		screen.buf);
	strbuf_release(&screen);
	s->status = 1;
	s->at = s->text.len;
}

typedef void step_fn(struct script *s, struct event *ret);

static void step_size(struct script *s, struct event *ret)
{
	char *end;
	long cols = strtol(s->step.buf, &end, 10), rows = *end == 'x' ? strtol(end + 1, &end, 10) : 0;

	if (*end || rows < 1 || cols < 1 || rows > MAX_SIDE || cols > MAX_SIDE) {
		fail(s, _("no size (write 80x24):"));
		return;
	}
	s->rows = (size_t)rows;
	s->cols = (size_t)cols;
	ret->kind = EVENT_RESIZE;
}

static void step_keys(struct script *s, struct event *ret)
{
	(void)ret;
	s->keys = s->step.buf;
}

static void step_paste(struct script *s, struct event *ret)
{
	ret->kind = EVENT_PASTE;
	strbuf_reset(&ret->paste);
	strbuf_adds(&ret->paste, s->step.buf);
}

static bool on_screen(const struct script *s)
{
	struct strbuf screen = STRBUF_INIT;
	bool there;

	frame_text(&s->shown, &screen);
	there = strstr(screen.buf, s->step.buf) != NULL;
	strbuf_release(&screen);
	return there;
}

static void step_expect(struct script *s, struct event *ret)
{
	(void)ret;
	if (!on_screen(s))
		fail(s, _("did not see"));
}

static void step_expect_not(struct script *s, struct event *ret)
{
	(void)ret;
	if (on_screen(s))
		fail(s, _("should not see"));
}

static void step_save(struct script *s, struct event *ret)
{
	struct strbuf screen = STRBUF_INIT;
	struct err err = ERR_INIT;

	(void)ret;
	frame_text(&s->shown, &screen);
	if (file_write(s->step.buf, screen.buf, screen.len, &err) < 0)
		fail(s, _("cannot write the screen to"));
	err_release(&err);
	strbuf_release(&screen);
}

static void run_step(struct script *s, const char *line, size_t length, struct event *ret)
{
	static const struct {
		const char *name;
		step_fn *run;
	} steps[] = {
		{ "size", step_size },     { "keys", step_keys },
		{ "paste", step_paste },   { "expect", step_expect },
		{ "expect-not", step_expect_not }, { "save-screen", step_save },
	};
	size_t i, name;

	strbuf_reset(&s->step);
	strbuf_add(&s->step, line, length);
	if (!length || *line == '#')
		return;
	name = strcspn(s->step.buf, " ");
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (strlen(steps[i].name) != name || strncmp(s->step.buf, steps[i].name, name) != 0)
			continue;
		strbuf_reset(&s->step);
		if (length > name + 1)
			strbuf_add(&s->step, line + name + 1, length - name - 1);
		steps[i].run(s, ret);
		return;
	}
	fail(s, _("unknown step"));
}

static bool next_key(struct script *s, struct event *ret)
{
	if (!s->keys || !*s->keys) {
		s->keys = NULL; /* the next step overwrites what it points into */
		return false;
	}
	if (!key_next(&s->keys, &ret->key)) {
		s->keys = NULL;
		fail(s, _("unknown key in"));
		return false;
	}
	ret->kind = EVENT_KEY;
	return true;
}

static void script_wait(struct term *t, int ms, int wake, bool busy, struct event *ret)
{
	struct script *s = script_of(t);

	ret->kind = EVENT_NONE;
	if (busy) {
		struct pollfd fd = { wake, POLLIN, 0 };

		if (poll(&fd, 1, ms) > 0)
			ret->kind = EVENT_WAKE;
		return;
	}
	if (next_key(s, ret) || ms == 0)
		return;
	while (ret->kind == EVENT_NONE && s->at < s->text.len) {
		const char *line = s->text.buf + s->at;
		size_t length = strcspn(line, "\n");

		s->line++;
		s->at += length + (line[length] == '\n');
		run_step(s, line, length, ret);
		if (next_key(s, ret))
			return;
	}
	if (ret->kind == EVENT_NONE)
		ret->kind = EVENT_STOP;
}

static void script_show(struct term *t, const struct frame *f)
{
	struct script *s = script_of(t);
	size_t y;

	frame_start(&s->shown, f->rows, f->cols);
	for (y = 0; y < f->rows; y++)
		line_copy(&s->shown.lines.items[y], &f->lines.items[y]);
}

static void script_size(struct term *t, size_t *ret_rows, size_t *ret_cols)
{
	*ret_rows = script_of(t)->rows;
	*ret_cols = script_of(t)->cols;
}

static void script_nothing(struct term *t)
{
	(void)t;
}

static int script_status(const struct term *t)
{
	return ((const struct script *)(const void *)t)->status;
}

static void script_close(struct term *t)
{
	struct script *s = script_of(t);

	if (!s)
		return;
	frame_release(&s->shown);
	strbuf_release(&s->text);
	strbuf_release(&s->step);
	free(s->path);
	free(s);
}

static const struct term_ops script_ops = {
	.size = script_size, .show = script_show, .redraw = script_nothing, .wait = script_wait,
	.pause = script_nothing, .close = script_close, .status = script_status,
};

int term_open_script(const char *path, struct term **ret, struct err *err)
{
	struct script *s = mem_zalloc(1, sizeof(*s));
	int rc;

	s->term.ops = &script_ops;
	s->rows = 24;
	s->cols = 80;
	strbuf_init(&s->text);
	strbuf_init(&s->step);
	rc = file_read(path, MAX_SCRIPT, &s->text, err);
	if (rc < 0) {
		script_close(&s->term);
		return rc;
	}
	s->path = mem_strdup(path);
	*ret = &s->term;
	return 0;
}
