/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer entry: signatures made on another machine, key cells of the people table, and the lines of
 * an order.  What is refused has a reason; a key that is accepted is one line that parses to itself.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "app/order.h"
#include "app/sshsig.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A key is a line that reads back as itself; what is none leaves nothing behind. */
static void check(int rc, struct ssh_key *key)
{
	struct ssh_key again = { NULL, NULL };

	if (rc < 0) {
		if (key->line || key->fingerprint)
			abort();
	} else if (strpbrk(key->line, "\r\n") || ssh_key_parse(key->line, &again) < 0 ||
		   strcmp(again.line, key->line) != 0 || strcmp(again.fingerprint, key->fingerprint) != 0) {
		abort();
	}
	ssh_key_release(&again);
	ssh_key_release(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size), *value;
	struct ssh_key key = { NULL, NULL };
	struct strbuf said = STRBUF_INIT;
	struct err err = ERR_INIT;
	int rc;

	rc = sshsig_key(text, &key, &err);
	err_render(&err, NULL, &said);
	if ((rc < 0) != (said.len > 0))
		abort();
	check(rc, &key);
	check(ssh_key_parse(text, &key), &key);
	value = order_value(text, "plan");
	if (value && strchr(value, '\n'))
		abort();
	free(value);
	free(text);
	strbuf_release(&said);
	err_release(&err);
	return 0;
}
