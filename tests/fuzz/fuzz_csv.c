/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer entry: the CSV reader must end, must not crash, and must give the same rows on a
 * second pass.  What it accepts must survive being written and read again.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/csv_read.h"
#include "io/csv_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All good rows as one canonical CSV. */
static size_t copy_rows(struct csv_reader *r, struct strbuf *out)
{
	struct csv_row row;
	size_t n = 0;

	while (csv_next(r, &row, NULL) > 0) {
		n++;
		if (!row.reject.id)
			csv_add_row(out, row.field, row.n, 0);
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct csv_limits limits = { 4096, 65536, 64, 100000 };
	struct csv_options o = { .limits = &limits };
	struct strbuf first = STRBUF_INIT, second = STRBUF_INIT;
	struct csv_reader *r = NULL;

	if (size > 0)
		o.encoding = (enum csv_encoding)(data[size - 1] % 3);
	if (csv_open_memory("fuzz", data, size, &o, &r, NULL) < 0)
		return 0;
	if (copy_rows(r, &first) > size + 1)
		abort();
	if (csv_rewind(r, NULL) < 0)
		abort();
	copy_rows(r, &second);
	if (first.len != second.len || memcmp(first.buf, second.buf, first.len) != 0)
		abort();
	csv_close(r);
	strbuf_release(&first);
	strbuf_release(&second);
	return 0;
}
