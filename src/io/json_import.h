/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON documents: one reader, and what it could be by its members.
 *
 * To add a kind: a file with a `const struct json_kind` and one line in json_import.c.
 */
#ifndef LIFEBOAT_IO_JSON_IMPORT_H
#define LIFEBOAT_IO_JSON_IMPORT_H

#include <jansson.h>

#include "io/importers.h"

struct json_kind {
	const char *name; /* N_() or a proper name, for the sentence that lists them */
	bool (*is)(const json_t *root);
	int (*run)(struct importing *im, const json_t *root, const char *path, struct err *err);
};

extern const struct json_kind cyclonedx_kind, mappings_kind, stix_kind, navigator_kind;
extern const struct importer json_importer;

/* A member that is a text with something in it, else NULL. */
const char *json_text(const json_t *object, const char *name);

#endif
