/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/importers.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/evals_import.h"
#include "io/feed_import.h"
#include "io/foreign.h"
#include "io/ics.h"
#include "io/json_import.h"
#include "io/table_csv.h"

/* ---- CSV: a table of ours, or somebody else's inventory -------------------------------------- */

static bool csv_fits(const struct import_source *s)
{
	(void)s;
	return true;
}

static int unknown_word(const struct import_options *o, struct err *err)
{
	if (o->as && !table_find(o->as))
		return err_set(err, ERR_USAGE,
			       N_("--as %s: there is no such table; see 'lifeboat help data'"), o->as);
	if (o->tool && !foreign_profile_find(o->tool))
		return err_set(err, ERR_USAGE,
			       N_("--tool %s: no such tool is known; leave --tool away to have it "
				  "found out, or name the columns with --map"), o->tool);
	return 0;
}

/* The table the file is one of, or NULL when it is foreign. */
static const struct table *own_table(const struct import_options *o, const struct import_source *s,
				     const struct csv_reader *r)
{
	const struct table *as = o->as ? table_find(o->as) : NULL;

	if (s->table)
		return s->table;
	if (o->tool || o->map)
		return NULL;
	if (as)
		return table_csv_fits(as, r) || strcmp(as->name, "assets") != 0 ? as : NULL;
	return table_csv_recognise(s->path, r);
}

static int csv_run(struct importing *im, const struct import_source *s, struct err *err)
{
	const struct import_options *o = im->options;
	struct csv_options *options = &im->file->csv;
	struct csv_reader *r = NULL;
	struct map_file map;
	const struct table *t;
	int rc = unknown_word(o, err);

	if (rc < 0)
		return rc;
	*options = (struct csv_options){ .unguard = !s->table || o->guarded };
	rc = map_file_read(o->map, &map, err);
	if (rc == 0)
		rc = map_file_options(&map, options, err);
	map_file_release(&map);
	if (rc == 0)
		rc = csv_open(s->path, options, &r, err);
	if (rc < 0)
		return rc;
	t = own_table(o, s, r);
	if (t)
		rc = table_csv_import(im, t, r, err);
	else if (!o->tool && !o->map && evals_import_fits(r))
		rc = evals_import(im, r, err);
	else
		rc = foreign_import(im, o->tool ? foreign_profile_find(o->tool)
						: foreign_profile_recognise(s->path, r), r, err);
	csv_close(r);
	return rc;
}

static const struct importer csv_importer = {
	.name = N_("CSV"), .fits = csv_fits, .run = csv_run,
};

/* ---- the list ------------------------------------------------------------------------------ */

const struct importer *const importers[] = {
	&ics_importer,
	&feed_importer,
	&json_importer,
	&csv_importer,
};
const size_t n_importers = sizeof(importers) / sizeof(importers[0]);

int import_source_look(struct import_source *s, const char *path, struct err *err)
{
	struct stat st;
	ssize_t n;
	int fd;

	*s = (struct import_source){ .path = path, .table = s->table };
	if (strcmp(path, "-") == 0)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return err_set(err, errno == ENOENT ? ERR_MISSING : ERR_IO,
			       N_("%s: cannot read: %s"), path, strerror(errno));
	/* a pipe cannot be looked into without taking from it */
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		n = read(fd, s->head, IMPORT_HEAD);
		s->n_head = n > 0 ? (size_t)n : 0;
	}
	close(fd);
	if (s->n_head >= 3 && memcmp(s->head, "\xef\xbb\xbf", 3) == 0) {
		s->n_head -= 3;
		memmove(s->head, s->head + 3, s->n_head);
	}
	s->head[s->n_head] = '\0';
	return 0;
}

const struct importer *importer_for(const struct import_source *s)
{
	for (size_t i = 0; i < n_importers; i++)
		if (importers[i]->fits(s))
			return importers[i];
	return &csv_importer;
}
