/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The decision between doing nothing, preparing and switching:  decision [TRIALS]
 *
 * Solves the decision model of the sample scenario (the inputs of its advice, hazard .01 a week and
 * eight weeks until it is confirmed) by so many trials (default 1,000,000) on one thread and on two,
 * and says what that took.  Fails where the two differ in any bit.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "risk/decide.h"

static const struct decide_inputs model = {
	.prepare = { 2, 3, 6 }, .ready = { 3, 5, 9 }, .unprepared = { 9, 14, 26 }, .confirmation = 8,
	.cost = { { 2000 * 45, 2000 * 60, 2000 * 95 }, { 2000 * 25, 2000 * 40, 2000 * 90 } },
	.fee = { 0, 2000 * 20, 2000 * 45 }, .preparation = { 20e3, 35e3, 60e3 },
	.overlap = 2000 * 60 / 52.0, .premium = 1.25, .loss_low = .5e6, .loss_high = 12e6,
	.hazard = .01, .seed = 1,
};

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void solve(int64_t trials, unsigned threads, struct decide_costs *ret)
{
	struct decide_inputs in = model;
	double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);

	in.runs = trials;
	in.threads = threads;
	decide_simulate(&in, ret);
	printf("%lld trials, %u thread%s: %.2f s, %.2f s of CPU; prepare from %.4f, switch from %.4f\n",
	       (long long)trials, threads, threads == 1 ? "" : "s", seconds(CLOCK_MONOTONIC) - wall,
	       seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, ret->prepare, ret->change);
}

int main(int argc, char **argv)
{
	int64_t trials = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
	struct decide_costs one, two;

	if (trials < 1) {
		fprintf(stderr, "usage: decision [TRIALS]\n");
		return 2;
	}
	solve(trials, 1, &one);
	solve(trials, 2, &two);
	if (memcmp(&one, &two, sizeof(one)) != 0) {
		fprintf(stderr, "decision: threads change the result\n");
		return 1;
	}
	return 0;
}
