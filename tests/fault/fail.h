/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * System calls that fail on demand, and a record of what reached the disk.
 *
 * Linked into a test program these functions stand before the C library's, also for the database
 * library.  Between fail_arm and fail_disarm every call of open, read, write, sync, truncate,
 * rename and link counts.
 */
#ifndef LIFEBOAT_TESTS_FAULT_FAIL_H
#define LIFEBOAT_TESTS_FAULT_FAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The nth call from now on (1 is the next; 0 none) fails with `error`; sticky: all later ones too.
 * A read can only fail with EIO, an open for reading not with "full" or "read-only". */
/* In place of an error: the process is killed before the nth change; reads do not count. */
#define FAIL_KILL (-1)
void fail_arm(int nth, int error, bool sticky);
/* Returns how many calls were counted. */
int fail_disarm(void);

/* A record of changes to files under a folder, for power-cut images. */
enum fail_event_kind { EVENT_WRITE, EVENT_TRUNCATE, EVENT_SYNC, EVENT_MARK };

struct fail_event {
	enum fail_event_kind kind;
	int file;        /* index into names; MARK: the number given */
	int64_t offset;  /* WRITE; TRUNCATE: the new size */
	size_t size;
	char *data;
};

struct fail_record {
	char names[16][64]; /* without the folder */
	int n_names;
	struct fail_event *events;
	size_t n, cap;
};

void fail_record_start(struct fail_record *r, const char *folder);
void fail_record_mark(int number);
void fail_record_stop(void);
void fail_record_release(struct fail_record *r);

#endif
