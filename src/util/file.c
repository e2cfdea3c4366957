/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/mem.h"

static int write_all(int fd, const void *data, size_t length)
{
	const char *p = data;

	while (length > 0) {
		ssize_t n = write(fd, p, length < (1u << 30) ? length : (1u << 30));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		length -= (size_t)n;
	}
	return 0;
}

static int write_failed(const char *path, int error_number, struct err *err)
{
	return err_set(err, ERR_IO, N_("%s: cannot write: %s; nothing was changed there"), path,
		       strerror(error_number));
}

/* Makes the rename last: without this the folder's entry may be lost with the power.  Some file
 * systems refuse to sync a folder; then the rename is as safe as they make it. */
static void sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_strndup(path, slash == path ? 1 : (size_t)(slash - path))
			     : mem_strdup(".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	free(folder);
}

/* Devices and pipes cannot be replaced by a rename: they are written to. */
static int write_special(const char *path, const void *data, size_t length, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	int rc = 0;

	if (fd < 0)
		return write_failed(path, errno, err);
	if (write_all(fd, data, length) < 0)
		rc = write_failed(path, errno, err);
	if (close(fd) < 0 && rc == 0)
		rc = write_failed(path, errno, err);
	return rc;
}

static int write_beside(const char *path, const void *data, size_t length, struct err *err)
{
	struct strbuf temp = STRBUF_INIT;
	int fd, rc = 0;

	strbuf_addf(&temp, "%s.XXXXXX", path);
	fd = mkstemp(temp.buf);
	if (fd < 0) {
		rc = write_failed(path, errno, err);
		goto out;
	}
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	if (write_all(fd, data, length) < 0 || fsync(fd) < 0)
		rc = write_failed(path, errno, err);
	if (close(fd) < 0 && rc == 0)
		rc = write_failed(path, errno, err);
	if (rc == 0 && rename(temp.buf, path) < 0)
		rc = write_failed(path, errno, err);
	if (rc < 0)
		unlink(temp.buf);
	else
		sync_folder_of(path);
out:
	strbuf_release(&temp);
	return rc;
}

int file_write(const char *path, const void *data, size_t length, struct err *err)
{
	struct stat st;

	if (strcmp(path, "-") == 0) {
		fflush(stdout);
		if (write_all(STDOUT_FILENO, data, length) < 0)
			return err_set(err, ERR_IO, N_("standard output: cannot write: %s"),
				       strerror(errno));
		return 0;
	}
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return err_set(err, ERR_IO, N_("%s: is a folder; give the name of a file"), path);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return write_special(path, data, length, err);
	return write_beside(path, data, length, err);
}

static int read_failed(const char *path, int error_number, struct err *err)
{
	return err_set(err, error_number == ENOENT ? ERR_MISSING : ERR_IO,
		       N_("%s: cannot read: %s"), path, strerror(error_number));
}

static int read_fd(int fd, const char *path, size_t limit, struct strbuf *out, struct err *err)
{
	size_t start = out->len;

	for (;;) {
		ssize_t n;

		strbuf_grow(out, 65536);
		n = read(fd, out->buf + out->len, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return read_failed(path, errno, err);
		if (n == 0)
			return 0;
		out->len += (size_t)n;
		out->buf[out->len] = '\0';
		if (out->len - start > limit)
			return err_set(err, ERR_INPUT,
				       N_("%s: larger than %zu bytes, the most that is read from "
					  "such a file; split it"), path, limit);
	}
}

int file_read(const char *path, size_t limit, struct strbuf *out, struct err *err)
{
	size_t start = out->len;
	struct stat st;
	int fd, rc;

	if (strcmp(path, "-") == 0) {
		rc = read_fd(STDIN_FILENO, N_("standard input"), limit, out, err);
	} else {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		if (fd < 0)
			return read_failed(path, errno, err);
		if (fstat(fd, &st) < 0)
			rc = read_failed(path, errno, err);
		else if (!S_ISREG(st.st_mode))
			rc = err_set(err, ERR_INPUT,
				     N_("%s: not a regular file; give the name of a file"), path);
		else
			rc = read_fd(fd, path, limit, out, err);
		close(fd);
	}
	if (rc < 0)
		strbuf_setlen(out, start);
	return rc;
}

int file_make_dirs(const char *path, struct err *err)
{
	char *copy = mem_strdup(path);
	char *p = copy;
	struct stat st;
	int rc = 0;

	while (*p == '/')
		p++;
	while (rc == 0) {
		char *slash = strchr(p, '/');

		if (slash)
			*slash = '\0';
		if (*copy && mkdir(copy, 0700) < 0 && errno != EEXIST)
			rc = err_set(err, ERR_IO, N_("%s: cannot make the folder: %s"), copy,
				     strerror(errno));
		else if (*copy && (stat(copy, &st) < 0 || !S_ISDIR(st.st_mode)))
			rc = err_set(err, ERR_IO,
				     N_("%s: is not a folder; move it away or choose another "
					"place"), copy);
		if (!slash)
			break;
		*slash = '/';
		for (p = slash; *p == '/'; p++)
			;
		if (!*p)
			break;
	}
	free(copy);
	return rc;
}
