/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/watch.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "app/app.h"
#include "app/vendor_state.h"
#include "app/watch_parts.h"
#include "model/plan_index.h"
#include "model/settings.h"
#include "model/store.h"
#include "util/date.h"
#include "util/file.h"
#include "util/i18n.h"
#include "util/mem.h"

#define MAX_FILES 1000 /* of a folder */

/* ---- settings and sources -------------------------------------------------------------------- */

static int get_span(struct db *db, const char *key, int64_t *ret, struct err *err)
{
	char *text = NULL;
	int rc = setting_get(db, key, &text, err);

	if (rc == 0 && text)
		(void)duration_parse(text, ret);
	free(text);
	return rc;
}

static int get_flag(struct db *db, const char *key, bool *ret, struct err *err)
{
	char *text = NULL;
	int rc = setting_get(db, key, &text, err);

	*ret = rc == 0 && text && strcmp(text, "yes") == 0;
	free(text);
	return rc;
}

static int read_settings(struct watch *w, struct err *err)
{
	char *limit = NULL;
	int64_t seconds = 60;
	int rc = setting_get(w->db, "watch_max_bytes", &limit, err);

	w->fetch.limit = limit ? (size_t)strtoull(limit, NULL, 10) : (size_t)1 << 24;
	free(limit);
	w->recent = 90 * DAY_S;
	if (rc == 0)
		rc = get_span(w->db, "watch_timeout", &seconds, err);
	w->fetch.seconds = (long)seconds;
	if (rc == 0)
		rc = get_span(w->db, "watch_recent", &w->recent, err);
	if (rc == 0)
		rc = get_flag(w->db, "watch_local", &w->fetch.local, err);
	if (rc == 0)
		rc = setting_get(w->db, "watch_proxy", &w->proxy, err);
	w->fetch.proxy = w->proxy && *w->proxy ? w->proxy : NULL;
	return rc == 0 ? setting_get(w->db, "watch_accept", &w->accepted_kinds, err) : rc;
}

static int take_source(void *context, const struct record *r, struct err *err)
{
	struct watch *w = context;
	struct record copy;

	(void)err;
	if (!record_get(r, "url"))
		return 0;
	record_init(&copy, r->table);
	record_copy(&copy, r);
	VEC_PUSH(&w->sources, copy);
	return 0;
}

/* ---- one source ------------------------------------------------------------------------------ */

static int read_one_file(struct watch *w, const char *path, enum feed_format format, struct feed *f,
			 struct err *err)
{
	struct strbuf data = STRBUF_INIT;
	int rc = file_read(path, w->fetch.limit, &data, err);

	if (rc == 0)
		rc = feed_read(format, path, data.buf, data.len, f, err);
	strbuf_release(&data);
	return rc;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int no_hidden(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

/* A file, or every regular file of a folder in the order of names; those that are no documents of
 * ours are passed over in a folder. */
static int read_path(struct watch *w, const char *path, enum feed_format format, struct feed *f,
		     struct err *err)
{
	struct dirent **list = NULL;
	struct stat st;
	int n, i;

	if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
		return read_one_file(w, path, format, f, err);
	n = scandir(path, &list, no_hidden, by_name);
	for (i = 0; i < n; i++) {
		struct strbuf file = STRBUF_INIT;

		strbuf_addf(&file, "%s/%s", path, list[i]->d_name);
		if (i < MAX_FILES && stat(file.buf, &st) == 0 && S_ISREG(st.st_mode))
			(void)read_one_file(w, file.buf, format, f, NULL);
		strbuf_release(&file);
		free(list[i]);
	}
	free(list);
	return 0;
}

static int fetch_source(struct watch *w, const struct record *source, struct polled *p,
			struct err *err)
{
	const char *url = record_get(source, "url"), *path = fetch_path(url);
	enum feed_format format = feed_format_of(record_get(source, "kind"));
	struct fetch_options o = w->fetch;
	struct fetched got;
	int rc;

	if (path)
		return read_path(w, path, format, &p->feed, err);
	o.etag = record_get(&p->row, "etag");
	o.modified = record_get(&p->row, "modified");
	fetched_init(&got);
	rc = fetch_url(url, &o, &got, err);
	p->unchanged = rc == 0 && got.unchanged;
	if (rc == 0 && !got.unchanged)
		rc = feed_read(format, url, got.body.buf, got.body.len, &p->feed, err);
	if (rc == 0 && !got.unchanged) {
		record_set(&p->row, "etag", got.etag);
		record_set(&p->row, "modified", got.modified);
	}
	fetched_release(&got);
	return rc;
}

static void note_result(struct watch *w, struct polled *p, int rc, const struct err *why)
{
	struct strbuf text = STRBUF_INIT;

	instant_format(w->now, &text);
	record_set(&p->row, "polled_at", text.buf);
	if (rc == 0)
		record_set(&p->row, "succeeded_at", text.buf);
	strbuf_reset(&text);
	if (rc == 0 && !p->unchanged) {
		strbuf_addf(&text, "%zu", p->feed.items.n);
		record_set(&p->row, "items", text.buf);
	}
	strbuf_reset(&text);
	if (rc < 0)
		msg_encode(&why->msg, &text);
	record_set(&p->row, "failure", text.len ? text.buf : NULL);
	strbuf_release(&text);
}

static void say_result(struct watch *w, const struct polled *p, int rc)
{
	struct strbuf items = STRBUF_INIT, proposed = STRBUF_INIT, why = STRBUF_INIT;

	strbuf_addf(&items, "%zu", p->feed.items.n);
	strbuf_addf(&proposed, "%zu", p->proposed);
	if (rc < 0)
		msg_render_text(record_get(&p->row, "failure"), gettext, &why);
	else if (p->left_out)
		strbuf_addf(&why, n_("%zu more found no room; judge what waits in the inbox",
				     "%zu more found no room; judge what waits in the inbox", p->left_out),
			    p->left_out);
	answer_row(w->app->answer,
		   (const char *const[]){ record_get(p->source, "source"),
					  rc < 0 ? _("failed") : p->unchanged ? _("unchanged") : _("read"),
					  items.buf, proposed.buf, why.len ? why.buf : NULL });
	strbuf_release(&items);
	strbuf_release(&proposed);
	strbuf_release(&why);
}

/* 0: polled, well or not (then *ret_failed); negative: the workspace does not take it. */
static int poll_source(struct watch *w, const struct record *source, bool *ret_failed,
		       struct err *err)
{
	struct polled p = { .source = source, .feed = FEED_INIT };
	struct err why = ERR_INIT;
	int fetched, rc;

	record_init(&p.row, table_find("polls"));
	record_set(&p.row, "source", record_get(source, "source"));
	rc = store_get(w->db, &p.row, NULL);
	if (rc == ERR_NOT_FOUND || rc == 0) {
		fetched = fetch_source(w, source, &p, &why);
		note_result(w, &p, fetched, &why);
		rc = watch_store(w, &p, err);
		*ret_failed = fetched < 0;
		if (rc == 0)
			say_result(w, &p, fetched);
	}
	record_release(&p.row);
	feed_release(&p.feed);
	err_release(&why);
	return rc;
}

/* ---- all of them ----------------------------------------------------------------------------- */

struct stalest {
	int64_t at;
	size_t polled;
};

static int take_poll(void *context, const struct record *r, struct err *err)
{
	struct stalest *s = context;
	const char *text = record_get(r, "succeeded_at");
	int64_t at;

	(void)err;
	if (text && instant_parse(text, &at) == 0) {
		s->at = s->polled++ == 0 || at < s->at ? at : s->at;
	}
	return 0;
}

/* What readiness asks: how old the oldest of the newest answers is. */
static int note_facts(struct db *db, void *context, struct err *err)
{
	const struct watch *w = context;
	const struct store_query q = { .table = table_find("polls"), .sort = -1 };
	struct stalest s = { 0, 0 };
	struct strbuf text = STRBUF_INIT;
	int rc = store_each(db, &q, -1, take_poll, &s, err);

	strbuf_addf(&text, "%zu", s.polled);
	if (rc == 0)
		rc = workspace_fact_set(db, "sources_polled", text.buf, err);
	if (rc == 0 && s.polled >= w->sources.n && s.polled) {
		strbuf_reset(&text);
		instant_format(s.at, &text);
		rc = workspace_fact_set(db, "last_poll", text.buf, err);
	}
	strbuf_release(&text);
	return rc;
}

static int poll_all(struct watch *w, size_t *ret_failed, struct err *err)
{
	const struct answer_column columns[] = {
		{ "source", _("source"), false }, { "result", _("result"), false },
		{ "items", _("items"), true },    { "proposed", _("proposed"), true },
		{ "why", _("why"), false },
	};
	size_t i;
	int rc = 0;

	answer_table(w->app->answer, "polls", columns, 5);
	for (i = 0; rc == 0 && i < w->sources.n; i++) {
		bool failed = false;

		rc = poll_source(w, &w->sources.items[i], &failed, err);
		*ret_failed += failed;
		if (rc == 0 && w->app->stop && *w->app->stop)
			rc = err_set(err, ERR_INTERRUPTED, N_("interrupted"));
	}
	answer_end(w->app->answer);
	return rc == 0 ? db_write(w->db, note_facts, w, err) : rc;
}

int watch_once(struct app *app, struct err *err)
{
	struct watch w = { .app = app };
	const struct store_query q = { .table = table_find("sources"), .sort = -1 };
	size_t failed = 0, i;
	int rc = app_db(app, &w.db, err);

	if (rc == 0)
		rc = app_now(app, &w.now, err);
	if (rc == 0)
		rc = read_settings(&w, err);
	if (rc == 0)
		rc = store_each(w.db, &q, -1, take_source, &w, err);
	if (rc == 0)
		rc = watch_names(&w, err);
	if (rc == 0)
		rc = poll_all(&w, &failed, err);
	if (rc == 0)
		rc = vendor_states_follow(app, err);
	for (i = 0; i < w.sources.n; i++)
		record_release(&w.sources.items[i]);
	VEC_RELEASE(&w.sources);
	watch_names_release(&w);
	free(w.accepted_kinds);
	free(w.proxy);
	return rc == 0 && failed ? ERR_ANSWER_NO : rc;
}

int watch_forever(struct app *app, struct err *err)
{
	int rc = 0;

	while (rc == 0 || rc == ERR_ANSWER_NO) {
		int64_t every = HOUR_S, slept;
		struct db *db;

		rc = watch_once(app, err);
		if (rc < 0 && rc != ERR_ANSWER_NO)
			break;
		if (app_db(app, &db, err) == 0)
			(void)get_span(db, "watch_every", &every, NULL);
		for (slept = 0; slept < every; slept++) {
			struct timespec second = { 1, 0 };

			if (app->stop && *app->stop)
				return err_set(err, ERR_INTERRUPTED, N_("interrupted"));
			nanosleep(&second, NULL);
		}
	}
	return rc;
}
