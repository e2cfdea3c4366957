/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/view.h"

#include <stdlib.h>

#include "app/app.h"
#include "tui/ui.h"
#include "util/mem.h"

int view_new(struct ui *ui, const struct view_ops *ops, void *data, struct view **ret,
	     struct err *err)
{
	struct view *v = mem_zalloc(1, sizeof(*v));
	int rc = 0;

	v->ops = ops;
	v->ui = ui;
	v->data = data;
	ops->kind->open(v);
	if (ops->open)
		rc = ops->open(v, err);
	if (rc == 0)
		rc = view_refresh(v, err);
	if (rc < 0) {
		view_free(v);
		return rc;
	}
	*ret = v;
	return 0;
}

void view_free(struct view *v)
{
	if (!v)
		return;
	if (v->ops->close)
		v->ops->close(v);
	v->ops->kind->close(v);
	free(v);
}

int view_refresh(struct view *v, struct err *err)
{
	struct db *db;
	int64_t version = 0;
	int rc = app_db(v->ui->app, &db, err);

	if (rc == 0)
		rc = db_data_version(db, &version, err);
	if (rc == 0 && v->ops->load)
		rc = v->ops->load(v, err);
	if (rc == 0)
		v->seen = version; /* read before the data: what comes meanwhile is seen next time */
	if (rc == 0 && v->ops->kind->refresh)
		rc = v->ops->kind->refresh(v, err);
	return rc;
}

unsigned view_abilities(const struct view *v)
{
	unsigned able = v->ops->kind->abilities ? v->ops->kind->abilities(v) : 0;

	if (v->ops->export)
		able |= ABLE_EXPORT;
	return able | v->ops->plans;
}

bool view_act(struct view *v, enum action a)
{
	const struct view_action *row;

	if (action_defs[a].needs & ~view_abilities(v))
		return false;
	for (row = v->ops->kind->actions; row->action != ACT_NONE; row++) {
		if (row->action == a) {
			row->run(v);
			return true;
		}
	}
	return false;
}
