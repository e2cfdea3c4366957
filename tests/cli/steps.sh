#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A drill carried out step by step until it is completed.
. "$TOP_SRCDIR/tests/lib.sh"
command -v ssh-keygen >/dev/null || { skip "steps" "no ssh-keygen"; finish; exit 0; }
LIFEBOAT_NOW=2019-05-13T00:00:00Z
export LIFEBOAT_NOW

run "$lb" init --demo fxmsp
for p in sato suzuki; do
	ssh-keygen -q -t ed25519 -N "" -C "" -f "$work/$p" </dev/null
	run "$lb" set people $p "signing_key=$(cut -d' ' -f1,2 "$work/$p.pub")"
done
run "$lb" plan make --breached hakufu --effort 1
plan=$(tail -1 "$work/stdout")
expect "steps of a draft are not recorded" 5 "$lb" step start "$plan" D01
complains "because it is not activated" "not activated"
run "$lb" --as tanaka activate "$plan" --drill
order=$(tail -1 "$work/stdout")
run "$lb" approve "$order" --key "$work/sato"
expect "a drill is launched" 0 "$lb" approve "$order" --key "$work/suzuki"
plan=hakufu/2

expect "a step is begun" 0 "$lb" --as tanaka step start $plan D01
expect "not twice" 5 "$lb" step start $plan D01
expect "a note" 0 "$lb" step note $plan D01 "the room was locked"
expect "it is done" 0 "$lb" --as tanaka step done $plan D01 --at 2019-05-13T00:40:00Z
run "$lb" list step_states --format csv
check "as it happened" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^hakufu,2,D01,done,2019-05-13T00:00:00Z,2019-05-13T00:40:00Z,tanaka,.*locked'"
run "$lb" plan show $plan --part steps --format csv --columns instance,status,actual_finish
check "and the plan shows it" grep -q '^D01,done,2019-05-13T00:40:00Z' "$work/stdout"
expect "a step nobody knows" 3 "$lb" step start $plan X99
run "$lb" plan show $plan --part steps --format csv --columns instance,step
tr -d '\r' <"$work/stdout" | sed 1d >"$work/steps"
many=$(cut -d, -f2 "$work/steps" | sort | uniq -d | head -1)
if [ -n "$many" ]; then
	expect "a step with several instances must be named whole" 2 "$lb" step start $plan "$many"
fi
last=$(tail -1 "$work/steps" | cut -d, -f1)
expect "a step before its time" 0 "$lb" step start $plan "$last"
complains "is told" "should be done first"
expect "a failure" 0 "$lb" step fail $plan "$last" --note "no power"
expect "begun again" 0 "$lb" step start $plan "$last"
run "$lb" list plan_assets --where "plan=hakufu version=2" --format csv --columns asset
asset=$(tr -d '\r' <"$work/stdout" | sed -n 2p)
expect "single assets" 0 "$lb" step done $plan "$last" --asset "$asset"
expect "but only those of the plan" 3 "$lb" step done $plan "$last" --asset nothing-7
cut -d, -f1 "$work/steps" | while read -r s; do
	if [ "$s" != D01 ]; then "$lb" --now 2019-05-14T00:00:00Z step done $plan "$s" >"$work/stdout" 2>/dev/null || echo "$s"; fi
done >"$work/failed"
check "every step is done" sh -c "! test -s '$work/failed'"
run "$lb" plan list --format csv
check "and the plan completed" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^hakufu,2,.*completed'"
run "$lb" show orders "$order"
says "with its order" "completed"
run "$lb" plan make --breached hakufu --effort 1
run "$lb" --now 2019-05-15 ready hakufu
check "readiness knows of the drill" sh -c "grep R14 '$work/stdout' | grep -q pass"
expect "a completed plan takes no more" 5 "$lb" step note $plan D01 late
expect "the journal holds" 0 "$lb" journal verify
finish
