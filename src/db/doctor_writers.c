/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Other programs that have the database open.  Every Lifeboat that may write also has the lock file
 * open; a process with the first and without the second plays by other rules.
 */
#include "config.h"
#include "db/private.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/strbuf.h"

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Looks through /proc/<pid>/fd; stat through the links, so nothing is opened. */
static void look_at(const char *folder, const struct stat *database, const struct stat *lock,
		    bool *ret_database, bool *ret_lock)
{
	DIR *dir = opendir(folder);
	struct strbuf path = STRBUF_INIT;
	struct dirent *entry;
	struct stat st;

	while (dir && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		strbuf_reset(&path);
		strbuf_addf(&path, "%s/%s", folder, entry->d_name);
		if (stat(path.buf, &st) < 0)
			continue;
		*ret_database = *ret_database || same_file(&st, database);
		*ret_lock = *ret_lock || (lock->st_ino && same_file(&st, lock));
	}
	if (dir)
		closedir(dir);
	strbuf_release(&path);
}

static void report(const char *pid, doctor_writer_fn *found, void *context)
{
	struct strbuf link = STRBUF_INIT;
	char program[256];
	ssize_t n;

	strbuf_addf(&link, "/proc/%s/exe", pid);
	n = readlink(link.buf, program, sizeof(program) - 1);
	program[n > 0 ? n : 0] = '\0';
	found(context, strtol(pid, NULL, 10), n > 0 ? program : "?");
	strbuf_release(&link);
}

void doctor_find_writers(const char *path, doctor_writer_fn *found, void *context)
{
	struct strbuf name = STRBUF_INIT;
	struct stat database, lock;
	struct dirent *entry;
	DIR *proc;

	strbuf_addf(&name, "%s-lock", path);
	if (stat(name.buf, &lock) < 0)
		memset(&lock, 0, sizeof(lock));
	proc = stat(path, &database) == 0 ? opendir("/proc") : NULL;
	while (proc && (entry = readdir(proc))) {
		bool has_database = false, has_lock = false;

		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    strtol(entry->d_name, NULL, 10) == (long)getpid())
			continue;
		strbuf_reset(&name);
		strbuf_addf(&name, "/proc/%s/fd", entry->d_name);
		look_at(name.buf, &database, &lock, &has_database, &has_lock);
		if (has_database && !has_lock)
			report(entry->d_name, found, context);
	}
	if (proc)
		closedir(proc);
	strbuf_release(&name);
}
