/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readers of the benchmark program: what every format says, and the line that is wrong. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../bench/rcpsp_read.h"
#include "util/file.h"

static char folder[] = "/tmp/lifeboat-rcpsp.XXXXXX";
static char path[64], said[1024];

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

/* Reads the text as a file with this ending; what was complained of stands in `said`. */
static int read_text(struct instance *in, const char *ending, const char *text)
{
	FILE *to = tmpfile();
	int status, before = dup(STDERR_FILENO);
	size_t n;

	assert_non_null(to);
	snprintf(path, sizeof(path), "%s/x%s", folder, ending);
	assert_int_equal(file_write(path, text, strlen(text), NULL), 0);
	fflush(stderr);
	assert_true(dup2(fileno(to), STDERR_FILENO) >= 0);
	status = instance_read(in, path);
	fflush(stderr);
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	close(before);
	rewind(to);
	n = fread(said, 1, sizeof(said) - 1, to);
	said[n] = '\0';
	fclose(to);
	unlink(path);
	return status;
}

static void read_well(struct instance *in, const char *ending, const char *text)
{
	assert_int_equal(read_text(in, ending, text), 0);
	assert_string_equal(said, "");
}

/* The sentence names the line (0: none) and says why. */
static void refused(const char *ending, const char *text, unsigned line, const char *why)
{
	struct instance in;
	char place[80];

	assert_int_equal(read_text(&in, ending, text), -1);
	instance_release(&in);
	if (line)
		snprintf(place, sizeof(place), "%s:%u: ", path, line);
	else
		snprintf(place, sizeof(place), "%s: ", path);
	if (!strstr(said, place) || !strstr(said, why))
		fail_msg("'%s' does not say '%s%s'", said, place, why);
	assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1); /* one line */
}

static void check_edge(const struct instance *in, size_t k, uint32_t from, uint32_t to, int64_t min,
		       int64_t max)
{
	const struct sched_edge *e = &in->p.edges[k];

	assert_int_equal(e->from, from);
	assert_int_equal(e->to, to);
	assert_int_equal(e->min_lag, min);
	assert_int_equal(e->max_lag, max);
}

/* ---- .sm and .mm ------------------------------------------------------------------------------ */

#define HEAD                                                                                       \
	"file with basedata            : x.bas\n"                                                  \
	"initial value random generator: 99999999999999999999\n"                                   \
	"projects                      :  1\n"                                                     \
	"jobs (incl. supersource/sink ):  4\n"                                                     \
	"RESOURCES\n"                                                                              \
	"  - renewable                 :  2   R\n"                                                 \
	"  - nonrenewable              :  1   N\n"                                                 \
	"PRECEDENCE RELATIONS:\n"                                                                  \
	"jobnr.    #modes  #successors   successors\n"
#define RELATIONS                                                                                  \
	"   1        1          2           2   3\n"                                               \
	"   2        2          1           4\n"                                                   \
	"   3        1          1           4\n"                                                   \
	"   4        1          0\n"                                                               \
	"************************************\n"
#define REQUESTS                                                                                   \
	"REQUESTS/DURATIONS:\n"                                                                    \
	"jobnr. mode duration  R 1  R 2  N 1\n"                                                    \
	"------------------------------------\n"                                                   \
	"  1      1     0       0    0    0\n"                                                     \
	"  2      1     3       4    0    7\n"                                                     \
	"         2     5       0    1    2\n"                                                     \
	"  3      1     6       2    3    0\n"                                                     \
	"  4      1     0       0    0    0\n"
#define CAPACITIES                                                                                 \
	"RESOURCEAVAILABILITIES:\n"                                                                \
	"  R 1  R 2  N 1\n"                                                                        \
	"    9    8   12\n"

static void check_multi_mode(const struct instance *in)
{
	const struct sched_activity *a = in->p.activities;

	assert_false(in->has_lags);
	assert_int_equal(in->p.n_activities, 4);
	assert_int_equal(a[0].n_modes, 1);
	assert_int_equal(a[1].n_modes, 2);
	assert_int_equal(a[1].modes[0].duration, 3);
	assert_int_equal(a[1].modes[0].n_needs, 1); /* what is not asked for is left out */
	assert_int_equal(a[1].modes[0].needs[0].index, 0);
	assert_int_equal(a[1].modes[0].needs[0].amount, 4);
	assert_int_equal(a[1].modes[0].uses[0].amount, 7);
	assert_int_equal(a[1].modes[1].duration, 5);
	assert_int_equal(a[1].modes[1].needs[0].index, 1);
	assert_int_equal(a[2].modes[0].n_needs, 2);
	assert_int_equal(a[2].modes[0].n_uses, 0);
	assert_int_equal(in->p.n_resources, 2);
	assert_int_equal(in->p.resources[1].steps[0].capacity, 8);
	assert_int_equal(in->p.n_budgets, 1);
	assert_int_equal(in->p.budgets[0], 12);
	assert_int_equal(in->p.n_edges, 4);
	check_edge(in, 0, 0, 1, 0, SCHED_NEVER);
	check_edge(in, 1, 0, 2, 0, SCHED_NEVER);
	check_edge(in, 3, 2, 3, 0, SCHED_NEVER);
}

static void psplib_with_modes(void **state)
{
	struct instance in;
	char *dos;
	size_t n = 0;

	(void)state;
	read_well(&in, ".mm", HEAD RELATIONS REQUESTS CAPACITIES);
	check_multi_mode(&in);
	instance_release(&in);
	dos = calloc(2, sizeof(HEAD RELATIONS REQUESTS CAPACITIES)); /* line ends of another system */
	assert_non_null(dos);
	for (const char *s = HEAD RELATIONS REQUESTS CAPACITIES; *s; s++) {
		if (*s == '\n')
			dos[n++] = '\r';
		dos[n++] = *s;
	}
	read_well(&in, ".MM", dos);
	check_multi_mode(&in);
	instance_release(&in);
	free(dos);
}

static void psplib_that_is_wrong(void **state)
{
	(void)state;
	refused(".sm", "", 0, "the file is empty");
	refused(".sm", "projects: 1\n", 0, "the number of jobs is not in it");
	refused(".sm", HEAD RELATIONS REQUESTS, 0, "resource capacities are not in it");
	refused(".sm", HEAD RELATIONS CAPACITIES, 0, "job 1 has no mode");
	refused(".sm", "jobs (incl. supersource/sink ): 4\njobs : 5\n", 2, "given twice");
	refused(".sm", "jobs (incl. supersource/sink ): 900000000\n", 1, "cannot be");
	refused(".sm", "PRECEDENCE RELATIONS:\n1 1 0\n", 2, "number of jobs should stand before");
	refused(".sm", HEAD "1 1 3 2 3\n", 10, "not the one announced");
	refused(".sm", HEAD "1 1 1 5\n", 10, "successor 5");
	refused(".sm", HEAD "5 1 0\n", 10, "job 5 is none of the 4 jobs");
	refused(".sm", HEAD RELATIONS "REQUESTS/DURATIONS:\n1 1 0 0 0\n", 16,
		"a mode stands here without its job");
	refused(".sm", HEAD RELATIONS "REQUESTS/DURATIONS:\n1 1 0\n", 16, "3 numbers stand here");
	refused(".sm", HEAD RELATIONS "REQUESTS/DURATIONS:\n1 1 -2 0 0 0\n", 16, "negative");
	refused(".sm", HEAD RELATIONS REQUESTS "RESOURCEAVAILABILITIES:\n 9 8\n", 24,
		"2 capacities are given for 3 resources");
}

/* ---- .rcp ------------------------------------------------------------------------------------- */

static void patterson(void **state)
{
	struct instance in;

	(void)state;
	read_well(&in, ".rcp", "4 2\n9 8\n0 0 0 2\n2 3\n3 4 0 1 4\n\n6 2 3 1 4\n0 0 0 0\n");
	assert_int_equal(in.p.n_activities, 4);
	assert_int_equal(in.p.activities[2].modes[0].duration, 6);
	assert_int_equal(in.p.activities[2].modes[0].needs[1].amount, 3);
	assert_int_equal(in.p.resources[0].steps[0].capacity, 9);
	assert_int_equal(in.p.n_edges, 4);
	check_edge(&in, 1, 0, 2, 0, SCHED_NEVER); /* successors may go on in the next line */
	instance_release(&in);
	refused(".rcp", "4\n", 0, "begins with the numbers of jobs and resources");
	refused(".rcp", "4 2 9\n", 0, "ends inside the capacities");
	refused(".rcp", "2 1\n5\n0 0 1 2\n3 4\n", 4, "job 2 of 2 is cut short");
	refused(".rcp", "2 1\n5\n0 0 9999999\n", 3, "job 1 of 2 is cut short");
	refused(".rcp", "2 1\n5\n0 0 1 7\n3 4 0\n", 3, "successor 7");
}

/* ---- .sch ------------------------------------------------------------------------------------- */

static void progen_max(void **state)
{
	struct instance in;

	(void)state;
	/* 1 -> 2 starts 2 after the start of 1; 2 -> 1 at most 9 before it. 0 is a circle's */
	read_well(&in, ".sch",
		  "2\t1\t0\t0\n"
		  "0\t1\t1\t1\t[0]\n"
		  "1\t1\t1\t2\t[2]\n"
		  "2\t1\t2\t1\t3\t[-9]\t[4]\n"
		  "3\t1\t0\n"
		  "0\t1\t0\t0\n"
		  "1\t1\t3\t2\n"
		  "2\t1\t4\t1\n"
		  "3\t1\t0\t0\n"
		  "5\n");
	assert_true(in.has_lags);
	assert_int_equal(in.p.n_activities, 4);
	assert_int_equal(in.p.n_edges, 4);
	check_edge(&in, 0, 0, 1, 0, SCHED_NEVER);
	check_edge(&in, 1, 1, 2, 2 - 3, SCHED_NEVER); /* from start to start: less the duration */
	check_edge(&in, 2, 1, 2, SCHED_NO_MIN, 9 - 3);
	check_edge(&in, 3, 2, 3, 4 - 4, SCHED_NEVER);
	instance_release(&in);
	/* lags of 0 in a circle hold two starts together: one of each kind */
	read_well(&in, ".sch",
		  "1 1 0 0\n0 1 1 1 [0]\n1 1 1 0 [0]\n2 1 0\n"
		  "0 1 0 0\n1 1 3 2\n2 1 0 0\n5\n");
	assert_int_equal(in.p.n_edges, 2);
	check_edge(&in, 0, 1, 0, SCHED_NO_MIN, -3);
	check_edge(&in, 1, 0, 1, SCHED_NO_MIN, 0);
	instance_release(&in);
	refused(".sch", "2 1 0 0\n0 1 0\n", 0, "is the file complete?");
	refused(".sch",
		"1 1 0 0\n0 1 1 1\n1 1 0\n2 1 0\n0 1 0 0\n1 1 3 2\n2 1 0 0\n5\n", 2,
		"as many lags as successors");
	refused(".sch",
		"1 1 0 0\n0 1 1 9 [0]\n1 1 0\n2 1 0\n0 1 0 0\n1 1 3 2\n2 1 0 0\n5\n", 2,
		"successor 9");
	refused(".sch",
		"1 1 0 0\n0 1 1 1 [0]\n1 1 0\n2 1 0\n0 1 0 0\n0 1 3 2\n2 1 0 0\n5\n", 6,
		"once each");
}

/* ---- all -------------------------------------------------------------------------------------- */

static void other_files(void **state)
{
	struct instance in;

	(void)state;
	refused(".txt", "4 2\n", 0, "known are .sm .mm .rcp .sch");
	assert_int_equal(instance_read(&in, "/nowhere/x.sm"), -1);
	instance_release(&in);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(psplib_with_modes),
	cmocka_unit_test(psplib_that_is_wrong),
	cmocka_unit_test(patterson),
	cmocka_unit_test(progen_max),
	cmocka_unit_test(other_files),
};

int main(void)
{
	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
