#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Polling sources on loopback: kind ones and hostile ones.
. "$TOP_SRCDIR/tests/lib.sh"
command -v python3 >/dev/null || { skip "watch" "no python3"; finish; exit 0; }
LIFEBOAT_NOW=2019-05-14T00:00:00Z
export LIFEBOAT_NOW
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy

docs=$work/docs
mkdir "$docs"
cat >"$docs/atom.xml" <<'END'
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><title>シマンテック、侵害を否定</title><id>urn:1</id><link href="https://news.example/1"/><published>2019-05-13T08:00:00Z</published></entry>
<entry><title>Trend Microscopes on sale</title><id>urn:2</id><published>2019-05-13T08:00:00Z</published></entry>
<entry><title>Old news of McAfee</title><id>urn:3</id><published>2015-05-13T08:00:00Z</published></entry>
</feed>
END
cat >"$docs/rss.xml" <<'END'
<rss version="2.0"><channel><title>t</title>
<item><title>Trend Micro confirms: source code was taken&#27;]0;x&#7;</title><guid>g1</guid><link>https://news.example/9</link><pubDate>Mon, 13 May 2019 10:00:00 +0200</pubDate></item>
<item><title>シマンテック、侵害を否定</title><guid>g2</guid><pubDate>Mon, 13 May 2019 10:00:00 +0200</pubDate></item>
</channel></rss>
END
sed -i 's/&#27;\]0;x&#7;/ \&lt;b\&gt;/' "$docs/rss.xml"
cat >"$docs/kev.json" <<'END'
{"title": "c", "catalogVersion": "1", "vulnerabilities": [
{"cveID": "CVE-2019-0001", "vendorProject": "Trend Micro", "product": "Apex One", "vulnerabilityName": "Trend Micro Apex One Vulnerability", "dateAdded": "2019-05-12", "shortDescription": "x", "knownRansomwareCampaignUse": "Known"},
{"cveID": "CVE-2019-0002", "vendorProject": "Nobody", "product": "Nothing", "vulnerabilityName": "y", "dateAdded": "2019-05-12", "shortDescription": "y", "knownRansomwareCampaignUse": "Unknown"}]}
END
printf '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss><channel><item><title>&b;</title><link>x</link></item></channel></rss>' >"$docs/bomb.xml"
python3 -c 'print("{\"vulnerabilities\":" + "[" * 100000 + "]" * 100000 + "}")' >"$docs/deep.json"
python3 -c 'print("<rss>" + "<a>" * 100000)' >"$docs/deep.xml"
printf '\000\001\002' >"$docs/binary"
: >"$docs/empty"

python3 "$TOP_SRCDIR/tests/cli/feeds.py" "$work/port" "$docs" 120 &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
i=0
while [ ! -s "$work/port" ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
base=http://127.0.0.1:$(cat "$work/port")

run "$lb" init --demo fxmsp
run "$lb" set sources cisa-kev "url=$base/kev.json"
run "$lb" set sources gizmodo "url=$base/etag" kind=feed
run "$lb" set sources scworld "url=$base/rss.xml" kind=feed
expect "private addresses are refused unless allowed" 1 "$lb" watch --once --format csv
says "with the reason" "watch_local allows"
run "$lb" set policy watch_local value=yes

expect "three sources are polled" 0 "$lb" watch --once --format csv
tr -d '\r' <"$work/stdout" >"$work/polls"
check "KEV: two read, one proposed" grep -q '^cisa-kev,read,2,1,' "$work/polls"
check "Atom: three read; old news and half a name are left out" grep -q '^gizmodo,read,3,1,' "$work/polls"
check "RSS: the same words again come once" grep -q '^scworld,read,2,1,' "$work/polls"
expect "the inbox" 0 "$lb" list inbox --format csv --all
tr -d '\r' <"$work/stdout" >"$work/inbox"
check "Japanese news is recognised" grep -q ',symantec,.*シマンテック' "$work/inbox"
check "a listing is proposed as an exploit" grep -q ',exploit,trendmicro,' "$work/inbox"
check "all wait" sh -c "test \$(grep -c ',proposed,' '$work/inbox') -eq 3"
run "$lb" list signals --format csv
check "and no signal was made" sh -c "! grep -q cisa-kev- '$work/stdout'"
expect "the catalogue is loaded" 0 "$lb" show exploits CVE-2019-0001
says "with what it knows" "Trend Micro"
expect "polling again" 0 "$lb" watch --once --format csv
tr -d '\r' <"$work/stdout" >"$work/polls"
check "asks for news only" grep -q '^gizmodo,unchanged,0,0,' "$work/polls"
check "and proposes nothing twice" grep -q '^scworld,read,2,0,' "$work/polls"
run "$lb" plan make --breached trendmicro --effort 1
run "$lb" ready trendmicro
check "R16 passes" sh -c "grep 'R16' '$work/stdout' | grep -q pass"

# ---- accepting
item=$(grep '^scworld-' "$work/inbox" | cut -d, -f1)
expect "an item that says no kind needs one" 2 "$lb" signal accept "$item"
expect "accepted as what it is" 0 "$lb" signal accept "$item" --kind confirmation --credibility 2
says "which moves the state" "trendmicro: prepare → confirmed"
expect "not twice" 5 "$lb" signal accept "$item" --kind confirmation
item=$(grep '^gizmodo-' "$work/inbox" | cut -d, -f1)
expect "put aside" 0 "$lb" signal dismiss "$item"
expect "the signal is there" 0 "$lb" belief trendmicro
says "in the vendor's case" "scworld-"
run "$lb" set policy watch_accept value=exploit
sed 's/0001/0003/' "$docs/kev.json" >"$docs/kev2.json" && mv "$docs/kev2.json" "$docs/kev.json"
expect "an authoritative kind is accepted by policy" 0 "$lb" watch --once
run "$lb" list signals --format csv
check "at once" grep -q '^cisa-kev-.*,exploit,' "$work/stdout"

# ---- who and what counts
cat >"$docs/three.xml" <<'END'
<rss version="2.0"><channel><title>t</title>
<item><title>Intruders offer the code of Symantec, McAfee and Trend Micro</title><guid>f1</guid><pubDate>Mon, 13 May 2019 12:00:00 +0200</pubDate></item>
</channel></rss>
END
run "$lb" set sources scworld "url=$base/three.xml" kind=feed
expect "news of three vendors" 0 "$lb" watch --once --format csv
check "is one item for each" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^scworld,read,1,3,'"
run "$lb" watch --once --format csv
check "and comes once" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^scworld,read,1,0,'"
run "$lb" list exploits --format csv
listed=$(wc -l <"$work/stdout")
sed 's/CVE-2019/CVE-2018/' "$docs/kev.json" >"$docs/false.json"
run "$lb" set sources scworld "url=$base/false.json" kind=press
run "$lb" watch --once
run "$lb" list exploits --format csv
check "only a catalogue's listings count as listings" test "$(wc -l <"$work/stdout")" -eq "$listed"
run "$lb" set sources scworld kind=feed "url=$base/rss.xml"
sed 's/CVE-2019-0003/CVE-2019-0005/; s/Trend Micro/Cisco/g' "$docs/kev.json" >"$docs/kev2.json" && mv "$docs/kev2.json" "$docs/kev.json"
run "$lb" set vendors cisco name=Cisco
expect "a listing of a vendor without a case" 0 "$lb" watch --once
run "$lb" list inbox --where vendor=cisco --format csv --columns item,kind,state
check "waits, whatever policy accepts" sh -c "tr -d '\r' <'$work/stdout' | grep -q ',exploit,proposed'"
item=$(sed -n 2p "$work/stdout" | cut -d, -f1)
expect "and opens none: it alleges nothing" 5 "$lb" signal accept "$item"
complains "which is said" "alleges no breach"
expect "nor does one recorded by hand" 5 "$lb" signal add cisco exploit --source cisa-kev

# ---- more than anybody can judge
python3 - "$docs/flood.xml" <<'END'
import sys
with open(sys.argv[1], "w") as f:
    f.write('<rss version="2.0"><channel><title>t</title>')
    for i in range(700):
        f.write("<item><title>Trend Micro news %d</title><guid>n%d</guid></item>" % (i, i))
    f.write("</channel></rss>")
END
run "$lb" set sources scworld "url=$base/flood.xml"
expect "a flood" 0 "$lb" watch --once --format csv
check "is taken in bounded parts" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^scworld,read,700,500,200 more'"
expect "the rest with the next poll" 0 "$lb" watch --once --format csv
check "comes in the end" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^scworld,read,700,200,'"
run "$lb" set sources scworld "url=$base/rss.xml"
rm "$docs/flood.xml" "$docs/three.xml" "$docs/false.json"

# ---- files and folders
run "$lb" set sources own-soc "url=$docs" kind=feed
expect "a folder of documents" 0 "$lb" watch --once --format csv
check "what is none of ours is passed over" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^own-soc,read,5,'"
run "$lb" set sources own-soc url=

# ---- a way out
expect "proxies of the environment are not used" 0 env http_proxy=http://127.0.0.1:1 "$lb" watch --once
run "$lb" set policy watch_proxy value=http://127.0.0.1:1
expect "that of the policy is" 1 "$lb" watch --once
run "$lb" delete policy watch_proxy

# ---- hostile
run "$lb" set policy watch_timeout value=3s
run "$lb" set policy watch_max_bytes value=1000000
run "$lb" set sources cisa-kev url=
run "$lb" set sources scworld url=
hostile() { # NAME KIND PATH WORDS
	run "$lb" set sources gizmodo "url=$base/$3" "kind=$2"
	_from=$(date +%s)
	expect "hostile: $1" 1 timeout 20 "$lb" watch --once --format csv
	says "with the reason: $4" "$4"
	check "within its time" test $(($(date +%s) - _from)) -le 10
}
hostile "endless answer" feed huge "more than 1000000 bytes"
hostile "a gigabyte announced" feed said-huge "more than 1000000 bytes"
hostile "drop by drop" feed drip "imeout"
hostile "redirects without end" feed loop "redirects"
hostile "redirect to a file" feed to-file "only https"
hostile "an error of the server" feed error "error"
hostile "entities" feed bomb.xml "declares entities"
hostile "XML nested deep" feed deep.xml "nested too deep"
hostile "JSON nested deep" kev deep.json "nested more than 64 deep"
hostile "bytes" feed binary "not what this kind"
hostile "nothing" feed empty "empty"
hostile "another format" kev rss.xml "not what this kind"
hostile "not there" feed missing "error"
run "$lb" set sources gizmodo "url=ftp://127.0.0.1/x"
expect "another scheme" 1 "$lb" watch --once --format csv
says "is not followed" "only https"
run "$lb" set policy watch_local value=no
run "$lb" set sources gizmodo "url=https://localhost:9/"
expect "a name that leads inside" 1 "$lb" watch --once --format csv
says "is refused by its address" "not public"
run "$lb" list polls --format csv
says "polls remember the failure" "gizmodo"
expect "the workspace is sound" 0 "$lb" journal verify
size=$(wc -c <"$LIFEBOAT_WORKSPACE")
check "and has not grown by what was fetched" test "$size" -lt 20000000

# ---- the real catalogue
if [ -f "$shared/data/signals/known_exploited_vulnerabilities.json" ]; then
	run "$lb" set policy watch_max_bytes value=16777216
	run "$lb" set sources gizmodo url=
	run "$lb" set sources cisa-kev "url=$shared/data/signals/known_exploited_vulnerabilities.json"
	run "$lb" set vendors fortinet name=Fortinet
	LIFEBOAT_NOW=2025-08-31T00:00:00Z
	expect "the real catalogue is read" 0 "$lb" watch --once --format csv
	check "all of it" grep -q '^cisa-kev,read,1404,' "$work/stdout"
	expect "and can be imported as well" 0 "$lb" import "$shared/data/signals/known_exploited_vulnerabilities.json"
	expect "also as it is published for spreadsheets" 0 "$lb" import "$shared/data/signals/known_exploited_vulnerabilities.csv"
	says "which says the same" "0 added, 0 updated, 1404 unchanged"
	expect "filings are sent to the inbox" 3 "$lb" import "$shared/data/signals/filings/item105-slim.json"
	expect "an advisory is sent to the inbox" 3 "$lb" import "$shared/data/signals/csaf/va-24-201-01.json"
	complains "with the way there" "lifeboat watch --once"
	run "$lb" set sources own-soc "url=$shared/data/signals/csaf" kind=csaf
	run "$lb" set sources scworld "url=$shared/data/signals/feeds" kind=feed
	run "$lb" set sources gdpr-report "url=$shared/data/signals/filings" kind=filing
	expect "advisories, feeds and filings are read" 0 "$lb" watch --once --format csv
	check "both advisories" grep -q '^own-soc,read,2,' "$work/stdout"
	expect "base rates" 0 "$lb" belief --rates --format csv
	check "Trend Micro about .12" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^trendmicro,[0-9]*,[0-9]*,0.12,'"
	check "Fortinet about .62" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^fortinet,[0-9]*,[0-9]*,0.62,'"
	check "Symantec never, floored" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^symantec,[0-9]*,[0-9]*,0.00,0.048'"
else
	skip "the real catalogue" "shared data are not there"
fi
finish
