/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/json_import.h"

#include <string.h>

#include "util/file.h"

/* A STIX bundle of ATT&CK has about 50 MB. */
#define JSON_LIMIT ((size_t)256 * 1024 * 1024)

static const struct json_kind *const kinds[] = {
	&cyclonedx_kind,
	&mappings_kind,
	&stix_kind,
	&navigator_kind,
};

/* Takes every JSON document, so that the others are refused by name and not read as CSV. */
static bool json_fits(const struct import_source *s)
{
	char c = s->head[strspn(s->head, " \t\r\n")];
	size_t n = strlen(s->path);

	return c == '{' || (c == '[' && n > 5 && strcmp(s->path + n - 5, ".json") == 0);
}

const char *json_text(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text && *text ? text : NULL;
}

static int no_such_kind(const char *path, struct err *err)
{
	struct strbuf known = STRBUF_INIT;
	int rc;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		strbuf_add_sep(&known, ", ", kinds[i]->name);
	rc = err_set(err, ERR_INPUT, N_("%s: JSON of a kind that cannot be imported; there are: %s"),
		     path, known.buf);
	strbuf_release(&known);
	return rc;
}

static int json_run(struct importing *im, const struct import_source *s, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	json_error_t why;
	json_t *root;
	int rc = file_read(s->path, JSON_LIMIT, &text, err);

	if (rc < 0)
		return rc;
	root = json_loadb(text.buf, text.len, 0, &why);
	strbuf_release(&text);
	if (!root)
		return err_set(err, ERR_INPUT, N_("%s:%d: not JSON: %s"), s->path, why.line, why.text);
	rc = 1;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && rc == 1; i++)
		if (kinds[i]->is(root))
			rc = kinds[i]->run(im, root, s->path, err);
	if (rc == 1)
		rc = no_such_kind(s->path, err);
	json_decref(root);
	return rc;
}

const struct importer json_importer = { .name = "JSON", .fits = json_fits, .run = json_run };
