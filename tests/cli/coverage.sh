#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Coverage: real evaluation tables, swaps, single points of failure, what a plan does to techniques.
. "$TOP_SRCDIR/tests/lib.sh"

expect "the demo" 0 "$lb" init --demo fxmsp
expect "single points of failure" 0 "$lb" gaps --single --format csv
check "trendmicro holds up most" grep -q '^RS.MI,.*,1,trendmicro.\{0,1\}$' "$work/stdout"
expect "on any selector" 0 "$lb" gaps --single --on 'kind=server' --format csv
complains "counts the servers" "240 assets"
expect "a plan" 0 "$lb" plan make --breached trendmicro
expect "heat map" 0 "$lb" gaps --heat --format csv
says "one row a tactic" "credential-access,"
expect "exposure area" 0 "$lb" gaps --area
says "has a total" "technique-asset-hours"
expect "controls" 0 "$lb" gaps --controls --format csv
check "a control that is strong enough, owned and lasting counts" \
	grep -q '^T1552.004,.*,key-vault,delgado,2020-03-31,yes.\{0,1\}$' "$work/stdout"
for layer in navigator navigator-before navigator-after navigator-lost navigator-gained navigator-not-tested; do
	expect "layer $layer" 0 "$lb" export gaps --to $layer -o "$work/$layer.json"
	check "$layer has format 4.5" grep -q '"layer": "4.5"' "$work/$layer.json"
done
expect "a set of products" 0 "$lb" gaps --swap trendmicro-apexone --to eset-protect,sophos-intercept --format csv
says "stands in one row" "trendmicro-apexone,eset-protect;sophos-intercept,"
expect "an unknown product" 3 "$lb" gaps --swap nobody
expect "one row a capability" 0 "$lb" gaps --swap symantec-sep --to cybereason-defense --list --format csv
says "with the answer" ",gained"

evals=$shared/data/coverage/evals-substep-detections.csv
if [ -f "$evals" ]; then
	LIFEBOAT_WORKSPACE=$work/evals.db
	expect "an empty workspace" 0 "$lb" init --empty
	expect "the evaluation table" 0 "$lb" import "$evals"
	says "the newest round is taken" "round R4-WizardSpiderSandworm-2022 was taken"
	for anchor in symantec,cybereason,49,0,15,0 symantec,rapid7,49,38,0,0 trendmicro,sentinelone,51,0,13,0; do
		from=${anchor%%,*} rest=${anchor#*,}
		run "$lb" gaps --swap "$from" --to "${rest%%,*}" --format csv
		says "$anchor" "$anchor"
	done
	run "$lb" gaps --swap mcafee --to symantec --format csv
	says "McAfee covers 46" "mcafee,symantec,46,"
	complains "caveats are printed" "two emulated adversaries"
	run "$lb" gaps --swap symantec --format csv
	check "candidates are ranked by what is lost" sh -c 'sed -n 2p "$1" | grep -q "^symantec,cybereason,"' sh "$work/stdout"
	expect "again" 0 "$lb" import "$evals"
	says "changes nothing" "coverage: 0 added, 0 updated, 1980 unchanged"
	expect "another round" 0 "$lb" import --round R1-APT3-2018 "$evals"
	says "old ids are followed" "T1086 → T1059.001"
	says "ids without successor are named" "withdrawn without successor, left out:"
	expect "a round that is not there" 3 "$lb" import --round R9 "$evals"
	complains "the rounds are named" "R3-CarbanakFIN7-2021"
else
	skip "evaluation tables" "no ../shared/data here"
fi
finish
