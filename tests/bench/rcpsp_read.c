/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "rcpsp_read.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "rcpsp_table.h"
#include "util/mem.h"

/* ---- what all formats give -------------------------------------------------------------------- */

struct raw_mode {
	uint32_t job;
	int64_t duration;
	size_t amounts; /* into reader.amounts: renewable ones, then budgets */
};

struct reader {
	const struct table *t;
	struct instance *in;
	size_t n, n_renewable, n_budgets;
	struct raw_mode *modes;
	size_t n_modes, modes_cap;
	int64_t *amounts;
	size_t n_amounts, amounts_cap;
	struct sched_edge *edges;
	size_t n_edges, edges_cap;
	const int64_t *capacities; /* renewable ones, then budgets */
	size_t capacity_line;
};

static void *keep(struct instance *in, void *p)
{
	if (in->n_own == in->own_cap) {
		in->own_cap = in->own_cap * 2 + 16;
		in->own = mem_resize(in->own, in->own_cap, sizeof(*in->own));
	}
	in->own[in->n_own++] = p;
	return p;
}

static const int64_t *numbers(const struct reader *r, const struct row *row)
{
	return r->t->v + row->first;
}

/* A count that the file cannot hold is refused before memory is asked for. */
static int set_size(struct reader *r, size_t line, int64_t n)
{
	if (n < 1 || (size_t)n > r->t->size)
		return table_complain(r->t, line, "%lld jobs cannot be", (long long)n);
	if (r->n)
		return table_complain(r->t, line, "the number of jobs is given twice");
	r->n = (size_t)n;
	return 0;
}

static int set_width(struct reader *r, size_t line, size_t *ret, int64_t n)
{
	if (n < 0 || (size_t)n > r->t->size)
		return table_complain(r->t, line, "%lld resources cannot be", (long long)n);
	*ret = (size_t)n;
	return 0;
}

static int add_mode(struct reader *r, size_t line, size_t job, int64_t duration, const int64_t *v)
{
	size_t width = r->n_renewable + r->n_budgets;

	if (duration < 0 || duration > MOST)
		return table_complain(r->t, line, "a duration is negative or too large");
	for (size_t k = 0; k < width; k++)
		if (v[k] < 0 || v[k] > MOST)
			return table_complain(r->t, line, "a request is negative or too large");
	if (r->n_modes == r->modes_cap) {
		r->modes_cap = r->modes_cap * 2 + 64;
		r->modes = mem_resize(r->modes, r->modes_cap, sizeof(*r->modes));
	}
	if (r->n_amounts + width > r->amounts_cap) {
		r->amounts_cap = (r->n_amounts + width) * 2;
		r->amounts = mem_resize(r->amounts, r->amounts_cap, sizeof(*r->amounts));
	}
	r->modes[r->n_modes++] = (struct raw_mode){(uint32_t)job, duration, r->n_amounts};
	if (width)
		memcpy(r->amounts + r->n_amounts, v, width * sizeof(*v));
	r->n_amounts += width;
	return 0;
}

static void add_edge(struct reader *r, struct sched_edge e)
{
	if (r->n_edges == r->edges_cap) {
		r->edges_cap = r->edges_cap * 2 + 256;
		r->edges = mem_resize(r->edges, r->edges_cap, sizeof(*r->edges));
	}
	r->edges[r->n_edges++] = e;
}

/* Successors counted from 1. */
static int add_successors(struct reader *r, size_t line, size_t job, const int64_t *v, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		if (v[k] < 1 || (size_t)v[k] > r->n)
			return table_complain(r->t, line, "job %zu has the successor %lld, and jobs are 1 to %zu",
					job + 1, (long long)v[k], r->n);
		add_edge(r, (struct sched_edge){(uint32_t)job, (uint32_t)v[k] - 1, 0, SCHED_NEVER});
	}
	return 0;
}

static int set_capacities(struct reader *r, size_t line, const int64_t *v, size_t n)
{
	if (n < r->n_renewable + r->n_budgets)
		return table_complain(r->t, line, "%zu capacities are given for %zu resources", n,
				r->n_renewable + r->n_budgets);
	for (size_t k = 0; k < r->n_renewable + r->n_budgets; k++)
		if (v[k] < 0)
			return table_complain(r->t, line, "a capacity is negative");
	r->capacities = v;
	r->capacity_line = line;
	return 0;
}

static void fill_capacities(struct reader *r)
{
	struct sched_resource *res = keep(r->in, mem_zalloc(r->n_renewable, sizeof(*res)));
	struct sched_step *steps = keep(r->in, mem_zalloc(r->n_renewable, sizeof(*steps)));
	int64_t *budgets = keep(r->in, mem_zalloc(r->n_budgets, sizeof(*budgets)));

	for (size_t k = 0; k < r->n_renewable; k++) {
		steps[k] = (struct sched_step){0, r->capacities[k]};
		res[k] = (struct sched_resource){&steps[k], 1};
	}
	for (size_t k = 0; k < r->n_budgets; k++)
		budgets[k] = r->capacities[r->n_renewable + k];
	r->in->p.resources = res;
	r->in->p.n_resources = r->n_renewable;
	r->in->p.budgets = budgets;
	r->in->p.n_budgets = r->n_budgets;
}

/* Requests of 0 are left out. */
static size_t fill_needs(struct sched_need *to, const int64_t *v, size_t n)
{
	size_t used = 0;

	for (size_t k = 0; k < n; k++)
		if (v[k] > 0)
			to[used++] = (struct sched_need){(uint32_t)k, v[k]};
	return used;
}

static int fill_activities(struct reader *r)
{
	struct sched_activity *a = keep(r->in, mem_zalloc(r->n, sizeof(*a)));
	struct sched_mode *modes = keep(r->in, mem_zalloc(r->n_modes, sizeof(*modes)));
	struct sched_need *needs = keep(r->in, mem_zalloc(r->n_amounts, sizeof(*needs)));
	size_t *first = mem_zalloc(r->n + 1, sizeof(*first));

	for (size_t m = 0; m < r->n_modes; m++)
		first[r->modes[m].job + 1]++;
	for (size_t i = 0; i < r->n; i++) {
		if (!first[i + 1]) {
			free(first);
			return table_complain(r->t, 0, "job %zu has no mode; is the file complete?", i + 1);
		}
		first[i + 1] += first[i];
		a[i] = (struct sched_activity){.modes = modes + first[i],
					       .deadline = SCHED_NEVER,
					       .fixed_finish = SCHED_NEVER};
	}
	for (size_t m = 0; m < r->n_modes; m++) {
		const struct raw_mode *x = &r->modes[m];
		struct sched_mode *to = &modes[first[x->job] + a[x->job].n_modes++];
		const int64_t *v = r->amounts + x->amounts;

		to->duration = x->duration;
		to->needs = needs;
		to->n_needs = fill_needs(needs, v, r->n_renewable);
		needs += to->n_needs;
		to->uses = needs;
		to->n_uses = fill_needs(needs, v + r->n_renewable, r->n_budgets);
		needs += to->n_uses;
	}
	free(first);
	r->in->p.activities = a;
	r->in->p.n_activities = r->n;
	return 0;
}

static int done(struct reader *r)
{
	if (!r->n)
		return table_complain(r->t, 0, "the number of jobs is not in it");
	if (!r->capacities)
		return table_complain(r->t, 0, "resource capacities are not in it; is the file complete?");
	if (fill_activities(r) < 0)
		return -1;
	fill_capacities(r);
	r->in->p.edges = keep(r->in, r->edges);
	r->in->p.n_edges = r->n_edges;
	r->edges = NULL;
	return 0;
}

/* ---- sm and .mm ------------------------------------------------------------------------------- */

enum section { NOTHING, PRECEDENCE, REQUESTS, CAPACITIES };

static bool begins(const struct row *row, const char *word)
{
	return (size_t)(row->end - row->text) >= strlen(word) &&
	       strncasecmp(row->text, word, strlen(word)) == 0;
}

static enum section section_of(const struct row *row, enum section now)
{
	static const struct {
		const char *word;
		enum section section;
	} heads[] = {
		{"precedence relations", PRECEDENCE},     {"requests/durations", REQUESTS},
		{"resourceavailabilities", CAPACITIES},   {"resource availabilities", CAPACITIES},
		{"project information", NOTHING},         {"*", NOTHING},
	};

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (begins(row, heads[i].word))
			return heads[i].section;
	return now;
}

/* The first number behind the colon, or -1. */
static int64_t number_behind(const struct row *row)
{
	const char *s = memchr(row->text, ':', (size_t)(row->end - row->text));

	while (s && s < row->end && !isdigit((unsigned char)*s))
		s++;
	return s && s < row->end ? strtoll(s, NULL, 10) : -1;
}

/* `jobs (incl. ...): 32`, `- renewable : 4 R`, `- nonrenewable : 2 N`. */
static int psplib_head(struct reader *r, const struct row *row)
{
	struct row bare = *row;
	int64_t n = number_behind(row);

	if (n < 0)
		return 0;
	if (begins(row, "jobs"))
		return set_size(r, row->line, n);
	while (bare.text < bare.end && (*bare.text == '-' || isspace((unsigned char)*bare.text)))
		bare.text++;
	if (begins(&bare, "renewable"))
		return set_width(r, row->line, &r->n_renewable, n);
	if (begins(&bare, "nonrenewable"))
		return set_width(r, row->line, &r->n_budgets, n);
	return 0;
}

static int psplib_row(struct reader *r, enum section section, const struct row *row, size_t *job)
{
	const int64_t *v = numbers(r, row);
	size_t width = 2 + r->n_renewable + r->n_budgets, from = 0;

	if (section == CAPACITIES)
		return set_capacities(r, row->line, v, row->n);
	if (section == REQUESTS && row->n != width && row->n != width + 1)
		return table_complain(r->t, row->line, "%zu numbers stand here, %zu or %zu are expected",
				row->n, width, width + 1);
	if (section == PRECEDENCE || row->n == width + 1) {
		if (v[0] < 1 || (size_t)v[0] > r->n)
			return table_complain(r->t, row->line, "job %lld is none of the %zu jobs",
					(long long)v[0], r->n);
		*job = (size_t)v[0] - 1;
		from = 1;
	}
	if (section == PRECEDENCE) {
		if (row->n < 3 || v[2] < 0 || row->n != 3 + (size_t)v[2])
			return table_complain(r->t, row->line,
					"job %lld: the number of successors is not the one announced",
					(long long)v[0]);
		return add_successors(r, row->line, *job, v + 3, (size_t)v[2]);
	}
	if (*job >= r->n)
		return table_complain(r->t, row->line, "a mode stands here without its job");
	return add_mode(r, row->line, *job, v[from + 1], v + from + 2);
}

static int read_psplib(struct reader *r)
{
	enum section section = NOTHING;
	size_t job = SIZE_MAX;

	for (size_t k = 0; k < r->t->n_rows; k++) {
		const struct row *row = &r->t->rows[k];
		int status = 0;

		section = section_of(row, section);
		if (isdigit((unsigned char)*row->text) ||
		    (*row->text == '-' && row->text + 1 < row->end &&
		     isdigit((unsigned char)row->text[1]))) {
			if (section != NOTHING && !r->n)
				return table_complain(r->t, row->line,
						"the number of jobs should stand before this");
			if (section != NOTHING)
				status = psplib_row(r, section, row, &job);
		} else {
			job = SIZE_MAX;
			status = psplib_head(r, row);
		}
		if (status < 0)
			return -1;
	}
	return 0;
}

/* ---- rcp -------------------------------------------------------------------------------------- */

/* Line of a number; *row goes on from the last answer. */
static size_t line_of(const struct table *t, size_t number, size_t *row)
{
	while (*row + 1 < t->n_rows && t->rows[*row + 1].first <= number)
		++*row;
	return t->rows[*row].line;
}

/* Line breaks mean nothing. */
static int read_patterson(struct reader *r)
{
	const struct table *t = r->t;
	const int64_t *v = t->v;
	size_t at = 2, row = 0, k;

	if (t->n_v < 2)
		return table_complain(t, 0, "a Patterson file begins with the numbers of jobs and resources");
	if (set_size(r, 1, v[0]) < 0 || set_width(r, 1, &r->n_renewable, v[1]) < 0)
		return -1;
	k = r->n_renewable;
	if (t->n_v < 2 + k)
		return table_complain(t, 0, "it ends inside the capacities");
	if (set_capacities(r, line_of(t, at, &row), v + at, k) < 0)
		return -1;
	at += k;
	for (size_t i = 0; i < r->n; i++) {
		size_t line = line_of(t, at, &row);

		if (at + k + 2 > t->n_v || v[at + k + 1] < 0 ||
		    (size_t)v[at + k + 1] > t->n_v - (at + k + 2))
			return table_complain(t, line, "job %zu of %zu is cut short", i + 1, r->n);
		if (add_mode(r, line, i, v[at], v + at + 1) < 0 ||
		    add_successors(r, line, i, v + at + k + 2, (size_t)v[at + k + 1]) < 0)
			return -1;
		at += k + 2 + (size_t)v[at + k + 1];
	}
	return 0;
}

/* ---- sch -------------------------------------------------------------------------------------- */

struct arc {
	uint32_t from, to;
	int64_t lag;
};

struct arcs {
	struct arc *v;  /* by from */
	size_t n;
	size_t *first;  /* n jobs + 1 */
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
	bool *seen = mem_zalloc(n, sizeof(*seen)), found;
	uint32_t *stack = mem_zalloc(n, sizeof(*stack));
	size_t height = 0;

	seen[from] = true;
	stack[height++] = from;
	while (height && !seen[to]) {
		uint32_t i = stack[--height];

		for (size_t k = arcs->first[i]; k < arcs->first[i + 1]; k++)
			if (arcs->v[k].lag >= 0 && !seen[arcs->v[k].to]) {
				seen[arcs->v[k].to] = true;
				stack[height++] = arcs->v[k].to;
			}
	}
	found = seen[to];
	free(seen);
	free(stack);
	return found;
}

static int compare_arcs(const void *a, const void *b)
{
	const struct arc *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to < y->to ? -1 : x->to > y->to;
}

static int read_lags(struct reader *r, const struct row *rows, struct arcs *arcs)
{
	for (size_t k = 0; k < r->n; k++) {
		const int64_t *v = numbers(r, &rows[k]);
		size_t n = rows[k].n > 2 && v[2] > 0 ? (size_t)v[2] : 0;

		if (rows[k].n < 3 || v[2] < 0 || rows[k].n != 3 + 2 * n)
			return table_complain(r->t, rows[k].line,
					"a row of lags has as many lags as successors; this one has not");
		if (v[0] < 0 || (size_t)v[0] >= r->n)
			return table_complain(r->t, rows[k].line, "activity %lld is none of 0 to %zu",
					(long long)v[0], r->n - 1);
		arcs->v = mem_resize(arcs->v, arcs->n + n, sizeof(*arcs->v));
		for (size_t s = 0; s < n; s++) {
			if (v[3 + s] < 0 || (size_t)v[3 + s] >= r->n)
				return table_complain(r->t, rows[k].line,
						"the successor %lld is none of 0 to %zu",
						(long long)v[3 + s], r->n - 1);
			if (v[3 + n + s] > MOST || v[3 + n + s] < -MOST)
				return table_complain(r->t, rows[k].line, "a time lag is too large");
			arcs->v[arcs->n++] = (struct arc){(uint32_t)v[0], (uint32_t)v[3 + s],
							  v[3 + n + s]};
		}
	}
	return 0;
}

static void add_lags(struct reader *r, struct arcs *arcs, const int64_t *duration)
{
	qsort(arcs->v, arcs->n, sizeof(*arcs->v), compare_arcs);
	arcs->first = mem_zalloc(r->n + 1, sizeof(*arcs->first));
	for (size_t k = 0; k < arcs->n; k++)
		arcs->first[arcs->v[k].from + 1]++;
	for (size_t i = 0; i < r->n; i++)
		arcs->first[i + 1] += arcs->first[i];
	for (size_t k = 0; k < arcs->n; k++) {
		const struct arc *a = &arcs->v[k];
		bool circle = a->lag == 0 && reaches(arcs, r->n, a->to, a->from);

		if (a->from == a->to && a->lag <= 0)
			continue; /* says nothing */
		add_lag(r, a, a->lag < 0 || circle, duration);
	}
}

static int read_requests(struct reader *r, const struct row *rows, int64_t *duration)
{
	bool *seen = mem_zalloc(r->n, sizeof(*seen));
	int status = 0;

	for (size_t k = 0; k < r->n && status == 0; k++) {
		const int64_t *v = numbers(r, &rows[k]);

		if (rows[k].n < 3 + r->n_renewable || v[0] < 0 || (size_t)v[0] >= r->n ||
		    seen[v[0]]) {
			status = table_complain(r->t, rows[k].line,
					  "a row of requests is activity, mode, duration and %zu amounts, once each",
					  r->n_renewable);
			break;
		}
		seen[v[0]] = true;
		duration[v[0]] = v[2];
		status = add_mode(r, rows[k].line, (size_t)v[0], v[2], v + 3);
	}
	free(seen);
	return status;
}

static int read_progen(struct reader *r)
{
	const struct row *rows = r->t->rows;
	const int64_t *v = numbers(r, rows);
	struct arcs arcs = {0};
	int64_t *duration;
	int status = -1;

	if (rows[0].n < 2)
		return table_complain(r->t, rows[0].line,
				"a ProGen/max file begins with the numbers of activities and resources");
	if (set_size(r, rows[0].line, v[0] + 2) < 0 ||
	    set_width(r, rows[0].line, &r->n_renewable, v[1]) < 0)
		return -1;
	if (r->t->n_rows < 2 * r->n + 2)
		return table_complain(r->t, 0, "it has %zu rows, %zu are expected; is the file complete?",
				r->t->n_rows, 2 * r->n + 2);
	duration = mem_zalloc(r->n, sizeof(*duration));
	if (read_requests(r, rows + 1 + r->n, duration) == 0 && read_lags(r, rows + 1, &arcs) == 0 &&
	    set_capacities(r, rows[1 + 2 * r->n].line, numbers(r, &rows[1 + 2 * r->n]),
			   rows[1 + 2 * r->n].n) == 0) {
		add_lags(r, &arcs, duration);
		status = 0;
	}
	free(arcs.v);
	free(arcs.first);
	free(duration);
	return status;
}

/* ---- all -------------------------------------------------------------------------------------- */

int instance_read(struct instance *in, const char *path)
{
	static const struct {
		const char *ending;
		int (*read)(struct reader *r);
	} readers[] = {
		{".sm", read_psplib}, {".mm", read_psplib}, {".rcp", read_patterson},
		{".sch", read_progen},
	};
	struct table t = {.path = path};
	struct reader r = {.t = &t, .in = in};
	const char *dot = strrchr(path, '.');
	size_t k = 0;
	int status;

	*in = (struct instance){0};
	while (k < 4 && !(dot && strcasecmp(dot, readers[k].ending) == 0))
		k++;
	if (k == 4)
		return table_complain(&t, 0, "unknown ending; known are .sm .mm .rcp .sch");
	in->has_lags = readers[k].read == read_progen;
	status = table_read(&t, path);
	if (status == 0)
		status = readers[k].read(&r);
	if (status == 0)
		status = done(&r);
	free(r.modes);
	free(r.amounts);
	free(r.edges);
	table_release(&t);
	return status;
}

static int read_weights(struct instance *in, const struct table *t)
{
	struct sched_milestone *stones = keep(in, mem_zalloc(t->n_rows, sizeof(*stones)));
	uint32_t *jobs = keep(in, mem_zalloc(t->n_rows, sizeof(*jobs)));
	size_t n = 0;

	for (size_t k = 0; k < t->n_rows; k++) {
		const struct row *row = &t->rows[k];
		const int64_t *v = t->v + row->first;

		if (*row->text == '#')
			continue;
		if (row->n != 2)
			return table_complain(t, row->line, "a row is a job and its weight");
		if (v[0] < 0 || (size_t)v[0] >= in->p.n_activities)
			return table_complain(t, row->line, "job %lld is none of 0 to %zu",
					(long long)v[0], in->p.n_activities - 1);
		if (v[1] < 0 || v[1] > MOST)
			return table_complain(t, row->line, "a weight is negative or too large");
		jobs[n] = (uint32_t)v[0];
		stones[n] = (struct sched_milestone){&jobs[n], 1, v[1]};
		n++;
	}
	in->p.milestones = stones;
	in->p.n_milestones = n;
	return 0;
}

int instance_read_weights(struct instance *in, const char *path)
{
	struct table t;
	int status = table_read(&t, path);

	if (status == 0)
		status = read_weights(in, &t);
	table_release(&t);
	return status;
}

void instance_release(struct instance *in)
{
	for (size_t k = 0; k < in->n_own; k++)
		free(in->own[k]);
	free(in->own);
	*in = (struct instance){0};
}
