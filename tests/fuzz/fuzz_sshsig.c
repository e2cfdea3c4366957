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

static void check(int rc, const struct ssh_key *key, struct err *err)
{
	struct ssh_key again = { NULL, NULL };
	struct strbuf text = STRBUF_INIT;

	if (rc < 0) {
		err_render(err, NULL, &text);
		if (!text.len || key->line || key->fingerprint)
			abort();
	} else if (strpbrk(key->line, "\r\n") || ssh_key_parse(key->line, &again, NULL) < 0 ||
		   strcmp(again.line, key->line) != 0 || strcmp(again.fingerprint, key->fingerprint) != 0) {
		abort();
	}
	ssh_key_release(&again);
	strbuf_release(&text);
	err_release(err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size), *value;
	struct ssh_key key = { NULL, NULL };
	struct err err = ERR_INIT;

	check(sshsig_key(text, &key, &err), &key, &err);
	ssh_key_release(&key);
	key = (struct ssh_key){ NULL, NULL };
	check(ssh_key_parse(text, &key, &err), &key, &err);
	ssh_key_release(&key);
	value = order_value(text, "plan");
	if (value && strchr(value, '\n'))
		abort();
	free(value);
	free(text);
	return 0;
}
