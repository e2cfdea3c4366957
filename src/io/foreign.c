/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/foreign.h"

#include <stdlib.h>
#include <string.h>

#include "model/settings.h"
#include "util/mem.h"

static void foreign_init(struct foreign *fx, struct importing *im, const struct profile *p,
			 struct csv_reader *r)
{
	memset(fx, 0, sizeof(*fx));
	fx->im = im;
	fx->reader = r;
	fx->profile = p;
	fx->rows = p ? p->rows : ROW_ASSET;
	strbuf_init(&fx->work);
	for (size_t f = 0; f < F_N; f++)
		strbuf_init(&fx->value[f]);
}

static void foreign_release(struct foreign *fx)
{
	emitter_free(fx->emitter);
	map_file_release(&fx->map);
	for (size_t i = 0; i < fx->columns.n; i++)
		free(fx->columns.items[i].bad_value);
	VEC_RELEASE(&fx->columns);
	strbuf_release(&fx->work);
	for (size_t f = 0; f < F_N; f++)
		strbuf_release(&fx->value[f]);
}

/* What money is in when nothing stands beside it. */
static int settle_currency(struct foreign *fx, struct err *err)
{
	const char *set = map_file_setting(&fx->map, "currency");
	char *policy = NULL;
	int rc = 0;

	if (!set && foreign_has(fx, F_COST)) {
		rc = setting_get(change_db(fx->im->change), "currency", &policy, err);
		set = policy;
	}
	if (set && strlen(set) == 3)
		memcpy(fx->currency, set, 4);
	free(policy);
	return rc;
}

static int read_rows(struct foreign *fx, struct err *err)
{
	struct import_file *f = fx->im->file;
	struct csv_row row;
	int rc;

	while ((rc = csv_next(fx->reader, &row, err)) > 0) {
		f->read++;
		if (row.reject.id) {
			import_reject(f, row.line, NULL, &row.reject);
			continue;
		}
		foreign_read_row(fx, &row);
		rc = emit_row(fx->emitter, row.line, err);
		if (rc < 0)
			return rc;
	}
	return rc;
}

/* A value that cannot be read leaves its cell empty: the machine is more than its last date. */
static void say_bad_values(const struct foreign *fx)
{
	for (size_t i = 0; i < fx->columns.n; i++) {
		const struct mapped_column *c = &fx->columns.items[i];

		if (c->bad)
			import_note(fx->im->file,
				    N_("column '%s': %zu values cannot be read and were left out, the "
				       "first '%s' on line %zu; mend them or give a pattern with "
				       "--map"), csv_header(fx->reader, c->column), c->bad,
				    c->bad_value, c->bad_line);
	}
}

static int import_rows(struct foreign *fx, struct err *err)
{
	int rc = foreign_map_header(fx, err);

	if (rc == 0)
		rc = foreign_scan(fx, err);
	if (rc == 0)
		rc = settle_currency(fx, err);
	if (rc == 0)
		rc = emitter_new(fx, &fx->emitter, err);
	if (rc == 0)
		rc = read_rows(fx, err);
	if (rc < 0)
		return rc;
	import_reader_stats(fx->im->file, fx->reader);
	say_bad_values(fx);
	return emit_links(fx->emitter, err);
}

int foreign_import(struct importing *im, const struct profile *p, struct csv_reader *r,
		   struct err *err)
{
	struct foreign fx;
	int rc;

	foreign_init(&fx, im, p, r);
	im->file->format = N_("inventory of another tool");
	im->file->tool = p ? p->name : NULL;
	im->file->tool_id = p ? p->id : NULL;
	rc = map_file_read(im->options->map, &fx.map, err);
	if (rc == 0)
		rc = import_rows(&fx, err);
	foreign_release(&fx);
	return rc;
}
