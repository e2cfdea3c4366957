/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <jansson.h>

#include "io/csv_read.h"

/* Everything that was read, in one text: fields in [], rows by line, rejects as line!reason. */
static void dump(struct csv_reader *r, struct strbuf *out)
{
	struct csv_row row;
	struct err err = ERR_INIT;
	int rc;

	while ((rc = csv_next(r, &row, &err)) > 0) {
		strbuf_addf(out, "%zu", row.line);
		if (row.reject.id) {
			strbuf_addch(out, '!');
			msg_render(&row.reject, NULL, out);
		}
		for (size_t i = 0; i < row.n && !row.reject.id; i++)
			strbuf_addf(out, "[%s]", row.field[i]);
		strbuf_addch(out, '\n');
	}
	if (rc < 0)
		err_render(&err, NULL, out);
	err_release(&err);
}

static void assert_reads(const char *data, size_t length, const struct csv_options *options,
			 const char *header, const char *rows)
{
	struct csv_reader *r = NULL;
	struct strbuf out = STRBUF_INIT;
	struct err err = ERR_INIT;

	if (csv_open_memory("t.csv", data, length, options, &r, &err) < 0) {
		err_render(&err, NULL, &out);
		assert_string_equal(out.buf, rows);
		assert_null(header);
		err_release(&err);
		strbuf_release(&out);
		return;
	}
	for (size_t i = 0; i < csv_columns(r); i++)
		strbuf_addf(&out, "%s%s", i ? "|" : "", csv_header(r, i));
	assert_string_equal(out.buf, header);
	for (int pass = 0; pass < 2; pass++) {
		strbuf_reset(&out);
		dump(r, &out);
		assert_string_equal(out.buf, rows);
		assert_int_equal(csv_rewind(r, &err), 0);
	}
	csv_close(r);
	strbuf_release(&out);
}

#define READS(data, header, rows) assert_reads(data, sizeof(data) - 1, NULL, header, rows)

static void line_ends_of_all_kinds(void **state)
{
	(void)state;
	READS("a,b\n1,2\n3,4\n", "a|b", "2[1][2]\n3[3][4]\n");
	READS("a,b\r\n1,2\r\n3,4\r\n", "a|b", "2[1][2]\n3[3][4]\n");
	READS("a,b\r1,2\r3,4\r", "a|b", "2[1][2]\n3[3][4]\n");
	READS("a,b\n1,2\r\n3,4\r5,6", "a|b", "2[1][2]\n3[3][4]\n4[5][6]\n");
	READS("a,b\r1,\"x\ry\"\r3,4", "a|b", "2[1][x\ry]\n4[3][4]\n");
	READS("a,b\r\n1,\"x\r\ny\"\r\n3,4\r\n", "a|b", "2[1][x\r\ny]\n4[3][4]\n");
}

static void blank_rows_are_passed_over(void **state)
{
	(void)state;
	READS("\n\na,b\n\n1,2\n\n,\n  ,\t\n3,4\n\n", "a|b", "5[1][2]\n9[3][4]\n");
	READS("a,b\n", "a|b", "");
	READS("a,b", "a|b", "");
}

static void delimiters_are_found_in_the_header(void **state)
{
	(void)state;
	READS("a;b,c;d\n1;2;3\n", "a|b,c|d", "2[1][2][3]\n");
	READS("a\tb\n1\t2,5\n", "a|b", "2[1][2,5]\n");
	READS("a|b|c\n1|2|3\n", "a|b|c", "2[1][2][3]\n");
	READS("\"a;b;c\",d\n1,2\n", "a;b;c|d", "2[1][2]\n");
	READS("\"x\ny;z\";d\n1;2\n", "x\ny;z|d", "3[1][2]\n");
	READS("sep=;\r\na;b\r\n1,1;2\r\n", "a|b", "3[1,1][2]\n");
	READS("a\n1,2\n", "a", "2!the row has 2 fields, the header 1; a delimiter inside a field "
	      "must stand in quotes\n");
}

static void headers_are_made_usable(void **state)
{
	(void)state;
	READS("\xef\xbb\xbf\"a\", b ,a,,a\n1,2,3,4,5\n", "a|b|a (2)|column 4|a (3)",
	      "2[1][2][3][4][5]\n");
	READS("a,b,,\n1,2,,\n", "a|b", "2[1][2]\n");
	READS("", NULL, "t.csv: is empty; the first line must name the columns");
	READS("\n \n", NULL, "t.csv: is empty; the first line must name the columns");
}

static void ragged_rows_are_padded_or_rejected(void **state)
{
	struct csv_reader *r = NULL;
	struct csv_row row;
	static const char data[] = "a,b,c\n1\n1,2,3,4\n1,2,3,\n";

	(void)state;
	READS(data, "a|b|c",
	      "2[1][][]\n3!the row has 4 fields, the header 3; a delimiter inside a field must "
	      "stand in quotes\n4[1][2][3]\n");
	assert_int_equal(csv_open_memory("t", data, sizeof(data) - 1, NULL, &r, NULL), 0);
	while (csv_next(r, &row, NULL) > 0)
		;
	assert_int_equal(csv_stats(r)->rows, 2);
	assert_int_equal(csv_stats(r)->padded, 1);
	assert_int_equal(csv_stats(r)->rejected, 1);
	csv_close(r);
}

#define OPENED "a quote that is opened in this row is never closed; close it or double it\n"
#define FOLLOWS(line) \
	"text follows a closing quote on line " line "; double the quotes inside a field\n"
#define INSIDE(line) \
	"a quote stands inside an unquoted field on line " line "; put the field in quotes and " \
	"double the quotes inside it\n"

static void one_bad_row_is_rejected_alone(void **state)
{
	(void)state;
	/* a quote nobody closes must not swallow the file */
	READS("a,b\n1,\"x\n2,y\n3,z\n", "a|b", "2!" OPENED "3[2][y]\n4[3][z]\n");
	READS("a,b\n1,x\n2,\"y", "a|b", "2[1][x]\n3!" OPENED);
	/* blanks around a quoted field, as people type them */
	READS("a,b\n1, \"x, y\" \n2, \"z\n", "a|b", "2[1][x, y]\n3!" INSIDE("3"));
	READS("a,b\n 1 ,\tx \n", "a|b", "2[ 1 ][\tx ]\n");
	/* found out only at a later quote */
	READS("a,b\n1,\"x\n2,\"y\"\n3,z\n", "a|b", "2!" FOLLOWS("3") "3[2][y]\n4[3][z]\n");
	READS("a,b\n1,x\"y\n2,y\n", "a|b", "2!" INSIDE("2") "3[2][y]\n");
	READS("a,b\n1,\"x\"y\n2,y\n", "a|b", "2!" FOLLOWS("2") "3[2][y]\n");
	/* a broken row of several lines goes as a whole */
	READS("a,b\n1,\"x\nmore text\nand\" more\n2,y\n", "a|b", "2!" FOLLOWS("4") "5[2][y]\n");
	READS("a,b\r1,\"x\r2,y\r", "a|b", "2!" OPENED "3[2][y]\n");
	READS("a,\"b\n1,2\n", NULL,
	      "t.csv:1: the header cannot be read: a quote that is opened in this row is never "
	      "closed; close it or double it");
}

static void a_rejected_row_can_be_shown(void **state)
{
	static const char data[] = "a;b\n1;\"x\n";
	struct csv_reader *r = NULL;
	struct csv_row row;

	(void)state;
	assert_int_equal(csv_open_memory("t", data, sizeof(data) - 1, NULL, &r, NULL), 0);
	assert_int_equal(csv_next(r, &row, NULL), 1);
	assert_non_null(row.reject.id);
	assert_int_equal(row.n, 2);
	assert_string_equal(row.field[0], "1");
	assert_string_equal(row.field[1], "\"x");
	csv_close(r);
}

static void limits_hold_and_reading_goes_on(void **state)
{
	static const struct csv_limits small = { .field = 8, .row = 40, .columns = 3, .rows = 4 };
	const struct csv_options o = { .limits = &small };
	struct strbuf data = STRBUF_INIT;

#define LIMITED(text, header, rows) assert_reads(text, strlen(text), &o, header, rows)
	(void)state;
	LIMITED("a,b\n123456789,x\n1,y\n", "a|b",
		"2!field 1 has 9 bytes, more than the 8 allowed; shorten it\n3[1][y]\n");
	LIMITED("a,b\n1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n1,y\n", "a|b",
		"2!the row is longer than the 40 bytes allowed, or a quote is never closed\n"
		"3[1][y]\n");
	LIMITED("a,b,c,d\n1,2,3,4\n", NULL,
		"t.csv:1: 4 columns, more than the 3 allowed; remove those that are not needed");
	LIMITED("a\n1\n2\n3\n4\n5\n", "a",
		"2[1]\n3[2]\n4[3]\n5[4]\nt.csv:6: more than 4 rows; split the file");
	LIMITED("a,b\n1,\"x\n2,bbbbbb\n3,cccccc\n4,dddddd\n5,eeeeee\n6,f\n", "a|b",
		"2!the row is longer than the 40 bytes allowed, or a quote is never closed\n"
		"3[2][bbbbbb]\n4[3][cccccc]\n5[4][dddddd]\nt.csv:6: more than 4 rows; split the "
		"file");
	/* a line far longer than the buffer */
	strbuf_adds(&data, "a,b\n1,");
	for (int i = 0; i < 300000; i++)
		strbuf_addch(&data, 'x');
	strbuf_adds(&data, "\r\n2,y\r\n");
	LIMITED(data.buf, "a|b",
		"2!the row is longer than the 40 bytes allowed, or a quote is never closed\n"
		"3[2][y]\n");
	strbuf_release(&data);
}

static void nul_bytes_are_refused(void **state)
{
	struct strbuf data = STRBUF_INIT, out = STRBUF_INIT;
	struct csv_reader *r = NULL;
	struct csv_row row;

	(void)state;
	READS("a\0,\0b\0\n\0001\0,\0", NULL,
	      "t.csv: holds NUL bytes: not a text file, or UTF-16 without a byte-order mark; "
	      "convert it first, for example: iconv -f UTF-16LE -t UTF-8");
	strbuf_adds(&data, "a,b\n");
	for (int i = 0; i < 2000; i++)
		strbuf_adds(&data, "1,2\n");
	strbuf_add(&data, "1,\0\n", 4);
	assert_int_equal(csv_open_memory("t", data.buf, data.len, NULL, &r, NULL), 0);
	while (csv_next(r, &row, NULL) > 0)
		if (row.reject.id)
			msg_render(&row.reject, NULL, &out);
	assert_string_equal(out.buf, "field 2 holds a NUL byte; remove it");
	assert_int_equal(csv_stats(r)->rows, 2000);
	csv_close(r);
	strbuf_release(&data);
	strbuf_release(&out);
}

static void other_encodings_are_read(void **state)
{
	struct csv_options o = { .encoding = CSV_UTF8 };
	static const char bad[] = "a\nM\xfcller \x89\n";

	(void)state;
	assert_reads(bad, sizeof(bad) - 1, &o, "a", "2[M\xef\xbf\xbdller \xef\xbf\xbd]\n");
	o.encoding = CSV_WINDOWS_1252;
	assert_reads(bad, sizeof(bad) - 1, &o, "a", "2[Müller ‰]\n");
	o.encoding = CSV_MAC_ROMAN;
	assert_reads(bad, sizeof(bad) - 1, &o, "a", "2[M¸ller â]\n");
	/* what is UTF-8 already stays */
	assert_reads("a\nMüller\n", 10, &o, "a", "2[Müller]\n");
	READS("\xff\xfe" "a\0;\0b\0\n\0\xfc\0;\0=\xd8\xb2\xde\n\0", "a|b", "2[ü][🚲]\n");
	READS("\xfe\xff" "\0a\0;\0b\0\n\0\xfc\0;\xd8=\xde\xb2\0\n", "a|b", "2[ü][🚲]\n");
	READS("\xff\xfe" "a\0\n\0=\xd8x\0", "a", "2[\xef\xbf\xbdx]\n");
	assert_int_equal(csv_encoding_find("Windows-1252"), CSV_WINDOWS_1252);
	assert_int_equal(csv_encoding_find("ebcdic"), -1);
}

static void guards_are_taken_back_on_request(void **state)
{
	const struct csv_options o = { .unguard = true };
	static const char data[] = "a,b\n'=1,'x\n''=1,\"'\n\"\n";

	(void)state;
	READS(data, "a|b", "2['=1]['x]\n3[''=1]['\n]\n");
	assert_reads(data, sizeof(data) - 1, &o, "a|b", "2[=1]['x]\n3['=1][\n]\n");
}

/* ---- files of other people ----------------------------------------------------------------- */

static bool shared(struct strbuf *path, const char *name)
{
	const char *top = getenv("TOP_SRCDIR");

	strbuf_reset(path);
	strbuf_addf(path, "%s/../shared/data/%s", top ? top : ".", name);
	if (access(path->buf, R_OK) == 0)
		return true;
	strbuf_reset(path);
	strbuf_addf(path, "%s/../../shared/data/%s", top ? top : ".", name);
	return access(path->buf, R_OK) == 0;
}

static void spectrum_one(const char *name)
{
	struct strbuf path = STRBUF_INIT, part = STRBUF_INIT;
	struct csv_reader *r = NULL;
	struct csv_row row;
	struct err err = ERR_INIT;
	json_t *expected, *object;
	size_t index;

	strbuf_addf(&part, "badinput/csv-spectrum/json/%s.json", name);
	assert_true(shared(&path, part.buf));
	expected = json_load_file(path.buf, 0, NULL);
	assert_non_null(expected);
	strbuf_reset(&part);
	strbuf_addf(&part, "badinput/csv-spectrum/csvs/%s.csv", name);
	assert_true(shared(&path, part.buf));
	assert_int_equal(csv_open(path.buf, NULL, &r, &err), 0);
	json_array_foreach(expected, index, object) {
		const char *key;
		json_t *value;

		assert_int_equal(csv_next(r, &row, &err), 1);
		assert_null(row.reject.id);
		assert_int_equal(row.n, json_object_size(object));
		json_object_foreach(object, key, value) {
			int i = csv_column(r, key);

			assert_true(i >= 0);
			assert_string_equal(row.field[i], json_string_value(value));
		}
	}
	assert_int_equal(csv_next(r, &row, &err), 0);
	csv_close(r);
	json_decref(expected);
	strbuf_release(&path);
	strbuf_release(&part);
}

static void the_csv_spectrum_is_read_as_expected(void **state)
{
	static const char *const names[] = {
		"comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines",
		"newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
	};
	struct strbuf path = STRBUF_INIT;

	(void)state;
	if (!shared(&path, "badinput/csv-spectrum")) {
		print_message("# no shared data\n");
		strbuf_release(&path);
		skip();
	}
	strbuf_release(&path);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		spectrum_one(names[i]);
}

static void real_and_hostile_files_give_their_rows(void **state)
{
	static const struct {
		const char *name;
		size_t columns, rows, rejected, padded, repaired;
	} t[] = {
		{ "badinput/generated/bom_quoted.csv", 3, 1, 0, 0, 0 },
		{ "badinput/generated/crlf.csv", 3, 1, 0, 0, 0 },
		{ "badinput/generated/empty.csv", 0, 0, 0, 0, 0 },
		{ "badinput/generated/escapes.csv", 3, 13, 0, 0, 1 },
		{ "badinput/generated/formula.csv", 3, 10, 1, 0, 0 },
		{ "badinput/generated/latin1.csv", 3, 1, 0, 0, 1 },
		{ "badinput/generated/mixed_eol.csv", 3, 3, 0, 0, 0 },
		{ "badinput/generated/only_header.csv", 3, 0, 0, 0, 0 },
		{ "badinput/generated/quotes.csv", 3, 0, 1, 0, 0 },
		{ "badinput/generated/roff.csv", 3, 7, 1, 0, 0 },
		{ "badinput/generated/shell.csv", 3, 9, 1, 0, 0 },
		{ "badinput/generated/unterminated.csv", 3, 1, 1, 0, 0 },
		{ "badinput/generated/utf16be.csv", 3, 1, 0, 0, 0 },
		{ "badinput/generated/utf16le.csv", 3, 1, 0, 0, 0 },
		{ "badinput/generated/wide.csv", 0, 0, 0, 0, 0 },
		{ "inventories/snipe-it/assets-sample-BAD.csv", 20, 200, 0, 0, 56 },
		{ "inventories/snipe-it/licenses-sample.csv", 20, 50, 0, 0, 0 },
		{ "inventories/ralph/warehouses.csv", 2, 3, 0, 0, 0 },
		{ "inventories/ralph/warehouses_semicolon.csv", 2, 3, 0, 0, 0 },
		{ "inventories/ralph/warehouses_tab.csv", 2, 3, 0, 0, 0 },
	};
	struct strbuf path = STRBUF_INIT;

	(void)state;
	if (!shared(&path, "inventories")) {
		print_message("# no shared data\n");
		strbuf_release(&path);
		skip();
	}
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct csv_reader *r = NULL;
		struct csv_row row;
		int rc;

		assert_true(shared(&path, t[i].name));
		rc = csv_open(path.buf, NULL, &r, NULL);
		if (!t[i].columns) {
			assert_int_equal(rc, ERR_INPUT);
			continue;
		}
		assert_int_equal(rc, 0);
		while ((rc = csv_next(r, &row, NULL)) > 0)
			;
		assert_int_equal(rc, 0);
		print_message("# %s\n", t[i].name);
		assert_int_equal(csv_columns(r), t[i].columns);
		assert_int_equal(csv_stats(r)->rows, t[i].rows);
		assert_int_equal(csv_stats(r)->rejected, t[i].rejected);
		assert_int_equal(csv_stats(r)->padded, t[i].padded);
		assert_int_equal(csv_stats(r)->repaired, t[i].repaired);
		csv_close(r);
	}
	strbuf_release(&path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_ends_of_all_kinds),
		cmocka_unit_test(blank_rows_are_passed_over),
		cmocka_unit_test(delimiters_are_found_in_the_header),
		cmocka_unit_test(headers_are_made_usable),
		cmocka_unit_test(ragged_rows_are_padded_or_rejected),
		cmocka_unit_test(one_bad_row_is_rejected_alone),
		cmocka_unit_test(a_rejected_row_can_be_shown),
		cmocka_unit_test(limits_hold_and_reading_goes_on),
		cmocka_unit_test(nul_bytes_are_refused),
		cmocka_unit_test(other_encodings_are_read),
		cmocka_unit_test(guards_are_taken_back_on_request),
		cmocka_unit_test(the_csv_spectrum_is_read_as_expected),
		cmocka_unit_test(real_and_hostile_files_give_their_rows),
	};

	return cmocka_run_group_tests_name("csv_read", tests, NULL, NULL);
}
