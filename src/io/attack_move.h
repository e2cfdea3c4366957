/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the workspace says about withdrawn ids moves to what took their place, when a newer version of
 * ATT&CK is loaded.
 *
 * Coverage keeps the old id in its column `published`; where the product has a row on the new id
 * already, the stronger of the two stands.  Requirements and controls say the old id in their reason
 * or notes.  A capability that nothing names any more goes; its weight and description pass to the
 * one that took its place when that has none.  Rows on ids that were withdrawn without successor stay,
 * and are told.
 */
#ifndef LIFEBOAT_IO_ATTACK_MOVE_H
#define LIFEBOAT_IO_ATTACK_MOVE_H

#include "io/import.h"

/* `moves`: withdrawn id → index into `live`, where NULL says that there is no successor.  The live ones
 * have been put. */
int attack_move(struct importing *im, const struct map *moves, const char *const *live, struct err *err);

#endif
