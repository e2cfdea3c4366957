/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What SQL may do on a workspace.  Two tables: actions by mode, and settings that may be read.  It
 * is asked when a statement is prepared, so it costs nothing while rows move.
 */
#include "config.h"
#include "db/private.h"

#include <string.h>

#define ALWAYS (MODE_NORMAL | MODE_BULK | MODE_MIGRATION | MODE_MAINTENANCE)
#define INDEXES (MODE_BULK | MODE_MIGRATION | MODE_MAINTENANCE)
#define SCHEMA (MODE_MIGRATION | MODE_MAINTENANCE)

/* An action that is not listed is refused. */
static const struct {
	int action;
	unsigned modes;
} actions[] = {
	{ SQLITE_SELECT, ALWAYS },
	{ SQLITE_READ, ALWAYS },
	{ SQLITE_RECURSIVE, ALWAYS },
	{ SQLITE_INSERT, ALWAYS },
	{ SQLITE_UPDATE, ALWAYS },
	{ SQLITE_DELETE, ALWAYS },
	{ SQLITE_CREATE_INDEX, INDEXES },
	{ SQLITE_DROP_INDEX, INDEXES },
	{ SQLITE_REINDEX, INDEXES },
	{ SQLITE_CREATE_TEMP_TABLE, INDEXES },
	{ SQLITE_CREATE_TEMP_INDEX, INDEXES },
	{ SQLITE_DROP_TEMP_TABLE, INDEXES },
	{ SQLITE_DROP_TEMP_INDEX, INDEXES },
	{ SQLITE_CREATE_TABLE, SCHEMA },
	{ SQLITE_CREATE_TRIGGER, SCHEMA },
	{ SQLITE_CREATE_VIEW, SCHEMA },
	{ SQLITE_CREATE_VTABLE, SCHEMA },
	{ SQLITE_DROP_TABLE, SCHEMA },
	{ SQLITE_DROP_TRIGGER, SCHEMA },
	{ SQLITE_DROP_VIEW, SCHEMA },
	{ SQLITE_DROP_VTABLE, SCHEMA },
	{ SQLITE_ALTER_TABLE, SCHEMA },
	{ SQLITE_ANALYZE, MODE_MAINTENANCE },
	{ SQLITE_ATTACH, MODE_MAINTENANCE },
	{ SQLITE_DETACH, MODE_MAINTENANCE },
};

/* Settings that may be read in every mode; none may be set but in maintenance and migration.
 * Where `about` is set the argument names a table and is no new value. */
static const struct {
	const char *name;
	bool about;
} settings[] = {
	{ "data_version", false }, { "user_version", false }, { "application_id", false },
	{ "page_count", false },   { "page_size", false },    { "table_info", true },
	{ "table_xinfo", true },   { "index_list", true },    { "index_info", true },
	{ "foreign_key_list", true },
};

/* Functions that reach outside the database; most builds lack them anyway. */
static const char *const outside[] = {
	"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit",
};

static bool action_allowed(enum db_mode mode, int action)
{
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (actions[i].action == action)
			return (actions[i].modes & mode) != 0;
	return false;
}

static bool setting_allowed(enum db_mode mode, const char *name, const char *value)
{
	size_t i;

	if (mode & SCHEMA)
		return true;
	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (name && sqlite3_stricmp(settings[i].name, name) == 0)
			return !value || settings[i].about;
	return false;
}

static bool function_allowed(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
		if (name && sqlite3_stricmp(outside[i], name) == 0)
			return false;
	return true;
}

static bool row_change_allowed(enum db_mode mode, int action, const char *table)
{
	if (strncmp(table, "sqlite_", 7) == 0)
		return mode != MODE_NORMAL;
	return action == SQLITE_INSERT || mode == MODE_MIGRATION || strcmp(table, "journal") != 0;
}

int db_authorize(void *data, int action, const char *a, const char *b, const char *schema,
		 const char *source)
{
	const struct db *db = data;
	bool allowed;

	(void)schema;
	(void)source;
	switch (action) {
	case SQLITE_TRANSACTION:
	case SQLITE_SAVEPOINT:
		allowed = db->own_words > 0; /* only db_write and db_read begin and end */
		break;
	case SQLITE_PRAGMA:
		allowed = setting_allowed(db->mode, a, b);
		break;
	case SQLITE_FUNCTION:
		allowed = function_allowed(b);
		break;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		allowed = row_change_allowed(db->mode, action, a);
		break;
	default:
		allowed = action_allowed(db->mode, action);
	}
	return allowed ? SQLITE_OK : SQLITE_DENY;
}
