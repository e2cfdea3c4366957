#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Rows by hand: init, set, show, list, delete, undo, redo, and what is refused how.
. "$TOP_SRCDIR/tests/lib.sh"

expect "a missing workspace is status 4" 4 "$lb" list vendors
complains "and says how to make one" "lifeboat init"
expect "init makes one" 0 "$lb" init --empty
expect "init leaves an existing one alone" 5 "$lb" init
check "the file is private" sh -c 'test "$(stat -c %a "$LIFEBOAT_WORKSPACE")" = 600'

expect "set adds a row" 0 "$lb" set vendors acme 'name=Acme, Inc.' country=DE
says "and says so" "vendors acme: added"
expect "set again changes nothing" 0 "$lb" set vendors acme 'name=Acme, Inc.'
says "and says so" "unchanged"
expect "a reference to nothing is refused" 3 "$lb" set products guard name=Guard vendor=nobody category=edr role=incumbent
complains "naming both ends" "nobody"
expect "a wrong enum value is refused" 3 "$lb" set products guard name=Guard vendor=acme category=sausage
complains "naming the column" "category"
expect "a right one is taken" 0 "$lb" set products guard name=Guard vendor=acme category=edr role=incumbent
expect "a row that is still named cannot go" 3 "$lb" delete vendors acme
complains "naming who names it" "guard"
expect "an unknown column is wrong usage" 2 "$lb" set vendors acme colour=red
expect "an unknown table is wrong usage" 2 "$lb" list vendor5
complains "with the nearest name" "vendors"
expect "an unknown command is wrong usage" 2 "$lb" lst
complains "with the nearest one" "list"
expect "a bad date is refused" 3 "$lb" set contracts c1 product=guard starts=2019-02-30
complains "naming the column" "starts"

run "$lb" list vendors --format csv
says "csv has a header" "vendor,name"
says "csv quotes where needed" '"Acme, Inc."'
run "$lb" list vendors --format json
says "json holds the row" '"vendor": "acme"'
run "$lb" list products --where 'category=edr vendor=acme' --format csv
says "where finds the row" "guard"
run "$lb" list products --where 'category=vpn' --format csv
check "where leaves others out" sh -c "! grep -q guard '$work/stdout'"
expect "a broken selector is wrong input" 3 "$lb" list products --where 'category='\''x" y'
expect "show shows a row" 0 "$lb" show products guard
says "with its cells" "Guard"
expect "a missing row is status 3" 3 "$lb" show products gard

expect "undo takes the last change back" 0 "$lb" undo
expect "so the product is gone" 3 "$lb" show products guard
expect "redo does it again" 0 "$lb" redo
expect "so it is there" 0 "$lb" show products guard
for c in FR IT; do run "$lb" set vendors acme country=$c; done
run "$lb" undo
run "$lb" set vendors acme country=ES
run "$lb" undo
expect "what was taken back before" 0 "$lb" undo
check "is not said to stay" test ! -s "$work/stderr"
expect "delete" 0 "$lb" delete products guard
expect "gone" 3 "$lb" show products guard
expect "undo brings it back" 0 "$lb" undo
expect "there" 0 "$lb" show products guard

expect "the journal is unbroken" 0 "$lb" journal verify
head=$(sed -n 's/^head //p' "$work/stdout")
expect "one more change" 0 "$lb" set vendors acme country=FR
expect "a head noted earlier is still part of it" 0 "$lb" journal verify --head "$head"
expect "another head is not" 1 "$lb" journal verify --head "1:$(printf '0%.0s' $(seq 64))"
expect "the doctor finds it healthy" 0 "$lb" doctor
says "and able to verify signatures" "orders can be signed and verified here"
expect "backup" 0 "$lb" backup "$work/copy.db"
expect "backup never overwrites" 4 "$lb" backup "$work/copy.db"
expect "a change after the copy" 0 "$lb" set vendors late name=Late
expect "restore" 0 "$lb" restore "$work/copy.db"
expect "puts back what was" 3 "$lb" show vendors late
chmod 400 "$LIFEBOAT_WORKSPACE"
if [ "$(id -u)" -ne 0 ]; then
	expect "a read-only workspace can be read" 0 "$lb" list vendors
	expect "but not changed" 4 "$lb" set vendors acme country=JP
else
	skip "a read-only workspace" "root writes everywhere"
fi
finish
