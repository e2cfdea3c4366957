/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rcpsp FILE [--schedules N | --time S] [--seed N] [--threads N] [--objective makespan|exposure
 * --weights FILE]
 *
 * Solves one benchmark instance. Standard output: CSV rows job,start[,mode], jobs and modes from 1.
 * Standard error: `makespan M lower_bound L schedules N seconds S proven yes|no`, and with the
 * exposure objective `exposure E exposure_bound B` behind it. Exit 1 when no feasible schedule was
 * found, and then `infeasible` (proven) or `not found` stands on standard error; 2 for unusable
 * words or files.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rcpsp_read.h"

struct arguments {
	const char *file, *weights;
	uint64_t schedules, seed;
	double time;
	unsigned threads;
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
	fputs("usage: rcpsp FILE [--schedules N | --time S] [--seed N] [--threads N] [--no-exact]\n"
	      "             [--objective makespan|exposure --weights FILE]\n",
	      stderr);
	return 2;
}

static bool parse(struct arguments *a, int argc, char **argv)
{
	*a = (struct arguments){.seed = 1, .threads = 1};
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;

		if (strncmp(word, "--", 2) != 0) {
			if (a->file)
				return false;
			a->file = word;
			continue;
		}
		if (strcmp(word, "--no-exact") == 0) {
			a->no_exact = true;
			continue;
		}
		if (!value)
			return false;
		i++;
		if (strcmp(word, "--schedules") == 0)
			a->schedules = strtoull(value, NULL, 10);
		else if (strcmp(word, "--seed") == 0)
			a->seed = strtoull(value, NULL, 10);
		else if (strcmp(word, "--threads") == 0)
			a->threads = (unsigned)strtoul(value, NULL, 10);
		else if (strcmp(word, "--time") == 0)
			a->time = strtod(value, NULL);
		else if (strcmp(word, "--weights") == 0)
			a->weights = value;
		else if (strcmp(word, "--objective") == 0)
			a->exposure = strcmp(value, "exposure") == 0;
		else
			return false;
	}
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

static void print_figures(const struct arguments *a, const struct sched_result *r, double seconds)
{
	bool proven = r->value[SCHED_MAKESPAN] == r->bound[SCHED_MAKESPAN];

	fprintf(stderr, "makespan %lld lower_bound %lld schedules %llu seconds %.3f proven %s",
		(long long)r->value[SCHED_MAKESPAN], (long long)r->bound[SCHED_MAKESPAN],
		(unsigned long long)r->schedules, seconds, proven ? "yes" : "no");
	if (a->exposure)
		fprintf(stderr, " exposure %lld exposure_bound %lld",
			(long long)r->value[SCHED_EXPOSURE], (long long)r->bound[SCHED_EXPOSURE]);
	fputc('\n', stderr);
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
	o.threads = a.threads;
	o.no_exact = a.no_exact;
	if (a.schedules || a.time <= 0) {
		o.schedules = a.schedules ? a.schedules : 1000;
	} else {
		o.schedules = 0;
		watch = (struct watch){begin, begin + a.time * .99};
		o.should_stop = time_is_up;
		o.spent = spent;
		o.ctx = &watch;
	}
	sched_result_init(&r);
	status = sched_solve(&in.p, &o, &r);
	if (status == SCHED_OK) {
		print_schedule(&in.p, &r);
		print_figures(&a, &r, now() - begin);
	} else {
		fprintf(stderr, "%s: fault %d activity %u index %u schedules %llu seconds %.3f\n",
			status == SCHED_NOT_FOUND ? "not found" : "infeasible",
			(int)r.failure.fault, r.failure.activity, r.failure.index,
			(unsigned long long)r.schedules, now() - begin);
	}
	sched_result_release(&r);
	instance_release(&in);
	return status == SCHED_OK ? 0 : 1;
}
