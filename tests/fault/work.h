/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The work the fault tests do and check: numbered, journalled writes of several writers.
 *
 * A write puts one row 'w<writer>-<number>' and one journal entry with that key into one
 * transaction.  Afterwards the workspace must be sound, the journal must verify, rows and entries
 * must match one to one, and every acknowledged write must be there.
 */
#ifndef LIFEBOAT_TESTS_FAULT_WORK_H
#define LIFEBOAT_TESTS_FAULT_WORK_H

#include "db/db.h"

/* One write; 0 means acknowledged. */
int work_write(struct db *db, int writer, int number, struct err *err);
/* Fails the running test unless all that is promised above holds.  acked[i] is the highest
 * acknowledged number of writer i (they count 1, 2, ...).  Gives the number of rows. */
int64_t work_check(const char *path, const volatile int *acked, int writers);
/* True when the row of that write is there. */
bool work_has(struct db *db, int writer, int number);
/* Copies the workspace's files (nobody may have them open). */
void work_copy_files(const char *from, const char *to);
/* Removes a workspace with all its files. */
void work_remove_files(const char *path);
/* Pseudo-random numbers from a seed (xorshift64*). */
unsigned work_random(uint64_t *seed);
/* Shared memory of n integers, zeroed, for counting across processes. */
int *work_shared(size_t n);

#endif
