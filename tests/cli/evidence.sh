#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Signals, belief, states and advice: the shipped library, and the sample scenario day by day.
. "$TOP_SRCDIR/tests/lib.sh"

# ---- the library
expect "the library is replayed without a workspace" 0 "$lb" belief --replay --format csv
tr -d '\r' <"$work/stdout" >"$work/replay.csv"
check "with the columns of the contract" sh -c "head -1 '$work/replay.csv' | grep -qx 'case,date,vendor,h0,h1,h2,outcome,brier'"
check "seventeen cases" sh -c "test \$(wc -l <'$work/replay.csv') -eq 18"
check "Trend Micro reads .03 .64 .33" grep -q '^fxmsp-trendmicro,.*,0.03,0.64,0.33,contained' "$work/replay.csv"
check "Symantec reads .82 .12 .06" grep -q '^fxmsp-symantec,2019.*,0.82,0.12,0.061,none' "$work/replay.csv"
check "Darktrace reads .82 .09 .09" grep -q '^darktrace-2023,.*,0.82,0.092,0.088,none' "$work/replay.csv"
check "the mean Brier score is about .19" awk -F, 'NR > 1 { s += $8; n++ } END { exit !(s / n > 0.189 && s / n < 0.199) }' "$work/replay.csv"
complains "which is said beside the constant start" "mean Brier score 0.194 over 17 cases, 0.699"

# ---- the scenario, day by day
expect "the sample scenario loads" 0 "$lb" init --demo fxmsp
says "states are told" "trendmicro: clear → prepare"
expect "states are stored" 0 "$lb" list vendor_states
says "with their reason" "case fxmsp-trendmicro"
expect "and are no table for set" 5 "$lb" set vendor_states trendmicro state=clear
expect "before the allegation there is nothing" 0 "$lb" --now 2019-05-08 belief
complains "and that is said" "every vendor is clear"
for day in 2019-05-09 2019-05-13 2019-05-15; do
	expect "advice on $day" 0 "$lb" --now $day advise --format csv
	check "no launch for anybody on $day" sh -c "! tr -d '\r' <'$work/stdout' | cut -d, -f6 | grep -qx S"
	check "prepared for Trend Micro on $day" grep -q '^trendmicro,prepare,.*,P,"prepare, do not launch"' "$work/stdout"
done
check "nothing to do about Symantec in the end" grep -q '^symantec,watch,0.061,.*,N,' "$work/stdout"
expect "a vendor's history" 0 "$lb" --now 2019-05-15 belief trendmicro --tornado
says "adds up in decibans" "+13.0 decibans"
says "with the word of the directive" "unlikely"
says "and shows the admission" "fx-tm-3"
# signal by signal: state, belief and advice after each
played() { # VENDOR DAY: "state/advice/material" after the opening and after each signal
	"$lb" --now "$2" belief "$1" --format csv 2>/dev/null | tr -d '\r' | awk -F, 'NR > 1 && NF > 9 { printf "%s/%s/%s ", $11, $12, $10 }'
}
check "Trend Micro is prepared for after each, and never launched" test "$(played trendmicro 2019-05-15)" = \
	"prepare/P/0.25 prepare/P/0.30 prepare/P/0.34 prepare/P/0.36 prepare/P/0.36 "
check "Symantec falls from prepare to watching" test "$(played symantec 2019-05-15)" = "prepare/P/0.25 prepare/P/0.13 watch/N/0.061 "
check "McAfee is never launched" test "$(played mcafee 2019-05-15)" = "prepare/P/0.25 prepare/P/0.28 prepare/P/0.15 "
expect "advice about one vendor" 0 "$lb" --now 2019-05-15 advise trendmicro
says "as a headline" "prepare, do not launch"
says "with what would change it" "The smallest single report that would change this"
says "and the gauge" "^"
expect "advice needs a known vendor" 3 "$lb" advise trendmikro

# ---- own signals
expect "a signal is recorded" 0 "$lb" --now 2019-05-16 signal add trendmicro directive --source own-soc --credibility 1 --title "Order to disconnect"
says "and moves the state" "trendmicro: prepare → confirmed"
check "its key is the last line" test "$(tail -1 "$work/stdout")" = fxmsp-trendmicro-1
expect "advice follows" 0 "$lb" --now 2019-05-16 advise trendmicro
says "now it is time" "switch now"
expect "undo takes signal and state back" 0 "$lb" undo
run "$lb" --now 2019-05-16 list vendor_states --format csv
check "the state is what it was" grep -q '^trendmicro,prepare,' "$work/stdout"
expect "a case is closed" 0 "$lb" --now 2019-05-16 set cases fxmsp-symantec status=closed outcome=none closed_at=2019-05-16T00:00:00Z
says "which clears the vendor" "→ clear"
expect "taking that back" 0 "$lb" --now 2019-05-16 undo
says "brings the state back" "symantec: clear → watch"
expect "doing it again" 0 "$lb" --now 2019-05-16 redo
says "as well" "symantec: watch → clear"
run "$lb" --now 2019-05-16 undo
expect "a source is graded down" 0 "$lb" --now 2019-05-16 set sources trendmicro reliability=E
run "$lb" --now 2019-05-16 undo
expect "rules count too" 0 "$lb" --now 2019-05-16 set policy state_armed value=0.3
says "at once" "trendmicro: prepare → armed"
run "$lb" --now 2019-05-16 undo
run "$lb" --now 2019-05-16 list vendor_states --format csv
check "and all is as it was" grep -q '^trendmicro,prepare,' "$work/stdout"
expect "an unknown kind is refused" 3 "$lb" signal add trendmicro rumour
expect "a first signal opens a case" 0 "$lb" --now 2019-05-16 signal add cisco sample --source gizmodo --credibility 3 --title "Offer in a forum"
says "which is told" "cisco: clear → prepare"
expect "the case is there" 0 "$lb" show cases cisco-1
for n in 1 2 3 4 5 6; do # at the same moment, each would open the case
	{ "$lb" --now 2019-05-16 signal add broadcom sample --source gizmodo --credibility 3 --title "Offer $n" \
		>/dev/null 2>"$work/at-once.$n"; echo $? >"$work/status.$n"; } &
done
wait
check "signals recorded at the same moment are all taken" test "$(cat "$work"/status.? | tr -d '\n')" = 000000
run "$lb" list signals --where case=broadcom-1 --format csv
check "into one case" test "$(grep -c '^broadcom-1-[1-6],' "$work/stdout")" = 6
says "opened by that source" "gizmodo"
expect "closing it" 0 "$lb" --now 2019-05-20 set cases cisco-1 status=closed outcome=none closed_at=2019-05-20T00:00:00Z
says "clears the vendor" "cisco: prepare → clear"
expect "a closed case is scored" 0 "$lb" --now 2019-05-20 belief --format csv
check "with Brier and log" sh -c "tr -d '\r' <'$work/stdout' | grep -qE '^cisco,cisco-1,clear,.*,none,[01]\.[0-9]{3},[0-9]\.[0-9]{3}$'"
# its own outcome teaches the ratios and must not improve its own score
before=$("$lb" --now 2019-05-20 belief cisco --format csv | tr -d '\r' | awk -F, '$4 == "sample" { print $10 }')
run "$lb" --now 2019-05-20 set cases cisco-1 outcome=material
check "a case is scored as it was believed, not by its own outcome" test "$before" = \
	"$("$lb" --now 2019-05-20 belief cisco --format csv | tr -d '\r' | awk -F, '$4 == "sample" { print $10 }')"
run "$lb" --now 2019-05-20 set cases cisco-1 outcome=none
expect "silence counts while only the accuser spoke" 0 "$lb" --now 2019-05-20 signal add broadcom sample --source gizmodo --credibility 3 --title "Another offer" --published 2019-05-10T00:00:00Z
says "as a step of its own" "silence"

# ---- a program told of changes
cat >"$work/hook" <<'END'
#!/bin/sh
echo "$*|${HOME:-}|${LIFEBOAT_WORKSPACE:-none}" >>"$(dirname "$0")/hook.out"
END
chmod +x "$work/hook"
run "$lb" set policy on_state_change "value=$work/hook;a b"
expect "a state change runs the program" 0 "$lb" --now 2019-05-21 signal add sophos sample --source gizmodo
check "with its words, no shell, a clean environment" grep -qx "a b sophos clear prepare|$work|none" "$work/hook.out"
run "$lb" journal
says "and the journal says so" "ran $work/hook; exit status 0"
expect "the journal holds" 0 "$lb" journal verify
finish
