/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signatures by SSH keys, made and checked by OpenSSH's ssh-keygen (PROTOCOL.sshsig).
 *
 * Keys in files, in an agent and on hardware work because ssh-keygen does the work.  It is called by
 * its absolute path with a clean environment; what is signed goes in by a pipe.  Two holes of allowed
 * signers files are closed here: a principal is never a pattern, and a key cell is one plain key,
 * without options or line ends.
 */
#ifndef LIFEBOAT_APP_SSHSIG_H
#define LIFEBOAT_APP_SSHSIG_H

#include <stddef.h>
#include <stdint.h>

#include "util/err.h"
#include "util/sshkey.h"
#include "util/strbuf.h"

#define SSHSIG_NAMESPACE "lifeboat-activation@v1"

/* The key that an armoured signature says it was made with; ERR_DENIED when it is no signature or
 * one for another namespace. */
int sshsig_key(const char *armour, struct ssh_key *ret, struct err *err);

/* ERR_MISSING when ssh-keygen is not where it was when this program was built. */
int sshsig_available(struct err *err);

/* Signs with the private key in `key_file` (or the agent's key of that public file). */
int sshsig_sign(const char *key_file, const struct strbuf *text, struct strbuf *ret_armour,
		struct err *err);

/* Who may have signed, and when the key counts; days, INT64_MIN for none. */
struct sshsig_signer {
	const char *person;
	const struct ssh_key *key;
	int64_t from, until; /* first and last day */
};
/* Was the text signed by this person's key, as of `at`?  ERR_DENIED with ssh-keygen's own words. */
int sshsig_verify(const struct sshsig_signer *signer, const struct strbuf *text, const char *armour,
		  int64_t at, struct err *err);

#endif
