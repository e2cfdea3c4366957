/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Corpus replay: a fuzzer's entry without libFuzzer, for the checks.
 *
 * Each file of the corpus and of the real hostile data goes in as it is, cut short, and with bytes
 * changed by a seeded generator, so that the checks notice when a parser stops holding what the
 * fuzzer once established.  One TAP case a folder.  FUZZ_CORPUS names the fuzzer's own folder below
 * tests/fuzz/corpus; a folder that is absent is skipped.  FUZZ_PREFIX is 1 where the first byte says
 * what a document is read as (fuzz_feed.c): then each file goes in as each.
 */
#include "config.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/file.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LARGEST ((size_t)256 * 1024) /* larger ones go in once, as they are */
/* FUZZ_EFFORT: how many cuts of a file, and three times as many changes. */
#define CUTS FUZZ_EFFORT
#define FLIPS (3 * FUZZ_EFFORT)

static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* In memory of exactly this size, so that a sanitizer sees the end. */
static void put(const char *data, size_t n)
{
	uint8_t *exact = mem_alloc(n, 1);

	memcpy(exact, data, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

static void put_changed(const struct strbuf *file, size_t prefix, uint64_t *state)
{
	char *copy = mem_alloc(file->len, 1);
	size_t i, k;

	for (i = 1; i < CUTS; i++)
		put(file->buf, file->len * i / CUTS);
	for (i = 0; i < FLIPS && file->len > prefix; i++) {
		memcpy(copy, file->buf, file->len);
		for (k = 0; k <= next(state) % 4; k++)
			copy[prefix + next(state) % (file->len - prefix)] = (char)next(state);
		put(copy, file->len);
	}
	free(copy);
}

static void replay_file(const char *path, size_t *n)
{
	struct strbuf file = STRBUF_INIT, prefixed = STRBUF_INIT;
	uint64_t state = UINT64_C(0x9e3779b97f4a7c15);
	int format;

	if (file_read(path, (size_t)16 << 20, &file, NULL) < 0)
		return;
	for (format = FUZZ_PREFIX ? 4 : 0; format >= 0; format--) {
		strbuf_reset(&prefixed);
		if (FUZZ_PREFIX)
			strbuf_addch(&prefixed, (char)('0' + 2 + format)); /* '2' % 5 == 0 */
		strbuf_add(&prefixed, file.buf, file.len);
		put(prefixed.buf, prefixed.len);
		if (prefixed.len <= LARGEST)
			put_changed(&prefixed, FUZZ_PREFIX, &state);
	}
	(*n)++;
	strbuf_release(&file);
	strbuf_release(&prefixed);
}

static int in_order(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Files of the folder and of those in it; -1: there is none. */
static int replay_folder(const char *path, size_t *n)
{
	struct dirent **list;
	int count = scandir(path, &list, NULL, in_order), i;

	for (i = 0; i < count; i++) {
		struct strbuf name = STRBUF_INIT;
		struct stat st;

		strbuf_addf(&name, "%s/%s", path, list[i]->d_name);
		if (list[i]->d_name[0] != '.' && stat(name.buf, &st) == 0) {
			if (S_ISDIR(st.st_mode))
				replay_folder(name.buf, n);
			else
				replay_file(name.buf, n);
		}
		strbuf_release(&name);
		free(list[i]);
	}
	if (count >= 0)
		free(list);
	return count < 0 ? -1 : 0;
}

int main(void)
{
	static const char *const folders[] = {
		"tests/fuzz/corpus/" FUZZ_CORPUS, "../shared/data/badinput", "../shared/data/signals",
	};
	const char *top = getenv("TOP_SRCDIR");
	size_t i, many = sizeof(folders) / sizeof(folders[0]);

	printf("1..%zu\n", many);
	for (i = 0; i < many; i++) {
		struct strbuf path = STRBUF_INIT;
		size_t n = 0;

		strbuf_addf(&path, "%s/%s", top ? top : ".", folders[i]);
		if (replay_folder(path.buf, &n) < 0)
			printf("ok %zu - %s # SKIP not there\n", i + 1, folders[i]);
		else
			printf("%s %zu - %s: %zu files\n", n ? "ok" : "not ok", i + 1, folders[i], n);
		fflush(stdout);
		strbuf_release(&path);
	}
	return 0;
}
