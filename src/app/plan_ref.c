/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/plan_ref.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "model/store.h"
#include "util/mem.h"

struct search {
	struct record best;
	const char *plan; /* NULL any */
	bool found;
	struct strbuf names;
};

static int64_t number(const char *text)
{
	return text ? strtoll(text, NULL, 10) : 0;
}

/* Newest: highest version of the named plan; of any plan: the one stored last. */
static int consider(void *context, const struct record *r, struct err *err)
{
	struct search *s = context;
	const char *plan = record_get(r, "plan");
	bool better;

	(void)err;
	if (number(record_get(r, "version")) == 1)
		strbuf_add_sep(&s->names, ", ", plan);
	if (s->plan && strcmp(s->plan, plan) != 0)
		return 0;
	better = !s->found || (s->plan ? number(record_get(r, "version")) >
						 number(record_get(&s->best, "version"))
				       : r->rev > s->best.rev);
	if (better)
		record_copy(&s->best, r);
	s->found = true;
	return 0;
}

static int no_plan(const struct search *s, const char *text, struct err *err)
{
	if (!s->names.len)
		return err_set(err, ERR_NOT_FOUND,
			       N_("there is no plan yet; 'lifeboat plan make --breached VENDOR' makes one"));
	return err_set(err, ERR_NOT_FOUND, N_("there is no plan '%s'; there are: %s"),
		       text ? text : "", s->names.buf);
}

static int search(struct app *app, const char *text, const char *plan, int64_t version,
		  struct plan_ref *ret, struct err *err)
{
	struct store_query q = { .table = table_find("plans"), .sort = -1 };
	struct search s = { .plan = plan, .names = STRBUF_INIT };
	struct db *db;
	int rc = app_db(app, &db, err);

	if (rc < 0)
		return rc;
	record_init(&s.best, q.table);
	rc = store_each(db, &q, -1, consider, &s, err);
	if (rc == 0 && !s.found)
		rc = no_plan(&s, text, err);
	if (rc == 0 && version) {
		struct strbuf v = STRBUF_INIT;

		strbuf_addf(&v, "%lld", (long long)version);
		record_set(&s.best, "version", v.buf);
		strbuf_release(&v);
		rc = store_get(db, &s.best, err);
	}
	strbuf_release(&s.names);
	if (rc < 0) {
		record_release(&s.best);
		return rc;
	}
	ret->header = s.best;
	ret->plan = mem_strdup(record_get(&s.best, "plan"));
	ret->version = number(record_get(&s.best, "version"));
	return 0;
}

int plan_ref_find(struct app *app, const char *text, struct plan_ref *ret, struct err *err)
{
	const char *slash = text ? strrchr(text, '/') : NULL;
	char *plan, *end = NULL;
	long long version = 0;
	int rc;

	if (slash) {
		version = strtoll(slash + 1, &end, 10);
		if (!slash[1] || *end || version < 1)
			return err_set(err, ERR_USAGE,
				       N_("'%s' is no plan: write PLAN or PLAN/VERSION"), text);
	}
	plan = slash ? mem_strndup(text, (size_t)(slash - text)) : mem_strdup(text);
	rc = search(app, text, plan, version, ret, err);
	free(plan);
	return rc;
}

void plan_ref_release(struct plan_ref *p)
{
	free(p->plan);
	record_release(&p->header);
	p->plan = NULL;
}

int plan_ref_selector(const struct plan_ref *p, const struct table *t, const char *extra,
		      struct selector **ret, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	int rc;

	strbuf_addf(&text, "plan=\"%s\" version=%lld", p->plan, (long long)p->version);
	if (extra && *extra)
		strbuf_addf(&text, " %s", extra);
	rc = selector_parse(t, text.buf, ret, err);
	strbuf_release(&text);
	return rc;
}

void plan_ref_text(const struct plan_ref *p, struct strbuf *out)
{
	strbuf_addf(out, "%s/%lld", p->plan, (long long)p->version);
}
