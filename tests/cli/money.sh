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
finish
