/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "rcpsp_read.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/mem.h"

struct numbers {
	int64_t *v;
	size_t n, cap;
};

struct reader {
	const char *path;
	struct instance *in;
	struct sched_activity *activities;
	struct sched_mode *modes; /* grows; activities get their pointers at the end */
	size_t n_modes, modes_cap;
	uint32_t *mode_of;        /* first mode of each activity, n + 1 */
	struct sched_edge *edges;
	size_t n_edges, edges_cap;
	size_t n, n_renewable, n_budgets;
};

static int complain(const char *path, const char *what)
{
	fprintf(stderr, "rcpsp: %s: %s\n", path, what);
	return -1;
}

static void *keep(struct instance *in, void *p)
{
	in->own = mem_resize(in->own, in->n_own + 1, sizeof(*in->own));
	in->own[in->n_own++] = p;
	return p;
}

static char *read_all(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text = NULL;
	size_t n = 0, got;

	if (!f) {
		fprintf(stderr, "rcpsp: %s: %s\n", path, strerror(errno));
		return NULL;
	}
	do {
		text = mem_resize(text, n + 65537, 1);
		got = fread(text + n, 1, 65536, f);
		n += got;
	} while (got);
	text[n] = '\0';
	fclose(f);
	return text;
}

/* All whole numbers of a text up to `end`. */
static void scan_numbers(const char *s, const char *end, struct numbers *out)
{
	out->n = 0;
	while (s < end) {
		char *after;

		if (!isdigit((unsigned char)*s) &&
		    !(*s == '-' && s + 1 < end && isdigit((unsigned char)s[1]))) {
			s++;
			continue;
		}
		if (out->n == out->cap) {
			out->cap = out->cap * 2 + 256;
			out->v = mem_resize(out->v, out->cap, sizeof(*out->v));
		}
		out->v[out->n++] = strtoll(s, &after, 10);
		s = after;
	}
}

static void set_size(struct reader *r, size_t n)
{
	r->n = n;
	r->activities = keep(r->in, mem_zalloc(n, sizeof(*r->activities)));
	r->mode_of = mem_zalloc(n + 1, sizeof(*r->mode_of));
}

static void add_mode(struct reader *r, int64_t duration, const int64_t *amounts)
{
	struct sched_need *needs =
		keep(r->in, mem_zalloc(r->n_renewable + r->n_budgets, sizeof(*needs)));
	struct sched_mode *m;

	if (r->n_modes == r->modes_cap) {
		r->modes_cap = r->modes_cap * 2 + 64;
		r->modes = mem_resize(r->modes, r->modes_cap, sizeof(*r->modes));
	}
	m = &r->modes[r->n_modes++];
	*m = (struct sched_mode){.duration = duration, .needs = needs, .n_needs = r->n_renewable,
				 .uses = needs + r->n_renewable, .n_uses = r->n_budgets};
	for (size_t k = 0; k < r->n_renewable; k++)
		needs[k] = (struct sched_need){(uint32_t)k, amounts[k]};
	for (size_t k = 0; k < r->n_budgets; k++)
		needs[r->n_renewable + k] =
			(struct sched_need){(uint32_t)k, amounts[r->n_renewable + k]};
}

static void add_edge(struct reader *r, struct sched_edge e)
{
	if (r->n_edges == r->edges_cap) {
		r->edges_cap = r->edges_cap * 2 + 256;
		r->edges = mem_resize(r->edges, r->edges_cap, sizeof(*r->edges));
	}
	r->edges[r->n_edges++] = e;
}

static void set_capacities(struct reader *r, const int64_t *v)
{
	struct sched_resource *res = keep(r->in, mem_zalloc(r->n_renewable, sizeof(*res)));
	int64_t *budgets = keep(r->in, mem_zalloc(r->n_budgets, sizeof(*budgets)));

	for (size_t k = 0; k < r->n_renewable; k++) {
		struct sched_step *s = keep(r->in, mem_zalloc(1, sizeof(*s)));

		*s = (struct sched_step){0, v[k]};
		res[k] = (struct sched_resource){s, 1};
	}
	for (size_t k = 0; k < r->n_budgets; k++)
		budgets[k] = v[r->n_renewable + k];
	r->in->p.resources = res;
	r->in->p.n_resources = r->n_renewable;
	r->in->p.budgets = budgets;
	r->in->p.n_budgets = r->n_budgets;
}

static int done(struct reader *r)
{
	struct sched_problem *p = &r->in->p;

	if (!r->n)
		return complain(r->path, "no jobs in it");
	if (!p->resources)
		return complain(r->path, "no resource capacities in it");
	for (size_t i = 0; i < r->n; i++) {
		size_t end = i + 1 < r->n ? r->mode_of[i + 1] : r->n_modes;

		if (end <= r->mode_of[i])
			return complain(r->path, "a job has no mode");
		r->activities[i].modes = r->modes + r->mode_of[i];
		r->activities[i].n_modes = end - r->mode_of[i];
		r->activities[i].deadline = SCHED_NEVER;
		r->activities[i].fixed_finish = SCHED_NEVER;
	}
	for (size_t e = 0; e < r->n_edges; e++)
		if (r->edges[e].from >= r->n || r->edges[e].to >= r->n)
			return complain(r->path, "a successor is not a job of the file");
	keep(r->in, r->modes);
	keep(r->in, r->edges);
	p->activities = r->activities;
	p->n_activities = r->n;
	p->edges = r->edges;
	p->n_edges = r->n_edges;
	return 0;
}

/* ---- sm and .mm ------------------------------------------------------------------------------ */

enum section { NOTHING, PRECEDENCE, REQUESTS, CAPACITIES };

static bool begins(const char *line, const char *word)
{
	return strncasecmp(line, word, strlen(word)) == 0;
}

static enum section section_of(const char *line, enum section now)
{
	static const struct {
		const char *word;
		enum section section;
	} heads[] = {
		{"precedence relations", PRECEDENCE},     {"requests/durations", REQUESTS},
		{"resourceavailabilities", CAPACITIES},   {"resource availabilities", CAPACITIES},
		{"project information", NOTHING},
	};

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (begins(line, heads[i].word))
			return heads[i].section;
	return *line == '*' ? NOTHING : now;
}

static int psplib_row(struct reader *r, enum section section, const struct numbers *v)
{
	size_t width = 2 + r->n_renewable + r->n_budgets, from = 0;

	if (section == PRECEDENCE) {
		if (v->n < 3 || v->v[0] < 1 || (size_t)v->v[0] > r->n)
			return complain(r->path, "a precedence row is not understood");
		for (size_t k = 3; k < v->n; k++)
			add_edge(r, (struct sched_edge){(uint32_t)v->v[0] - 1,
							(uint32_t)v->v[k] - 1, 0, SCHED_NEVER});
		return 0;
	}
	if (section == CAPACITIES) {
		if (v->n < width - 2)
			return complain(r->path, "the row of capacities is too short");
		set_capacities(r, v->v);
		return 0;
	}
	if (v->n == width + 1) {
		if (v->v[0] < 1 || (size_t)v->v[0] > r->n)
			return complain(r->path, "a request row names a job that does not exist");
		r->mode_of[v->v[0] - 1] = (uint32_t)r->n_modes;
		from = 1;
	} else if (v->n != width) {
		return complain(r->path, "a request row has the wrong number of columns");
	}
	add_mode(r, v->v[from + 1], v->v + from + 2);
	return 0;
}

static bool says(const char *line, const char *end, const char *word)
{
	const char *at = strstr(line, word);

	return at && at < end;
}

static int read_psplib(struct reader *r, char *text)
{
	struct numbers v = {0};
	enum section section = NOTHING;
	int status = 0;

	for (char *line = text, *next; status == 0 && line; line = next) {
		char *end = strchr(line, '\n'), *colon;

		next = end ? end + 1 : NULL;
		end = end ? end : line + strlen(line);
		while (line < end && isspace((unsigned char)*line))
			line++;
		colon = memchr(line, ':', (size_t)(end - line));
		section = section_of(line, section);
		scan_numbers(colon ? colon : line, end, &v);
		if (colon && begins(line, "jobs") && v.n)
			set_size(r, (size_t)v.v[0]);
		else if (colon && says(line, end, "nonrenewable") && v.n)
			r->n_budgets = (size_t)v.v[0];
		else if (colon && says(line, end, "renewable") && v.n)
			r->n_renewable = (size_t)v.v[0];
		else if (section != NOTHING && isdigit((unsigned char)*line) && r->n)
			status = psplib_row(r, section, &v);
	}
	free(v.v);
	return status;
}

/* ---- rcp ------------------------------------------------------------------------------------- */

static int read_patterson(struct reader *r, char *text)
{
	struct numbers v = {0};
	size_t at = 2, k;
	int status = 0;

	scan_numbers(text, text + strlen(text), &v);
	if (v.n < 2 || v.v[0] < 1 || v.v[1] < 0 || v.n < 2 + (size_t)v.v[1]) {
		free(v.v);
		return complain(r->path, "too few numbers for a Patterson file");
	}
	set_size(r, (size_t)v.v[0]);
	k = r->n_renewable = (size_t)v.v[1];
	set_capacities(r, v.v + at);
	at += k;
	for (size_t i = 0; i < r->n; i++) {
		if (at + k + 2 > v.n || at + k + 2 + (size_t)v.v[at + k + 1] > v.n) {
			status = complain(r->path, "the file ends inside a job");
			break;
		}
		r->mode_of[i] = (uint32_t)r->n_modes;
		add_mode(r, v.v[at], v.v + at + 1);
		for (size_t s = 0; s < (size_t)v.v[at + k + 1]; s++)
			add_edge(r, (struct sched_edge){(uint32_t)i,
							(uint32_t)v.v[at + k + 2 + s] - 1, 0,
							SCHED_NEVER});
		at += k + 2 + (size_t)v.v[at + k + 1];
	}
	free(v.v);
	return status;
}

/* ---- sch ------------------------------------------------------------------------------------- */

struct arc {
	uint32_t from, to;
	int64_t lag;
};

struct arcs {
	struct arc *v;
	size_t n;
};

/* start(to) >= start(from) + lag. A lag below 0 says how long before `to` at most `from` may start:
 * it is a maximum from `to` to `from`. So is a lag of 0 that lies on a circle of zeros. */
static void add_lag(struct reader *r, const struct arc *a, bool maximum, const int64_t *duration)
{
	struct sched_edge e = {a->from, a->to, a->lag - duration[a->from], SCHED_NEVER};

	if (maximum)
		e = (struct sched_edge){a->to, a->from, SCHED_NO_MIN,
					-a->lag - duration[a->to]};
	add_edge(r, e);
}

/* Can `to` be reached from `from` over lags that are not negative? */
static bool reaches(const struct arcs *arcs, size_t n, uint32_t from, uint32_t to)
{
	bool *seen = mem_zalloc(n, sizeof(*seen)), more = true;

	seen[from] = true;
	while (more && !seen[to]) {
		more = false;
		for (size_t k = 0; k < arcs->n; k++)
			if (arcs->v[k].lag >= 0 && seen[arcs->v[k].from] &&
			    !seen[arcs->v[k].to]) {
				seen[arcs->v[k].to] = true;
				more = true;
			}
	}
	more = seen[to];
	free(seen);
	return more;
}

static int progen_lags(struct reader *r, const struct numbers *rows, const int64_t *duration)
{
	struct arcs arcs = {0};

	for (size_t k = 0; k < r->n; k++) {
		const struct numbers *v = &rows[1 + k];
		size_t n = v->n > 2 ? (size_t)v->v[2] : 0;

		if (v->n != 3 + 2 * n || v->v[0] < 0 || (size_t)v->v[0] >= r->n) {
			free(arcs.v);
			return complain(r->path, "a row of lags is not understood");
		}
		arcs.v = mem_resize(arcs.v, arcs.n + n, sizeof(*arcs.v));
		for (size_t s = 0; s < n; s++) {
			if (v->v[3 + s] < 0 || (size_t)v->v[3 + s] >= r->n) {
				free(arcs.v);
				return complain(r->path, "a successor is not a job of the file");
			}
			arcs.v[arcs.n++] = (struct arc){(uint32_t)v->v[0], (uint32_t)v->v[3 + s],
							v->v[3 + n + s]};
		}
	}
	for (size_t k = 0; k < arcs.n; k++) {
		const struct arc *a = &arcs.v[k];

		add_lag(r, a, a->lag < 0 || (a->lag == 0 && reaches(&arcs, r->n, a->to, a->from)),
			duration);
	}
	free(arcs.v);
	return 0;
}

static int read_progen(struct reader *r, char *text)
{
	struct numbers *rows = NULL;
	size_t n_rows = 0;
	int64_t *duration = NULL;
	int status = -1;

	for (char *line = text, *next; line; line = next) {
		char *end = strchr(line, '\n');

		next = end ? end + 1 : NULL;
		rows = mem_resize(rows, n_rows + 1, sizeof(*rows));
		rows[n_rows] = (struct numbers){0};
		scan_numbers(line, end ? end : line + strlen(line), &rows[n_rows]);
		if (rows[n_rows].n)
			n_rows++;
		else
			free(rows[n_rows].v);
	}
	if (n_rows < 1 || rows[0].n < 2 || n_rows < 2 * ((size_t)rows[0].v[0] + 2) + 2) {
		complain(r->path, "too few rows for a ProGen/max file");
		goto out;
	}
	set_size(r, (size_t)rows[0].v[0] + 2);
	r->n_renewable = (size_t)rows[0].v[1];
	duration = mem_zalloc(r->n, sizeof(*duration));
	for (size_t k = 0; k < r->n; k++) {
		const struct numbers *v = &rows[1 + r->n + k];

		if (v->n < 3 + r->n_renewable || v->v[0] < 0 || (size_t)v->v[0] >= r->n) {
			complain(r->path, "a row of requests is not understood");
			goto out;
		}
		duration[v->v[0]] = v->v[2];
		r->mode_of[v->v[0]] = (uint32_t)r->n_modes;
		add_mode(r, v->v[2], v->v + 3);
	}
	set_capacities(r, rows[1 + 2 * r->n].v);
	status = progen_lags(r, rows, duration);
out:
	for (size_t k = 0; k < n_rows; k++)
		free(rows[k].v);
	free(rows);
	free(duration);
	return status;
}

/* ---- all ------------------------------------------------------------------------------------- */

int instance_read(struct instance *in, const char *path)
{
	static const struct {
		const char *ending;
		int (*read)(struct reader *r, char *text);
	} readers[] = {
		{".sm", read_psplib}, {".mm", read_psplib}, {".rcp", read_patterson},
		{".sch", read_progen},
	};
	struct reader r = {.path = path, .in = in};
	const char *dot = strrchr(path, '.');
	char *text;
	int status = -1;

	*in = (struct instance){0};
	for (size_t k = 0; k < sizeof(readers) / sizeof(readers[0]); k++) {
		if (!dot || strcasecmp(dot, readers[k].ending) != 0)
			continue;
		text = read_all(path);
		if (!text)
			return -1;
		status = readers[k].read(&r, text);
		if (status == 0)
			status = done(&r);
		free(text);
		free(r.mode_of);
		return status;
	}
	return complain(path, "unknown ending; known are .sm .mm .rcp .sch");
}

int instance_read_weights(struct instance *in, const char *path)
{
	char *text = read_all(path);
	struct numbers v = {0};
	struct sched_milestone *stones;
	uint32_t *jobs;
	size_t n;

	if (!text)
		return -1;
	scan_numbers(text, text + strlen(text), &v);
	n = v.n / 2;
	stones = keep(in, mem_zalloc(n, sizeof(*stones)));
	jobs = keep(in, mem_zalloc(n, sizeof(*jobs)));
	for (size_t k = 0; k < n; k++) {
		jobs[k] = (uint32_t)v.v[2 * k];
		stones[k] = (struct sched_milestone){&jobs[k], 1, v.v[2 * k + 1]};
	}
	free(v.v);
	free(text);
	in->p.milestones = stones;
	in->p.n_milestones = n;
	return 0;
}

void instance_release(struct instance *in)
{
	for (size_t k = 0; k < in->n_own; k++)
		free(in->own[k]);
	free(in->own);
	*in = (struct instance){0};
}
