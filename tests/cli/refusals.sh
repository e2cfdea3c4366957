#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Slips of the hand: what is refused, in which words, and that nothing is lost by them.
. "$TOP_SRCDIR/tests/lib.sh"

expect "without playbooks init makes nothing" 4 env LIFEBOAT_DATADIR="$work/nowhere" "$lb" init
expect "nor without the sample scenario's folder" 4 \
	env LIFEBOAT_DATADIR="$work/nowhere" "$lb" init --demo fxmsp
complains "which is named" "nowhere/demo/fxmsp: no sample scenario there"
expect "a scenario that does not exist is another mistake" 2 "$lb" init --demo elsewhere
check "so nothing is in the way" test ! -e "$LIFEBOAT_WORKSPACE"
expect "of the next try" 0 "$lb" init --empty
"$lb" set vendors acme name=Acme >/dev/null
"$lb" set vendors good name=Good >/dev/null
"$lb" set products olde name=Old vendor=acme category=edr role=incumbent >/dev/null
"$lb" set products newe name=New vendor=good category=edr role=candidate >/dev/null
"$lb" set crews desk name=Desk skill=it capacity=1 hourly_cost=60 currency=EUR >/dev/null
"$lb" set playbooks edr/R07/normal title=Swap phase=replace scope=wave order=both fixed=10m \
	per_asset=5m skill=it workers=1 marks='removes;secures' >/dev/null
for asset in a1 a2; do "$lb" set assets $asset name=$asset kind=server products=olde@1 >/dev/null; done

expect "a row that is all key is added by its key" 0 "$lb" set dependencies a1/a2/before
says "and says so" "added"
expect "other rows need something to set" 2 "$lb" set assets a3
complains "and say it" "COLUMN=VALUE"
expect "a key is not changed by set" 2 "$lb" set assets a1 asset=b1
complains "but by a new row" "a key never changes"
expect "so nothing was added" 3 "$lb" show assets b1
expect "one column takes one value" 2 "$lb" set assets a1 name=x name=y
expect "the same twice is no question" 0 "$lb" set assets a1 name=x name=x

expect "a plan for a crew nobody knows is refused" 2 "$lb" plan make --breached acme --crew nobody=2
complains "naming the crew" "'nobody'"
expect "a seed beyond all numbers is refused" 2 "$lb" plan make --breached acme --seed 99999999999999999999
expect "a budget below nothing is refused" 2 "$lb" plan make --breached acme --budget -1
expect "a global option behind the command is refused" 2 "$lb" plan make --breached acme --now 2024-01-10
complains "with where it belongs" "lifeboat --now"
expect "an option of the command is no such thing" 2 "$lb" import x --as assets --bogus
complains "so the sentence names the wrong one" "--bogus"
expect "a colour that is none is refused" 2 "$lb" --color purple list vendors

expect "a price below zero is refused" 3 "$lb" set prices newe/asset/EUR/1/ unit_price=-5
complains "naming the column" "unit_price"
greek=$(printf 'αΑ%.0s' $(seq 20))
expect "a search for many letters works" 0 "$lb" list assets --where "name~$greek"
expect "one for a page of text is refused" 3 "$lb" list assets --where "$(printf 'k%.0s' $(seq 3000))"
complains "with a sentence of our own" "search for a part"
expect "no columns are no listing" 2 "$lb" list assets --columns ''
printf 'vendor,name\nv1,One\n-bad,Two\n' >"$work/v.csv"
printf 'site,name,timezone\ns1,Site,Mars/Phobos\n' >"$work/s.csv"
expect "two files with a bad row each" 3 "$lb" import "$work/v.csv" "$work/s.csv" --rejects "$work"
run "$lb" journal --limit 1
says "the journal counts what was rejected" "2 rejected"
says "and says that there were two" "v.csv (+ 1)"
if [ -c /dev/full ]; then
	expect "help that cannot be written is not done" 4 sh -c '"$1" --help >/dev/full' sh "$lb"
fi
expect "a plan" 0 "$lb" plan make --breached acme
expect "nothing is written over the workspace" 5 "$lb" export plan -o "$LIFEBOAT_WORKSPACE"
complains "and it says why" "belongs to the workspace"
ln -s "$LIFEBOAT_WORKSPACE" "$work/link.csv"
expect "by no other name either" 5 "$lb" export cost -o "$work/link.csv"
expect "nor by a checklist" 5 "$lb" checklist -o "$LIFEBOAT_WORKSPACE-wal"
expect "so it is all there" 0 "$lb" show assets a1
expect "and sound" 0 "$lb" doctor

expect "a breach of what nobody runs is planned" 0 "$lb" plan make --breached good
expect "so is one of a product nobody knows a replacement for" 0 "$lb" plan make --breached olde --budget 0
run "$lb" ready olde
says "which readiness does not hide" "R03"
finish
