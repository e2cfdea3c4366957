#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every real inventory file: nothing crashes, every rejected row has a reason, a second import changes
# nothing.
. "$TOP_SRCDIR/tests/lib.sh"

if [ ! -d "$shared/data/inventories" ]; then
	skip "real inventories" "no ../shared/data here"
	finish
	exit 0
fi
expect "a workspace" 0 "$lb" init --empty
cd "$work" || exit 1
find "$shared/data/inventories" -type f ! -name '*.rejected.csv' | LC_ALL=C sort >"$work/files"
while read -r f; do
	name=$(basename "$(dirname "$f")")/$(basename "$f")
	run "$lb" import --rejects "$work" --dry-run "$f"
	check "$name: a dry run ends with 0 or 3" test "$status" -eq 0 -o "$status" -eq 3
	"$lb" export workbook -o "$work/before" >/dev/null
	run "$lb" import --rejects "$work" "$f"
	cp "$work/stdout" "$work/first"
	check "$name: ends with 0 or 3" test "$status" -eq 0 -o "$status" -eq 3
	check "$name: says something" test -s "$work/stdout" -o -s "$work/stderr"
	rejects=$work/$(basename "$f").rejected.csv
	if [ -f "$rejects" ]; then
		# Fields hold newlines: this needs a reader of CSV.
		check "$name: every rejected row has a reason" python3 -c '
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8", errors="replace")))
sys.exit(not (len(rows) > 1 and "reason" in rows[0][-1] and all(r[-1] for r in rows[1:])))' "$rejects"
	fi
	"$lb" export workbook -o "$work/one" >/dev/null
	run "$lb" import --rejects "$work" "$f"
	"$lb" export workbook -o "$work/two" >/dev/null
	check "$name: a second import changes nothing" diff -r "$work/one" "$work/two"
done <"$work/files"
expect "the journal is unbroken" 0 "$lb" journal verify
finish
