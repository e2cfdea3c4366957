/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef _FORTIFY_SOURCE /* its inline wrappers would collide with the definitions below */
#include "config.h"
#undef _FILE_OFFSET_BITS
#include "fail.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static struct {
	bool armed, sticky;
	int nth, error, calls;
} arm;

static struct fail_record *record;
static char record_folder[4096];
static int record_file[1024]; /* by descriptor: index into names + 1 */

/* The C library's own function of that name. */
#define REAL(result, name, ...) \
	result (*real)(__VA_ARGS__); \
	do { \
		void *found = dlsym(RTLD_NEXT, #name); \
		memcpy(&real, &found, sizeof(found)); \
	} while (0)

enum kind { READS, CHANGES };

static bool fails(enum kind kind)
{
	if (!arm.armed)
		return false;
	if (arm.error == FAIL_KILL && kind == READS)
		return false;
	arm.calls++;
	if (!arm.nth || arm.calls < arm.nth || (arm.calls > arm.nth && !arm.sticky))
		return false;
	if (arm.error == FAIL_KILL)
		(void)raise(SIGKILL);
	if (kind == READS && arm.error != EIO)
		return false;
	errno = arm.error;
	return true;
}

void fail_arm(int nth, int error, bool sticky)
{
	arm.armed = true;
	arm.sticky = sticky;
	arm.nth = nth;
	arm.error = error;
	arm.calls = 0;
}

int fail_disarm(void)
{
	arm.armed = false;
	return arm.calls;
}

/* ---- the record ---------------------------------------------------------------------------- */

static int name_index(const char *name)
{
	int i;

	for (i = 0; i < record->n_names; i++)
		if (strcmp(record->names[i], name) == 0)
			return i;
	if (record->n_names == 16)
		abort();
	snprintf(record->names[i], sizeof(record->names[i]), "%s", name);
	return record->n_names++;
}

static void remember_open(int fd, const char *path)
{
	size_t n = strlen(record_folder);

	if (fd < 0 || fd >= 1024)
		return;
	record_file[fd] = 0;
	if (record && strncmp(path, record_folder, n) == 0 && path[n] == '/')
		record_file[fd] = name_index(path + n + 1) + 1;
}

static void remember(enum fail_event_kind kind, int file, int64_t offset, const void *data, size_t size)
{
	struct fail_event *e;

	if (record->n == record->cap) {
		record->cap = record->cap ? 2 * record->cap : 256;
		record->events = realloc(record->events, record->cap * sizeof(*e));
		if (!record->events)
			abort();
	}
	e = &record->events[record->n++];
	*e = (struct fail_event){ kind, file, offset, size, NULL };
	if (data) {
		e->data = malloc(size ? size : 1);
		if (!e->data)
			abort();
		memcpy(e->data, data, size);
	}
}

static void remember_fd(enum fail_event_kind kind, int fd, int64_t offset, const void *data,
			int64_t size)
{
	if (record && fd >= 0 && fd < 1024 && record_file[fd] && size >= 0)
		remember(kind, record_file[fd] - 1, offset, data, (size_t)size);
}

void fail_record_start(struct fail_record *r, const char *folder)
{
	snprintf(record_folder, sizeof(record_folder), "%s", folder);
	memset(record_file, 0, sizeof(record_file));
	memset(r, 0, sizeof(*r));
	record = r;
}

void fail_record_mark(int number)
{
	remember(EVENT_MARK, number, 0, NULL, 0);
}

void fail_record_stop(void)
{
	record = NULL;
}

void fail_record_release(struct fail_record *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		free(r->events[i].data);
	free(r->events);
	memset(r, 0, sizeof(*r));
}

/* ---- in front of the C library ---------------------------------------------------------------- */

#define OPEN(name) \
	int name(const char *path, int flags, ...) \
	{ \
		REAL(int, name, const char *, int, ...); \
		bool changes = (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0; \
		mode_t mode = 0; \
		va_list ap; \
		int fd; \
		if (flags & O_CREAT) { \
			va_start(ap, flags); \
			mode = (mode_t)va_arg(ap, int); \
			va_end(ap); \
		} \
		if (fails(changes ? CHANGES : READS)) \
			return -1; \
		fd = real(path, flags, mode); \
		remember_open(fd, path); \
		return fd; \
	}

#define PWRITE(name, offset_type) \
	ssize_t name(int fd, const void *data, size_t size, offset_type offset) \
	{ \
		REAL(ssize_t, name, int, const void *, size_t, offset_type); \
		ssize_t n; \
		if (fails(CHANGES)) \
			return -1; \
		n = real(fd, data, size, offset); \
		remember_fd(EVENT_WRITE, fd, (int64_t)offset, data, n); \
		return n; \
	}

#define PREAD(name, offset_type) \
	ssize_t name(int fd, void *data, size_t size, offset_type offset) \
	{ \
		REAL(ssize_t, name, int, void *, size_t, offset_type); \
		return fails(READS) ? -1 : real(fd, data, size, offset); \
	}

#define TRUNCATE(name, offset_type) \
	int name(int fd, offset_type size) \
	{ \
		REAL(int, name, int, offset_type); \
		int rc; \
		if (fails(CHANGES)) \
			return -1; \
		rc = real(fd, size); \
		if (rc == 0) \
			remember_fd(EVENT_TRUNCATE, fd, (int64_t)size, NULL, 0); \
		return rc; \
	}

#define SYNC(name) \
	int name(int fd) \
	{ \
		REAL(int, name, int); \
		int rc; \
		if (fails(CHANGES)) \
			return -1; \
		rc = real(fd); \
		if (rc == 0) \
			remember_fd(EVENT_SYNC, fd, 0, NULL, 0); \
		return rc; \
	}

#define TWO_NAMES(name) \
	int name(const char *from, const char *to) \
	{ \
		REAL(int, name, const char *, const char *); \
		return fails(CHANGES) ? -1 : real(from, to); \
	}

OPEN(open)
OPEN(open64)
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)
PREAD(pread, off_t)
PREAD(pread64, off64_t)
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)
SYNC(fsync)
SYNC(fdatasync)
TWO_NAMES(rename)
TWO_NAMES(link)

ssize_t write(int fd, const void *data, size_t size)
{
	REAL(ssize_t, write, int, const void *, size_t);
	int64_t at = record ? (int64_t)lseek(fd, 0, SEEK_CUR) : 0;
	ssize_t n;

	if (fails(CHANGES))
		return -1;
	n = real(fd, data, size);
	remember_fd(EVENT_WRITE, fd, at, data, n);
	return n;
}

ssize_t read(int fd, void *data, size_t size)
{
	REAL(ssize_t, read, int, void *, size_t);

	return fails(READS) ? -1 : real(fd, data, size);
}
