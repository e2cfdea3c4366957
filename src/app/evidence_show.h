/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Belief and advice as answers.  No belief is shown with more than two significant digits.
 */
#ifndef LIFEBOAT_APP_EVIDENCE_SHOW_H
#define LIFEBOAT_APP_EVIDENCE_SHOW_H

#include "util/err.h"
#include "util/strbuf.h"

#include <stdbool.h>

struct app;

/* "0.33", "0.061", never "0.00" or "1.00". */
void belief_text(double p, struct strbuf *out);

int evidence_show_all(struct app *app, struct err *err);
int evidence_show_vendor(struct app *app, const char *vendor, bool tornado, struct err *err);
int evidence_show_case(struct app *app, const char *key, struct err *err);
int evidence_show_rates(struct app *app, struct err *err);
int evidence_show_replay(struct app *app, struct err *err);
int evidence_show_advice(struct app *app, const char *vendor, struct err *err);
int evidence_show_advices(struct app *app, struct err *err);

#endif
