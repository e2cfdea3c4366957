/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/stop.h"

bool plan_stop_asked(void *context)
{
	struct plan_stop *stop = context;
	const struct plan_request *r = stop->r;

	if (!stop->cancel && r->progress && r->progress(r->progress_context, stop->permille, stop->stage))
		stop->cancel = true;
	return stop->cancel || (r->enough && r->enough(r->enough_context));
}
