/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inventories that other tools exported as CSV.
 *
 * A *field* is one thing an inventory can say about a machine, a licence, a person …; a *profile*
 * is one tool's export: how its header is recognised and which of its columns say which field.
 * A column is mapped by the map file (--map), else by the profile, else by an alias; what fits
 * nothing is left out and listed.  When two columns fit one field by alias, the better alias is
 * taken and the person is told.
 *
 * Rows become records like this (foreign_emit.c):
 * - an asset is recognised, in this order, by serial number (no junk), tag, agent id, MAC, full
 *   name, short host name; a weaker mark counts only when serial and tag do not contradict it;
 * - a new asset's key is made from tag, else name, else serial; kind and notes are worked out only
 *   for new assets, so that a second import never overwrites what a person wrote;
 * - an empty cell never empties anything;
 * - sites, vendors and products that are named but not known yet are added.
 *
 * A map file is a CSV with the header source,target,pattern.  `source` is a column of the file,
 * `target` a field ("assets.serial", or "-" to leave the column out), `pattern` how to read it
 * ("d/m/y", "m/d/y", "y-m-d"; "1,234.56", "1.234,56"; a separator for lists).  Rows without a
 * source are settings: target "encoding", "delimiter", "currency" or "kind", the value in
 * `pattern`.
 */
#ifndef LIFEBOAT_IO_FOREIGN_H
#define LIFEBOAT_IO_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "io/csv_read.h"
#include "io/foreign_value.h"
#include "io/import.h"

enum field {
	F_NONE,
	/* assets */
	F_ASSET, F_NAME, F_KIND, F_OS, F_OS_VERSION, F_SITE, F_OWNER, F_SERVICE, F_CRITICALITY,
	F_ZONE, F_ENVIRONMENT, F_QUANTITY, F_SERIAL, F_TAG, F_IP, F_MAC, F_USER, F_LAST_SEEN,
	F_TAGS, F_NOTES, F_PRODUCTS,
	F_MANUFACTURER, F_MODEL, F_CATEGORY, F_SERVICE_ENV, F_RACK,
	/* installs of the tool's own agent */
	F_AGENT_VERSION, F_AGENT_ID, F_AGENT_STATUS, F_PROTECTION,
	/* dependencies */
	F_RECORD_TYPE, F_LINK_FROM, F_LINK_TO, F_DIRECTION,
	/* licences: products and contracts */
	F_ITEM, F_VENDOR, F_LICENCE_KEY, F_SEATS, F_COST, F_CURRENCY, F_REFERENCE, F_STARTS, F_ENDS,
	F_LICENCE_NOTES,
	/* people */
	F_PERSON, F_FIRST_NAME, F_LAST_NAME, F_FULL_NAME, F_EMAIL, F_PHONE,
	/* sites */
	F_PLACE_ID, F_PLACE_NAME,
	F_N
};

enum field_type { V_TEXT, V_ID, V_LIST, V_DATE, V_INSTANT, V_MONEY, V_MAC };

struct field_def {
	const char *name;     /* "assets.serial" */
	enum field_type type;
	const char *aliases;  /* normalised headers separated by '|', the best first; "" none */
};
extern const struct field_def foreign_fields[F_N];
/* By "assets.serial" or, when it is no other field's, "serial"; F_NONE when there is none. */
enum field foreign_field_find(const char *name);

/* What a row of the file is about. */
enum row_kind { ROW_ASSET, ROW_LINK, ROW_LICENCE, ROW_PERSON, ROW_SITE };

struct field_map {
	const char *source; /* header as the tool writes it */
	enum field field;
};

struct foreign_product {
	const char *key, *name, *vendor, *vendor_name, *category;
};

struct profile {
	const char *id;               /* what --tool says */
	const char *name;             /* proper name, not translated */
	const char *const *signatures;/* NULL-terminated; each "header+header": all must be there */
	const char *file_hint;        /* beginning of the file's name, needed as well; NULL none */
	enum row_kind rows;
	const struct field_map *map;  /* ends with source NULL; a field may come several times: the
	                               * first that is not empty counts */
	const char *kind;             /* of assets nothing else is known about; NULL none */
	const char *null_words;       /* '|'-separated, beside the general ones; NULL none */
	const char *separators;       /* of lists in a cell; NULL: ",;|" */
	const struct foreign_product *agent; /* every row says this is installed; NULL none */
};

extern const struct profile *const foreign_profiles[];
extern const size_t foreign_n_profiles;
/* By id; NULL when there is none. */
const struct profile *foreign_profile_find(const char *id);
/* By header (and file name); NULL when no signature fits. */
const struct profile *foreign_profile_recognise(const char *path, const struct csv_reader *r);

/* Reads all rows into the change.  `p` NULL: by aliases alone.  A file of which not even a name
 * can be found is ERR_INPUT. */
int foreign_import(struct importing *im, const struct profile *p, struct csv_reader *r,
		   struct err *err);

/* ---- between foreign.c, foreign_map.c and foreign_emit.c --------------------------------------- */

struct map_row {
	char *source, *target, *pattern;
};

struct map_file {
	VEC(struct map_row) rows;
};

/* path NULL gives an empty one. */
int map_file_read(const char *path, struct map_file *ret, struct err *err);
void map_file_release(struct map_file *m);
/* The value of a setting, or NULL. */
const char *map_file_setting(const struct map_file *m, const char *name);
/* Delimiter and encoding into the options a file is opened with. */
int map_file_options(const struct map_file *m, struct csv_options *io, struct err *err);

struct mapped_column {
	size_t column;        /* of the file */
	enum field field;
	int rank;             /* lower counts first among columns of one field */
	struct date_guess dates;
	struct money_guess money;
	enum date_order order;
	char mark;            /* decimal mark */
	const char *pattern;  /* from the map file, borrowed; NULL none */
	bool unused;          /* ambiguous: not imported */
	size_t bad;           /* values that could not be read */
	size_t bad_line;      /* line of the first */
	char *bad_value;
};

struct foreign {
	struct importing *im;
	struct csv_reader *reader;
	const struct profile *profile; /* NULL generic */
	struct map_file map;
	VEC(struct mapped_column) columns; /* by field, then rank */
	enum row_kind rows;
	char currency[4];              /* setting or workspace currency */
	char row_currency[4];          /* seen beside a number of the present row */
	struct strbuf value[F_N];      /* the present row */
	struct strbuf work;
	struct emitter *emitter;
};

/* Maps the header, fills im->file->map; ERR_INPUT when nothing can be done with the file. */
int foreign_map_header(struct foreign *fx, struct err *err);
/* Looks at all rows for dates, money and the preview, then settles the patterns. */
int foreign_scan(struct foreign *fx, struct err *err);
/* Fills fx->value from a row of the file. */
void foreign_read_row(struct foreign *fx, const struct csv_row *row);
bool foreign_has(const struct foreign *fx, enum field f);

/* foreign_emit.c */
int emitter_new(struct foreign *fx, struct emitter **ret, struct err *err);
void emitter_free(struct emitter *e);
int emit_row(struct emitter *e, size_t line, struct err *err);
/* After all rows: links between them. */
int emit_links(struct emitter *e, struct err *err);

#endif
