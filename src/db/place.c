/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a workspace lies and whether it may lie there.  Nothing here opens the database file:
 * closing any descriptor of it would drop the POSIX locks of this process's connections.
 */
#include "config.h"
#include "db/private.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#ifdef HAVE_SYS_VFS_H
#include <sys/vfs.h>
#endif

#include "util/mem.h"
#include "util/strbuf.h"

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return mem_strdup(".");
	return slash == path ? mem_strdup("/") : mem_strndup(path, (size_t)(slash - path));
}

int place_resolve(const char *uri, char **ret_path, struct err *err)
{
	struct strbuf path = STRBUF_INIT;
	const char *file, *base;
	char *folder, *real;

	if (starts_with(uri, "postgresql://") || starts_with(uri, "postgres://"))
		return err_set(err, ERR_USAGE,
			       N_("%s: this program was built for workspaces in a file; give a path"),
			       uri);
	file = starts_with(uri, "sqlite:") ? uri + strlen("sqlite:") : uri;
	base = strrchr(file, '/');
	base = base ? base + 1 : file;
	if (!*base || strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
		return err_set(err, ERR_USAGE, N_("'%s' names no file; give the path of a workspace"),
			       uri);
	folder = folder_of(file);
	real = realpath(folder, NULL);
	free(folder);
	if (!real)
		return err_set(err, ERR_MISSING,
			       N_("%s: its folder cannot be reached (%s); check the path, or make a "
				  "workspace there with 'lifeboat init'"), uri, strerror(errno));
	strbuf_addf(&path, "%s/%s", strcmp(real, "/") == 0 ? "" : real, base);
	free(real);
	*ret_path = strbuf_detach(&path);
	return 0;
}

int place_check(const char *path, bool *ret_missing, struct err *err)
{
	struct stat st;

	if (lstat(path, &st) < 0) {
		if (errno != ENOENT)
			return err_set_errno(err, ERR_IO, errno, path);
		*ret_missing = true;
		return 0;
	}
	if (S_ISLNK(st.st_mode))
		return err_set(err, ERR_DENIED,
			       N_("%s: is a symbolic link; give the path of the workspace itself, so "
				  "that its lock and journal files lie beside it"), path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INPUT, N_("%s: is not a file; give the path of a workspace"),
			       path);
	if (st.st_nlink > 1)
		return err_set(err, ERR_DENIED,
			       N_("%s: has %ld names (hard links); two names mean two lock files and "
				  "lost changes.  Remove the other name"), path, (long)st.st_nlink);
	*ret_missing = false;
	return 0;
}

/* Types of statfs(2), from Linux magic.h and the file systems' own headers. */
static const struct {
	unsigned long type;
	const char *name;
} bad_filesystems[] = {
	{ 0x6969, "NFS" },          { 0x517B, "SMB" },        { 0xFE534D42, "SMB" },
	{ 0xFF534D42, "CIFS" },     { 0x65735546, "FUSE" },   { 0x01021997, "9p" },
	{ 0x5346414F, "AFS" },      { 0x6B414653, "AFS" },    { 0x73757245, "Coda" },
	{ 0x00C36400, "Ceph" },     { 0x01161970, "GFS2" },   { 0x7461636F, "OCFS2" },
	{ 0x0BD00BD0, "Lustre" },   { 0x47504653, "GPFS" },   { 0x564C, "NCP" },
	{ 0x786F4256, "vboxsf" },   { 0xBACBACBC, "vmhgfs" }, { 0x19830326, "BeeGFS" },
};

const char *place_bad_filesystem(unsigned long type)
{
	size_t i;

	for (i = 0; i < sizeof(bad_filesystems) / sizeof(bad_filesystems[0]); i++)
		if (bad_filesystems[i].type == (type & 0xffffffffUL))
			return bad_filesystems[i].name;
	return NULL;
}

int place_check_filesystem(const char *path, struct err *err)
{
#ifdef HAVE_SYS_VFS_H
	char *folder = folder_of(path);
	struct statfs fs;
	const char *name = NULL;

	if (statfs(folder, &fs) == 0)
		name = place_bad_filesystem((unsigned long)fs.f_type);
	free(folder);
	if (name)
		return err_set(err, ERR_IO,
			       N_("%s: lies on a network or user-space file system, %s, where "
				  "programs do not see each other's locks and changes would be lost; "
				  "move the workspace to a local disk"), path, name);
#else
	(void)path;
	(void)err;
#endif
	return 0;
}

int64_t place_free_bytes(const char *path)
{
	char *folder = folder_of(path);
	struct statvfs fs;
	int rc = statvfs(folder, &fs);

	free(folder);
	if (rc < 0)
		return INT64_MAX;
	return (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
}

bool place_wal_is_empty(const char *path)
{
	struct strbuf wal = STRBUF_INIT;
	struct stat st;
	bool empty;

	strbuf_addf(&wal, "%s-wal", path);
	empty = stat(wal.buf, &st) < 0 ? errno == ENOENT : st.st_size == 0;
	strbuf_release(&wal);
	return empty;
}

static void add_escaped(struct strbuf *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c <= ' ' || c >= 0x7f || strchr("%?#&=+\"'<>\\", c))
			strbuf_addf(out, "%%%02X", c);
		else
			strbuf_addch(out, (char)c);
	}
}

char *place_uri(const char *path, bool create, bool alone)
{
	struct strbuf uri = STRBUF_INIT;

	strbuf_adds(&uri, "file:");
	add_escaped(&uri, path);
	if (create) { /* with the mode of the lock file (0600), whatever the umask */
		strbuf_adds(&uri, "?modeof=");
		add_escaped(&uri, path);
		strbuf_adds(&uri, "-lock");
	} else if (alone) {
		strbuf_adds(&uri, "?immutable=1");
	}
	return strbuf_detach(&uri);
}
