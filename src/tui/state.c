/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/state.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "tui/screens.h"
#include "tui/ui.h"
#include "util/digest.h"
#include "util/file.h"
#include "util/mem.h"

#define MAX_STATE 1048576
#define KEPT_LINES 50 /* of each history */

static const char *const history_names[PROMPT_HISTORIES] = { "command", "filter", "find" };

/* ---- lines ----------------------------------------------------------------------------------- */

static void add_escaped(struct strbuf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\\' || *text == '\t' || *text == '\n')
			strbuf_addf(out, "\\%c", *text == '\t' ? 't' : *text == '\n' ? 'n' : '\\');
		else
			strbuf_addch(out, *text);
	}
}

static void put_line(struct strbuf *out, const char *view, const char *name, const char *value)
{
	strbuf_addf(out, "%s\t%s\t", view, name);
	add_escaped(out, value);
	strbuf_addch(out, '\n');
}

void state_put(struct state_out *out, const char *name, const char *value)
{
	put_line(&out->text, out->view, name, value);
}

/* Cuts a line at its tabs and undoes the escapes of its value; false when it is none. */
static bool cut_line(char *line, const char **view, const char **name, const char **value)
{
	char *first = strchr(line, '\t'), *second = first ? strchr(first + 1, '\t') : NULL;
	char *from, *to;

	if (!second)
		return false;
	*first = *second = '\0';
	for (from = to = second + 1; *from; from++) {
		if (*from == '\\' && from[1]) {
			from++;
			*to++ = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	*view = line;
	*name = first + 1;
	*value = second + 1;
	return true;
}

/* ---- where ----------------------------------------------------------------------------------- */

static void state_path(const struct ui *ui, struct strbuf *out)
{
	const char *base = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	unsigned char hash[DIGEST_SIZE];
	char hex[DIGEST_HEX], full[PATH_MAX];
	const char *workspace = ui->app->workspace;
	struct digest d;

	if (base && *base)
		strbuf_addf(out, "%s/lifeboat/", base);
	else
		strbuf_addf(out, "%s/.local/state/lifeboat/", home && *home ? home : ".");
	if (realpath(workspace, full))
		workspace = full;
	digest_init(&d);
	digest_text(&d, workspace);
	digest_final(&d, hash);
	digest_hex(hash, hex);
	strbuf_addf(out, "screens-%.16s", hex);
}

/* ---- load ------------------------------------------------------------------------------------ */

static bool take_own(struct ui *ui, const char *view, const char *name, const char *value)
{
	size_t i;

	if (strcmp(view, "history") == 0) {
		for (i = 0; i < PROMPT_HISTORIES; i++)
			if (strcmp(history_names[i], name) == 0)
				prompt_remember(&ui->prompt, i, value);
		return true;
	}
	if (strcmp(view, "ui") != 0)
		return false;
	if (strcmp(name, "plan") == 0) {
		free(ui->plan);
		ui->plan = mem_strdup(value);
	}
	for (i = 0; i < n_screens; i++)
		if (strcmp(name, "screen") == 0 && strcmp(screens[i].ops->name, value) == 0)
			ui->screen = i;
	return true;
}

void state_load(struct ui *ui)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	const char *at, *view, *name, *value;

	state_path(ui, &path);
	if (file_read(path.buf, MAX_STATE, &text, NULL) == 0) {
		for (at = text.buf; *at;) {
			size_t length = strcspn(at, "\n");
			char *line = mem_strndup(at, length), *kept = mem_strndup(at, length);

			if (cut_line(line, &view, &name, &value) &&
			    !take_own(ui, view, name, value)) {
				VEC_PUSH(&ui->restored, kept);
				kept = NULL;
			}
			free(line);
			free(kept);
			at += length + (at[length] == '\n');
		}
	}
	strbuf_release(&path);
	strbuf_release(&text);
}

void state_restore_view(struct ui *ui, struct view *v)
{
	const char *view, *name, *value;
	struct err err = ERR_INIT;
	bool any = false;
	size_t i;

	for (i = 0; i < ui->restored.n; i++) {
		char *line = mem_strdup(ui->restored.items[i]);

		if (cut_line(line, &view, &name, &value) && strcmp(view, v->ops->name) == 0 &&
		    v->ops->kind->restore) {
			v->ops->kind->restore(v, name, value);
			any = true;
		}
		free(line);
	}
	if (any && view_refresh(v, &err) < 0)
		ui_fail(ui, &err);
	state_forget(ui, v->ops->name);
}

void state_forget(struct ui *ui, const char *view)
{
	size_t i, n = 0, length = strlen(view);

	for (i = 0; i < ui->restored.n; i++) {
		char *line = ui->restored.items[i];

		if (strncmp(line, view, length) == 0 && line[length] == '\t')
			free(line);
		else
			ui->restored.items[n++] = line;
	}
	ui->restored.n = n;
}

char *state_restored(const struct ui *ui, const char *view_name, const char *wanted)
{
	const char *view, *name, *value;
	char *found = NULL;
	size_t i;

	for (i = 0; i < ui->restored.n && !found; i++) {
		char *line = mem_strdup(ui->restored.items[i]);

		if (cut_line(line, &view, &name, &value) && strcmp(view, view_name) == 0 &&
		    strcmp(name, wanted) == 0)
			found = mem_strdup(value);
		free(line);
	}
	return found;
}

/* ---- save ------------------------------------------------------------------------------------ */

static void save_view(const struct view *v, struct strbuf *out)
{
	struct state_out o = { STRBUF_INIT, v->ops->name };

	if (v->ops->kind->save)
		v->ops->kind->save(v, &o);
	strbuf_add(out, o.text.buf, o.text.len);
	strbuf_release(&o.text);
}

static void save_history(const struct prompt *p, struct strbuf *out)
{
	size_t i, k;

	for (i = 0; i < PROMPT_HISTORIES; i++) {
		size_t n = p->history[i].lines.n;

		for (k = n > KEPT_LINES ? n - KEPT_LINES : 0; k < n; k++)
			put_line(out, "history", history_names[i], p->history[i].lines.items[k]);
	}
}

void state_save(struct ui *ui)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	char *folder;
	size_t i;

	put_line(&text, "ui", "screen", screens[ui->screen].ops->name);
	if (ui->plan)
		put_line(&text, "ui", "plan", ui->plan);
	for (i = 0; i < ui->restored.n; i++) /* of screens that were not visited */
		strbuf_addf(&text, "%s\n", ui->restored.items[i]);
	for (i = 0; i < n_screens; i++)
		if (ui->screens[i])
			save_view(ui->screens[i], &text);
	for (i = 0; i < ui->stack.n; i++)
		save_view(ui->stack.items[i], &text);
	save_history(&ui->prompt, &text);
	state_path(ui, &path);
	folder = mem_strndup(path.buf, (size_t)(strrchr(path.buf, '/') - path.buf));
	if (file_make_dirs(folder, NULL) == 0)
		(void)file_write(path.buf, text.buf, text.len, NULL);
	free(folder);
	strbuf_release(&path);
	strbuf_release(&text);
}
