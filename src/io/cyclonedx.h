/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CycloneDX bills of material (JSON): the thing described becomes an asset of kind service, its
 * components and services become products of their vendors, installed on it.
 */
#ifndef LIFEBOAT_IO_CYCLONEDX_H
#define LIFEBOAT_IO_CYCLONEDX_H

#include "io/importers.h"

extern const struct importer cyclonedx_importer;

#endif
