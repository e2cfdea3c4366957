/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/sshsig.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/run.h"
#include "util/date.h"
#include "util/file.h"
#include "util/i18n.h"
#include "util/mem.h"

#define MAX_BLOB SSH_KEY_MAX
#define BEGINS "-----BEGIN SSH SIGNATURE-----"
#define ENDS "-----END SSH SIGNATURE-----"

/* "SSHSIG", version 1, public key, namespace, reserved, hash algorithm, signature. */
static int read_signature(const unsigned char *data, size_t n, struct ssh_key *ret, struct err *err)
{
	struct ssh_wire w = { data, n };
	const unsigned char *key, *space;
	size_t key_n, space_n;

	if (n < 10 || memcmp(data, "SSHSIG\0\0\0\1", 10) != 0)
		return err_set(err, ERR_DENIED, N_("that is no SSH signature; sign the order again"));
	w.data += 10;
	w.n -= 10;
	if (!ssh_wire_string(&w, &key, &key_n) || !ssh_wire_string(&w, &space, &space_n) ||
	    ssh_key_from_blob(key, key_n, NULL, ret) < 0)
		return err_set(err, ERR_DENIED, N_("the signature is damaged; sign the order again"));
	if (space_n != strlen(SSHSIG_NAMESPACE) || memcmp(space, SSHSIG_NAMESPACE, space_n) != 0) {
		ssh_key_release(ret);
		return err_set(err, ERR_DENIED,
			       N_("the signature is for another purpose; sign with -n %s"),
			       SSHSIG_NAMESPACE);
	}
	return 0;
}

int sshsig_key(const char *armour, struct ssh_key *ret, struct err *err)
{
	const char *begin = strstr(armour, BEGINS), *end = begin ? strstr(begin, ENDS) : NULL;
	unsigned char *data;
	size_t n = 0;
	int rc;

	if (!end || (size_t)(end - begin) > MAX_BLOB)
		return err_set(err, ERR_DENIED,
			       N_("that is no SSH signature; it begins with '%s'"), BEGINS);
	begin += strlen(BEGINS);
	data = mem_alloc(MAX_BLOB, 1);
	if (sodium_base642bin(data, MAX_BLOB, begin, (size_t)(end - begin), " \r\n", &n, NULL,
			      sodium_base64_VARIANT_ORIGINAL) != 0)
		rc = err_set(err, ERR_DENIED, N_("the signature is damaged; sign the order again"));
	else
		rc = read_signature(data, n, ret, err);
	free(data);
	return rc;
}

/* ---- ssh-keygen ------------------------------------------------------------------------------ */

static int refuse(const struct strbuf *said, const char *id, struct err *err)
{
	struct strbuf line = STRBUF_INIT;
	int rc;

	strbuf_add(&line, said->buf, strcspn(said->buf, "\r\n"));
	rc = err_set(err, ERR_DENIED, "%s: %s", id, line.buf);
	strbuf_release(&line);
	return rc;
}

int sshsig_available(struct err *err)
{
	if (access(SSH_KEYGEN, X_OK) == 0)
		return 0;
	return err_set(err, ERR_MISSING,
		       N_("%s is missing, without which nothing can be signed or verified here; install "
			  "OpenSSH (package openssh-client)"),
		       SSH_KEYGEN);
}

int sshsig_sign(const char *key_file, const struct strbuf *text, struct strbuf *ret_armour,
		struct err *err)
{
	char *const argv[] = { (char *)(uintptr_t)SSH_KEYGEN, (char *)(uintptr_t)"-Y",
			       (char *)(uintptr_t)"sign",     (char *)(uintptr_t)"-n",
			       (char *)(uintptr_t)SSHSIG_NAMESPACE, (char *)(uintptr_t)"-f",
			       (char *)(uintptr_t)key_file,   NULL };
	struct strbuf said = STRBUF_INIT;
	const char *begin, *end;
	struct stat about;
	int status, rc;

	/* ssh-keygen would wait for a pipe, and calls a folder a file that is not there. */
	if (access(key_file, R_OK) != 0 || stat(key_file, &about) < 0)
		return err_set_errno(err, ERR_MISSING, errno, key_file);
	if (!S_ISREG(about.st_mode))
		return err_set(err, ERR_INPUT, N_("%s: not a regular file; give the name of a file"),
			       key_file);
	rc = sshsig_available(err);
	if (rc == 0)
		rc = run_program_wait(argv, text, RUN_AGENT | (isatty(0) ? RUN_TERMINAL : 0), &said,
				      &status, err);
	if (rc == 0) {
		begin = strstr(said.buf, BEGINS);
		end = begin ? strstr(begin, ENDS) : NULL;
		if (status != 0 || !end) {
			rc = refuse(&said, "ssh-keygen -Y sign", err);
		} else {
			strbuf_add(ret_armour, begin, (size_t)(end - begin));
			strbuf_adds(ret_armour, ENDS "\n");
		}
	}
	strbuf_release(&said);
	return rc;
}

static bool is_pattern(const char *person)
{
	return strpbrk(person, "*?!,\"' \t\r\n") != NULL || *person == '\0';
}

static void add_day(const char *option, int64_t day, struct strbuf *out)
{
	struct civil c;

	if (day == INT64_MIN)
		return;
	civil_from_seconds(day * DAY_S, &c);
	strbuf_addf(out, ",%s=\"%04d%02d%02d\"", option, c.year, c.month, c.day);
}

/* One line: this person, this purpose, these days, this key. */
static int write_signers(const char *path, const struct sshsig_signer *s, struct err *err)
{
	struct strbuf line = STRBUF_INIT;
	int rc;

	strbuf_addf(&line, "%s namespaces=\"%s\"", s->person, SSHSIG_NAMESPACE);
	add_day("valid-after", s->from, &line);
	add_day("valid-before", s->until == INT64_MIN ? INT64_MIN : s->until + 1, &line);
	strbuf_addf(&line, " %s\n", s->key->line);
	rc = file_write(path, line.buf, line.len, err);
	strbuf_release(&line);
	return rc;
}

static int run_verify(const char *signers, const char *signature, const struct sshsig_signer *s,
		      const struct strbuf *text, int64_t at, struct err *err)
{
	struct strbuf when = STRBUF_INIT, said = STRBUF_INIT;
	struct civil c;
	int status, rc = sshsig_available(err);

	if (rc < 0)
		return rc;
	civil_from_seconds(at, &c);
	strbuf_addf(&when, "-Overify-time=%04d%02d%02d%02d%02d%02d", c.year, c.month, c.day, c.hour,
		    c.minute, c.second);
	{
		const char *const words[] = { SSH_KEYGEN, "-Y", "verify", "-f", signers, "-I", s->person,
					      "-n", SSHSIG_NAMESPACE, "-s", signature, when.buf };
		char *argv[sizeof(words) / sizeof(words[0]) + 1] = { NULL };
		size_t i;

		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			argv[i] = mem_strdup(words[i]);
		rc = run_program_wait(argv, text, 0, &said, &status, err);
		for (i = 0; argv[i]; i++)
			free(argv[i]);
	}
	if (rc == 0 && status != 0)
		rc = refuse(&said, "ssh-keygen -Y verify", err);
	strbuf_release(&when);
	strbuf_release(&said);
	return rc;
}

int sshsig_verify(const struct sshsig_signer *signer, const struct strbuf *text, const char *armour,
		  int64_t at, struct err *err)
{
	const char *base = getenv("TMPDIR");
	struct strbuf folder = STRBUF_INIT, signers = STRBUF_INIT, signature = STRBUF_INIT;
	int rc;

	if (is_pattern(signer->person))
		return err_set(err, ERR_DENIED,
			       N_("'%s' is a pattern and no person; nobody signs for several"),
			       signer->person);
	strbuf_addf(&folder, "%s/lifeboat-XXXXXX", base && *base == '/' ? base : "/tmp");
	if (!mkdtemp(folder.buf)) {
		rc = err_set_errno(err, ERR_IO, errno, folder.buf);
		strbuf_release(&folder);
		return rc;
	}
	strbuf_addf(&signers, "%s/signers", folder.buf);
	strbuf_addf(&signature, "%s/signature", folder.buf);
	rc = write_signers(signers.buf, signer, err);
	if (rc == 0)
		rc = file_write(signature.buf, armour, strlen(armour), err);
	if (rc == 0)
		rc = run_verify(signers.buf, signature.buf, signer, text, at, err);
	(void)unlink(signers.buf);
	(void)unlink(signature.buf);
	(void)rmdir(folder.buf);
	strbuf_release(&signers);
	strbuf_release(&signature);
	strbuf_release(&folder);
	return rc;
}
