/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/csv_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unistr.h>

#include "util/text.h"

static int read_failed(const char *path, int error_number, struct err *err)
{
	return err_set(err, error_number == ENOENT ? ERR_MISSING : ERR_IO,
		       N_("%s: cannot read: %s"), path, strerror(error_number));
}

/* A pipe can be read only once: copies it into a file that has no name. */
static int spool(int from, const char *path, int *ret_fd, struct err *err)
{
	FILE *file = tmpfile();
	char block[65536];
	ssize_t n;
	int fd, rc = 0;

	if (!file)
		return err_set(err, ERR_IO, N_("%s: cannot make a temporary file: %s"), path,
			       strerror(errno));
	while ((n = read(from, block, sizeof(block))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			rc = read_failed(path, errno, err);
			break;
		}
		if (fwrite(block, 1, (size_t)n, file) != (size_t)n) {
			rc = err_set(err, ERR_IO, N_("%s: cannot write a temporary file: %s"),
				     path, strerror(errno));
			break;
		}
	}
	if (rc == 0 && fflush(file) != 0)
		rc = err_set(err, ERR_IO, N_("%s: cannot write a temporary file: %s"), path,
			     strerror(errno));
	fd = rc == 0 ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 3) : -1;
	if (rc == 0 && fd < 0)
		rc = read_failed(path, errno, err);
	fclose(file);
	if (rc == 0) {
		lseek(fd, 0, SEEK_SET);
		*ret_fd = fd;
	}
	return rc;
}

int csv_source_open(struct csv_source *s, const char *path, struct err *err)
{
	struct stat st;
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int kept = -1, rc = 0;

	*s = (struct csv_source){ .name = path, .fd = -1 };
	if (fd < 0)
		return read_failed(path, errno, err);
	if (fstat(fd, &st) < 0)
		rc = read_failed(path, errno, err);
	else if (S_ISDIR(st.st_mode))
		rc = err_set(err, ERR_INPUT, N_("%s: is a folder, not a CSV file"), path);
	else if (S_ISREG(st.st_mode) && !standard)
		kept = fd;
	else
		rc = spool(fd, path, &kept, err);
	if (!standard && kept != fd)
		close(fd);
	s->fd = kept;
	return rc;
}

void csv_source_memory(struct csv_source *s, const char *name, const void *data, size_t length)
{
	*s = (struct csv_source){
		.name = name, .fd = -1, .data = data, .length = length,
	};
}

void csv_source_close(struct csv_source *s)
{
	if (s->fd >= 0)
		close(s->fd);
	*s = (struct csv_source){ .fd = -1 };
}

int csv_source_rewind(struct csv_source *s, struct err *err)
{
	s->at = 0;
	s->started = false;
	s->n_carry = 0;
	if (s->fd >= 0 && lseek(s->fd, 0, SEEK_SET) < 0)
		return err_set(err, ERR_IO, N_("%s: cannot read a second time: %s"), s->name,
			       strerror(errno));
	return 0;
}

/* Plain bytes; 0 at the end, negative errno on failure. */
static ssize_t read_bytes(struct csv_source *s, void *to, size_t want)
{
	ssize_t n;

	if (s->fd < 0) {
		size_t left = s->length - s->at;

		if (want > left)
			want = left;
		if (want)
			memcpy(to, s->data + s->at, want);
		s->at += want;
		return (ssize_t)want;
	}
	do {
		n = read(s->fd, to, want);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

static void add_code_point(struct strbuf *out, uint32_t c)
{
	uint8_t utf8[6];
	int n = u8_uctomb(utf8, c, sizeof(utf8));

	if (n > 0)
		strbuf_add(out, utf8, (size_t)n);
	else
		strbuf_adds(out, "\xef\xbf\xbd");
}

/* Converts the UTF-16 bytes [p, p + n) and keeps a character cut in two for the next call. */
static void add_utf16(struct csv_source *s, const unsigned char *p, size_t n, bool end,
		      struct strbuf *out)
{
	int high = s->utf16 == 'L' ? 1 : 0;

	for (size_t i = 0; i < n; i++) {
		const unsigned char *c = s->carry;
		uint32_t first, second;

		s->carry[s->n_carry++] = p[i];
		if (s->n_carry % 2)
			continue;
		first = (uint32_t)c[high] << 8 | c[1 - high];
		if (s->n_carry == 2 && first >= 0xd800 && first < 0xdc00)
			continue;
		if (s->n_carry == 2) {
			add_code_point(out, first);
			s->n_carry = 0;
			continue;
		}
		second = (uint32_t)c[2 + high] << 8 | c[3 - high];
		s->n_carry = 0;
		if (second >= 0xdc00 && second < 0xe000) {
			add_code_point(out, 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
		} else {
			add_code_point(out, 0xfffd);
			add_code_point(out, second);
		}
	}
	if (end && s->n_carry) {
		add_code_point(out, 0xfffd);
		s->n_carry = 0;
	}
}

/* Looks at the first bytes; returns how many of them are a byte-order mark. */
static size_t byte_order_mark(struct csv_source *s, const unsigned char *p, size_t n)
{
	s->started = true;
	s->utf16 = 0;
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		return 3;
	if (n >= 2 && p[0] == 0xff && p[1] == 0xfe)
		s->utf16 = 'L';
	else if (n >= 2 && p[0] == 0xfe && p[1] == 0xff)
		s->utf16 = 'B';
	return s->utf16 ? 2 : 0;
}

int csv_source_read(struct csv_source *s, size_t want, struct strbuf *out, bool *ret_end,
		    struct err *err)
{
	unsigned char block[65536];
	size_t n = 0, skip = 0;

	if (want > sizeof(block) || want < 16)
		want = sizeof(block);
	/* the first bytes must be there together for the mark to be seen */
	do {
		ssize_t got = read_bytes(s, block + n, want - n);

		if (got < 0)
			return err_set(err, ERR_IO, N_("%s: cannot read: %s"), s->name,
				       strerror((int)-got));
		n += (size_t)got;
		*ret_end = got == 0;
	} while (!*ret_end && !s->started && n < 3);
	if (!s->started)
		skip = byte_order_mark(s, block, n);
	if (s->utf16)
		add_utf16(s, block + skip, n - skip, *ret_end, out);
	else
		strbuf_add(out, block + skip, n - skip);
	return 0;
}

/* Bytes 0x80 to 0x9f of Windows-1252; the rest is Latin-1. */
static const uint16_t windows_1252[] = {
	0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030,
	0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c,
	0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd,
	0x017e, 0x0178,
};

/* Bytes 0x80 to 0xff of Mac Roman. */
static const uint16_t mac_roman[] = {
	0x00c4, 0x00c5, 0x00c7, 0x00c9, 0x00d1, 0x00d6, 0x00dc, 0x00e1, 0x00e0, 0x00e2,
	0x00e4, 0x00e3, 0x00e5, 0x00e7, 0x00e9, 0x00e8, 0x00ea, 0x00eb, 0x00ed, 0x00ec,
	0x00ee, 0x00ef, 0x00f1, 0x00f3, 0x00f2, 0x00f4, 0x00f6, 0x00f5, 0x00fa, 0x00f9,
	0x00fb, 0x00fc, 0x2020, 0x00b0, 0x00a2, 0x00a3, 0x00a7, 0x2022, 0x00b6, 0x00df,
	0x00ae, 0x00a9, 0x2122, 0x00b4, 0x00a8, 0x2260, 0x00c6, 0x00d8, 0x221e, 0x00b1,
	0x2264, 0x2265, 0x00a5, 0x00b5, 0x2202, 0x2211, 0x220f, 0x03c0, 0x222b, 0x00aa,
	0x00ba, 0x03a9, 0x00e6, 0x00f8, 0x00bf, 0x00a1, 0x00ac, 0x221a, 0x0192, 0x2248,
	0x2206, 0x00ab, 0x00bb, 0x2026, 0x00a0, 0x00c0, 0x00c3, 0x00d5, 0x0152, 0x0153,
	0x2013, 0x2014, 0x201c, 0x201d, 0x2018, 0x2019, 0x00f7, 0x25ca, 0x00ff, 0x0178,
	0x2044, 0x20ac, 0x2039, 0x203a, 0xfb01, 0xfb02, 0x2021, 0x00b7, 0x201a, 0x201e,
	0x2030, 0x00c2, 0x00ca, 0x00c1, 0x00cb, 0x00c8, 0x00cd, 0x00ce, 0x00cf, 0x00cc,
	0x00d3, 0x00d4, 0xf8ff, 0x00d2, 0x00da, 0x00db, 0x00d9, 0x0131, 0x02c6, 0x02dc,
	0x00af, 0x02d8, 0x02d9, 0x02da, 0x00b8, 0x02dd, 0x02db, 0x02c7,
};

int csv_encoding_find(const char *name)
{
	static const struct {
		const char *name;
		enum csv_encoding encoding;
	} names[] = {
		{ "utf-8", CSV_UTF8 },           { "utf8", CSV_UTF8 },
		{ "windows-1252", CSV_WINDOWS_1252 }, { "cp1252", CSV_WINDOWS_1252 },
		{ "latin1", CSV_WINDOWS_1252 },  { "iso-8859-1", CSV_WINDOWS_1252 },
		{ "mac-roman", CSV_MAC_ROMAN },  { "macroman", CSV_MAC_ROMAN },
		{ "macintosh", CSV_MAC_ROMAN },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (text_same(name, names[i].name))
			return (int)names[i].encoding;
	return -1;
}

static uint32_t single_byte(unsigned char b, enum csv_encoding encoding)
{
	if (b < 0x80)
		return b;
	if (encoding == CSV_MAC_ROMAN)
		return mac_roman[b - 0x80];
	return b < 0xa0 ? windows_1252[b - 0x80] : b;
}

size_t csv_repair(const char *text, size_t length, enum csv_encoding encoding, struct strbuf *out)
{
	const uint8_t *p = (const uint8_t *)text, *end = p + length, *bad;
	size_t changed = 0;

	bad = u8_check(p, length);
	if (!bad) {
		strbuf_add(out, text, length);
		return 0;
	}
	if (encoding != CSV_UTF8) {
		for (; p < end; p++) {
			add_code_point(out, single_byte(*p, encoding));
			changed += *p >= 0x80;
		}
		return changed;
	}
	while (bad) {
		strbuf_add(out, p, (size_t)(bad - p));
		strbuf_adds(out, "\xef\xbf\xbd");
		changed++;
		p = bad + 1;
		bad = p < end ? u8_check(p, (size_t)(end - p)) : NULL;
	}
	strbuf_add(out, p, (size_t)(end - p));
	return changed;
}
