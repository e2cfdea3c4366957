#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Help in both languages, version, formats, and the manual's examples.
. "$TOP_SRCDIR/tests/lib.sh"

expect "help" 0 "$lb" --help
says "lists the commands" "plan make"
expect "version" 0 "$lb" --version
for command in init import list 'plan make' 'plan show' export checklist ready; do
	# shellcheck disable=SC2086
	expect "help of $command" 0 "$lb" $command -h
	says "shows its usage" "lifeboat $command"
done
expect "help on a table" 0 "$lb" help assets
says "explains its columns" "criticality"

# The examples of the manual, as printed there, one workspace a page.
for page in lifeboat.1 lifeboat-data.5 lifeboat-evidence.7 lifeboat-plan.7; do
	rm -rf "$work/page" && mkdir "$work/page" && cd "$work/page" || exit 1
	LIFEBOAT_WORKSPACE=$work/page/ws.db
	printf 'Asset Tag,Serial,Name,OS\r\nA-1,S-1,pc-1,Windows 10\r\n' >assets.csv
	[ "$page" = lifeboat.1 ] || "$lb" init --demo fxmsp >/dev/null
	sed -n '/^\.Sh EXAMPLES/,$s/^\$ //p' "$TOP_SRCDIR/man/$page" >examples
	check "$page has examples" test -s examples
	while read -r line; do
		case $line in man\ *) continue ;; esac
		run sh -c "lifeboat() { \"$lb\" \"\$@\"; }; $line"
		check "$page: $line" test "$status" -eq 0 -o "$status" -eq 1
	done <examples
done
finish
