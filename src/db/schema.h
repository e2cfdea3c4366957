/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbered schema files of data/schema/, compiled in.
 *
 * Version N of the workspace is what files 1 to N make; several files may share a number (the
 * common one, then NNNN-why.sqlite.sql).  To change the schema add a file with the next number and
 * name it in data/local.mk: nothing else.
 */
#ifndef LIFEBOAT_DB_SCHEMA_H
#define LIFEBOAT_DB_SCHEMA_H

#include <stddef.h>

struct schema_file {
	int version;
	const char *name; /* "0001-core.sql" */
	const char *sql;  /* statements ending in ';' */
};

struct schema {
	const struct schema_file *files; /* by rising version */
	size_t n;
};

extern const struct schema schema_shipped;

#endif
