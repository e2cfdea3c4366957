#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plans made with every option of `plan make` are activated as they were asked for.
. "$TOP_SRCDIR/tests/lib.sh"
command -v ssh-keygen >/dev/null || { skip "requests" "no ssh-keygen"; finish; exit 0; }
LIFEBOAT_NOW=2019-05-13T00:00:00Z
export LIFEBOAT_NOW
run "$lb" init --demo fxmsp
for p in sato suzuki; do
	ssh-keygen -q -t ed25519 -N "" -C "" -f "$work/$p" </dev/null
	run "$lb" set people $p "signing_key=$(cut -d' ' -f1,2 "$work/$p.pub")"
done

asked() { "$lb" show plans "$1" | grep -E '^(name|breached|order|playbook|objective|budget|deadline|seed|crews|effort) '; }
n=0
launched() { # WHAT OPTIONS...: a plan made with them is ordered, approved and carried out as it was asked for
	_what=$1
	shift
	n=$((n + 1))
	expect "made $_what" 0 "$lb" plan make --breached trendmicro --name "p$n" "$@"
	expect "ordered" 0 "$lb" --as tanaka activate "p$n/1"
	_order=$(tail -1 "$work/stdout")
	run "$lb" approve "$_order" --key "$work/sato"
	# another hour: the launch makes the plan again from its own T+0
	expect "launched $_what" 0 "$lb" --now 2019-05-13T05:20:00Z approve "$_order" --key "$work/suzuki"
	asked "p$n/1" >"$work/asked"
	asked "p$n/2" >"$work/launched"
	same "as it was asked for" "$work/asked" "$work/launched"
	run "$lb" show plans "p$n/2"
	says "from the true T+0" "2019-05-13T05:20:00Z"
	expect "and forecast as planned" 0 "$lb" --now 2019-05-13T05:20:00Z forecast "p$n" --part steps --late --format csv
	check "to the minute" test "$(wc -l <"$work/stdout")" -eq 1
}
launched "with crews" --effort 5 --crew endpoint-tokyo=12 --crew endpoint-berlin=2
check "both of them" grep -q '^crews *endpoint-tokyo=12;endpoint-berlin=2$' "$work/launched"
launched "with a budget" --effort 5 --budget 900000.50
launched "with a deadline" --effort 5 --deadline 36h
launched "with a playbook" --effort 5 --playbook edr
launched "with a seed" --effort 30 --seed 18446744073709
launched "with objectives" --effort 5 --objective cost,time
launched "in planned order" --effort 5 --order planned
launched "by time" --time 1
launched "with all of it" --effort 8 --crew soc=3 --budget 5000000 --deadline 60d --playbook edr --seed 7 --objective time
# the breached set, however it is written
for set in "symantec,mcafee" "hakufu-mailguard@<99,symantec" "trendmicro-apexone,trendmicro" \
	"trendmicro-apexone@<14,trendmicro-apexone@15" "trendmicro-apexone@14*,trendmicro-apexone" " mcafee ; symantec "; do
	n=$((n + 1))
	run "$lb" plan make --breached "$set" --name "p$n" --effort 1
	expect "'$set' can be ordered" 0 "$lb" --as tanaka activate "p$n"
	run "$lb" ready "p$n"
	check "and matches its data" sh -c "grep '^R13' '$work/stdout' | grep -q pass"
done
finish
