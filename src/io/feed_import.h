/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIFEBOAT_IO_FEED_IMPORT_H
#define LIFEBOAT_IO_FEED_IMPORT_H

#include "io/importers.h"

extern const struct importer feed_importer;

#endif
