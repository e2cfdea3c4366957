/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "db/private.h"

/* SQLite compares text byte by byte unless told otherwise. */
static const struct db_dialect sqlite = {
	.name = "sqlite",
	.collate_key = "",
};

const struct db_dialect *db_dialect(const struct db *db)
{
	(void)db;
	return &sqlite;
}
