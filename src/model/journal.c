/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/journal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/image.h"


/* Columns in the order of every SELECT below. */
enum { C_SEQ, C_VERSION, C_AT, C_PERSON, C_OS_USER, C_ACTION, C_TABLE, C_KEY, C_BEFORE, C_AFTER,
       C_DETAIL, C_HASH };

/* ---- what is hashed ------------------------------------------------------------------------ */

static void add_text(struct strbuf *out, const char *text)
{
	image_add(out, text, text ? strlen(text) : 0);
}

/* version ‖ hash before ‖ record: see journal.h. */
static void hashed_bytes(const struct journal_entry *e, const unsigned char before[DIGEST_SIZE],
			 struct strbuf *out)
{
	char seq[24];

	snprintf(seq, sizeof(seq), "%lld", (long long)e->seq);
	strbuf_addch(out, JOURNAL_VERSION);
	strbuf_add(out, before, DIGEST_SIZE);
	add_text(out, seq);
	add_text(out, e->at);
	add_text(out, e->person);
	add_text(out, e->os_user);
	add_text(out, e->action);
	add_text(out, e->object_table);
	add_text(out, e->object_key);
	image_add(out, e->before, e->before_size);
	image_add(out, e->after, e->after_size);
	add_text(out, e->detail);
}

static void hash_bytes(const struct strbuf *bytes, unsigned char hash[DIGEST_SIZE])
{
	struct digest d;

	digest_init(&d);
	digest_bytes(&d, bytes->buf, bytes->len);
	digest_final(&d, hash);
}

/* ---- appending ----------------------------------------------------------------------------- */

int journal_head(struct db *db, struct journal_head *ret, struct err *err)
{
	struct journal_head head = { 0, { 0 } };
	struct stmt *s;
	int rc = db_prepare(db, "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1", &s, err);

	if (rc < 0)
		return rc;
	rc = stmt_step(s, err);
	if (rc > 0) {
		size_t size;
		const void *hash = stmt_blob(s, 1, &size);

		head.seq = stmt_int(s, 0);
		if (hash && size == DIGEST_SIZE)
			memcpy(head.hash, hash, DIGEST_SIZE);
	}
	stmt_done(s);
	if (rc < 0)
		return rc;
	*ret = head;
	return 0;
}

static int insert(struct db *db, const struct journal_entry *e, struct err *err)
{
	struct stmt *s;
	int rc = db_prepare(db,
			    "INSERT INTO journal (seq, version, at, person, os_user, action,"
			    " object_table, object_key, before_image, after_image, detail, hash)"
			    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", &s, err);

	if (rc < 0)
		return rc;
	stmt_bind_int(s, 1, e->seq);
	stmt_bind_int(s, 2, JOURNAL_VERSION);
	stmt_bind_text(s, 3, e->at);
	stmt_bind_text(s, 4, e->person);
	stmt_bind_text(s, 5, e->os_user);
	stmt_bind_text(s, 6, e->action);
	stmt_bind_text(s, 7, e->object_table);
	stmt_bind_text(s, 8, e->object_key);
	stmt_bind_blob(s, 9, e->before, e->before_size);
	stmt_bind_blob(s, 10, e->after, e->after_size);
	stmt_bind_text(s, 11, e->detail);
	stmt_bind_blob(s, 12, e->hash, DIGEST_SIZE);
	rc = stmt_step(s, err);
	stmt_done(s);
	return rc;
}

int journal_append(struct db *db, const struct journal_entry *entry, int64_t *ret_seq,
		   struct err *err)
{
	struct journal_entry e = *entry;
	struct strbuf bytes = STRBUF_INIT;
	struct journal_head head;
	int rc;

	assert(db_in_write(db));
	assert(e.at && e.os_user && e.action);
	rc = journal_head(db, &head, err);
	if (rc < 0)
		return rc;
	e.seq = head.seq + 1;
	hashed_bytes(&e, head.hash, &bytes);
	hash_bytes(&bytes, e.hash);
	strbuf_release(&bytes);
	rc = insert(db, &e, err);
	if (rc >= 0 && ret_seq)
		*ret_seq = e.seq;
	return rc;
}

/* ---- heads as text ------------------------------------------------------------------------- */

void journal_head_text(const struct journal_head *head, struct strbuf *out)
{
	char hex[DIGEST_HEX];

	digest_hex(head->hash, hex);
	strbuf_addf(out, "%lld:%s", (long long)head->seq, hex);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool parse_hash(const char *text, unsigned char hash[DIGEST_SIZE])
{
	int i;

	for (i = 0; i < DIGEST_SIZE; i++) {
		int high = hex_value(text[2 * i]);
		int low = high < 0 ? -1 : hex_value(text[2 * i + 1]);

		if (low < 0)
			return false;
		hash[i] = (unsigned char)(high << 4 | low);
	}
	return text[2 * DIGEST_SIZE] == '\0';
}

int journal_head_parse(const char *text, struct journal_head *ret, struct err *err)
{
	struct journal_head head = { 0, { 0 } };
	size_t digits = strspn(text, "0123456789");

	if (digits < 1 || digits > 18 || text[digits] != ':' ||
	    !parse_hash(text + digits + 1, head.hash))
		return err_set(err, ERR_INPUT,
			       N_("'%s' is no journal head; give it as it was printed: a number, a colon "
				  "and 64 hexadecimal digits"), text);
	head.seq = strtoll(text, NULL, 10);
	*ret = head;
	return 0;
}

/* ---- reading ------------------------------------------------------------------------------- */

static void read_entry(const struct stmt *s, struct journal_entry *e)
{
	const void *hash;
	size_t size;

	memset(e, 0, sizeof(*e));
	e->seq = stmt_int(s, C_SEQ);
	e->at = stmt_text(s, C_AT);
	e->person = stmt_text(s, C_PERSON);
	e->os_user = stmt_text(s, C_OS_USER);
	e->action = stmt_text(s, C_ACTION);
	e->object_table = stmt_text(s, C_TABLE);
	e->object_key = stmt_text(s, C_KEY);
	e->before = stmt_blob(s, C_BEFORE, &e->before_size);
	e->after = stmt_blob(s, C_AFTER, &e->after_size);
	e->detail = stmt_text(s, C_DETAIL);
	hash = stmt_blob(s, C_HASH, &size);
	if (hash && size == DIGEST_SIZE)
		memcpy(e->hash, hash, DIGEST_SIZE);
}

#define SELECT_ENTRIES \
	"SELECT seq, version, at, person, os_user, action, object_table, object_key," \
	" before_image, after_image, detail, hash FROM journal"

/* A fragment for each restriction that is set, so that the index on objects can serve. */
static void build_list(const struct journal_filter *f, struct strbuf *sql)
{
	strbuf_adds(sql, SELECT_ENTRIES " WHERE seq >= $1 AND seq <= $2");
	strbuf_adds(sql, f->object_table ? " AND object_table = $3" : NULL);
	strbuf_adds(sql, f->object_key ? " AND object_key = $4" : NULL);
	strbuf_adds(sql, f->action ? " AND action = $5" : NULL);
	strbuf_adds(sql, f->person ? " AND person = $6" : NULL);
	strbuf_adds(sql, f->newest_first ? " ORDER BY seq DESC LIMIT $7" : " ORDER BY seq LIMIT $7");
}

int journal_list(struct db *db, const struct journal_filter *f, journal_entry_fn *fn, void *context,
		 struct err *err)
{
	struct strbuf sql = STRBUF_INIT;
	struct stmt *s;
	int rc;

	build_list(f, &sql);
	rc = db_prepare(db, sql.buf, &s, err);
	strbuf_release(&sql);
	if (rc < 0)
		return rc;
	stmt_bind_int(s, 1, f->from);
	stmt_bind_int(s, 2, f->to ? f->to : INT64_MAX);
	stmt_bind_text(s, 3, f->object_table);
	stmt_bind_text(s, 4, f->object_key);
	stmt_bind_text(s, 5, f->action);
	stmt_bind_text(s, 6, f->person);
	stmt_bind_int(s, 7, f->limit ? f->limit : INT64_MAX);
	while ((rc = stmt_step(s, err)) > 0) {
		struct journal_entry e;

		read_entry(s, &e);
		rc = fn(context, &e, err);
		if (rc < 0)
			break;
	}
	stmt_done(s);
	return rc;
}

/* ---- checking ------------------------------------------------------------------------------ */

struct verification {
	const struct journal_head *remembered;
	struct journal_head head; /* the chain so far */
	int64_t bad;
};

static int missing(struct verification *v, struct err *err)
{
	v->bad = v->head.seq + 1;
	return err_set(err, ERR_ANSWER_NO,
		       N_("the journal was changed: entry %lld is missing; the entries before it fit.  "
			  "Compare with a backup"), (long long)v->bad);
}

static int changed(struct verification *v, struct err *err)
{
	v->bad = v->head.seq + 1;
	return err_set(err, ERR_ANSWER_NO,
		       N_("the journal was changed: entry %lld does not fit its hash and the entry before "
			  "it; the entries before it fit.  Compare with a backup"), (long long)v->bad);
}

static int rebuilt(struct verification *v, int64_t seq, struct err *err)
{
	v->bad = seq;
	return err_set(err, ERR_ANSWER_NO,
		       N_("the journal was rebuilt: entry %lld is not the one that was remembered.  Compare "
			  "with a backup"), (long long)seq);
}

static int verify_entry(struct verification *v, const struct stmt *s, struct strbuf *bytes,
			struct err *err)
{
	unsigned char hash[DIGEST_SIZE];
	struct journal_entry e;

	read_entry(s, &e);
	if (e.seq != v->head.seq + 1)
		return missing(v, err);
	strbuf_reset(bytes);
	hashed_bytes(&e, v->head.hash, bytes);
	hash_bytes(bytes, hash);
	if (stmt_int(s, C_VERSION) != JOURNAL_VERSION || memcmp(hash, e.hash, DIGEST_SIZE) != 0)
		return changed(v, err);
	v->head.seq = e.seq;
	memcpy(v->head.hash, hash, DIGEST_SIZE);
	if (v->remembered && v->remembered->seq == e.seq &&
	    memcmp(v->remembered->hash, hash, DIGEST_SIZE) != 0)
		return rebuilt(v, e.seq, err);
	return 0;
}

static int verify_all(struct db *db, void *context, struct err *err)
{
	struct verification *v = context;
	struct strbuf bytes = STRBUF_INIT;
	struct stmt *s;
	int rc = db_prepare(db, SELECT_ENTRIES " ORDER BY seq", &s, err);

	if (rc < 0)
		return rc;
	while ((rc = stmt_step(s, err)) > 0) {
		rc = verify_entry(v, s, &bytes, err);
		if (rc < 0)
			break;
	}
	stmt_done(s);
	strbuf_release(&bytes);
	if (rc >= 0 && v->remembered && v->remembered->seq > v->head.seq)
		rc = missing(v, err);
	return rc;
}

int journal_verify(struct db *db, const struct journal_head *remembered, struct journal_head *ret,
		   int64_t *ret_bad, struct err *err)
{
	struct verification v = { remembered, { 0, { 0 } }, 0 };
	int rc = db_read(db, verify_all, &v, err);

	if (ret_bad)
		*ret_bad = v.bad;
	if (ret && rc >= 0)
		*ret = v.head;
	return rc;
}

/* ---- exporting ----------------------------------------------------------------------------- */

struct export {
	journal_write_fn *write;
	void *context;
	unsigned char before[DIGEST_SIZE];
	struct strbuf bytes, text;
};

static void add_hex(struct strbuf *out, const void *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *at = data;
	size_t i;

	strbuf_grow(out, 2 * size);
	for (i = 0; i < size; i++) {
		strbuf_addch(out, digits[at[i] >> 4]);
		strbuf_addch(out, digits[at[i] & 15]);
	}
}

/* The line for people: one line whatever the texts hold. */
static void add_words(struct strbuf *out, const struct journal_entry *e)
{
	const char *words[] = { e->at, e->person, e->os_user, e->action, e->object_table,
				e->object_key };
	size_t i, start = out->len;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		strbuf_addf(out, "%s%s", i ? " " : "", words[i] && *words[i] ? words[i] : "-");
	for (i = start; i < out->len; i++)
		if ((unsigned char)out->buf[i] < ' ' || out->buf[i] == 0x7f)
			out->buf[i] = '?';
}

static int export_entry(void *context, const struct journal_entry *e, struct err *err)
{
	struct export *x = context;

	strbuf_reset(&x->bytes);
	strbuf_reset(&x->text);
	hashed_bytes(e, x->before, &x->bytes);
	strbuf_adds(&x->text, "# ");
	add_words(&x->text, e);
	strbuf_addf(&x->text, "\nentry %lld\nbytes ", (long long)e->seq);
	add_hex(&x->text, x->bytes.buf, x->bytes.len);
	strbuf_adds(&x->text, "\nhash ");
	add_hex(&x->text, e->hash, DIGEST_SIZE);
	strbuf_adds(&x->text, "\n\n");
	memcpy(x->before, e->hash, DIGEST_SIZE);
	return x->write(x->context, x->text.buf, x->text.len, err);
}

int journal_export(struct db *db, journal_write_fn *write, void *context, struct err *err)
{
	static const char intro[] =
		"# Lifeboat journal.  For each entry \"bytes\" is what was hashed, in hexadecimal: 01, the\n"
		"# hash of the entry before (zeros before the first), and ten fields, each an 8-byte\n"
		"# length and its bytes: seq, at, person, os_user, action, table, key, before, after, detail.\n"
		"# SHA-256 of those bytes is \"hash\".\n\n";
	struct export x = { write, context, { 0 }, STRBUF_INIT, STRBUF_INIT };
	struct journal_filter all = { 0 };
	int rc = write(context, intro, sizeof(intro) - 1, err);

	if (rc >= 0)
		rc = journal_list(db, &all, export_entry, &x, err);
	strbuf_release(&x.bytes);
	strbuf_release(&x.text);
	return rc;
}
