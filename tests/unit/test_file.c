/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include <dirent.h>

#include "util/file.h"

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/lifeboat-file-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "%s/a", folder);
	unlink(command);
	snprintf(command, sizeof(command), "%s/x/y/z", folder);
	rmdir(command);
	snprintf(command, sizeof(command), "%s/x/y", folder);
	rmdir(command);
	snprintf(command, sizeof(command), "%s/x", folder);
	rmdir(command);
	return rmdir(folder);
}

static size_t files_in_folder(void)
{
	DIR *dir = opendir(folder);
	size_t n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

static void a_file_is_replaced_whole(void **state)
{
	struct strbuf path = STRBUF_INIT, back = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	strbuf_addf(&path, "%s/a", folder);
	assert_int_equal(file_write(path.buf, "first", 5, &err), 0);
	assert_int_equal(file_write(path.buf, "se\0ond!", 7, &err), 0);
	assert_int_equal(file_read(path.buf, 100, &back, &err), 0);
	assert_int_equal(back.len, 7);
	assert_memory_equal(back.buf, "se\0ond!", 7);
	assert_int_equal(stat(path.buf, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(files_in_folder(), 1);
	strbuf_release(&path);
	strbuf_release(&back);
}

static void refusals_say_what_and_leave_nothing(void **state)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT, back = STRBUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_write(folder, "x", 1, &err), ERR_IO);
	err_render(&err, NULL, &text);
	assert_non_null(strstr(text.buf, folder));
	assert_non_null(strstr(text.buf, "is a folder"));
	strbuf_addf(&path, "%s/none/b", folder);
	assert_int_equal(file_write(path.buf, "x", 1, &err), ERR_IO);
	assert_int_equal(file_read(path.buf, 10, &back, &err), ERR_MISSING);
	assert_int_equal(file_read(folder, 10, &back, &err), ERR_INPUT);
	strbuf_reset(&path);
	strbuf_addf(&path, "%s/a", folder);
	assert_int_equal(file_write(path.buf, "0123456789", 10, NULL), 0);
	strbuf_adds(&back, "kept");
	assert_int_equal(file_read(path.buf, 9, &back, &err), ERR_INPUT);
	assert_string_equal(back.buf, "kept");
	assert_int_equal(file_read(path.buf, 10, &back, &err), 0);
	assert_string_equal(back.buf, "kept0123456789");
	assert_int_equal(files_in_folder(), 1);
	err_release(&err);
	strbuf_release(&path);
	strbuf_release(&text);
	strbuf_release(&back);
}

static void folders_are_made_down_to_the_last(void **state)
{
	struct strbuf path = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	strbuf_addf(&path, "%s/x//y/z/", folder);
	assert_int_equal(file_make_dirs(path.buf, &err), 0);
	assert_int_equal(file_make_dirs(path.buf, &err), 0);
	assert_int_equal(stat(path.buf, &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0700);
	strbuf_reset(&path);
	strbuf_addf(&path, "%s/a", folder);
	assert_int_equal(file_write(path.buf, "", 0, &err), 0);
	strbuf_adds(&path, "/sub");
	assert_int_equal(file_make_dirs(path.buf, &err), ERR_IO);
	err_release(&err);
	strbuf_release(&path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_replaced_whole),
		cmocka_unit_test(refusals_say_what_and_leave_nothing),
		cmocka_unit_test(folders_are_made_down_to_the_last),
	};

	return cmocka_run_group_tests_name("file", tests, make_folder, remove_folder);
}
