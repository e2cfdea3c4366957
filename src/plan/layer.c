/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* Keeps the archive from being empty until its first file lands. */
extern const char layer_plan[];
const char layer_plan[] = "plan";
