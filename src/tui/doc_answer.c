/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/doc_answer.h"

#include <stdlib.h>

#include "util/i18n.h"
#include "util/mem.h"

static struct doc_answer *self(struct answer *a)
{
	return (struct doc_answer *)(void *)a;
}

static void take_table(struct answer *a, const char *name, const struct answer_column *columns,
		       size_t n)
{
	const char **titles = mem_zalloc(n, sizeof(*titles));
	bool *right = mem_zalloc(n, sizeof(*right));
	size_t i;

	(void)name;
	for (i = 0; i < n; i++) {
		titles[i] = columns[i].title ? columns[i].title : columns[i].name;
		right[i] = columns[i].right;
	}
	doc_table(self(a)->doc, titles, right, n);
	free(titles);
	free(right);
}

static void take_row(struct answer *a, const char *const *cells)
{
	doc_row(self(a)->doc, cells);
}

static void take_end(struct answer *a)
{
	doc_end(self(a)->doc);
}

static void take_line(struct answer *a, const char *text)
{
	doc_text(self(a)->doc, ROLE_NORMAL, 0, text);
}

static void take_note(struct answer *a, const char *text)
{
	strbuf_add_sep(&self(a)->notes, "; ", text);
}

static void take_raw(struct answer *a, const void *data, size_t length)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_add(&text, data, length);
	if (text.len && text.buf[text.len - 1] == '\n')
		strbuf_setlen(&text, text.len - 1);
	doc_text(self(a)->doc, ROLE_NORMAL, 0, text.buf);
	self(a)->doc->n_lines += 2; /* a document is a page, never a message */
	strbuf_release(&text);
}

static bool take_progress(struct answer *a, int permille, const char *stage)
{
	struct doc_answer *d = self(a);
	bool stop;

	pthread_mutex_lock(&d->mutex);
	d->permille = permille;
	strbuf_reset(&d->stage);
	strbuf_adds(&d->stage, stage);
	stop = d->stop;
	pthread_mutex_unlock(&d->mutex);
	return stop;
}

static const struct answer_ops ops = {
	.table = take_table, .row = take_row, .end = take_end, .line = take_line,
	.note = take_note, .raw = take_raw, .progress = take_progress,
};

void doc_answer_init(struct doc_answer *a, struct doc *doc)
{
	a->answer = (struct answer){ .ops = &ops };
	a->doc = doc;
	strbuf_init(&a->notes);
	strbuf_init(&a->stage);
	pthread_mutex_init(&a->mutex, NULL);
	a->permille = -1;
	a->stop = false;
}

void doc_answer_release(struct doc_answer *a)
{
	strbuf_release(&a->notes);
	strbuf_release(&a->stage);
	pthread_mutex_destroy(&a->mutex);
}

void doc_answer_stop(struct doc_answer *a)
{
	pthread_mutex_lock(&a->mutex);
	a->stop = true;
	pthread_mutex_unlock(&a->mutex);
}

void doc_answer_progress(struct doc_answer *a, struct strbuf *out)
{
	pthread_mutex_lock(&a->mutex);
	strbuf_adds(out, a->stage.buf);
	if (a->permille >= 0)
		strbuf_addf(out, " %d %%", a->permille / 10);
	pthread_mutex_unlock(&a->mutex);
}
