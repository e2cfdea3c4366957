#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The program speaks Japanese under a Japanese locale, also in checklists, which still render.
. "$TOP_SRCDIR/tests/lib.sh"

if ! command -v msgfmt >/dev/null || ! command -v localedef >/dev/null ||
	! localedef -i ja_JP -f UTF-8 "$work/ja_JP.UTF-8" >/dev/null 2>&1; then
	skip "Japanese" "no msgfmt or no sources of locales here"
	finish
	exit 0
fi
mkdir -p "$work/locale/ja/LC_MESSAGES"
msgfmt -o "$work/locale/ja/LC_MESSAGES/lifeboat.mo" "$TOP_SRCDIR/po/ja.po"
LOCPATH=$work LIFEBOAT_LOCALEDIR=$work/locale
export LOCPATH LIFEBOAT_LOCALEDIR
unset LC_ALL
LANG=ja_JP.UTF-8
export LANG

expect "help" 0 "$lb" --help
says "is Japanese" "使い方"
expect "a wrong command" 2 "$lb" lst
complains "is told in Japanese" "コマンド"
expect "the sample scenario" 0 "$lb" init --demo fxmsp
expect "a plan" 0 "$lb" plan make --breached trendmicro
expect "a checklist as text" 0 "$lb" checklist trendmicro --to text -o "$work/all.txt"
check "has Japanese headings" grep -q '^手順$' "$work/all.txt"
expect "a checklist as a page" 0 "$lb" checklist trendmicro --to man -o "$work/all.7"
if command -v groff >/dev/null; then
	groff -ww -man -Tutf8 "$work/all.7" >"$work/groff.out" 2>"$work/groff.err"
	check "groff has nothing to say" sh -c "! test -s '$work/groff.err'"
	check "and prints Japanese" grep -q '手順' "$work/groff.out"
else
	skip "groff" "not installed"
fi
if command -v mandoc >/dev/null; then
	mandoc -Tlint -W warning "$work/all.7" >"$work/mandoc.out" 2>&1
	check "mandoc has nothing to say" sh -c "! test -s '$work/mandoc.out'"
else
	skip "mandoc" "not installed"
fi
finish
