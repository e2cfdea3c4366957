/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/solver_cbc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plan/solver_glpk.h"
#include "util/file.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/strbuf.h"

#define LARGE 1500        /* columns from which cbc is asked */
#define SECONDS 60
#define TOO_LARGE 1e8     /* columns × rows for GLPK */
#define OUTPUT_LIMIT ((size_t)64 * 1024 * 1024)
#define STEP_MS 100

static const char *const places[] = { "/usr/bin/cbc", "/usr/local/bin/cbc", "/opt/coin-or/bin/cbc" };

static const char *find_cbc(void)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

bool solver_cbc_available(void)
{
	return find_cbc() != NULL;
}

/* ---- the problem as MPS ---------------------------------------------------------------------- */

static bool is_equal(const struct mip_row *r)
{
	return !(r->lower < r->upper);
}

static void write_rows(const struct mip *m, struct strbuf *out)
{
	strbuf_adds(out, "NAME choice\nROWS\n N cost\n");
	for (size_t i = 0; i < m->n_rows; i++)
		strbuf_addf(out, " %c r%zu\n", is_equal(&m->rows[i]) ? 'E'
					       : isinf(m->rows[i].lower) ? 'L' : 'G', i);
}

/* Terms are kept row by row; MPS wants them by column. */
static void write_columns(const struct mip *m, struct strbuf *out)
{
	size_t *first = mem_zalloc(m->n_columns + 2, sizeof(*first));
	size_t *at = mem_alloc(m->n_terms + 1, sizeof(*at)), *row = mem_alloc(m->n_terms + 1, sizeof(*row));
	bool whole = false;

	for (size_t t = 0; t < m->n_terms; t++)
		first[m->terms[t].column + 2]++;
	for (size_t j = 2; j <= m->n_columns; j++)
		first[j] += first[j - 1];
	for (size_t i = 0; i < m->n_rows; i++)
		for (size_t t = m->rows[i].first; t < m->rows[i].first + m->rows[i].n; t++) {
			size_t place = first[m->terms[t].column + 1]++;

			at[place] = t;
			row[place] = i;
		}
	strbuf_adds(out, "COLUMNS\n");
	for (size_t j = 0; j < m->n_columns; j++) {
		bool integer = m->columns[j].kind != MIP_CONTINUOUS;

		if (integer != whole)
			strbuf_addf(out, " M%zu 'MARKER' '%s'\n", j, integer ? "INTORG" : "INTEND");
		whole = integer;
		strbuf_addf(out, " x%zu cost %.17g\n", j, m->columns[j].cost);
		for (size_t t = first[j]; t < first[j + 1]; t++)
			strbuf_addf(out, " x%zu r%zu %.17g\n", j, row[t], m->terms[at[t]].value);
	}
	if (whole)
		strbuf_adds(out, " MEND 'MARKER' 'INTEND'\n");
	free(first);
	free(at);
	free(row);
}

static void write_bounds(const struct mip *m, struct strbuf *out)
{
	bool ranges = false;

	strbuf_adds(out, "RHS\n");
	for (size_t i = 0; i < m->n_rows; i++) {
		double side = isinf(m->rows[i].lower) ? m->rows[i].upper : m->rows[i].lower;

		if (side < 0 || side > 0)
			strbuf_addf(out, " rhs r%zu %.17g\n", i, side);
	}
	for (size_t i = 0; i < m->n_rows; i++) {
		if (is_equal(&m->rows[i]) || isinf(m->rows[i].lower) || isinf(m->rows[i].upper))
			continue;
		if (!ranges) /* cbc loses the line after an empty section */
			strbuf_adds(out, "RANGES\n");
		ranges = true;
		strbuf_addf(out, " rng r%zu %.17g\n", i, m->rows[i].upper - m->rows[i].lower);
	}
	strbuf_adds(out, "BOUNDS\n");
	for (size_t j = 0; j < m->n_columns; j++) {
		const struct mip_column *c = &m->columns[j];

		/* cbc reads the first line after the header by columns, wherever it is */
		if (isinf(c->lower))
			strbuf_addf(out, " MI bnd       x%-7zu\n", j);
		else if (c->lower < 0 || c->lower > 0)
			strbuf_addf(out, " LO bnd       x%-7zu  %.17g\n", j, c->lower);
		if (isinf(c->upper))
			strbuf_addf(out, " PL bnd       x%-7zu\n", j);
		else
			strbuf_addf(out, " UP bnd       x%-7zu  %.17g\n", j, c->upper);
	}
	strbuf_adds(out, "ENDATA\n");
}

static void write_start(const struct mip *m, struct strbuf *out)
{
	strbuf_adds(out, "Feasible\n");
	for (size_t j = 0; j < m->n_columns; j++)
		if (!isinf(m->start[j]))
			strbuf_addf(out, "%zu x%zu %.17g 0\n", j, j, m->start[j]);
}

/* ---- the child ------------------------------------------------------------------------------- */

struct run {
	struct mip *m;
	char *folder, *mps, *start, *answer;
	struct strbuf said;
	int status;
	bool cancelled;
};

/* argv was made before the fork: between fork and exec nothing is allocated. */
static void become(const char *program, char *const *argv, int out)
{
	static char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C";
	char *const env[] = { path, locale, NULL };
	int null = open("/dev/null", O_RDWR);

	dup2(null, 0);
	dup2(out, 1);
	dup2(null, 2);
	execve(program, argv, env);
	_exit(127);
}

static void listen_to(struct run *run, pid_t child, int from)
{
	char buf[8192];
	bool open = true;

	while (open) {
		struct pollfd p = { .fd = from, .events = POLLIN };
		int ready = poll(&p, 1, STEP_MS);

		if (ready > 0) {
			ssize_t n = read(from, buf, sizeof(buf));

			open = n > 0 || (n < 0 && errno == EINTR);
			if (n > 0 && run->said.len < OUTPUT_LIMIT)
				strbuf_add(&run->said, buf, (size_t)n);
		}
		if (!run->cancelled && run->m->cancel && run->m->cancel(run->m->cancel_context)) {
			run->cancelled = true;
			kill(child, SIGKILL);
		}
	}
	while (waitpid(child, &run->status, 0) < 0 && errno == EINTR)
		;
}

static int run_child(struct run *run, const char *program, const struct solver_cbc *o, struct err *err)
{
	char seconds[32], gap[32];
	char *argv[24];
	int pipes[2], n = 0;
	pid_t child;

	snprintf(seconds, sizeof(seconds), "%lld", (long long)o->seconds);
	snprintf(gap, sizeof(gap), "%.9g", o->gap);
	const char *words[] = { program, run->mps, "-timeMode", "cpu", "-seconds", seconds, "-ratioGap",
				gap, run->start ? "-mipstart" : NULL, run->start, "-solve",
				"-solution", run->answer };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i])
			argv[n++] = mem_strdup(words[i]);
	argv[n] = NULL;
	if (pipe(pipes) < 0)
		return err_set_errno(err, ERR_IO, errno, N_("cbc cannot be started: %s"));
	child = fork();
	if (child == 0)
		become(program, argv, pipes[1]);
	close(pipes[1]);
	if (child > 0)
		listen_to(run, child, pipes[0]);
	close(pipes[0]);
	while (n-- > 0)
		free(argv[n]);
	return child < 0 ? err_set_errno(err, ERR_IO, errno, N_("cbc cannot be started: %s")) : 0;
}

/* ---- its answer ------------------------------------------------------------------------------ */

/* The number behind the last line that begins like this. */
static bool last_number(const struct strbuf *said, const char *label, double *ret)
{
	const char *at = said->buf, *found = NULL;

	while ((at = strstr(at, label))) {
		at += strlen(label);
		found = at;
	}
	if (!found)
		return false;
	*ret = strtod(found, NULL);
	return true;
}

/* "Optimal - objective value 12.5" and then "  7 x7  1  0.5" for each that is not zero. */
static bool read_values(struct run *run)
{
	struct strbuf text = STRBUF_INIT;
	struct mip *m = run->m;
	char *line, *end;
	bool any = file_read(run->answer, OUTPUT_LIMIT, &text, NULL) == 0 &&
		   strstr(text.buf, "objective value") != NULL &&
		   strncmp(text.buf, "Infeasible", 10) != 0 &&
		   !strstr(text.buf, "no integer solution");

	if (!any) {
		strbuf_release(&text);
		return false;
	}
	m->values = mem_zalloc(m->n_columns, sizeof(*m->values));
	for (line = strchr(text.buf, '\n'); line && line[1]; line = strchr(line + 1, '\n')) {
		char *name = strstr(line + 1, " x");
		size_t j;

		if (!name)
			continue;
		j = strtoull(name + 2, &end, 10);
		if (j < m->n_columns && end != name + 2)
			m->values[j] = strtod(end, NULL);
	}
	strbuf_release(&text);
	return true;
}

static void read_answer(struct run *run, double gap)
{
	struct mip *m = run->m;
	double bound, nodes;
	size_t j;

	if (strstr(run->said.buf, "Problem is infeasible") ||
	    strstr(run->said.buf, "Problem proven infeasible")) {
		m->status = MIP_INFEASIBLE;
		return;
	}
	m->bound = -MIP_INFINITY;
	if (last_number(&run->said, "best possible ", &bound))
		m->bound = bound;
	if (last_number(&run->said, "Continuous objective value is ", &bound) && bound > m->bound)
		m->bound = bound;
	if (last_number(&run->said, "Lower bound:", &bound) && bound > m->bound)
		m->bound = bound;
	if (last_number(&run->said, "Enumerated nodes:", &nodes))
		m->nodes = (int64_t)nodes;
	if (!read_values(run)) {
		m->status = MIP_NOT_FOUND;
		return;
	}
	for (j = 0, m->objective = 0; j < m->n_columns; j++)
		m->objective += m->columns[j].cost * m->values[j];
	if (strstr(run->said.buf, "Result - Optimal solution found\n") &&
	    !strstr(run->said.buf, "Lower bound:"))
		m->bound = m->objective - fabs(m->objective) * gap;
	if (m->bound > m->objective)
		m->bound = m->objective;
	m->status = m->objective - m->bound <= gap * fabs(m->objective) + 1e-9 ? MIP_OPTIMAL
									      : MIP_FEASIBLE;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static char *in_folder(const struct run *run, const char *name)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", run->folder, name);
	return strbuf_detach(&path);
}

static int write_problem(struct run *run, struct err *err)
{
	const char *base = getenv("TMPDIR");
	struct strbuf text = STRBUF_INIT, folder = STRBUF_INIT;
	int rc;

	strbuf_addf(&folder, "%s/lifeboat-cbc.XXXXXX", base && *base == '/' ? base : "/tmp");
	run->folder = strbuf_detach(&folder);
	if (!mkdtemp(run->folder)) {
		rc = err_set(err, ERR_IO, N_("%s: cannot make a folder for the solver: %s"),
			     run->folder, strerror(errno));
		free(run->folder);
		run->folder = NULL;
		return rc;
	}
	run->mps = in_folder(run, "choice.mps");
	run->answer = in_folder(run, "answer.txt");
	write_rows(run->m, &text);
	write_columns(run->m, &text);
	write_bounds(run->m, &text);
	rc = file_write(run->mps, text.buf, text.len, err);
	if (rc == 0 && run->m->start) {
		run->start = in_folder(run, "start.txt");
		strbuf_reset(&text);
		write_start(run->m, &text);
		rc = file_write(run->start, text.buf, text.len, err);
	}
	strbuf_release(&text);
	return rc;
}

static void clean_up(struct run *run)
{
	char *files[] = { run->mps, run->start, run->answer };

	for (size_t i = 0; i < 3; i++) {
		if (files[i])
			unlink(files[i]);
		free(files[i]);
	}
	if (run->folder)
		rmdir(run->folder);
	free(run->folder);
	strbuf_release(&run->said);
}

int solver_cbc(void *context, struct mip *problem, struct err *err)
{
	const struct solver_cbc *asked = context;
	struct solver_cbc o = { SECONDS, problem->gap };
	struct run run = { .m = problem, .said = STRBUF_INIT };
	const char *program = find_cbc();
	int rc;

	if (asked && asked->seconds > 0)
		o.seconds = asked->seconds;
	if (asked && asked->gap > 0)
		o.gap = asked->gap;
	mip_reset(problem);
	if (!program)
		return err_set(err, ERR_MISSING, N_("the program cbc is not installed"));
	rc = write_problem(&run, err);
	if (rc == 0)
		rc = run_child(&run, program, &o, err);
	if (rc == 0 && run.cancelled)
		rc = err_set(err, ERR_INTERRUPTED, N_("the choice of replacements was interrupted"));
	else if (rc == 0 && (!WIFEXITED(run.status) || WEXITSTATUS(run.status) != 0))
		rc = err_set(err, ERR_INTERNAL, N_("the program cbc failed on the choice of replacements"));
	if (rc == 0)
		read_answer(&run, o.gap);
	clean_up(&run);
	return rc;
}

int solver_best(void *context, struct mip *problem, struct err *err)
{
	if (problem->n_columns >= LARGE && solver_cbc_available()) {
		int rc = solver_cbc(context, problem, NULL);

		if (rc == 0 || rc == ERR_INTERRUPTED)
			return rc == 0 ? 0 : err_set(err, rc, N_("the choice of replacements was "
								 "interrupted"));
	}
	if ((double)problem->n_columns * (double)problem->n_rows > TOO_LARGE) {
		/* its first relaxation alone would take minutes and cannot be interrupted */
		mip_reset(problem);
		problem->status = MIP_NOT_FOUND;
		problem->bound = -MIP_INFINITY;
		return 0;
	}
	return solver_glpk(NULL, problem, err);
}

const char *solver_best_name(void)
{
	return solver_cbc_available() ? "GLPK, cbc for large problems" : solver_glpk_version();
}
