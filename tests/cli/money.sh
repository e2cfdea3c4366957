#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a plan costs, what chance makes of it, and what readiness makes of that.
. "$TOP_SRCDIR/tests/lib.sh"

expect "the sample scenario" 0 "$lb" init --demo fxmsp
expect "a plan" 0 "$lb" plan make --breached trendmicro
expect "its notice days" 0 "$lb" plan show trendmicro --part notices --format csv
check "the contract's last day for notice is named" grep -q '^trendmicro,1,tm-apexone-2018,trendmicro-apexone,2019-08-01,2019-09-30,2020-09-30,no,' "$work/stdout"
expect "a simulation" 0 "$lb" simulate trendmicro --runs 200 --threads 1
cp "$work/stdout" "$work/one"
check "it has ten, fifty and ninety" grep -q 'P10 .*P50 .*P90' "$work/one"
expect "the same on three threads" 0 "$lb" simulate trendmicro --runs 200 --threads 3
check "says the same" cmp -s "$work/stdout" "$work/one"
expect "another seed" 0 "$lb" simulate trendmicro --runs 200 --seed 9
check "says something else" sh -c "! cmp -s '$work/stdout' '$work/one'"
expect "the forecasts are stored" 0 "$lb" list plan_forecasts --where 'simulation=3 figure=last_safe' --format csv
check "with their runs and seed" grep -q ',200,9' "$work/stdout"
expect "too few runs are refused" 2 "$lb" simulate trendmicro --runs 3
expect "no such plan" 3 "$lb" simulate nothing

expect "advice by policy alone" 0 "$lb" advise symantec
says "says so" "times and costs: policy; 'lifeboat plan make --breached symantec'"
check "input by input" grep -q '^time to switch when ready .* 35d .*policy time_ready$' "$work/stdout"
expect "advice by a plan" 0 "$lb" advise trendmicro
cp "$work/stdout" "$work/advice"
says "is simulated in three worlds" "plan trendmicro/1, simulated 250 times as things stand"
check "whose times are inputs" grep -q '^time to switch with nothing ready .*trendmicro/1, simulated$' "$work/stdout"
check "and whose costs" grep -q '^cost of getting ready .*trendmicro/1, cost lines$' "$work/stdout"
says "and tells how long it holds" "if nothing new comes, this advice "
expect "as JSON" 0 "$lb" advise trendmicro --format json
check "sums are plain numbers there" grep -Eq '"if_material": "[0-9]{4,}\.[0-9][0-9]"' "$work/stdout"
expect "asked again" 0 "$lb" advise trendmicro
check "it is the same" cmp -s "$work/stdout" "$work/advice"
run "$lb" set policy hazard_week value=0.03
expect "with another hazard" 0 "$lb" advise trendmicro
complains "the plan is one of today's data" "the data have changed since the plan was made"
check "and the thresholds are lower" sh -c "test \$(sed -n 's/^prepare from \([0-9.]*\),.*/\1/p' '$work/stdout' | tr -d .) -lt \$(sed -n 's/^prepare from \([0-9.]*\),.*/\1/p' '$work/advice' | tr -d .)"
run "$lb" undo
run "$lb" set policy loss_low value=20000000
expect "a low loss above the high one is no range" 3 "$lb" advise trendmicro
complains "and named" "policy loss_low is above loss_high: set one of them"
expect "nor for a simulation" 3 "$lb" simulate trendmicro --runs 50
complains "with the same words" "policy loss_low is above loss_high: set one of them"
run "$lb" set policy loss_low value=12000000
expect "a loss that is certain is one" 0 "$lb" simulate trendmicro --runs 50
run "$lb" undo
run "$lb" undo
run "$lb" set policy preparation_cost value=140000
expect "only the accuser spoke" 0 "$lb" signal add broadcom sample --source gizmodo --credibility 3 --title "An offer"
expect "silence goes on" 0 "$lb" advise broadcom
check "so the advice changes on a day" grep -q '^if nothing new comes, this advice changes on 2019-[0-9-]*: then do nothing$' "$work/stdout"
day=$(sed -n 's/^if nothing new comes, this advice changes on \([0-9-]*\).*/\1/p' "$work/stdout")
expect "on that day" 0 "$lb" --now "${day}T00:00:00Z" advise broadcom
says "it has" "broadcom: N"
run "$lb" undo
run "$lb" undo

expect "cash flow by year" 0 "$lb" cost trendmicro --by year --format csv
check "all falls into the first" grep -q '^1,[1-9][0-9]*\.[0-9][0-9],' "$work/stdout"
expect "and against staying" 0 "$lb" cost trendmicro --by rule
check "with the difference" grep -q 'staying .*; difference ' "$work/stdout"
expect "by nonsense is refused" 2 "$lb" cost trendmicro --by moon

expect "activated at any hour" 0 "$lb" any-time trendmicro --effort 3 --threads 2
cp "$work/stdout" "$work/any"
check "there is a best and a worst" sh -c "grep -q ' best$' '$work/any' && grep -q ' worst$' '$work/any'"
expect "on one thread" 0 "$lb" any-time trendmicro --effort 3 --threads 1
check "the same hours" cmp -s "$work/stdout" "$work/any"
expect "every hour" 0 "$lb" any-time trendmicro --effort 1 --all --format csv
check "are 168" test "$(grep -c '^2019-05-' "$work/stdout")" -eq 168
expect "a week outside the calendars is refused" 3 "$lb" any-time trendmicro --from 2031-01-01

expect "what less exposure, time and money cost each other" 0 "$lb" plan tradeoff trendmicro --effort 480 --format csv
check "beside the plan itself" test "$(grep -c ',as planned' "$work/stdout")" -eq 1
check "by rising exposure" sh -c "sed 1d '$work/stdout' | cut -d, -f1 | sort -nc"
cp "$work/stdout" "$work/curve"
run "$lb" plan tradeoff trendmicro --effort 480 --format csv
check "the same again" cmp -s "$work/stdout" "$work/curve"

expect "levers" 0 "$lb" plan levers trendmicro --effort 10
check "preparing saves most" grep -q 'do P07 .*before T+0' "$work/stdout"
check "with what it needs" grep -q 'do P07 .* EUR  quote of eset-protect; P01$' "$work/stdout"

expect "the preparation frontier" 0 "$lb" plan frontier trendmicro --effort 10
check "has a knee" grep -q '  knee' "$work/stdout"
check "and a choice for today's belief" grep -q 'best today' "$work/stdout"
says "which is named" "at today's belief of 0.36"
check "and a choice adds to the one above it" grep -q '^2: + .*P01' "$work/stdout"
expect "the same for programs" 0 "$lb" plan frontier trendmicro --effort 10 --format csv
check "no step without those before it" sh -c "! grep ', P08' '$work/stdout' | grep -qv 'P02.*, P08'"
check "and what the network promised" grep -q '^cost,promised,last_safe,exposure,expected,mark,bought' "$work/stdout"
complains "and is proven" 'the curve of the network is proven'
expect "within a budget" 0 "$lb" plan frontier trendmicro --effort 10 --budget 100 --format csv
expect "not below nothing" 2 "$lb" plan frontier trendmicro --budget -5
run "$lb" plan frontier trendmicro --effort 10 --budget 100 --format csv
check "only what is free" sh -c "! grep -q '30000' '$work/stdout'"

expect "only one version is breached" 0 "$lb" plan make --breached "trendmicro-apexone@14.0.2010" --name part
says "so its contract goes on, which is noted" "- contract tm-apexone-2018 goes on: trendmicro-apexone stays on assets"
expect "and its cost" 0 "$lb" cost part --format csv
check "holds nothing of the contract" sh -c "! grep -q tm-apexone-2018 '$work/stdout'"

expect "a cheap variant" 0 "$lb" plan make --breached trendmicro --name cheap --objective cost
expect "beside the other" 0 "$lb" plan compare trendmicro cheap --format csv
check "the cheaper one is marked" grep -q '^cost,[0-9.]* EUR,[0-9.]* EUR \*' "$work/stdout"

expect "readiness says when it falls" 1 "$lb" ready trendmicro --record
check "and what would restore it, cheapest first" grep -q '^what is missing costs [0-9.]* EUR beside labour, cheapest first: .*removal-tool of trendmicro-apexone (400.00), P02 (900.00), .*P08 (13500.00)$' "$work/stdout"
check "by a date and a check" grep -q 'readiness next falls on 2019-0[56]-[0-9]* by R[0-9]*: ' "$work/stdout"
expect "two weeks later" 1 "$lb" --now 2019-05-27T00:00:00Z ready trendmicro --record
expect "both looks are in the history" 0 "$lb" ready trendmicro --history --format csv
check "with their scores" test "$(grep -c '^trendmicro,1,2019-05-' "$work/stdout")" -eq 2

# One Ctrl-C ends the long ones, which would otherwise go on for an hour. (Without --foreground timeout
# signals twice, and the second one is an order to stop without a word.)
for long in "any-time" "plan levers" "plan frontier" "plan tradeoff"; do
	# shellcheck disable=SC2086
	expect "$long stops when it is interrupted" 130 \
		timeout --foreground --preserve-status -k 60 -s INT 2 "$lb" $long trendmicro --effort 1000000
	check "and says so" grep -q 'interrupted\|was stopped' "$work/stderr"
done
finish
