# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Shell tests that speak TAP.  A test script sources this, calls the helpers, and ends with `finish`.
# Each script works in a folder of its own, $work, which goes away with it.
set -u
work=$(mktemp -d "${TMPDIR:-/tmp}/lifeboat-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
LIFEBOAT_WORKSPACE=$work/ws.db
HOME=$work
export LIFEBOAT_WORKSPACE HOME
LC_ALL=C.UTF-8
export LC_ALL
# For the scripts that source this.
# shellcheck disable=SC2034
lb=${LIFEBOAT:?set LIFEBOAT to the program}
# shellcheck disable=SC2034
shared=${TOP_SRCDIR:?}/../shared
tests_run=0

_report() { # STATUS NAME
	tests_run=$((tests_run + 1))
	if [ "$1" -eq 0 ]; then echo "ok $tests_run - $2"; else
		echo "not ok $tests_run - $2"
		if [ -f "$work/stdout" ]; then sed 's/^/# out: /' "$work/stdout" | head -30; fi
		if [ -f "$work/stderr" ]; then sed 's/^/# err: /' "$work/stderr" | head -30; fi
	fi
}

# run COMMAND...: keeps $status, $work/stdout, $work/stderr.
run() {
	status=0
	"$@" >"$work/stdout" 2>"$work/stderr" </dev/null || status=$?
}

# expect NAME STATUS COMMAND...: exit status as said.
expect() {
	_name=$1 _want=$2
	shift 2
	run "$@"
	if [ "$status" -eq "$_want" ]; then _report 0 "$_name"; else
		echo "# exit status $status instead of $_want: $*"
		_report 1 "$_name"
	fi
}

# says NAME TEXT: the last standard output holds TEXT (a fixed string).
says() { grep -qF -- "$2" "$work/stdout"; _report $? "$1"; }
# complains NAME TEXT: the last standard error holds TEXT.
complains() { grep -qF -- "$2" "$work/stderr"; _report $? "$1"; }
# same NAME A B: two files are equal.
same() {
	if diff -u "$2" "$3" >"$work/diff"; then _report 0 "$1"; else
		sed 's/^/# /' "$work/diff" | head -30
		_report 1 "$1"
	fi
}
# check NAME COMMAND...: the command succeeds.
check() {
	_name=$1
	shift
	"$@" >/dev/null 2>&1
	_report $? "$_name"
}
skip() { # NAME WHY
	tests_run=$((tests_run + 1))
	echo "ok $tests_run - $1 # SKIP $2"
}
finish() { echo "1..$tests_run"; }
