#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Text from outside: roff requests, escapes, formulas and control characters print as they stand.
. "$TOP_SRCDIR/tests/lib.sh"

expect "the sample scenario" 0 "$lb" init --demo fxmsp
esc=$(printf '\033[31mred\007')
expect "hostile instructions are taken" 0 "$lb" set playbooks edr/R06/normal \
	"title=.so /etc/passwd" "instructions='quote \\fB\\(bu .br
.rm SH
\\n[x] \$(id)" "verify=$esc" "rollback==1+1"
expect "a plan" 0 "$lb" plan make --breached trendmicro
expect "page" 0 "$lb" checklist trendmicro --to man -o "$work/all.7"
check "no request of theirs begins a line" sh -c "! grep -nE '^\\.(so|rm|br [^ ])' '$work/all.7'"
if command -v groff >/dev/null; then
	groff -ww -man -Tutf8 -P-cbou "$work/all.7" >"$work/groff.out" 2>"$work/groff.err"
	check "groff has nothing to say" sh -c "! test -s '$work/groff.err'"
	check "the title prints as it stands" grep -qF '.so /etc/passwd' "$work/groff.out"
	check "so do backslashes" grep -qF '\n[x]' "$work/groff.out"
else
	skip "groff" "not installed"
fi
expect "text" 0 "$lb" checklist trendmicro --to text -o "$work/all.txt"
check "no escape character is left" sh -c "! grep -q \"\$(printf '\\033')\" '$work/all.txt'"
expect "listing" 0 "$lb" list playbooks --where 'step=R06 mode=normal playbook=edr' --columns step,verify
check "no escape character on the terminal either" sh -c "! grep -q \"\$(printf '\\033')\" '$work/stdout'"
says "but a visible mark" '\x1B'
expect "machine CSV keeps the data" 0 "$lb" export plan trendmicro -o "$work/plan.csv"
check "unchanged" grep -q ',=1+1,' "$work/plan.csv"
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
	for format in csv json; do
		run script -qec "'$lb' list playbooks --where step=R06 --all --format $format" /dev/null
		check "$format on a terminal does not act on it" \
			sh -c "! grep -q \"\$(printf '\033')\" '$work/stdout'"
		says "and still shows the row" 'red'
	done
	run script -qec "'$lb' export plan trendmicro" /dev/null
	check "nor does an export" sh -c "! grep -q \"\$(printf '\033')\" '$work/stdout'"
else
	skip "machine forms on a terminal" "script(1) is not installed"
fi
expect "CSV for spreadsheets" 0 "$lb" export plan trendmicro --spreadsheet-safe -o "$work/safe.csv"
check "guards formulas" grep -q ",'=1+1," "$work/safe.csv"
finish
