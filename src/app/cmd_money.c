/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What chance, the hour of activation and further hands and money make of a plan. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/commands.h"
#include "app/planning.h"
#include "app/simulating.h"
#include "util/i18n.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int64_t processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 64 ? 64 : n;
}

/* The plan that the words name, made again on today's data. */
static int repeat(struct planning *p, const struct call *call, struct plan_ref *ret,
		  struct err *err)
{
	int rc = plan_ref_find(p->app, call->n_words ? call->words[0] : NULL, ret, err);

	if (rc < 0)
		return rc;
	rc = planning_repeat(p, ret, err);
	if (rc == 0 && strcmp(p->plan.digest, p->request.stored_digest) != 0)
		answer_note(p->app->answer, _("the data have changed since the plan was made; what follows "
					      "is for the plan as it would be made today"));
	if (rc < 0)
		plan_ref_release(ret);
	return rc;
}

static int simulate(struct planning *p, const struct plan_ref *plan, const struct sim_request *how,
		    struct err *err)
{
	struct simulation x;
	int rc = plan_simulate(&p->snapshot, &p->request, &p->plan, how, &x, err);

	if (rc < 0)
		return rc;
	/* A forecast of another plan than the stored one is shown and not kept. */
	if (strcmp(p->plan.digest, p->request.stored_digest) == 0)
		rc = simulation_store(p, plan, &x, err);
	if (rc == 0)
		simulation_show(p, &x);
	simulation_release(&x);
	return rc;
}

static int run_simulate(struct app *app, const struct call *call, struct err *err)
{
	struct plan_ref plan;
	struct planning p;
	int64_t runs, seed, threads;
	int rc;

	planning_init(&p, app);
	rc = repeat(&p, call, &plan, err);
	if (rc < 0)
		goto out;
	rc = call_option_int(call, "runs", 10, 10000000, policy_int(&p.snapshot, "simulation_runs"),
			     &runs, err);
	if (rc == 0)
		rc = call_option_int(call, "seed", 0, INT64_MAX, (int64_t)p.request.seed, &seed, err);
	if (rc == 0)
		rc = call_option_int(call, "threads", 1, 64, processors(), &threads, err);
	if (rc == 0) {
		struct sim_request how = { runs, (uint64_t)seed, (unsigned)threads };

		rc = simulate(&p, &plan, &how, err);
	}
	plan_ref_release(&plan);
out:
	planning_release(&p);
	return rc;
}

static const struct option simulate_options[] = {
	{ "runs", 0, "N", N_("runs; without it the policy's simulation_runs") },
	{ "seed", 0, "N", N_("seed of the runs; without it the plan's") },
	{ "threads", 0, "N", N_("threads; the result is the same for any number") },
};

const struct command cmd_simulate = {
	"simulate", "[PLAN]",
	N_("Carries a plan out many times with other luck: times, exposure, cost and loss"),
	CMD_WORKSPACE | CMD_WRITES | CMD_LISTING, 0, 1, simulate_options, COUNT(simulate_options),
	run_simulate,
};
