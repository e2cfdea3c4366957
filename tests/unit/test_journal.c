/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal: the chain, what tampering it shows, listing, and a check without Lifeboat. */
#include "config.h"
#include "db_support.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/image.h"
#include "model/journal.h"

static struct db *db;

static int setup(void **state)
{
	*state = support_folder();
	db = support_open(support_path("w.db"), DB_CREATE);
	return 0;
}

static int teardown(void **state)
{
	db_close(db);
	support_remove(*state);
	return 0;
}

static int append_numbered(struct db *d, void *context, struct err *err)
{
	static const char *const cells[] = { "web 01", NULL, "", "日本" };
	struct strbuf image = STRBUF_INIT, key = STRBUF_INIT;
	struct journal_entry e = { 0 };
	int64_t seq = 0;
	int n = *(int *)context, rc;

	image_encode(cells, 4, &image);
	strbuf_addf(&key, "asset-%d", n);
	e.at = "2019-05-13T09:00:00Z";
	e.person = n % 2 ? "mori" : NULL;
	e.os_user = "lifeboat";
	e.action = n % 3 ? "set" : "delete";
	e.object_table = "assets";
	e.object_key = key.buf;
	e.before = n > 1 ? image.buf : NULL;
	e.before_size = image.len;
	e.after = n % 3 ? image.buf : NULL;
	e.after_size = image.len;
	e.detail = n == 2 ? "%s changed\x1f" "line\nbreak" : NULL;
	rc = journal_append(d, &e, &seq, err);
	strbuf_release(&image);
	strbuf_release(&key);
	if (rc >= 0)
		assert_int_equal(seq, n);
	return rc;
}

static void append(int n)
{
	struct err err = ERR_INIT;
	int i;

	for (i = 1; i <= n; i++)
		must(db_write(db, append_numbered, &i, &err), &err);
}

/* As somebody would who can write the file with another program. */
static void tamper(const char *sql)
{
	sqlite3 *other;
	char *why = NULL;

	assert_int_equal(sqlite3_open(support_path("w.db"), &other), SQLITE_OK);
	if (sqlite3_exec(other, "DROP TRIGGER IF EXISTS journal_is_never_rewritten;"
			 "DROP TRIGGER IF EXISTS journal_is_never_cut;"
			 "DROP TRIGGER IF EXISTS journal_has_no_gap", NULL, NULL, &why) != SQLITE_OK ||
	    sqlite3_exec(other, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	sqlite3_close(other);
}

static void images_come_back_as_they_were(void **state)
{
	static const char *const cells[] = { "a", NULL, "", "日本\n;" };
	struct strbuf image = STRBUF_INIT;
	struct err err = ERR_INIT;
	char *back[6];
	size_t n, i;

	(void)state;
	image_encode(cells, 4, &image);
	assert_int_equal(image.len, 4 * 8 + 1 + strlen(cells[3]));
	must(image_decode(image.buf, image.len, back, 6, &n, &err), &err);
	assert_int_equal(n, 4);
	for (i = 0; i < 6; i++) {
		if (i < 4 && cells[i])
			assert_string_equal(back[i], cells[i]);
		else
			assert_null(back[i]);
		free(back[i]);
	}
	fails_with(image_decode(image.buf, image.len, back, 3, &n, &err), ERR_CORRUPT, &err, "doctor");
	for (i = 0; i < image.len; i++) {
		int rc = image_decode(image.buf, i, back, 4, &n, NULL);
		size_t k;

		assert_true(rc == ERR_CORRUPT || (rc == 0 && n < 4)); /* cut between two cells */
		for (k = 0; k < 4; k++)
			free(back[k]);
	}
	image.buf[0] = '\x7f'; /* a length beyond the end */
	assert_int_equal(image_decode(image.buf, image.len, back, 4, &n, NULL), ERR_CORRUPT);
	strbuf_release(&image);
}

static void an_intact_chain_verifies(void **state)
{
	struct journal_head head, found, early = { 0, { 0 } }, parsed;
	struct strbuf text = STRBUF_INIT;
	struct err err = ERR_INIT;
	int64_t bad = -1;

	(void)state;
	must(journal_head(db, &head, &err), &err);
	assert_int_equal(head.seq, 0);
	must(journal_verify(db, &early, &found, &bad, &err), &err);
	append(5);
	must(journal_head(db, &early, &err), &err);
	must(support_write(db, "INSERT INTO workspace (name) VALUES ('x')", &err), &err);
	must(journal_verify(db, &early, &found, &bad, &err), &err);
	assert_int_equal(bad, 0);
	assert_int_equal(found.seq, 5);
	assert_memory_equal(found.hash, early.hash, DIGEST_SIZE);
	journal_head_text(&early, &text);
	must(journal_head_parse(text.buf, &parsed, &err), &err);
	assert_memory_equal(&parsed, &early, sizeof(parsed));
	fails_with(journal_head_parse("5:abc", &parsed, &err), ERR_INPUT, &err, "64");
	strbuf_addch(&text, '0');
	fails_with(journal_head_parse(text.buf, &parsed, &err), ERR_INPUT, &err, "64");
	strbuf_release(&text);
}

static void every_kind_of_tampering_shows(void **state)
{
	static const struct {
		const char *sql;
		int64_t bad;
	} attacks[] = {
		{ "UPDATE journal SET action = 'sat' WHERE seq = 4", 4 },
		{ "UPDATE journal SET at = '2019-05-14T09:00:00Z' WHERE seq = 1", 1 },
		{ "UPDATE journal SET person = 'sato' WHERE seq = 3", 3 },
		{ "UPDATE journal SET person = NULL WHERE seq = 3", 3 },
		{ "UPDATE journal SET person = '' WHERE seq = 2", 2 },
		{ "UPDATE journal SET os_user = 'root' WHERE seq = 7", 7 },
		{ "UPDATE journal SET object_table = 'sites' WHERE seq = 2", 2 },
		{ "UPDATE journal SET object_key = 'asset-1' WHERE seq = 2", 2 },
		{ "UPDATE journal SET before_image = after_image, after_image = before_image"
		  " WHERE seq = 1", 1 },
		{ "UPDATE journal SET after_image = before_image || x'00' WHERE seq = 5", 5 },
		{ "UPDATE journal SET detail = '' WHERE seq = 6", 6 },
		{ "UPDATE journal SET version = 2 WHERE seq = 6", 6 },
		{ "UPDATE journal SET hash = zeroblob(32) WHERE seq = 6", 6 },
		{ "DELETE FROM journal WHERE seq = 3", 3 },
		{ "DELETE FROM journal WHERE seq = 1", 1 },
		{ "DELETE FROM journal WHERE seq = 3; UPDATE journal SET seq = seq - 1 WHERE seq > 3", 3 },
		{ "UPDATE journal SET seq = 99 WHERE seq = 2;"
		  "UPDATE journal SET seq = 2 WHERE seq = 3;"
		  "UPDATE journal SET seq = 3 WHERE seq = 99", 2 },
		{ "DELETE FROM journal WHERE seq > 4", 5 },
		{ "DELETE FROM journal", 1 },
	};
	struct journal_head head;
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		int64_t bad = 0;
		int rc;

		append(7);
		must(journal_head(db, &head, &err), &err);
		tamper(attacks[i].sql);
		rc = journal_verify(db, &head, NULL, &bad, &err);
		if (rc != ERR_ANSWER_NO || bad != attacks[i].bad)
			fail_msg("%s: rc %d, bad %lld", attacks[i].sql, rc, (long long)bad);
		err_release(&err);
		teardown(state);
		setup(state);
	}
}

/* Without the remembered head a cut tail cannot be seen; with it, it is, and so is a new chain. */
static void a_remembered_head_guards_the_tail(void **state)
{
	struct journal_head head, shorter;
	struct err err = ERR_INIT;
	int64_t bad = 0;

	append(6);
	must(journal_head(db, &head, &err), &err);
	tamper("DELETE FROM journal WHERE seq = 6");
	must(journal_verify(db, NULL, &shorter, NULL, &err), &err);
	assert_int_equal(shorter.seq, 5);
	fails_with(journal_verify(db, &head, NULL, &bad, &err), ERR_ANSWER_NO, &err, "6 is missing");
	assert_int_equal(bad, 6);
	teardown(state);
	setup(state);
	append(7); /* same texts, so the same chain: a rebuilt one differs somewhere */
	head.hash[0] ^= 1;
	fails_with(journal_verify(db, &head, NULL, &bad, &err), ERR_ANSWER_NO, &err, "rebuilt");
	assert_int_equal(bad, 6);
}

struct listing {
	struct strbuf text;
	int stop_after;
};

static int list_one(void *context, const struct journal_entry *e, struct err *err)
{
	struct listing *l = context;

	strbuf_addf(&l->text, "%lld%s ", (long long)e->seq, e->person ? "p" : "");
	return --l->stop_after == 0 ? err_set(err, ERR_INTERRUPTED, "stop") : 0;
}

static void listed(const struct journal_filter *f, const char *expected)
{
	struct listing l = { STRBUF_INIT, 0 };
	struct err err = ERR_INIT;

	must(journal_list(db, f, list_one, &l, &err), &err);
	assert_string_equal(l.text.buf, expected);
	strbuf_release(&l.text);
}

static void listing_filters(void **state)
{
	struct listing l = { STRBUF_INIT, 2 };
	struct err err = ERR_INIT;

	(void)state;
	append(7);
	listed(&(struct journal_filter){ 0 }, "1p 2 3p 4 5p 6 7p ");
	listed(&(struct journal_filter){ .from = 3, .to = 5 }, "3p 4 5p ");
	listed(&(struct journal_filter){ .newest_first = true, .limit = 2 }, "7p 6 ");
	listed(&(struct journal_filter){ .action = "delete" }, "3p 6 ");
	listed(&(struct journal_filter){ .person = "mori", .action = "delete" }, "3p ");
	listed(&(struct journal_filter){ .object_table = "assets", .object_key = "asset-4" }, "4 ");
	listed(&(struct journal_filter){ .object_table = "sites" }, "");
	fails_with(journal_list(db, &(struct journal_filter){ 0 }, list_one, &l, &err),
		   ERR_INTERRUPTED, &err, "stop");
	assert_string_equal(l.text.buf, "1p 2 ");
	strbuf_release(&l.text);
}

static int write_out(void *context, const char *text, size_t length, struct err *err)
{
	(void)err;
	return fwrite(text, 1, length, context) == length ? 0 : ERR_IO;
}

static int check_with_script(const char *path)
{
	const char *source = getenv("TOP_SRCDIR");
	struct strbuf script = STRBUF_INIT;
	int status;
	pid_t child;

	strbuf_addf(&script, "%s/tests/unit/journal-check.sh", source ? source : "..");
	child = fork();
	if (child == 0) {
		execl("/bin/sh", "sh", script.buf, path, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	strbuf_release(&script);
	return WEXITSTATUS(status);
}

static void export_to(const char *path)
{
	struct err err = ERR_INIT;
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	must(journal_export(db, write_out, f, &err), &err);
	fclose(f);
}

static void a_short_script_checks_an_export(void **state)
{
	(void)state;
	append(4);
	export_to(support_path("journal.txt"));
	assert_int_equal(check_with_script(support_path("journal.txt")), 0);
	tamper("UPDATE journal SET os_user = 'root' WHERE seq = 2");
	export_to(support_path("tampered.txt"));
	assert_int_equal(check_with_script(support_path("tampered.txt")), 1);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(images_come_back_as_they_were),
		CASE(an_intact_chain_verifies),
		CASE(every_kind_of_tampering_shows),
		CASE(a_remembered_head_guards_the_tail),
		CASE(listing_filters),
		CASE(a_short_script_checks_an_export),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
