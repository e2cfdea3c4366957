#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Coverage: real evaluation tables, swaps, single points of failure, what a plan does to techniques.
. "$TOP_SRCDIR/tests/lib.sh"

expect "the demo" 0 "$lb" init --demo fxmsp
expect "single points of failure" 0 "$lb" gaps --single --format csv
check "trendmicro holds up most" grep -q '^RS.MI,.*,1,trendmicro' "$work/stdout"
expect "on any selector" 0 "$lb" gaps --single --on 'kind=server' --format csv
complains "counts the servers" "240 assets"
expect "a plan" 0 "$lb" plan make --breached trendmicro
expect "heat map" 0 "$lb" gaps --heat --format csv
says "one row a tactic" "credential-access,"
expect "exposure area" 0 "$lb" gaps --area
complains "has a total" "technique-asset-hours"
run "$lb" gaps --area --format csv --limit 3
check "at most so many rows" sh -c '[ "$(wc -l <"$1")" -eq 4 ]' sh "$work/stdout"
expect "controls" 0 "$lb" gaps --controls --format csv
check "a control that is strong enough, owned and lasting counts" \
	grep -q '^T1552.004,.*,key-vault,delgado,2020-03-31,yes' "$work/stdout"
for layer in navigator navigator-before navigator-after navigator-lost navigator-gained navigator-not-tested; do
	expect "layer $layer" 0 "$lb" export gaps --to $layer -o "$work/$layer.json"
	check "$layer has format 4.5" grep -q '"layer": "4.5"' "$work/$layer.json"
	if command -v python3 >/dev/null; then
		check "$layer is a layer as the format says" \
			python3 "$TOP_SRCDIR/tests/cli/layer-check.py" "$work/$layer.json"
	else
		skip "$layer is a layer as the format says" "no python3"
	fi
done
if command -v python3 >/dev/null; then
	sed 's/"enabled"/"enabeld"/; s/"#ffffff"/"white"/' "$work/navigator.json" >"$work/bad.json"
	check "the check of the format can fail" sh -c \
		'! python3 "$1" "$2" >/dev/null' sh "$TOP_SRCDIR/tests/cli/layer-check.py" "$work/bad.json"
fi
expect "a set of products" 0 "$lb" gaps --swap trendmicro-apexone --to eset-protect,sophos-intercept --format csv
says "stands in one row" "trendmicro-apexone,eset-protect;sophos-intercept,"
expect "each candidate" 0 "$lb" gaps --swap trendmicro-apexone --format csv
complains "one that covers more but would fall too is named, with the chain" 'cybereason-defense would be breached with what it replaces: cybereason-defense carries the engine of bitdefender'
check "and no other" sh -c "test \"\$(grep -c 'would be breached' '$work/stderr')\" = 5 && ! grep -q '^kawasemi-mail would\|^eset-protect would' '$work/stderr'"
expect "an unknown product" 3 "$lb" gaps --swap nobody
expect "one row a capability" 0 "$lb" gaps --swap symantec-sep --to cybereason-defense --list --format csv
says "with the answer" ",gained"

expect "the choice alone" 0 "$lb" choose --breached trendmicro --format csv
says "the chosen set" "chosen,eset-protect;kawasemi-mail;sentinelone-singularity;vmware-appcontrol,55774.78,"
says "the second best and what it costs more" "second,kawasemi-mail;sentinelone-singularity;vmware-appcontrol,56068.85,56068.85,294.07,"
expect "at once" 0 "$lb" choose --breached trendmicro --quick
expect "what open needs would cost" 0 "$lb" choose --breached trendmicro --budget 20000 --unmet --format csv
check "each has a price" grep -Eq '^RQ02,T1003,.*,yes,80,80,[0-9]+\.[0-9]+,EUR' "$work/stdout"
expect "the curve" 0 "$lb" choose --breached trendmicro --curve --format csv
complains "drops what is no better in anything" "points; the others are no better in anything"

LIFEBOAT_WORKSPACE=$work/import.db
data=$TOP_SRCDIR/tests/data/coverage
expect "an empty workspace for imports" 0 "$lb" init --empty
expect "catalogues by name" 0 "$lb" import attack csf
says "techniques" "capabilities: 691 added"
says "the terms of the catalogue" "The MITRE Corporation. This work is reproduced"
says "functions and categories" "capabilities: 28 added"
run "$lb" list capabilities --where catalog=attack --sort -groups --limit 1 --format csv
check "how many groups use a technique" grep -q '^T1105,Ingress Tool Transfer,attack,.*,85' "$work/stdout"
expect "a mapping with a bad row" 3 "$lb" import "$data/mapping.json"
complains "the row is told" "mapping.json:6:"
complains "so is one that is no object" "mapping.json:9: a row is an object"
says "null rows are counted" "1 rows name no technique"
says "rows without a score are counted" "1 rows state no score"
run "$lb" list coverage --format csv --all
check "the strongest of two counts" grep -q '^service-one,T1078,,significant,.*,protect,strong,' "$work/stdout"
check "the id as published is kept beside the live one" grep -q '^service-one,T1053.002,.*,T1053.001' "$work/stdout"
says "as of the file's date" ",2025-07-24"
expect "a layer must be told what it is" 3 "$lb" import "$data/layer.json"
cat >"$work/coverage.csv" <<-'END'
	product,capability,level,function,evidence
	service-one,T7000,significant,detect,seen
	service-one,T8000,partial,protect,
	service-one,T8000,partial,detect,less
	service-one,T6000,partial,,
END
printf 'capability,name,catalog,parent,weight\nT8000,Old,attack,,3\nT7000,Older,attack,T8000,\nT6000,Dropped,attack,,\n' >"$work/capabilities.csv"
printf 'requirement,capability,minimum,reason\nneeded,T8000,partial,The law.\n' >"$work/requirements.csv"
printf 'control,capability,level,owner\nwatching,T7000,partial,ada\n' >"$work/controls.csv"
expect "what is known of older techniques" 0 "$lb" import "$work/capabilities.csv" \
	"$work/coverage.csv" "$work/requirements.csv" "$work/controls.csv"
expect "a newer ATT&CK needs no newer program" 0 "$lb" import "$data/attack-99.json"
says "its terms are shown" "Copyright 2030, The Corporation."
says "what the workspace has follows" "3 rows of coverage, 1 requirements and 1 controls went to"
says "from where to where" "T7000 → T9001.001, T8000 → T9001.001"
says "the stronger of two stands" "1 rows of coverage met another"
says "what has no successor is told" "left as they are: T6000"
run "$lb" list capabilities --where capability=T9001.001 --format csv --all
says "all that the bundle says is kept" \
	"T9001.001,Sub thing,attack,T9001,3,,T8000;T7000,impact;execution,Linux;macOS,1"
run "$lb" list coverage --where capability=T9001.001 --format csv --all
says "coverage has the id as published" "service-one,T9001.001,,significant,,,detect,seen,,,T7000"
says "by function" "service-one,T9001.001,,partial,,,protect,,,,T8000"
run "$lb" show requirement needed
says "requirements follow" "T9001.001"
says "and say the old id" "The law. (published as T8000)"
run "$lb" show control watching
says "controls follow" "T9001.001"
run "$lb" list capabilities --where 'capability~T8000' --format csv
check "the withdrawn id is gone" sh -c '! grep -q "^T8000" "$1"' sh "$work/stdout"
run "$lb" list coverage --where capability=T6000 --format csv
says "nothing is lost" "service-one,T6000"
expect "again" 0 "$lb" import "$data/attack-99.json"
says "changes nothing" "capabilities: 0 added, 0 updated, 2 unchanged"
check "and moves nothing" sh -c '! grep -q "went to" "$1"' sh "$work/stdout"
printf '{"mapping_objects": [{"capability_id": "CVE-2020-1", "mapping_type": "exploitation_technique", "attack_object_id": "T1078"}]}' >"$work/cve.json"
expect "a mapping of vulnerabilities" 0 "$lb" import "$work/cve.json"
says "says that it is not about products" "no row states a score"
expect "a layer as requirements" 3 "$lb" import "$data/layer.json" --as requirements
says "old ids are followed by the loaded version" "T7000 → T9001.001"
complains "an unknown id is told" "'T5555' is no technique"
printf '[%s]' "$(cat "$data/layer.json")" >"$work/one.json"
printf '[%s,%s]' "$(cat "$data/layer.json")" "$(cat "$data/layer.json")" >"$work/two.json"
expect "a list of one layer" 3 "$lb" import "$work/one.json" --as requirements
expect "a list of two layers" 3 "$lb" import "$work/two.json" --as requirements
complains "says what to do" "holds 2 layers"
expect "a layer as coverage" 3 "$lb" import "$data/layer.json" --as coverage --product service-one
run "$lb" list coverage --where 'product=service-one capability=T9001.001' --format csv
says "its score is a strength" "T9001.001,,,0.8,"
run "$lb" export workbook -o "$work/book"
check "what a technique replaces travels in the workbook" grep -q 'T8000;T7000' "$work/book/capabilities.csv"
printf '{"a": 1}' >"$work/other.json"
expect "other JSON is refused" 3 "$lb" import "$work/other.json"
complains "with what can be read" "Mappings Explorer, STIX"
for mapping in "$shared"/data/coverage/mappings-explorer/*.json; do
	[ -f "$mapping" ] || continue
	expect "every id of $(basename "$mapping") resolves" 0 "$lb" import "$mapping"
	check "none is left out" sh -c '! grep -q "left out" "$1"' sh "$work/stdout"
done

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
	says "old ids are followed" "T1085 → T1218.011"
	says "ids without successor are named" "withdrawn without successor, left out:"
	expect "a round that is not there" 3 "$lb" import --round R9 "$evals"
	complains "the rounds are named" "R3-CarbanakFIN7-2021"
else
	skip "evaluation tables" "no ../shared/data here"
fi
finish
