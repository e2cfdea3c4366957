#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What programs read is one document, whatever is asked; what cannot be narrowed says so.
. "$TOP_SRCDIR/tests/lib.sh"
# The program itself: what stands in the path may be a script that looks for it.
python=$(python3 -c 'import sys; print(sys.executable)') || { skip "listings" "no python3"; finish; exit 0; }
LIFEBOAT_NOW=2019-05-13T00:00:00Z
export LIFEBOAT_NOW
run "$lb" init --demo fxmsp
run "$lb" set policy simulation_runs value=20
run "$lb" plan make --breached trendmicro --effort 10
run "$lb" plan make --breached trendmicro --effort 20 --seed 2
for part in one two; do
	run "$lb" signal add cisco sample --key "c-$part" --title "line one, \"quoted\""
	[ $part = two ] || run "$lb" set cases cisco-1 status=closed outcome=none "closed_at=$LIFEBOAT_NOW"
done
run "$lb" list cases --where vendor=cisco --format csv
check "one vendor has two cases" test "$(wc -l <"$work/stdout")" -eq 3
if command -v ssh-keygen >/dev/null; then
	ssh-keygen -q -t ed25519 -N "" -C "" -f "$work/suzuki" </dev/null
	run "$lb" set people suzuki "signing_key=$(cut -d' ' -f1,2 "$work/suzuki.pub")"
	run "$lb" set policy override_allowed value=yes
	run "$lb" plan make --breached trendmicro --effort 10
	run "$lb" --as suzuki activate trendmicro --drill --override --reason "test of listings"
	order=$(tail -1 "$work/stdout")
	run "$lb" approve "$order" --key "$work/suzuki"
fi

# ---- one document
# document array|object WORDS: the answer is one document, in either form.
document() {
	_form=$1
	shift
	for _format in json csv; do
		run "$lb" "$@" --format $_format
		cp "$work/stdout" "$work/document"
		[ $_format = json ] || _form=csv
		expect "$_format: $*" 0 "$python" "$TOP_SRCDIR/tests/cli/document.py" "$_form" "$work/document"
	done
}
while read -r form words; do
	# shellcheck disable=SC2086
	document $form $words
done <<-'LIST'
	array list vendors
	array list signals --where title=nothing
	array show vendors cisco
	array plan list
	object plan show trendmicro
	array plan show trendmicro --part steps --limit 5
	array plan diff trendmicro/1 trendmicro/2
	array plan diff trendmicro/1 trendmicro/1
	array plan why trendmicro D01
	array plan levers trendmicro --effort 1
	array plan frontier trendmicro --effort 1
	array plan compare trendmicro/1 trendmicro/2
	array choose --breached trendmicro --quick
	array gaps trendmicro
	array gaps --single
	array gaps trendmicro --heat
	array gaps trendmicro --area
	array gaps trendmicro --controls
	array gaps --swap symantec
	array cost trendmicro
	array cost trendmicro --by year
	object simulate trendmicro/1 --runs 20
	array any-time trendmicro --effort 1
	array ready trendmicro/1
	array ready trendmicro/1 --history
	array signal list
	array belief
	array belief cisco
	array belief sophos
	object belief cisco --tornado
	object belief sophos --tornado
	array belief --replay
	array belief --rates
	array advise
	object advise trendmicro
	object advise sophos
	array journal
	array doctor
	array help
	array help data
	array help vendors
	object help policy
LIST
if [ -n "${order:-}" ]; then
	document array activation show "$order"
	document object forecast trendmicro
	for part in steps waves assets deadlines; do document array forecast trendmicro --part $part; done
	document array drill estimates "$order"
else
	skip "orders and forecasts" "no ssh-keygen"
fi
run "$lb" belief cisco --format json
check "cases of one vendor stand in one table" test "$(grep -c '"kind": "opening"' "$work/stdout")" -eq 2

# ---- narrowing
run "$lb" plan list --limit 1 --format csv
check "stored rows can be limited" test "$(wc -l <"$work/stdout")" -eq 2
while read -r words; do
	# shellcheck disable=SC2086
	expect "refused: $words" 2 "$lb" $words
	complains "with the reason" "worked out as a whole"
	check "and nothing is shown" test ! -s "$work/stdout"
done <<-'LIST'
	forecast trendmicro --where status=done
	simulate trendmicro --limit 1
	advise --sort=vendor
	belief cisco --where kind=sample
	drill estimates x --limit 2
	plan show trendmicro --limit 1
	plan levers trendmicro --sort cost
	plan compare trendmicro/1 trendmicro/2 --where a=b
	gaps --single --where tactic=x
	gaps trendmicro --heat --where tactic=x
	gaps --swap symantec --sort lost
	cost trendmicro --by year --limit 1
	ready trendmicro --where result=block
	choose --breached trendmicro --limit 1
	watch --once --limit 1
	doctor --sort check
LIST
run "$lb" forecast -h
check "nor does the help offer it" sh -c "! grep -q -- --where '$work/stdout'"

# ---- lines on a terminal
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
	run script -qec "stty cols 60; '$lb' --color never advise trendmicro 2>/dev/null" /dev/null
	check "lines end between words" grep -q '^A material breach is unlikely (0.36): enough to pay for.$' "$work/stdout"
	check "and go on with the next" grep -q '^readiness from ' "$work/stdout"
	run script -qec "'$lb' --color never plan make --breached trendmicro --effort 3000" /dev/null
	check "progress is drawn again when it has changed" sh -c "test \"\$(tr '\r' '\n' <'$work/stdout' | grep -c ' 50 % schedule')\" = 1"
	run script -qec "stty cols 60; '$lb' --color never gaps --swap trendmicro-apexone" /dev/null
	check "cells end behind hyphens" grep -q '^trendmicro-  *sentinelone-  ' "$work/stdout"
	check "and go on below" grep -q '^apexone  *singularity' "$work/stdout"
	run script -qec "stty cols 60; '$lb' --color never gaps trendmicro" /dev/null
	check "where no table fits there is a line a field" grep -q '^capability  T1560' "$work/stdout"
	check "without a word parted" grep -q '^class  *osaka-windows-10-workstation-c2-c8f0ca' "$work/stdout"
	check "within the terminal" sh -c "! tr -d '\r' <'$work/stdout' | grep -qE '^.{61}'"
else
	skip "lines on a terminal" "script(1) is not installed"
fi
finish
