/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The formats that can be imported, in the order they are asked.
 *
 * To add one: a file with a `const struct importer` and one line in importers.c.
 */
#ifndef LIFEBOAT_IO_IMPORTERS_H
#define LIFEBOAT_IO_IMPORTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "io/import.h"

#define IMPORT_HEAD 1024

struct import_source {
	const char *path;
	const struct table *table; /* file of a workbook; NULL: to be found out */
	char head[IMPORT_HEAD + 1];/* beginning of the file, without byte-order mark */
	size_t n_head;
};

struct importer {
	const char *name; /* N_() */
	bool (*fits)(const struct import_source *s);
	/* ERR_INPUT before the first row refuses this file alone. */
	int (*run)(struct importing *im, const struct import_source *s, struct err *err);
};

extern const struct importer *const importers[];
extern const size_t n_importers;

/* Fills path and head; a file that cannot be read is an error. */
int import_source_look(struct import_source *s, const char *path, struct err *err);
/* First that fits; the CSV importer takes what nobody else does. */
const struct importer *importer_for(const struct import_source *s);

#endif
