#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks an exported journal without Lifeboat: sh journal-check.sh FILE
# Each entry must hash to its "hash" line and begin with the hash of the entry before.
awk '
	$1 == "bytes" {
		text = ""
		for (i = 1; i < length($2); i += 2) {
			high = index("0123456789abcdef", substr($2, i, 1)) - 1
			low = index("0123456789abcdef", substr($2, i + 1, 1)) - 1
			text = text sprintf("\\0%03o", 16 * high + low)
		}
		print substr($2, 3, 64), text
	}
	$1 == "hash" { print $2 }
' "$1" | {
	previous=0000000000000000000000000000000000000000000000000000000000000000
	while read -r before bytes && read -r hash; do
		found=$(printf '%b' "$bytes" | sha256sum)
		if [ "$before" != "$previous" ] || [ "${found%% *}" != "$hash" ]; then
			echo "entry with hash $hash does not fit" >&2
			exit 1
		fi
		previous=$hash
	done
}
