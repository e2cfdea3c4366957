/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stored plans as answers: the summary a manager reads, their parts, differences and reasons.
 */
#ifndef LIFEBOAT_APP_PLAN_SHOW_H
#define LIFEBOAT_APP_PLAN_SHOW_H

#include "app/command.h"
#include "app/plan_ref.h"

struct app;

int plan_show_summary(struct app *app, const struct plan_ref *p, struct err *err);
/* part: "steps", "classes", … the word after plan_ of a table. */
int plan_show_part(struct app *app, const struct plan_ref *p, const char *part,
		   const struct call *call, struct err *err);
/* Returns ERR_ANSWER_NO when they differ. */
int plan_show_diff(struct app *app, const struct plan_ref *a, const struct plan_ref *b,
		   struct err *err);
/* step: an instance, or a step key (then the instance that finishes last). */
int plan_show_why(struct app *app, const struct plan_ref *p, const char *step, struct err *err);

/* One figure of a plan as people read it: "2d 4h", "1,234.5", "never". */
enum figure_kind { FIGURE_COUNT, FIGURE_TIME, FIGURE_EXPOSURE, FIGURE_HOURS, FIGURE_MONEY,
		   FIGURE_SCORE };
struct figure {
	const char *column, *title; /* title: N_() */
	enum figure_kind kind;
};
extern const struct figure plan_figures_shown[];
extern const size_t plan_n_figures_shown;
/* For show_query.cell on table plans: figures as people read them. */
bool plan_figure_cell(const struct record *header, int column, struct strbuf *out);
void plan_figure_text(const struct figure *f, const struct record *header, struct strbuf *out);

#endif
