/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/keymap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/key.h"
#include "util/file.h"
#include "util/mem.h"

#define DEFINE(id, name, context, keys, needs, label, help) \
	{ (name), (context), (keys), (needs), (label), (help) },
const struct action_def action_defs[N_ACTIONS] = { TUI_ACTIONS(DEFINE) };
#undef DEFINE

#define MAX_KEYS_FILE 65536

static const char blanks[] = " \t\r";

static enum action action_find(const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < N_ACTIONS; i++)
		if (strlen(action_defs[i].name) == length &&
		    strncmp(action_defs[i].name, name, length) == 0)
			return (enum action)i;
	return ACT_NONE;
}

/* Another action that has the key in one of the places where `a` applies. */
static enum action taken_by(const struct keymap *m, enum action a, int32_t key)
{
	size_t i, k;

	for (i = 0; i < N_ACTIONS; i++) {
		if (i == a || !(action_defs[i].contexts & action_defs[a].contexts))
			continue;
		for (k = 0; k < m->of[i].n; k++)
			if (m->of[i].key[k] == key)
				return (enum action)i;
	}
	return ACT_NONE;
}

/* The first word of a text, for sentences. */
static char *first_word(const char *text)
{
	return mem_strndup(text, strcspn(text, blanks));
}

/* Reads one key that ends at a blank. */
static int take_key(const struct keymap *m, enum action a, const char **text, int32_t *ret,
		    struct err *err)
{
	char *word = first_word(*text);
	enum action other;
	int rc = 0;

	if (!key_next(text, ret) || (**text && !strchr(blanks, **text))) {
		rc = err_set(err, ERR_INPUT,
			     N_("'%s' is no key; write a character or a name such as <Up>, <C-l>, "
				"<F5>, <Space>, <lt>"),
			     word);
	} else {
		other = taken_by(m, a, *ret);
		if (other != ACT_NONE)
			rc = err_set(err, ERR_INPUT,
				     N_("'%s' belongs to '%s' already; give that another key first"),
				     word, action_defs[other].name);
	}
	free(word);
	return rc;
}

/* Gives the action the keys written in `text`, in place of those it has. */
static int set_keys(struct keymap *m, enum action a, const char *text, struct err *err)
{
	int32_t keys[KEYS_PER_ACTION];
	size_t n = 0;

	text += strspn(text, blanks);
	if (strncmp(text, "none", 4) == 0 && !text[4 + strspn(text + 4, blanks)]) {
		m->of[a].n = 0;
		return 0;
	}
	while (*text && *text != '#') {
		int rc;

		if (n == KEYS_PER_ACTION)
			return err_set(err, ERR_INPUT, N_("more than %d keys for '%s'"),
				       KEYS_PER_ACTION, action_defs[a].name);
		rc = take_key(m, a, &text, &keys[n], err);
		if (rc < 0)
			return rc;
		n++;
		text += strspn(text, blanks);
	}
	if (!n)
		return err_set(err, ERR_INPUT, N_("no key for '%s'; write 'none' to take its keys away"),
			       action_defs[a].name);
	memcpy(m->of[a].key, keys, n * sizeof(*keys));
	m->of[a].n = n;
	return 0;
}

int keymap_init(struct keymap *m, struct err *err)
{
	size_t i;

	memset(m, 0, sizeof(*m));
	for (i = 0; i < N_ACTIONS; i++) {
		int rc = set_keys(m, (enum action)i, action_defs[i].keys, err);

		if (rc < 0)
			return rc;
	}
	return 0;
}

/* One line of a keys file, without its newline. */
static int apply_line(struct keymap *m, const char *line, struct err *err)
{
	size_t length;
	enum action a;

	line += strspn(line, blanks);
	if (!*line || *line == '#')
		return 0;
	length = strcspn(line, blanks);
	a = action_find(line, length);
	if (a == ACT_NONE) {
		char *word = first_word(line);
		int rc = err_set(err, ERR_INPUT,
				 N_("there is no action '%s'; the shipped keys.conf lists them"), word);

		free(word);
		return rc;
	}
	return set_keys(m, a, line + length, err);
}

int keymap_apply(struct keymap *m, const char *name, const char *text, struct err *err)
{
	struct strbuf line = STRBUF_INIT, said = STRBUF_INIT;
	size_t number;
	int first = 0;

	for (number = 1; *text; number++) {
		size_t length = strcspn(text, "\n");
		struct err one = ERR_INIT;
		int rc;

		strbuf_reset(&line);
		strbuf_add(&line, text, length);
		rc = apply_line(m, line.buf, &one);
		if (rc < 0 && first == 0) {
			err_render(&one, gettext, &said);
			first = err_set(err, rc, "%s:%zu: %s", name, number, said.buf);
		}
		err_release(&one);
		text += length + (text[length] == '\n');
	}
	strbuf_release(&line);
	strbuf_release(&said);
	return first;
}

int keymap_load_user(struct keymap *m, struct err *err)
{
	const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	int rc = 0;

	if (base && *base)
		strbuf_addf(&path, "%s/lifeboat/keys", base);
	else
		strbuf_addf(&path, "%s/.config/lifeboat/keys", home && *home ? home : ".");
	if (access(path.buf, F_OK) == 0) {
		rc = file_read(path.buf, MAX_KEYS_FILE, &text, err);
		if (rc == 0)
			rc = keymap_apply(m, path.buf, text.buf, err);
	}
	strbuf_release(&path);
	strbuf_release(&text);
	return rc;
}

enum action keymap_find(const struct keymap *m, unsigned contexts, int32_t key)
{
	size_t i, k;

	for (i = 0; i < N_ACTIONS; i++)
		for (k = 0; (action_defs[i].contexts & contexts) && k < m->of[i].n; k++)
			if (m->of[i].key[k] == key)
				return (enum action)i;
	return ACT_NONE;
}

void keymap_keys(const struct keymap *m, enum action a, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < m->of[a].n; i++) {
		if (i)
			strbuf_addch(out, ' ');
		key_format(m->of[a].key[i], out);
	}
}

void keymap_short(const struct keymap *m, enum action a, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;

	if (m->of[a].n)
		key_format(m->of[a].key[0], &text);
	if (text.len > 2 && text.buf[0] == '<' && m->of[a].key[0] != '<')
		strbuf_add(out, text.buf + 1, text.len - 2);
	else
		strbuf_adds(out, m->of[a].key[0] == '<' ? "<" : text.buf);
	strbuf_release(&text);
}

void keymap_example(struct strbuf *out)
{
	static const struct {
		unsigned contexts;
		const char *title;
	} groups[] = {
		{ CTX_LIST, "Lists and pages" }, { CTX_PAGE, "Pages only" },
		{ CTX_FORM, "Forms and typed text" }, { CTX_TEXT, "Typed text only" },
		{ CTX_ASK, "Questions" },
	};
	size_t g, i;

	strbuf_adds(out,
		    "# Keys of the terminal interface, as they are without this file.\n"
		    "#\n"
		    "# Copy the lines you want to change to $XDG_CONFIG_HOME/lifeboat/keys (by default\n"
		    "# ~/.config/lifeboat/keys).  A line is an action and its keys: a character, or a\n"
		    "# name such as <Up>, <C-l>, <F5>, <S-Tab>, <Space>, <lt>, <Hash>.  'none' takes all\n"
		    "# keys away.  A key that changes hands must be taken from its old action first.\n");
	for (g = 0; g < sizeof(groups) / sizeof(groups[0]); g++) {
		strbuf_addf(out, "\n# %s\n", groups[g].title);
		for (i = 0; i < N_ACTIONS; i++) {
			const struct action_def *d = &action_defs[i];
			size_t k = 0;

			/* each action once, in the first group it belongs to */
			while (!(groups[k].contexts & d->contexts))
				k++;
			if (k == g)
				strbuf_addf(out, "%-16s %-24s # %s\n", d->name, d->keys, d->help);
		}
	}
}
