/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/put_cells.h"

#include <assert.h>

int put_cells(struct importing *im, size_t line, const char *table, const struct cell *cells, size_t n,
	      struct err *err)
{
	const struct table *t = table_find(table);
	struct err why = ERR_INIT;
	uint64_t given = 0;
	struct record r;
	int rc = 0;

	record_init(&r, t);
	for (size_t i = 0; i < n && rc == 0; i++) {
		int column = table_column(t, cells[i].column);

		assert(column >= 0);
		if (!cells[i].text)
			continue;
		rc = value_canonical(&t->columns[column], cells[i].text, &r.cell[column], &why);
		given |= UINT64_C(1) << column;
	}
	if (rc < 0) {
		import_reject(im->file, line, NULL, &why.msg);
		rc = 1;
	} else {
		rc = import_put(im, line, &r, given, NULL, err);
	}
	err_release(&why);
	record_release(&r);
	return rc;
}
