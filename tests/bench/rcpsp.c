/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rcpsp FILE [--schedules N | --time S] [--seed N] [--threads N] [--objective makespan|exposure
 * --weights FILE] [--no-exact]
 *
 * Solves one benchmark instance. Standard output: CSV rows job,start[,mode], jobs and modes from 1.
 * Standard error: `makespan M lower_bound L schedules N seconds S proven yes|no` in one line, the
 * last one; with the exposure objective a line `exposure E lower_bound L proven yes|no` before it.
 * `proven` says that the figure of its line equals the bound of its line. Without --schedules and
 * --time 1000 schedules are made, with both whatever ends first. Exit 1 when no feasible schedule was found: a line that begins
 * with `infeasible:` (there is none: proven) or `not found:` says what stood in the way. Exit 2 for
 * unusable words or files.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rcpsp_read.h"

struct arguments {
	const char *file, *weights;
	uint64_t schedules, seed;
	uint64_t threads;
	double time;
	bool exposure, no_exact;
};

struct watch {
	double begin, end;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool time_is_up(void *ctx)
{
	const struct watch *w = ctx;

	return now() >= w->end;
}

static double spent(void *ctx)
{
	const struct watch *w = ctx;

	return (now() - w->begin) / (w->end - w->begin);
}

static int usage(void)
{
	fputs("usage: rcpsp FILE [--schedules N | --time S] [--seed N] [--threads N]\n"
	      "             [--objective makespan|exposure --weights FILE] [--no-exact]\n",
	      stderr);
	return 2;
}

static bool bad_value(const char *option, const char *value, const char *wanted)
{
	fprintf(stderr, "rcpsp: %s %s: %s is wanted\n", option, value, wanted);
	return false;
}

static bool parse_count(const char *option, const char *value, uint64_t least, uint64_t most,
			uint64_t *ret)
{
	char *end;
	uint64_t n;

	errno = 0;
	n = strtoull(value, &end, 10);
	if (errno || end == value || *end || *value == '-' || n < least || n > most)
		return bad_value(option, value, "a whole number in range");
	*ret = n;
	return true;
}

static bool parse_value(struct arguments *a, const char *option, const char *value)
{
	char *end;

	if (strcmp(option, "--schedules") == 0)
		return parse_count(option, value, 1, UINT64_MAX, &a->schedules);
	if (strcmp(option, "--seed") == 0)
		return parse_count(option, value, 0, UINT64_MAX, &a->seed);
	if (strcmp(option, "--threads") == 0)
		return parse_count(option, value, 1, 256, &a->threads);
	if (strcmp(option, "--time") == 0) {
		a->time = strtod(value, &end);
		return (end != value && !*end && a->time > 0 && a->time < 1e9) ||
		       bad_value(option, value, "a number of seconds above 0");
	}
	if (strcmp(option, "--weights") == 0) {
		a->weights = value;
		return true;
	}
	if (strcmp(option, "--objective") == 0) {
		a->exposure = strcmp(value, "exposure") == 0;
		return a->exposure || strcmp(value, "makespan") == 0 ||
		       bad_value(option, value, "makespan or exposure");
	}
	fprintf(stderr, "rcpsp: there is no option %s\n", option);
	return false;
}

static bool parse(struct arguments *a, int argc, char **argv)
{
	*a = (struct arguments){.seed = 1, .threads = 1};
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--no-exact") == 0) {
			a->no_exact = true;
		} else if (strncmp(argv[i], "--", 2) != 0) {
			if (a->file)
				return false;
			a->file = argv[i];
		} else {
			if (i + 1 == argc || !parse_value(a, argv[i], argv[i + 1]))
				return false;
			i++;
		}
	}
	if (a->exposure && !a->weights)
		fputs("rcpsp: --objective exposure needs --weights FILE\n", stderr);
	return a->file && (!a->exposure || a->weights);
}

static void print_schedule(const struct sched_problem *p, const struct sched_result *r)
{
	bool modes = false;

	for (size_t i = 0; i < p->n_activities; i++)
		modes |= p->activities[i].n_modes > 1;
	for (size_t i = 0; i < r->n_slots; i++) {
		printf("%zu,%lld", i + 1, (long long)r->slots[i].start);
		if (modes)
			printf(",%u", r->slots[i].mode + 1);
		putchar('\n');
	}
}

static const char *yes(bool b)
{
	return b ? "yes" : "no";
}

static void print_figures(const struct arguments *a, const struct sched_result *r, double seconds)
{
	if (a->exposure)
		fprintf(stderr, "exposure %lld lower_bound %lld proven %s\n",
			(long long)r->value[SCHED_EXPOSURE], (long long)r->bound[SCHED_EXPOSURE],
			yes(r->value[SCHED_EXPOSURE] == r->bound[SCHED_EXPOSURE]));
	fprintf(stderr, "makespan %lld lower_bound %lld schedules %llu seconds %.3f proven %s\n",
		(long long)r->value[SCHED_MAKESPAN], (long long)r->bound[SCHED_MAKESPAN],
		(unsigned long long)r->schedules, seconds,
		yes(r->value[SCHED_MAKESPAN] == r->bound[SCHED_MAKESPAN]));
}

/* What stood in the way, in the numbers of the file. */
static void print_failure(const struct sched_failure *f)
{
	static const char *const what[] = {
		[SCHED_FAULT_NONE] = "no plan was met",
		[SCHED_FAULT_INDEX] = "an index is out of range",
		[SCHED_FAULT_VALUE] = "a number contradicts another",
		[SCHED_FAULT_ORDER] = "steps are out of order",
		[SCHED_FAULT_CYCLE] = "the precedence relations close a circle",
		[SCHED_FAULT_WINDOW] = "no window is long enough",
		[SCHED_FAULT_CALENDAR] = "the calendars end before the work does",
		[SCHED_FAULT_CAPACITY] = "a resource never has enough",
		[SCHED_FAULT_BUDGET] = "a nonrenewable resource cannot pay",
		[SCHED_FAULT_MAX_LAG] = "a maximum time lag cannot be kept",
		[SCHED_FAULT_LAG_CYCLE] = "the time lags close a circle above zero",
		[SCHED_FAULT_DEADLINE] = "a deadline cannot be kept",
	};

	fprintf(stderr, "%s", what[f->fault]);
	if (f->activity != SCHED_NONE)
		fprintf(stderr, ", job %u", f->activity + 1);
}

static int report(const struct arguments *a, const struct instance *in, int status,
		  const struct sched_result *r, double seconds)
{
	bool circle = status == SCHED_INVALID && in->has_lags &&
		      r->failure.fault == SCHED_FAULT_CYCLE;

	if (status == SCHED_OK) {
		print_schedule(&in->p, r);
		print_figures(a, r, seconds);
		return 0;
	}
	if (status == SCHED_INVALID && !circle) {
		fprintf(stderr, "rcpsp: %s: ", a->file);
		print_failure(&r->failure);
		fputc('\n', stderr);
		return 2;
	}
	fputs(status == SCHED_NOT_FOUND ? "not found: " : "infeasible: ", stderr);
	print_failure(&r->failure);
	fprintf(stderr, "; schedules %llu seconds %.3f\n", (unsigned long long)r->schedules, seconds);
	return 1;
}

int main(int argc, char **argv)
{
	struct arguments a;
	struct instance in;
	struct sched_options o;
	struct sched_result r;
	struct watch watch;
	double begin;
	int status;

	if (!parse(&a, argc, argv))
		return usage();
	begin = now();
	if (instance_read(&in, a.file) < 0 ||
	    (a.weights && instance_read_weights(&in, a.weights) < 0)) {
		instance_release(&in);
		return 2;
	}
	if (a.exposure) {
		in.p.goals[0] = (struct sched_goal){SCHED_EXPOSURE, 0};
		in.p.n_goals = 1;
	}
	sched_options_init(&o);
	o.seed = a.seed;
	o.threads = (unsigned)a.threads;
	o.no_exact = a.no_exact;
	o.schedules = a.schedules || a.time > 0 ? a.schedules : 1000;
	if (a.time > 0) {
		watch = (struct watch){begin, begin + a.time * .99};
		o.should_stop = time_is_up;
		o.spent = spent;
		o.ctx = &watch;
	}
	sched_result_init(&r);
	status = sched_solve(&in.p, &o, &r);
	status = report(&a, &in, status, &r, now() - begin);
	sched_result_release(&r);
	instance_release(&in);
	return status;
}
