/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/import.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "io/importers.h"
#include "io/table_csv.h"
#include "model/store.h"
#include "util/mem.h"

#define MAX_FOLDERS 16

struct item {
	char *path;
	const struct table *table; /* of a workbook */
	const char *terms;         /* under which its content may be passed on; NULL */
};

struct run {
	const struct import_options *options;
	VEC(struct item) items;
	struct import_result *result;
};

/* ---- from paths to files ---------------------------------------------------------------------- */

static void add_item(struct run *run, const char *path, const struct table *t)
{
	VEC_PUSH(&run->items, (struct item){ mem_strdup(path), t, NULL });
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcasecmp(text + n - m, end) == 0;
}

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* Adds the files of our tables; false when there are none. */
static bool add_workbook(struct run *run, const char *folder)
{
	size_t before = run->items.n;

	for (size_t i = 0; i < model_n_tables; i++) {
		const struct table *t = model_tables[i];
		struct strbuf path = STRBUF_INIT;
		struct csv_reader *r = NULL;

		strbuf_addf(&path, "%s/%s.csv", folder, t->name);
		if ((t->flags & TABLE_WORKBOOK) && is_file(path.buf) &&
		    csv_open(path.buf, NULL, &r, NULL) == 0 && table_csv_fits(t, r))
			add_item(run, path.buf, t);
		csv_close(r);
		strbuf_release(&path);
	}
	return run->items.n > before;
}

static int not_hidden(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static bool is_importable(const char *name)
{
	static const char *const ends[] = { ".csv", ".tsv", ".txt", ".json", ".ics" };

	if (ends_with(name, REJECTED_SUFFIX))
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (ends_with(name, ends[i]))
			return true;
	return false;
}

static int add_folder(struct run *run, const char *folder, int depth, struct err *err)
{
	struct dirent **list = NULL;
	int n, rc = 0;

	if (add_workbook(run, folder))
		return 0;
	n = scandir(folder, &list, not_hidden, alphasort);
	if (n < 0)
		return err_set(err, ERR_IO, N_("%s: cannot read the folder: %s"), folder,
			       strerror(errno));
	for (int i = 0; i < n; i++) {
		struct strbuf path = STRBUF_INIT;
		struct stat st;

		strbuf_addf(&path, "%s/%s", folder, list[i]->d_name);
		if (rc == 0 && lstat(path.buf, &st) == 0) {
			if (S_ISDIR(st.st_mode) && depth < MAX_FOLDERS)
				rc = add_folder(run, path.buf, depth + 1, err);
			else if (is_importable(list[i]->d_name) && is_file(path.buf))
				add_item(run, path.buf, NULL);
		}
		strbuf_release(&path);
		free(list[i]);
	}
	free(list);
	return rc;
}

/* "attack" and "csf" name the shipped catalogues where no file has that name. */
static bool add_catalog(struct run *run, const char *name)
{
	static const struct {
		const char *name, *files, *terms;
	} catalogs[] = {
		{ "attack", "attack-enterprise-*[0-9].csv",
		  "© 2025 The MITRE Corporation. This work is reproduced and distributed with the "
		  "permission of The MITRE Corporation." },
		{ "csf", "csf-*[0-9].csv", NULL },
	};
	struct strbuf pattern = STRBUF_INIT;
	bool found = false;
	struct stat st;
	glob_t files;
	size_t i;

	for (i = 0; i < sizeof(catalogs) / sizeof(*catalogs); i++)
		if (strcmp(catalogs[i].name, name) == 0)
			break;
	if (i == sizeof(catalogs) / sizeof(*catalogs) || stat(name, &st) == 0 ||
	    !run->options->datadir)
		return false;
	strbuf_addf(&pattern, "%s/catalogs/%s", run->options->datadir, catalogs[i].files);
	if (glob(pattern.buf, 0, NULL, &files) == 0) {
		add_item(run, files.gl_pathv[files.gl_pathc - 1], table_find("capabilities"));
		VEC_LAST(&run->items).terms = catalogs[i].terms;
		found = true;
	}
	globfree(&files);
	strbuf_release(&pattern);
	return found;
}

static int add_path(struct run *run, const char *path, struct err *err)
{
	size_t before = run->items.n;
	struct stat st;
	int rc;

	if (add_catalog(run, path))
		return 0;
	if (strcmp(path, "-") == 0 || stat(path, &st) < 0 || !S_ISDIR(st.st_mode)) {
		add_item(run, path, NULL);
		return 0;
	}
	rc = add_folder(run, path, 0, err);
	if (rc == 0 && run->items.n == before)
		rc = err_set(err, ERR_INPUT,
			     N_("%s: nothing in this folder can be imported; name files, or a folder "
				"that 'lifeboat export workbook' wrote"), path);
	return rc;
}

/* ---- the change -------------------------------------------------------------------------------- */

/* 0: imported; 1: this file was refused, the others go on. */
static int import_item(struct change *c, struct run *run, size_t i, struct err *err)
{
	struct import_file *f = run->result->files.items[i];
	struct importing im = { .change = c, .options = run->options, .file = f, .number = i };
	struct import_source s = { .table = run->items.items[i].table };
	struct err why = ERR_INIT;
	int rc;

	import_file_reset(f);
	rc = import_source_look(&s, f->path, &why);
	if (rc == 0)
		rc = importer_for(&s)->run(&im, &s, &why);
	if (rc == 0 && run->items.items[i].terms)
		import_note(f, N_("terms of the catalogue: %s"), run->items.items[i].terms);
	if (rc == 0)
		return 0;
	if (f->read == 0 && (rc == ERR_INPUT || rc == ERR_MISSING || rc == ERR_IO)) {
		err_move(&f->refused, &why);
		return 1;
	}
	return err_move(err, &why);
}

static int import_all(struct change *c, void *context, struct err *err)
{
	struct run *run = context;
	size_t refused = 0;

	for (size_t i = 0; i < run->items.n; i++) {
		int rc = import_item(c, run, i, err);

		if (rc < 0)
			return rc;
		refused += rc == 1;
	}
	if (refused && refused == run->items.n) {
		const struct err *first = &run->result->files.items[0]->refused;

		if (err) {
			err->code = first->code;
			msg_copy(&err->msg, &first->msg);
		}
		return first->code;
	}
	change_add_rejected(c, import_result_rejected(run->result));
	return 0;
}

/* A row that named something that does not exist was taken back. */
static void take_back(void *context, const struct table *t, const char *key, int64_t tag,
		      const struct err *why)
{
	struct run *run = context;
	size_t number = import_tag_file(tag);
	struct import_file *f;

	if (number >= run->result->files.n)
		return;
	f = run->result->files.items[number];
	import_reject(f, import_tag_line(tag), NULL, &why->msg);
	VEC_PUSH(&f->lost, (struct import_lost){ t, mem_strdup(key) });
}

/* Rows taken back were counted when they were put: a row that is there all the same was updated,
 * one that is not was added. */
static void recount(struct db *db, struct import_file *f)
{
	for (size_t i = 0; i < f->lost.n; i++) {
		struct import_count *n = import_count_of(f, f->lost.items[i].table);
		struct record r;
		bool there;

		record_init(&r, f->lost.items[i].table);
		there = store_get_key(db, f->lost.items[i].table, f->lost.items[i].key, &r, NULL) == 0;
		n->updated -= there && n->updated > 0;
		n->added -= !there && n->added > 0;
		record_release(&r);
	}
}

static int run_change(struct db *db, struct run *run, struct err *err)
{
	const struct import_options *o = run->options;
	struct msg label = MSG_INIT;
	struct strbuf source = STRBUF_INIT;
	struct change_info info = {
		.now = o->now, .person = o->person, .os_user = o->os_user, .action = "import",
		.label = &label,
		.flags = CHANGE_IMPORT | (o->dry_run ? CHANGE_DRY_RUN : 0),
		.reject = take_back, .reject_context = run,
	};
	int rc;

	strbuf_adds(&source, run->items.items[0].path);
	if (run->items.n > 1)
		strbuf_addf(&source, " (+ %zu)", run->items.n - 1);
	info.source = source.buf;
	if (run->items.n == 1)
		msg_set(&label, N_("import of %s"), run->items.items[0].path);
	else
		msg_set(&label, N_("import of %s and %zu more files"), run->items.items[0].path,
			run->items.n - 1);
	rc = change_run(db, &info, import_all, run, &run->result->counts, err);
	msg_release(&label);
	strbuf_release(&source);
	return rc;
}

int app_import(struct db *db, const char *const *paths, size_t n,
	       const struct import_options *options, struct import_result *ret, struct err *err)
{
	struct run run = { .options = options, .result = ret };
	int rc = 0;

	ret->dry_run = options->dry_run;
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = add_path(&run, paths[i], err);
	if (rc == 0 && run.items.n == 0)
		rc = err_set(err, ERR_USAGE, N_("nothing to import; name a file or a folder"));
	for (size_t i = 0; i < run.items.n && rc == 0; i++)
		import_result_add(ret, run.items.items[i].path);
	if (rc == 0)
		rc = run_change(db, &run, err);
	for (size_t i = 0; i < ret->files.n && rc == 0; i++) {
		recount(db, ret->files.items[i]);
		rc = import_write_rejects(ret->files.items[i], options, err);
	}
	for (size_t i = 0; i < run.items.n; i++)
		free(run.items.items[i].path);
	VEC_RELEASE(&run.items);
	return rc;
}
