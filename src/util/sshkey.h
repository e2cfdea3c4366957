/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SSH public keys as text: the line of a .pub file (RFC 4253, section 6.6; OpenSSH PROTOCOL).
 */
#ifndef LIFEBOAT_UTIL_SSHKEY_H
#define LIFEBOAT_UTIL_SSHKEY_H

#include <stdbool.h>
#include <stddef.h>

#define SSH_KEY_MAX 16384 /* bytes of a key */

struct ssh_key {
	char *line;           /* "ssh-ed25519 AAAA…", without comment */
	char *fingerprint;    /* "SHA256:…", as ssh-keygen -l shows it */
};
void ssh_key_release(struct ssh_key *k);
/* One public key of a known type, whole, and behind it any comment: no options, no line ends.  0 or
 * ERR_INPUT. */
int ssh_key_parse(const char *text, struct ssh_key *ret);
/* The key of a binary form; the type inside it must be the one given (NULL: any that is known). */
int ssh_key_from_blob(const unsigned char *blob, size_t n, const char *type, struct ssh_key *ret);

/* A string of the SSH wire format (RFC 4251, section 5): four bytes of length, then the bytes. */
struct ssh_wire {
	const unsigned char *data;
	size_t n;
};
/* The next string; false when there is not all of it. */
bool ssh_wire_string(struct ssh_wire *w, const unsigned char **ret, size_t *ret_n);

#endif
