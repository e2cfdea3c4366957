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

#define HOLD ((size_t)256 * 1024)

/* Devices and pipes cannot be replaced by a rename: they are written to. */
static int open_special(struct file_out *f, struct err *err)
{
	if (strcmp(f->path, "-") == 0) {
		fflush(stdout);
		f->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	} else {
		f->fd = open(f->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	}
	return f->fd < 0 ? write_failed(f->path, errno, err) : 0;
}

int file_out_open(struct file_out *f, const char *path, struct err *err)
{
	struct strbuf temp = STRBUF_INIT;
	struct stat st;

	*f = (struct file_out){ .path = mem_strdup(path), .fd = -1, .held = STRBUF_INIT };
	if (strcmp(path, "-") == 0)
		return open_special(f, err);
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return err_set(err, ERR_IO, N_("%s: is a folder; give the name of a file"), path);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return open_special(f, err);
	strbuf_addf(&temp, "%s.XXXXXX", path);
	f->fd = mkstemp(temp.buf);
	if (f->fd < 0) {
		strbuf_release(&temp);
		return write_failed(path, errno, err);
	}
	(void)fcntl(f->fd, F_SETFD, FD_CLOEXEC);
	f->temp = strbuf_detach(&temp);
	return 0;
}

static int flush_held(struct file_out *f, struct err *err)
{
	if (write_all(f->fd, f->held.buf, f->held.len) < 0)
		return write_failed(f->path, errno, err);
	strbuf_reset(&f->held);
	return 0;
}

int file_out_add(struct file_out *f, const void *data, size_t length, struct err *err)
{
	strbuf_add(&f->held, data, length);
	return f->held.len < HOLD ? 0 : flush_held(f, err);
}

int file_out_commit(struct file_out *f, struct err *err)
{
	int rc = flush_held(f, err);

	if (rc == 0 && f->temp && fsync(f->fd) < 0)
		rc = write_failed(f->path, errno, err);
	if (close(f->fd) < 0 && rc == 0)
		rc = write_failed(f->path, errno, err);
	f->fd = -1;
	if (rc < 0 || !f->temp)
		return rc;
	if (rename(f->temp, f->path) < 0)
		return write_failed(f->path, errno, err);
	free(f->temp);
	f->temp = NULL;
	sync_folder_of(f->path);
	return 0;
}

void file_out_release(struct file_out *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->temp)
		unlink(f->temp);
	free(f->temp);
	free(f->path);
	strbuf_release(&f->held);
	f->path = f->temp = NULL;
	f->fd = -1;
}

int file_write(const char *path, const void *data, size_t length, struct err *err)
{
	struct file_out f;
	int rc = file_out_open(&f, path, err);

	if (rc == 0)
		rc = file_out_add(&f, data, length, err);
	if (rc == 0)
		rc = file_out_commit(&f, err);
	file_out_release(&f);
	return rc;
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
