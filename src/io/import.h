/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every importer is given and what it tells.
 *
 * An importer turns one file into change_put calls inside a change that somebody else opened
 * (app/import.c), so that an import of many files is one change.  It never prints: what the person
 * should know is collected in a `struct import_file` as data.  Because a change may run again after
 * a retryable failure, an importer starts from an empty import_file each time.
 *
 * Rejected rows are kept as line and reason; afterwards import_write_rejects copies those rows with
 * a column `reason` into "<file>.rejected.csv", where they can be mended and imported again.
 */
#ifndef LIFEBOAT_IO_IMPORT_H
#define LIFEBOAT_IO_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/csv_read.h"
#include "model/change.h"
#include "model/table.h"
#include "util/arena.h"
#include "util/err.h"
#include "util/map.h"
#include "util/vec.h"

#define REJECTED_SUFFIX ".rejected.csv"
/* The column added there; the second name where the file has a `reason` of its own. */
#define REASON_COLUMN "reason"
#define REASON_COLUMN_ALSO "reject_reason"

struct import_options {
	const char *as;      /* --as: name of a table; NULL: found out */
	const char *tool;    /* --tool: id of a profile (foreign_tools); NULL: found out */
	const char *map;     /* --map: path of a map file; NULL: none */
	const char *round;   /* --round: of an evaluation; NULL: the newest */
	const char *product; /* --product: whose coverage a layer tells; NULL: found out */
	const char *datadir; /* shipped data: catalogues; NULL: none */
	const char *rejects; /* --rejects: folder for the rejects files; NULL: beside the file */
	bool dry_run;        /* nothing is written, neither workspace nor rejects */
	bool guarded;        /* the files come from a spreadsheet-safe export */
	int64_t now;         /* workspace clock */
	const char *person, *os_user; /* who; see struct change_info */
};

/* One column of the source and where it went. */
struct import_mapped {
	char *source;    /* header */
	char *target;    /* "assets.serial"; NULL: left out */
	struct msg how;  /* "dates as d/m/y", "by alias" …; id NULL: nothing to say */
};

/* How many rows of one table were put, by what became of them. */
struct import_count {
	const struct table *table;
	int64_t added, updated, unchanged;
};

struct import_reject {
	size_t line;
	size_t reason; /* index into import_file.reasons */
	char *column;  /* header name or NULL */
};

struct import_lost {
	const struct table *table;
	char *key;
};

#define IMPORT_PREVIEW 10

struct import_file {
	char *path;
	const char *format;   /* N_(): what kind of file it was taken for; NULL when refused */
	const char *tool;     /* N_() or a proper name: "Snipe-IT assets"; NULL none */
	const char *tool_id;  /* what --tool would say */
	struct err refused;   /* code ERR_OK unless the whole file was refused */
	bool is_csv;
	char delimiter;       /* of a CSV file */
	struct csv_options csv; /* how it was opened */
	int64_t read, rejected, blank, padded, repaired;
	VEC(struct import_count) counts;  /* first the table that the rows are about */
	VEC(struct import_mapped) map;
	VEC(char **) preview;             /* IMPORT_PREVIEW rows of map.n cells */
	VEC(struct msg) notes;
	VEC(struct import_reject) rejects;
	VEC(char *) reasons;              /* encoded messages (util/msg.h) */
	struct map reason_index;
	VEC(struct import_lost) lost;     /* rows taken back because of a dangling reference */
	char *rejects_path;               /* written; NULL none */
};

struct import_result {
	VEC(struct import_file *) files;
	struct change_counts counts;      /* all tables */
	bool dry_run;
};

void import_result_init(struct import_result *r);
void import_result_release(struct import_result *r);
/* A new, empty file in the result. */
struct import_file *import_result_add(struct import_result *r, const char *path);
/* Forgets what importing found; path stays. */
void import_file_reset(struct import_file *f);
size_t import_result_refused(const struct import_result *r);
int64_t import_result_rejected(const struct import_result *r);

/* What an importer works with. */
struct importing {
	struct change *change;
	const struct import_options *options;
	struct import_file *file;
	size_t number;   /* place of the file in the result: part of the tag */
};

/* change_tag for a row: number of the file and line. */
void import_tag(struct importing *im, size_t line);
size_t import_tag_file(int64_t tag);
size_t import_tag_line(int64_t tag);

__attribute__((format(printf, 2, 3)))
void import_note(struct import_file *f, const char *id, ...);
/* Counts and keeps the reason; `column` may be NULL. */
void import_reject(struct import_file *f, size_t line, const char *column, const struct msg *why);
__attribute__((format(printf, 4, 5)))
void import_rejectf(struct import_file *f, size_t line, const char *column, const char *id, ...);
/* change_put with counting; a refused row (ERR_INPUT, ERR_NOT_FOUND, ERR_CONFLICT) is rejected and
 * gives 1. */
int import_put(struct importing *im, size_t line, const struct record *r, uint64_t given,
	       enum put_outcome *ret, struct err *err);
struct import_count *import_count_of(struct import_file *f, const struct table *t);
/* Appends "FILE:LINE: column 'x': reason". */
void import_reject_text(const struct import_file *f, size_t i, msg_translate_fn *translate,
			struct strbuf *out);

/* Takes over what the reader found (blank, padded, repaired rows) and says it. */
void import_reader_stats(struct import_file *f, const struct csv_reader *r);

/* Writes the rows that were rejected with a column `reason` beside the source, or into
 * options->rejects, or, where the source's folder cannot be written, into the current folder.
 * Does nothing when there are none, in a dry run and for files that are no CSV. */
int import_write_rejects(struct import_file *f, const struct import_options *options,
			 struct err *err);

/* Sixty-four bits of a text, and a set of them: to see the same key twice in a file of any size
 * without holding the keys. */
uint64_t import_hash(const char *text, uint64_t seed);
struct hash_set {
	uint64_t *slot; /* 0: free */
	size_t n, cap;
};
#define HASH_SET_INIT { NULL, 0, 0 }
/* True when it was not there yet. */
bool hash_set_add(struct hash_set *s, uint64_t hash);
void hash_set_release(struct hash_set *s);

#endif
