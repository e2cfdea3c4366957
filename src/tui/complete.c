/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/complete.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/command.h"
#include "model/store.h"
#include "tui/ui.h"
#include "tui/words.h"
#include "util/mem.h"

#define MAX_KEYS ((size_t)50)

/* ---- values ---------------------------------------------------------------------------------- */

/* Keys of a table that begin with `typed`: the page that starts there. */
static void complete_keys(struct ui *ui, const struct table *t, const char *typed,
			  struct completion *ret)
{
	struct store_query q = { .table = t, .sort = -1 };
	struct record rows[MAX_KEYS], from;
	struct strbuf key = STRBUF_INIT;
	size_t i, n = 0;
	struct db *db;
	int keys[8];

	if (app_db(ui->app, &db, NULL) < 0)
		return;
	for (i = 0; i < MAX_KEYS; i++)
		record_init(&rows[i], t);
	record_init(&from, t);
	table_key(t, keys);
	record_set(&from, t->columns[keys[0]].name, typed);
	if (*typed && store_get(db, &from, NULL) == 0)
		completion_add(ret, typed, typed);
	if (store_page(db, &q, *typed ? &from : NULL, false, MAX_KEYS, rows, &n, NULL) < 0)
		n = 0;
	for (i = 0; i < n; i++) {
		strbuf_reset(&key);
		record_key_text(&rows[i], &key);
		completion_add(ret, typed, key.buf);
	}
	for (i = 0; i < MAX_KEYS; i++)
		record_release(&rows[i]);
	record_release(&from);
	strbuf_release(&key);
}

/* Each piece of "a|b|c". */
static void each_choice(const char *choices, void (*take)(void *context, const char *word),
			void *context)
{
	while (choices && *choices) {
		size_t n = strcspn(choices, "|");
		char *word = mem_strndup(choices, n);

		take(context, word);
		free(word);
		choices += n + (choices[n] == '|');
	}
}

struct offer {
	struct ui *ui;
	const char *typed;
	struct completion *ret;
};

static void offer_word(void *context, const char *word)
{
	const struct offer *o = context;

	completion_add(o->ret, o->typed, word);
}

static void offer_keys(void *context, const char *table)
{
	const struct offer *o = context;
	const struct table *t = table_find(table);

	if (t)
		complete_keys(o->ui, t, o->typed, o->ret);
}

void complete_values(struct ui *ui, const struct column *c, const char *typed,
		     struct completion *ret)
{
	struct offer o = { ui, typed, ret };

	each_choice(c->choices, offer_word, &o);
	each_choice(c->refs, offer_keys, &o);
	if (c->type == COL_YESNO)
		each_choice("no|yes", offer_word, &o);
}

/* ---- selectors ------------------------------------------------------------------------------- */

static void complete_columns(const struct table *t, const char *typed, const char *after,
			     struct completion *ret)
{
	size_t i;

	for (i = 0; i < t->n_columns; i++) {
		struct strbuf word = STRBUF_INIT;

		if (!(t->columns[i].flags & COLF_SHORTHAND)) {
			strbuf_addf(&word, "%s%s", t->columns[i].name, after);
			completion_add(ret, typed, word.buf);
		}
		strbuf_release(&word);
	}
}

void complete_selector(struct ui *ui, const struct table *t, const char *head,
		       struct completion *ret)
{
	const char *term = strrchr(head, ' '), *operator;
	const char *value, *comma;
	char *name;
	int column;

	term = term ? term + 1 : head;
	term += *term == '!';
	operator = term + strcspn(term, "=!<>~:");
	ret->open = true;
	if (!*operator) {
		ret->length = strlen(term);
		complete_columns(t, term, "=", ret);
		return;
	}
	value = operator + strspn(operator, "=!<>~:");
	comma = strrchr(value, ',');
	value = comma ? comma + 1 : value;
	ret->length = strlen(value);
	name = mem_strndup(term, (size_t)(operator - term));
	column = table_column(t, name);
	free(name);
	if (column >= 0)
		complete_values(ui, &t->columns[column], value, ret);
}

/* ---- words of the command line --------------------------------------------------------------- */

struct place {
	struct ui *ui;
	const char *typed;
	const word_vec *words; /* complete words before, command included */
	size_t first;          /* the first word after the command's name */
	struct completion *ret;
};

static void place_table(const struct place *p)
{
	size_t i;

	for (i = 0; i < model_n_tables; i++)
		completion_add(p->ret, p->typed, model_tables[i]->name);
}

static const struct table *table_before(const struct place *p)
{
	return p->words->n > p->first ? table_find(p->words->items[p->first]) : NULL;
}

static void place_key(const struct place *p)
{
	const struct table *t = table_before(p);

	if (t)
		complete_keys(p->ui, t, p->typed, p->ret);
}

static void place_assignment(const struct place *p)
{
	const struct table *t = table_before(p);
	const char *equals = strchr(p->typed, '=');

	p->ret->open = true;
	if (t && equals) {
		char *name = mem_strndup(p->typed, (size_t)(equals - p->typed));
		int column = table_column(t, name);

		free(name);
		p->ret->length = strlen(equals + 1);
		if (column >= 0)
			complete_values(p->ui, &t->columns[column], equals + 1, p->ret);
	} else if (t) {
		complete_columns(t, p->typed, "=", p->ret);
	}
}

static void place_column(const struct place *p)
{
	const struct table *t = table_before(p);

	if (t)
		complete_columns(t, p->typed, "", p->ret);
}

static void place_plan(const struct place *p)
{
	complete_keys(p->ui, table_find("plans"), p->typed, p->ret);
}

static void place_vendor(const struct place *p)
{
	complete_keys(p->ui, table_find("vendors"), p->typed, p->ret);
	complete_keys(p->ui, table_find("products"), p->typed, p->ret);
}

static void place_selector(const struct place *p)
{
	const struct table *t = table_before(p);

	if (t)
		complete_selector(p->ui, t, p->typed, p->ret);
}

static void place_file(const struct place *p)
{
	const char *slash = strrchr(p->typed, '/');
	size_t folder = slash ? (size_t)(slash - p->typed) + 1 : 0;
	char *path = folder ? mem_strndup(p->typed, folder) : mem_strdup("./");
	DIR *dir = opendir(path);
	struct dirent *e;

	p->ret->open = true;
	while (dir && (e = readdir(dir))) {
		struct strbuf word = STRBUF_INIT;

		if (e->d_name[0] != '.' || p->typed[folder] == '.') {
			strbuf_add(&word, p->typed, folder);
			strbuf_addf(&word, "%s%s", e->d_name, e->d_type == DT_DIR ? "/" : "");
			completion_add(p->ret, p->typed, word.buf);
		}
		strbuf_release(&word);
	}
	if (dir)
		closedir(dir);
	free(path);
}

/* What the synopsis calls a word, and what can stand there. */
static const struct {
	const char *name;
	void (*offer)(const struct place *p);
} places[] = {
	{ "TABLE", place_table },   { "KEY", place_key },     { "COLUMN=VALUE", place_assignment },
	{ "PLAN", place_plan },     { "PATH", place_file },   { "FILE", place_file },
	{ "DIR", place_file },      { "VENDOR", place_vendor }, { "LIST", place_vendor },
	{ "SELECTOR", place_selector }, { "COLUMN", place_column },
};

static void offer_place(const struct place *p, const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strlen(places[i].name) == length && strncmp(places[i].name, name, length) == 0)
			places[i].offer(p);
}

/* The nth word of a synopsis ("TABLE KEY COLUMN=VALUE..."); the last one may repeat. */
static void offer_word_place(const struct place *p, const char *synopsis, size_t n)
{
	for (;;) {
		size_t length, whole = strcspn(synopsis, " ");
		bool repeats = whole > 3 && strncmp(synopsis + whole - 3, "...", 3) == 0;

		length = whole;
		if (*synopsis == '[') {
			synopsis++;
			whole--;
			length = strcspn(synopsis, "] .");
		}
		if (n == 0 || repeats) {
			offer_place(p, synopsis, repeats && length == whole ? length - 3 : length);
			return;
		}
		if (!synopsis[whole])
			return;
		synopsis += whole + 1;
		n--;
	}
}

static void offer_options(const struct place *p, const struct option *o, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct strbuf word = STRBUF_INIT;

		strbuf_addf(&word, "--%s", o[i].name);
		completion_add(p->ret, p->typed, word.buf);
		strbuf_release(&word);
	}
}

/* The option that the word before is, if it wants a value. */
static const struct option *open_option(const struct command *c, const char *word)
{
	size_t i, k;

	for (k = 0; k < 2; k++) {
		const struct option *o = k ? listing_options : c->options;
		size_t n = k ? command_listing_options(c) : c->n_options;

		for (i = 0; i < n; i++) {
			bool is = word[0] == '-' && word[1] == '-' ? strcmp(word + 2, o[i].name) == 0
								   : word[0] == '-' && o[i].letter &&
									     word[1] == o[i].letter &&
									     !word[2];

			if (is && o[i].value)
				return &o[i];
		}
	}
	return NULL;
}

static void offer_commands(const struct place *p, const char *prefix)
{
	size_t i;

	for (i = 0; i < n_commands; i++) {
		const char *name = commands[i]->name;

		if (strncmp(name, prefix, strlen(prefix)) == 0) {
			char *word;

			name += strlen(prefix);
			word = mem_strndup(name, strcspn(name, " "));
			completion_add(p->ret, p->typed, word);
			free(word);
		}
	}
}

static void offer_in_command(const struct place *p, const struct command *c)
{
	const struct option *o = p->words->n > p->first
		? open_option(c, p->words->items[p->words->n - 1]) : NULL;
	size_t i, n = 0;

	if (o) {
		offer_place(p, o->value, strlen(o->value));
		return;
	}
	if (p->typed[0] == '-') {
		offer_options(p, c->options, c->n_options);
		offer_options(p, listing_options, command_listing_options(c));
		return;
	}
	for (i = p->first; i < p->words->n; i++) {
		if (p->words->items[i][0] != '-')
			n++;
		else if (open_option(c, p->words->items[i]))
			i++;
	}
	offer_word_place(p, c->words, n);
}

void complete_command(struct ui *ui, const char *head, struct completion *ret)
{
	word_vec words = VEC_INIT;
	size_t used = 0, n = strlen(head);
	char *typed = mem_strdup("");
	const struct command *c;
	struct place p;

	words_split(head, &words);
	if (n && head[n - 1] != ' ' && words.n) {
		free(typed);
		typed = words.items[--words.n];
	}
	ret->length = strlen(typed);
	c = command_find((const char *const *)words.items, words.n, &used);
	p = (struct place){ ui, typed, &words, used, ret };
	if (words.n == 0) {
		offer_commands(&p, "");
	} else if (words.n == 1) {
		struct strbuf prefix = STRBUF_INIT;

		strbuf_addf(&prefix, "%s ", words.items[0]);
		offer_commands(&p, prefix.buf); /* second words: "plan make" */
		strbuf_release(&prefix);
	}
	if (c)
		offer_in_command(&p, c);
	words_release(&words);
	free(typed);
}
