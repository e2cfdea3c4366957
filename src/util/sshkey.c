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

static const char *const key_types[] = {
	"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
	"sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
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

/* Keys of every type are strings one after the other: a line that was cut off is none. */
static bool is_whole(struct ssh_wire w)
{
	const unsigned char *part;
	size_t length;

	while (w.n && ssh_wire_string(&w, &part, &length))
		;
	return w.n == 0;
}

int ssh_key_from_blob(const unsigned char *blob, size_t n, const char *type, struct ssh_key *ret)
{
	struct ssh_wire w = { blob, n };
	const unsigned char *name;
	size_t length, i;

	if (!ssh_wire_string(&w, &name, &length) || w.n == 0 || !is_whole(w))
		return ERR_INPUT;
	for (i = 0; i < sizeof(key_types) / sizeof(key_types[0]); i++)
		if (strlen(key_types[i]) == length && memcmp(key_types[i], name, length) == 0 &&
		    (!type || strcmp(type, key_types[i]) == 0)) {
			key_from_blob(key_types[i], blob, n, ret);
			return 0;
		}
	return ERR_INPUT;
}

int ssh_key_parse(const char *text, struct ssh_key *ret)
{
	size_t type_length = strcspn(text, " "), length, n = 0;
	char *type = mem_strndup(text, type_length);
	unsigned char *blob = mem_alloc(SSH_KEY_MAX, 1);
	const char *base64 = text + type_length, *end;
	int rc = ERR_INPUT;

	base64 += *base64 == ' ';
	length = strcspn(base64, " ");
	if (!strpbrk(text, "\r\n\t\"") &&
	    sodium_base642bin(blob, SSH_KEY_MAX, base64, length, NULL, &n, &end,
			      sodium_base64_VARIANT_ORIGINAL) == 0 &&
	    end == base64 + length)
		rc = ssh_key_from_blob(blob, n, type, ret);
	free(type);
	free(blob);
	return rc;
}
