/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/import.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

/* Lines of a tag; files above. */
#define TAG_BITS 40

void import_result_init(struct import_result *r)
{
	*r = (struct import_result){ .files = VEC_INIT };
}

struct import_file *import_result_add(struct import_result *r, const char *path)
{
	struct import_file *f = mem_zalloc(1, sizeof(*f));

	f->path = mem_strdup(path);
	msg_init(&f->refused.msg);
	VEC_PUSH(&r->files, f);
	return f;
}

static void release_map(struct import_file *f)
{
	for (size_t i = 0; i < f->preview.n; i++) {
		for (size_t j = 0; j < f->map.n; j++)
			free(f->preview.items[i][j]);
		free(f->preview.items[i]);
	}
	for (size_t i = 0; i < f->map.n; i++) {
		free(f->map.items[i].source);
		free(f->map.items[i].target);
		msg_release(&f->map.items[i].how);
	}
	VEC_RELEASE(&f->preview);
	VEC_RELEASE(&f->map);
}

void import_file_reset(struct import_file *f)
{
	char *path = f->path;

	release_map(f);
	err_release(&f->refused);
	for (size_t i = 0; i < f->notes.n; i++)
		msg_release(&f->notes.items[i]);
	for (size_t i = 0; i < f->rejects.n; i++)
		free(f->rejects.items[i].column);
	for (size_t i = 0; i < f->reasons.n; i++)
		free(f->reasons.items[i]);
	for (size_t i = 0; i < f->lost.n; i++)
		free(f->lost.items[i].key);
	VEC_RELEASE(&f->counts);
	VEC_RELEASE(&f->notes);
	VEC_RELEASE(&f->rejects);
	VEC_RELEASE(&f->reasons);
	VEC_RELEASE(&f->lost);
	map_release(&f->reason_index);
	free(f->rejects_path);
	*f = (struct import_file){ .path = path };
	msg_init(&f->refused.msg);
}

void import_result_release(struct import_result *r)
{
	for (size_t i = 0; i < r->files.n; i++) {
		import_file_reset(r->files.items[i]);
		free(r->files.items[i]->path);
		free(r->files.items[i]);
	}
	VEC_RELEASE(&r->files);
}

size_t import_result_refused(const struct import_result *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->files.n; i++)
		n += r->files.items[i]->refused.code != ERR_OK;
	return n;
}

int64_t import_result_rejected(const struct import_result *r)
{
	int64_t n = 0;

	for (size_t i = 0; i < r->files.n; i++)
		n += r->files.items[i]->rejected;
	return n;
}

void import_tag(struct importing *im, size_t line)
{
	change_tag(im->change, (int64_t)im->number << TAG_BITS | (int64_t)line);
}

size_t import_tag_file(int64_t tag)
{
	return (size_t)(tag >> TAG_BITS);
}

size_t import_tag_line(int64_t tag)
{
	return (size_t)(tag & ((INT64_C(1) << TAG_BITS) - 1));
}

void import_note(struct import_file *f, const char *id, ...)
{
	struct msg m = MSG_INIT;
	va_list ap;

	va_start(ap, id);
	msg_vset(&m, id, ap);
	va_end(ap);
	VEC_PUSH(&f->notes, m);
}

void import_reject(struct import_file *f, size_t line, const char *column, const struct msg *why)
{
	struct strbuf encoded = STRBUF_INIT;
	size_t reason;

	f->rejected += !f->rejects.n || VEC_LAST(&f->rejects).line != line;
	msg_encode(why, &encoded);
	reason = map_get(&f->reason_index, encoded.buf);
	if (reason == MAP_NONE) {
		reason = f->reasons.n;
		VEC_PUSH(&f->reasons, strbuf_detach(&encoded));
		map_put(&f->reason_index, f->reasons.items[reason], reason);
	}
	strbuf_release(&encoded);
	VEC_PUSH(&f->rejects, (struct import_reject){ line, reason, mem_strdup(column) });
}

void import_rejectf(struct import_file *f, size_t line, const char *column, const char *id, ...)
{
	struct msg m = MSG_INIT;
	va_list ap;

	va_start(ap, id);
	msg_vset(&m, id, ap);
	va_end(ap);
	import_reject(f, line, column, &m);
	msg_release(&m);
}

struct import_count *import_count_of(struct import_file *f, const struct table *t)
{
	for (size_t i = 0; i < f->counts.n; i++)
		if (f->counts.items[i].table == t)
			return &f->counts.items[i];
	VEC_PUSH(&f->counts, (struct import_count){ .table = t });
	return &VEC_LAST(&f->counts);
}

int import_put(struct importing *im, size_t line, const struct record *r, uint64_t given,
	       enum put_outcome *ret, struct err *err)
{
	struct err why = ERR_INIT;
	enum put_outcome outcome = PUT_UNCHANGED;
	struct import_count *count;
	int rc;

	import_tag(im, line);
	rc = change_put(im->change, r, given, PUT_ANY, &outcome, &why);
	if (rc == ERR_INPUT || rc == ERR_NOT_FOUND || rc == ERR_CONFLICT) {
		import_reject(im->file, line, NULL, &why.msg);
		err_release(&why);
		return 1;
	}
	if (rc < 0)
		return err_move(err, &why);
	count = import_count_of(im->file, r->table);
	count->added += outcome == PUT_ADDED;
	count->updated += outcome == PUT_UPDATED;
	count->unchanged += outcome == PUT_UNCHANGED;
	if (ret)
		*ret = outcome;
	return 0;
}

void import_reject_text(const struct import_file *f, size_t i, msg_translate_fn *translate,
			struct strbuf *out)
{
	const struct import_reject *r = &f->rejects.items[i];

	strbuf_addf(out, "%s:%zu: ", f->path, r->line);
	if (r->column) {
		struct msg m = MSG_INIT;

		msg_set(&m, N_("column '%s': "), r->column);
		msg_render(&m, translate, out);
		msg_release(&m);
	}
	msg_render_text(f->reasons.items[r->reason], translate, out);
}

void import_reader_stats(struct import_file *f, const struct csv_reader *r)
{
	const struct csv_stats *s = csv_stats(r);

	f->is_csv = true;
	f->delimiter = csv_delimiter(r);
	f->blank = (int64_t)s->blank;
	f->padded = (int64_t)s->padded;
	f->repaired = (int64_t)s->repaired;
	if (csv_was_utf16(r))
		import_note(f, N_("the file is UTF-16; it was converted while reading"));
	if (s->padded)
		import_note(f, N_("%zu rows have fewer fields than the header; what is missing was "
				  "taken as empty"), s->padded);
	if (s->repaired)
		import_note(f, N_("%zu bytes are not UTF-8 and were replaced or converted; if names "
				  "look wrong, say the encoding in a map file: "
				  ",encoding,windows-1252 or ,encoding,mac-roman"), s->repaired);
}

/* ---- sets of hashes ------------------------------------------------------------------------ */

/* FNV-1a with a finisher (D. Stafford's mix13), so that equal low bits are rare. */
uint64_t import_hash(const char *text, uint64_t seed)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ seed;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	h = (h ^ (h >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	h = (h ^ (h >> 27)) * UINT64_C(0x94d049bb133111eb);
	return h ^ (h >> 31);
}

static void hash_set_grow(struct hash_set *s)
{
	size_t cap = s->cap ? s->cap * 2 : 1024;
	uint64_t *old = s->slot, *slot = mem_zalloc(cap, sizeof(*slot));

	for (size_t i = 0; i < s->cap; i++) {
		size_t at = (size_t)old[i] & (cap - 1);

		if (!old[i])
			continue;
		while (slot[at])
			at = (at + 1) & (cap - 1);
		slot[at] = old[i];
	}
	free(old);
	s->slot = slot;
	s->cap = cap;
}

bool hash_set_add(struct hash_set *s, uint64_t hash)
{
	size_t at;

	if ((s->n + 1) * 4 > s->cap * 3)
		hash_set_grow(s);
	if (!hash)
		hash = 1;
	at = (size_t)hash & (s->cap - 1);
	while (s->slot[at] && s->slot[at] != hash)
		at = (at + 1) & (s->cap - 1);
	if (s->slot[at])
		return false;
	s->slot[at] = hash;
	s->n++;
	return true;
}

void hash_set_release(struct hash_set *s)
{
	free(s->slot);
	*s = (struct hash_set)HASH_SET_INIT;
}
