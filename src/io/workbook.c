/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/workbook.h"

#include <string.h>

#include "io/table_csv.h"
#include "model/store.h"
#include "util/file.h"

struct export {
	const char *folder;
	unsigned flags;
	int64_t rows;
};

static int export_table(struct db *db, struct export *e, const struct table *t, struct err *err)
{
	struct store_query q = { .table = t, .sort = -1 };
	struct strbuf path = STRBUF_INIT;
	struct file_out to;
	int64_t n = 0;
	int rc;

	strbuf_addf(&path, "%s/%s.csv", e->folder, t->name);
	rc = file_out_open(&to, path.buf, err);
	if (rc == 0)
		rc = table_csv_export(db, t, NULL, e->flags, &to, err);
	if (rc == 0)
		rc = store_count(db, &q, &n, err);
	if (rc == 0)
		rc = file_out_commit(&to, err);
	e->rows += n;
	file_out_release(&to);
	strbuf_release(&path);
	return rc;
}

static int export_all(struct db *db, void *context, struct err *err)
{
	struct export *e = context;

	e->rows = 0;
	for (size_t i = 0; i < model_n_tables; i++) {
		int rc;

		if (!(model_tables[i]->flags & TABLE_WORKBOOK))
			continue;
		rc = export_table(db, e, model_tables[i], err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int workbook_export(struct db *db, const char *folder, unsigned flags, int64_t *ret_rows,
		    struct err *err)
{
	struct export e = { .folder = folder, .flags = flags };
	int rc;

	if (strcmp(folder, "-") == 0)
		return err_set(err, ERR_USAGE,
			       N_("a workbook is a folder and cannot go to standard output; name a "
				  "folder with -o"));
	rc = file_make_dirs(folder, err);
	if (rc == 0)
		rc = db_read(db, export_all, &e, err);
	if (rc == 0 && ret_rows)
		*ret_rows = e.rows;
	return rc;
}
