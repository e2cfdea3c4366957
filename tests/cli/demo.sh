#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole chain on the sample scenario: plan, figures, exports, checklists, readiness.
. "$TOP_SRCDIR/tests/lib.sh"

expect "the sample scenario loads" 0 "$lb" init --demo fxmsp
expect "a plan is made" 0 "$lb" plan make --breached trendmicro --order breach
check "its id is the last line" test "$(tail -1 "$work/stdout")" = trendmicro/1
cp "$work/stdout" "$work/summary"
expect "the same request makes another version" 0 "$lb" plan make --breached trendmicro --order breach
expect "two versions of the same request do not differ" 0 "$lb" plan diff trendmicro/1 trendmicro/2

expect "export plan" 0 "$lb" export plan trendmicro/1 -o "$work/plan1.csv"
expect "export plan, second version" 0 "$lb" export plan trendmicro/2 -o "$work/plan2.csv"
check "plan.csv has the columns of the contract" sh -c "head -1 '$work/plan1.csv' | tr -d '\r' |
	grep -qx 'plan,version,order,seq,step,instance,title,phase,wave,scope,site,class,crew,workers,mode,assets,after,start_min,finish_min,start_at,finish_at,duration_low,duration_likely,duration_high,cost,currency,status,actual_start,actual_finish,owner,deputy,marks,why,verify,rollback,instructions'"
sed 's/^trendmicro,2,/trendmicro,1,/' "$work/plan2.csv" >"$work/plan2as1.csv"
same "same data, request and seed: same bytes" "$work/plan1.csv" "$work/plan2as1.csv"
expect "export assets" 0 "$lb" export assets trendmicro -o "$work/assets.csv"
check "each affected asset is in it once" sh -c "cut -d, -f3 '$work/assets.csv' | sort | uniq -d | wc -l | grep -qx 0"
expect "export gaps" 0 "$lb" export gaps trendmicro -o "$work/gaps.csv"
expect "export cost" 0 "$lb" export cost trendmicro -o "$work/cost.csv"
check "cost has lines" sh -c "test \$(wc -l <'$work/cost.csv') -gt 5"

expect "why leads back to T+0" 0 "$lb" plan why trendmicro R08
expect "ready says no while something blocks" 1 "$lb" ready trendmicro
says "naming the blocker" "R09"
run "$lb" plan make --breached trendmicro --order planned --name peace
expect "breach and planned order differ" 1 "$lb" plan diff trendmicro peace
expect "an unknown vendor is refused" 3 "$lb" plan make --breached trendmikro
complains "with the nearest" "trendmicro"

for b in symantec mcafee; do
	expect "a plan for $b" 0 "$lb" plan make --breached $b
done

expect "checklist as a page" 0 "$lb" checklist trendmicro --to man -o "$work/all.7"
expect "checklist as text" 0 "$lb" checklist trendmicro --to text -o "$work/all.txt"
check "the text has boxes to tick" grep -q '\[ \] R06' "$work/all.txt"
for section in NAME SYNOPSIS 'BEFORE YOU START' STEPS CHECKS 'IF IT FAILS' CONTACTS 'SEE ALSO'; do
	check "section $section" grep -qx "$section" "$work/all.txt"
done
if command -v groff >/dev/null; then
	groff -ww -man -Tutf8 "$work/all.7" >"$work/groff.out" 2>"$work/groff.err"
	check "groff has nothing to say" sh -c "! test -s '$work/groff.err'"
else
	skip "groff" "not installed"
fi
if command -v mandoc >/dev/null; then
	mandoc -Tlint -W warning "$work/all.7" >"$work/mandoc.out" 2>&1
	check "mandoc has nothing to say" sh -c "! test -s '$work/mandoc.out'"
else
	skip "mandoc" "not installed"
fi
expect "one checklist a crew" 0 "$lb" checklist trendmicro --each crew --to man -o "$work/crews"
check "is a file a crew" sh -c "test \$(ls '$work/crews' | wc -l) -gt 3"
run "$lb" checklist trendmicro --crew forensics --to text
says "a crew holds ready what its own steps need" "These steps need nothing that is obtained in advance."
run "$lb" checklist trendmicro --phase preserve --to text
says "exports for the step that pulls exports" "tm-export (export)"
says "and what has expired" "hk-export (export); EXPIRED"
check "and nothing else" sh -c "! grep -q 'tm-token (token)' '$work/stdout'"
"$lb" delete prestage tm-removal >/dev/null
"$lb" delete prestage sl-removal >/dev/null
run "$lb" checklist trendmicro --to text
says "what no item is recorded of stands there too" "removal-tool: needed, and no item of it is recorded"
"$lb" undo >/dev/null
"$lb" undo >/dev/null

expect "export workbook" 0 "$lb" export workbook -o "$work/book1"
expect "another, empty workspace" 0 "$lb" -w "$work/other.db" init --empty
expect "import the workbook there" 0 "$lb" -w "$work/other.db" import "$work/book1"
expect "and export it again" 0 "$lb" -w "$work/other.db" export workbook -o "$work/book2"
check "the two folders are the same, byte for byte" diff -r "$work/book1" "$work/book2"
# A shipped file may lack a column that was added later.
check "and the same as what ships" sh -c "for f in '$TOP_SRCDIR'/data/demo/fxmsp/*.csv; do
	'$lb' list \$(basename \"\$f\" .csv) --format csv \\
		--columns \"\$(head -n 1 \"\$f\" | tr -d '\r')\" | cmp - \"\$f\" || exit 1; done"
expect "importing it again changes nothing" 0 "$lb" -w "$work/other.db" import "$work/book1"
cmp -s "$TOP_SRCDIR/data/demo/fxmsp/playbooks.csv" "$TOP_SRCDIR/data/playbooks/edr.csv"
check "the scenario uses the shipped playbook" test $? -eq 0
expect "undo takes the whole import back" 0 "$lb" -w "$work/other.db" undo
finish
