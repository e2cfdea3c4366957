/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/app.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "model/settings.h"
#include "util/date.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/strbuf.h"

static bool has_text(const char *value)
{
	return value && *value;
}

static char *default_workspace(void)
{
	const char *env = getenv("LIFEBOAT_WORKSPACE"), *base = getenv("XDG_DATA_HOME");
	struct strbuf path = STRBUF_INIT;

	if (has_text(env))
		return mem_strdup(env);
	if (has_text(base)) {
		strbuf_adds(&path, base);
	} else {
		strbuf_adds(&path, has_text(getenv("HOME")) ? getenv("HOME") : ".");
		strbuf_adds(&path, "/.local/share");
	}
	strbuf_adds(&path, "/lifeboat/workspace.db");
	return strbuf_detach(&path);
}

static char *login_name(void)
{
	const struct passwd *pw = getpwuid(geteuid());
	struct strbuf uid = STRBUF_INIT;

	if (pw && has_text(pw->pw_name))
		return mem_strdup(pw->pw_name);
	strbuf_addf(&uid, "uid-%lu", (unsigned long)geteuid());
	return strbuf_detach(&uid);
}

/* "2019-05-13" means the start of that day, UTC. */
static int parse_now(const char *text, int64_t *ret, struct err *err)
{
	int64_t days;

	if (instant_parse(text, ret) == 0)
		return 0;
	if (date_parse(text, &days) == 0) {
		*ret = days * DAY_S;
		return 0;
	}
	return err_set(err, ERR_USAGE,
		       N_("--now: '%s' is no instant; write 2019-05-13 or 2019-05-13T09:00:00Z"), text);
}

int app_init(struct app *app, const char *workspace, const char *now, struct err *err)
{
	const char *person = getenv("LIFEBOAT_PERSON");

	memset(app, 0, sizeof(*app));
	if (!has_text(now))
		now = getenv("LIFEBOAT_NOW");
	if (has_text(now)) {
		int rc = parse_now(now, &app->now_override, err);

		if (rc < 0)
			return rc;
		app->now_given = true;
	}
	app->workspace = has_text(workspace) ? mem_strdup(workspace) : default_workspace();
	app->person = has_text(person) ? mem_strdup(person) : NULL;
	app->os_user = login_name();
	return 0;
}

void app_release(struct app *app)
{
	db_close(app->db);
	free(app->workspace);
	free(app->person);
	free(app->os_user);
	memset(app, 0, sizeof(*app));
}

void app_set_person(struct app *app, const char *key)
{
	free(app->person);
	app->person = mem_strdup(key);
}

int app_db(struct app *app, struct db **ret, struct err *err)
{
	if (!app->db) {
		int rc = db_open(app->workspace, 0, &app->db, err);

		if (rc < 0)
			return rc;
	}
	*ret = app->db;
	return 0;
}

static int make_parent(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int rc;

	if (!slash || slash == path)
		return 0;
	folder = mem_strndup(path, (size_t)(slash - path));
	rc = file_make_dirs(folder, err);
	free(folder);
	return rc;
}

int app_create(struct app *app, struct err *err)
{
	struct stat st;
	int rc;

	if (lstat(app->workspace, &st) == 0)
		return err_set(err, ERR_DENIED,
			       N_("%s exists already and was left alone; name another file with -w "
				  "or move it away first"),
			       app->workspace);
	if (errno != ENOENT)
		return err_set_errno(err, ERR_IO, errno, app->workspace);
	rc = make_parent(app->workspace, err);
	if (rc < 0)
		return rc;
	return db_open(app->workspace, DB_CREATE, &app->db, err);
}

int app_now(struct app *app, int64_t *ret, struct err *err)
{
	char *starts = NULL;
	struct db *db;
	int rc;

	if (app->now_given) {
		*ret = app->now_override;
		return 0;
	}
	rc = app_db(app, &db, err);
	if (rc == 0)
		rc = setting_get(db, "clock_starts", &starts, err);
	if (rc < 0)
		return rc;
	if (!starts || instant_parse(starts, ret) < 0)
		*ret = (int64_t)time(NULL);
	free(starts);
	return 0;
}

/* By identity, not by name.  The file is not opened: closing it would drop SQLite's locks. */
static bool is_workspace_file(const struct app *app, const char *path)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-lock" };
	struct stat asked, own;
	size_t i;

	if (stat(path, &asked) < 0)
		return false;
	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		struct strbuf name = STRBUF_INIT;
		bool same;

		strbuf_addf(&name, "%s%s", app->workspace, endings[i]);
		same = stat(name.buf, &own) == 0 && own.st_dev == asked.st_dev &&
			own.st_ino == asked.st_ino;
		strbuf_release(&name);
		if (same)
			return true;
	}
	return false;
}

int app_write(struct app *app, const char *path, const void *data, size_t length, struct err *err)
{
	if (!path || strcmp(path, "-") == 0) {
		answer_raw(app->answer, data, length);
		return 0;
	}
	if (is_workspace_file(app, path))
		return err_set(err, ERR_DENIED,
			       N_("%s: belongs to the workspace itself and is not overwritten; name "
				  "another file"), path);
	return file_write(path, data, length, err);
}

int app_change(struct app *app, const char *action, struct change_info *ret,
	       struct db **ret_db, struct err *err)
{
	int64_t now;
	int rc = app_db(app, ret_db, err);

	if (rc == 0)
		rc = app_now(app, &now, err);
	if (rc == 0)
		*ret = (struct change_info){ .now = now, .person = app->person,
					     .os_user = app->os_user, .action = action };
	return rc;
}

const char *app_datadir(void)
{
	const char *env = getenv("LIFEBOAT_DATADIR");

	return has_text(env) ? env : PKGDATADIR;
}
