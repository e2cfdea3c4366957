/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/sshkey.h"

#include <sodium/utils.h>
#include <stdlib.h>
#include <string.h>

#include "util/digest.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/strbuf.h"

#define UNKNOWN 0

/* What follows the name: a curve, parts of a known size (UNKNOWN: any, but not empty). */
static const struct {
	const char *name, *curve;
	size_t parts[2], n;
} key_types[] = {
	{ "ssh-ed25519", NULL, { 32 }, 1 },
	{ "ecdsa-sha2-nistp256", "nistp256", { 65 }, 1 },
	{ "ecdsa-sha2-nistp384", "nistp384", { 97 }, 1 },
	{ "ecdsa-sha2-nistp521", "nistp521", { 133 }, 1 },
	{ "ssh-rsa", NULL, { UNKNOWN, UNKNOWN }, 2 },
	{ "sk-ssh-ed25519@openssh.com", NULL, { 32, UNKNOWN }, 2 },
	{ "sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", { 65, UNKNOWN }, 2 },
};

void ssh_key_release(struct ssh_key *k)
{
	free(k->line);
	free(k->fingerprint);
	k->line = k->fingerprint = NULL;
}

bool ssh_wire_string(struct ssh_wire *w, const unsigned char **ret, size_t *ret_n)
{
	size_t n;

	if (w->n < 4)
		return false;
	n = (size_t)w->data[0] << 24 | (size_t)w->data[1] << 16 | (size_t)w->data[2] << 8 | w->data[3];
	if (n > w->n - 4)
		return false;
	*ret = w->data + 4;
	*ret_n = n;
	w->data += 4 + n;
	w->n -= 4 + n;
	return true;
}

static void key_from_blob(const char *type, const unsigned char *blob, size_t n, struct ssh_key *ret)
{
	size_t size = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
	char *text = mem_alloc(size, 1), print[64];
	unsigned char hash[DIGEST_SIZE];
	struct strbuf out = STRBUF_INIT;
	struct digest d;

	sodium_bin2base64(text, size, blob, n, sodium_base64_VARIANT_ORIGINAL);
	strbuf_addf(&out, "%s %s", type, text);
	ret->line = strbuf_detach(&out);
	free(text);
	digest_init(&d);
	digest_bytes(&d, blob, n);
	digest_final(&d, hash);
	sodium_bin2base64(print, sizeof(print), hash, sizeof(hash),
			  sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	strbuf_addf(&out, "SHA256:%s", print);
	ret->fingerprint = strbuf_detach(&out);
	strbuf_release(&out);
}

static bool is_text(const unsigned char *part, size_t length, const char *text)
{
	return strlen(text) == length && memcmp(part, text, length) == 0;
}

/* Everything that a key of the type has, and nothing else: a line that was cut off is no key.  Whether
 * the numbers make a key, only cryptography could tell. */
static bool is_whole(struct ssh_wire w, size_t type)
{
	const unsigned char *part;
	size_t length, i;

	if (key_types[type].curve && (!ssh_wire_string(&w, &part, &length) ||
				      !is_text(part, length, key_types[type].curve)))
		return false;
	for (i = 0; i < key_types[type].n; i++) {
		size_t wanted = key_types[type].parts[i];

		if (!ssh_wire_string(&w, &part, &length) || length == 0 ||
		    (wanted != UNKNOWN && length != wanted))
			return false;
	}
	return w.n == 0;
}

int ssh_key_from_blob(const unsigned char *blob, size_t n, const char *type, struct ssh_key *ret)
{
	struct ssh_wire w = { blob, n };
	const unsigned char *name;
	size_t length, i;

	if (!ssh_wire_string(&w, &name, &length))
		return ERR_INPUT;
	for (i = 0; i < sizeof(key_types) / sizeof(key_types[0]); i++)
		if (is_text(name, length, key_types[i].name) &&
		    (!type || strcmp(type, key_types[i].name) == 0) && is_whole(w, i)) {
			key_from_blob(key_types[i].name, blob, n, ret);
			return 0;
		}
	return ERR_INPUT;
}

int ssh_key_parse(const char *text, struct ssh_key *ret)
{
	size_t type_length = strcspn(text, " \t"), length, n = 0;
	const char *base64 = text + type_length + strspn(text + type_length, " \t"), *end;
	char *type = mem_strndup(text, type_length);
	unsigned char *blob = mem_alloc(SSH_KEY_MAX, 1);
	int rc = ERR_INPUT;

	length = strcspn(base64, " \t");
	if (!strpbrk(text, "\r\n") &&
	    sodium_base642bin(blob, SSH_KEY_MAX, base64, length, NULL, &n, &end,
			      sodium_base64_VARIANT_ORIGINAL) == 0 &&
	    end == base64 + length)
		rc = ssh_key_from_blob(blob, n, type, ret);
	free(type);
	free(blob);
	return rc;
}
