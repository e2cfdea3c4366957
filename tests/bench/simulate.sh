#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# CPU seconds of 10,000 simulations of the demo's plan, on one thread and on two.
#	sh tests/bench/simulate.sh BUILD-DIRECTORY
set -eu
lb=$(cd "$1" && pwd)/lifeboat
LIFEBOAT_DATADIR=$(cd "$(dirname "$0")/../../data" && pwd)
export LIFEBOAT_DATADIR
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$lb" -w "$work/ws.db" init --demo fxmsp >/dev/null
"$lb" -w "$work/ws.db" plan make --breached trendmicro >/dev/null
for threads in 1 2; do
	echo "threads: $threads"
	(
		"$lb" -w "$work/ws.db" simulate trendmicro --runs 10000 --threads "$threads" \
			>"$work/out.$threads"
		times
	) | tail -1
done
cmp "$work/out.1" "$work/out.2" && echo "the same result"
