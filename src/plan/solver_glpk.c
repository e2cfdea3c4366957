/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/solver_glpk.h"

#include <glpk.h>
#include <limits.h>
#include <setjmp.h>
#include <stdlib.h>

#include "util/i18n.h"
#include "util/mem.h"

struct run {
	struct mip *m;
	int64_t node_limit;
	double bound;
	bool has_bound, cancelled, limited;
	jmp_buf back;
};

static void jump_back(void *info)
{
	struct run *run = info;

	longjmp(run->back, 1);
}

/* GLPK turns its output on to explain an error; a library does not print. */
static int swallow(void *info, const char *text)
{
	(void)info;
	(void)text;
	return 1;
}

/* Called by the search at every node: keeps the bound, counts, and stops. */
static void watch(glp_tree *tree, void *info)
{
	struct run *run = info;
	int active, now, total, best;

	if (glp_ios_reason(tree) != GLP_ISELECT)
		return;
	glp_ios_tree_size(tree, &active, &now, &total);
	run->m->nodes = total;
	best = glp_ios_best_node(tree);
	if (best) {
		run->bound = glp_ios_node_bound(tree, best);
		run->has_bound = true;
	}
	if (run->m->cancel && run->m->cancel(run->m->cancel_context))
		run->cancelled = true;
	else if (total > run->node_limit)
		run->limited = true;
	if (run->cancelled || run->limited)
		glp_ios_terminate(tree);
}

static int bound_type(double lower, double upper)
{
	if (isinf(lower))
		return isinf(upper) ? GLP_FR : GLP_UP;
	if (isinf(upper))
		return GLP_LO;
	return lower < upper ? GLP_DB : GLP_FX;
}

static void load_columns(glp_prob *lp, const struct mip *m)
{
	size_t i;

	glp_add_cols(lp, (int)m->n_columns);
	for (i = 0; i < m->n_columns; i++) {
		const struct mip_column *c = &m->columns[i];
		int j = (int)i + 1;

		glp_set_col_kind(lp, j, c->kind == MIP_CONTINUOUS ? GLP_CV : GLP_IV);
		glp_set_col_bnds(lp, j, bound_type(c->lower, c->upper), c->lower, c->upper);
		glp_set_obj_coef(lp, j, c->cost);
	}
}

static void load_rows(glp_prob *lp, const struct mip *m, int *index, double *value)
{
	size_t i, k;

	glp_add_rows(lp, (int)m->n_rows);
	for (i = 0; i < m->n_rows; i++) {
		const struct mip_row *r = &m->rows[i];
		const struct mip_term *terms = m->terms + r->first;

		glp_set_row_bnds(lp, (int)i + 1, bound_type(r->lower, r->upper), r->lower,
				 r->upper);
		for (k = 0; k < r->n; k++) {
			index[k + 1] = (int)terms[k].column + 1;
			value[k + 1] = terms[k].value;
		}
		glp_set_mat_row(lp, (int)i + 1, (int)r->n, index, value);
	}
}

static void read_answer(glp_prob *lp, struct run *run, int result)
{
	struct mip *m = run->m;
	int status = glp_mip_status(lp);
	size_t i;

	if (result == GLP_ENOPFS || (result == 0 && status == GLP_NOFEAS)) {
		m->status = MIP_INFEASIBLE;
		return;
	}
	if (status != GLP_OPT && status != GLP_FEAS) {
		m->status = MIP_NOT_FOUND;
		m->bound = run->has_bound ? run->bound : -MIP_INFINITY;
		return;
	}
	m->status = status == GLP_OPT || result == GLP_EMIPGAP ? MIP_OPTIMAL : MIP_FEASIBLE;
	m->objective = glp_mip_obj_val(lp);
	m->bound = run->has_bound && status != GLP_OPT && run->bound < m->objective
		   ? run->bound : m->objective;
	for (i = 0; i < m->n_columns; i++)
		m->values[i] = glp_mip_col_val(lp, (int)i + 1);
}

static void set_parameters(glp_iocp *parm, struct run *run)
{
	glp_init_iocp(parm);
	parm->msg_lev = GLP_MSG_OFF;
	parm->presolve = GLP_ON;
	parm->mir_cuts = GLP_ON;  /* no cover cuts: GLPK 5.0 fails on problems without knapsack rows */
	parm->clq_cuts = GLP_ON;
	parm->mip_gap = run->m->gap;
	parm->cb_func = watch;
	parm->cb_info = run;
}

/* Everything that GLPK might jump out of; what must be freed is the caller's. */
static void solve(struct run *run, int *index, double *value)
{
	glp_iocp parm;
	glp_prob *lp = glp_create_prob();
	int result;

	glp_set_obj_dir(lp, GLP_MIN);
	load_columns(lp, run->m);
	load_rows(lp, run->m, index, value);
	set_parameters(&parm, run);
	result = glp_intopt(lp, &parm);
	read_answer(lp, run, result);
	glp_delete_prob(lp);
}

static size_t longest_row(const struct mip *m)
{
	size_t i, longest = 0;

	for (i = 0; i < m->n_rows; i++)
		longest = m->rows[i].n > longest ? m->rows[i].n : longest;
	return longest;
}

/* The jump lands here; nothing local is read after it but what was set before. */
static int guarded(struct run *run, int *index, double *value)
{
	if (setjmp(run->back))
		return ERR_INTERNAL;
	glp_term_hook(swallow, NULL);
	glp_term_out(GLP_OFF);
	glp_error_hook(jump_back, run);
	solve(run, index, value);
	glp_error_hook(NULL, NULL);
	return 0;
}

int solver_glpk(void *context, struct mip *problem, struct err *err)
{
	struct run run = { .m = problem, .node_limit = problem->node_limit
						       ? problem->node_limit : SOLVER_GLPK_NODES };
	size_t longest = longest_row(problem);
	int *index;
	double *value;
	int code;

	(void)context;
	mip_reset(problem);
	if (problem->n_columns >= INT_MAX || problem->n_rows >= INT_MAX)
		return err_set(err, ERR_INPUT, N_("the choice of replacements is too large: %zu "
						  "alternatives"), problem->n_columns);
	if (!problem->n_columns) {
		problem->status = MIP_OPTIMAL;
		return 0;
	}
	index = mem_alloc(longest + 1, sizeof(*index));
	value = mem_alloc(longest + 1, sizeof(*value));
	problem->values = mem_zalloc(problem->n_columns, sizeof(*problem->values));
	code = guarded(&run, index, value);
	glp_free_env();
	free(index);
	free(value);
	if (run.cancelled)
		code = ERR_INTERRUPTED;
	if (code || !mip_solved(problem)) {
		free(problem->values);
		problem->values = NULL;
	}
	if (code == ERR_INTERRUPTED)
		return err_set(err, code, N_("the choice of replacements was interrupted"));
	if (code)
		return err_set(err, code, N_("the solver of the GLPK library failed on the choice of "
					     "replacements; report the plan's data as a bug"));
	return 0;
}

const char *solver_glpk_version(void)
{
	return glp_version();
}
