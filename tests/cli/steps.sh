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
expect "not done before it began" 2 "$lb" step "done" $plan D01 --at 2019-05-12T00:40:00Z
expect "nor in what is to come" 2 "$lb" step "done" $plan D01 --at 2019-05-13T00:40:00Z
LIFEBOAT_NOW=2019-05-13T01:00:00Z
expect "it is done" 0 "$lb" --as tanaka step "done" $plan D01 --at 2019-05-13T00:40:00Z
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
expect "single assets" 0 "$lb" step "done" $plan "$last" --asset "$asset"
expect "but only those of the plan" 3 "$lb" step "done" $plan "$last" --asset nothing-7
expect "blocked" 0 "$lb" step block $plan "$last" --note "no key to the room"
expect "which is told in the forecast" 0 "$lb" forecast $plan
says "by number" "1 blocked"
says "and a drill is a drill there too" "DRILL: this is an exercise"
expect "begun once more" 0 "$lb" step start $plan "$last"

# ---- forecast
cells() { tr -d '\r' <"$work/stdout"; }
expect "a row for every step" 0 "$lb" forecast $plan --part steps --format csv
check "none is missing" sh -c "test \$(wc -l <'$work/stdout') -eq \$((\$(wc -l <'$work/steps') + 1))"
check "what was done is as it was" sh -c "tr -d '\r' <'$work/stdout' |
	grep -q '^D01,.*,done,2019-05-13T00:30:00Z,2019-05-13T01:00:00Z,2019-05-13T00:00:00Z,2019-05-13T00:40:00Z,-20m'"
expect "waves" 0 "$lb" forecast $plan --part waves --format csv
check "with their assets" sh -c "sed -n 1p '$work/stdout' | grep -q '^wave,assets,planned_safe,expected_safe,late_by'"
expect "deadlines" 0 "$lb" forecast $plan --part deadlines --format json
says "planned and expected" '"expected_missed"'
expect "late assets, a month later" 0 "$lb" --now 2019-06-13T00:00:00Z forecast $plan --part assets --late --format csv
check "are all that are not safe" sh -c "test \$(wc -l <'$work/stdout') -eq 3"
expect "no other part" 2 "$lb" forecast $plan --part nothing
expect "nothing to forecast of a draft" 5 "$lb" forecast hakufu/1
run "$lb" list crews --where "crew=command" --format csv
expect "one crew less" 0 "$lb" forecast $plan --crew command=0
says "and some of it never ends" "never"
expect "no such crew" 2 "$lb" forecast $plan --crew nobody=3

# ---- to the end
first=$(sed -n 2p "$work/steps" | cut -d, -f1)
LIFEBOAT_NOW=2019-05-14T00:00:00Z
run "$lb" step start $plan "$first" --at 2019-05-13T12:00:00Z
cut -d, -f1 "$work/steps" | while read -r s; do
	if [ "$s" != D01 ]; then "$lb" step "done" $plan "$s" >"$work/stdout" 2>"$work/stderr" || echo "$s"; fi
	if grep -q "drill estimates" "$work/stderr"; then cp "$work/stderr" "$work/end"; fi
done >"$work/failed"
check "every step is done" sh -c "! test -s '$work/failed'"
check "the end names what a drill is good for" grep -q "drill estimates $plan" "$work/end"
run "$lb" plan list --format csv
check "and the plan completed" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^hakufu,2,.*completed'"
run "$lb" show orders "$order"
says "with its order" "completed"
run "$lb" plan make --breached hakufu --effort 1
run "$lb" --now 2019-05-15 ready hakufu
check "readiness knows of the drill" sh -c "grep R14 '$work/stdout' | grep -q pass"

# ---- what it taught
expect "measured times" 0 "$lb" drill estimates "$order" --format csv
check "beside the estimate" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^[a-z]*/D01/normal,1,30m,40m,1.33,15m/30m/2h,20m/40m/2h40m,'"
complains "ticks without a start measure nothing" "measure nothing"
row=$(cells | sed -n 2p | cut -d, -f1)
run "$lb" show playbooks "$row"
cp "$work/stdout" "$work/before"
expect "the plan's name does as well" 0 "$lb" drill estimates $plan
expect "nothing is taken over unasked" 2 "$lb" drill accept "$order"
expect "nor what was not measured" 3 "$lb" drill accept "$order" X99
run "$lb" show playbooks "$row"
same "so far nothing changed" "$work/before" "$work/stdout"
expect "one step is taken over" 0 "$lb" drill accept "$order" D01
says "and shown" "fixed 20m/40m/2h40m"
run "$lb" show playbooks "$row"
says "in the playbook" "20m/40m/2h40m"
expect "twice changes nothing" 0 "$lb" drill accept "$order" D01
says "and says so" "nothing changes"
run "$lb" ready hakufu
check "plans made before no longer match" sh -c "grep R13 '$work/stdout' | grep -q block"
expect "it can be taken back" 0 "$lb" undo
run "$lb" show playbooks "$row"
same "and is" "$work/before" "$work/stdout"
expect "all of them" 0 "$lb" drill accept "$order" --all
run "$lb" journal --limit 1 --format csv
says "the journal says what it was" "drill accept"
expect "an order that was not carried out taught nothing" 3 "$lb" drill estimates nothing-1

expect "a completed plan takes no more" 5 "$lb" step note $plan D01 late
expect "the journal holds" 0 "$lb" journal verify
finish
