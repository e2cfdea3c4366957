#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From a plan to a launch by signatures, and every signature that must not count.
. "$TOP_SRCDIR/tests/lib.sh"
command -v ssh-keygen >/dev/null || { skip "activation" "no ssh-keygen"; finish; exit 0; }
unset SSH_AUTH_SOCK
LIFEBOAT_NOW=2019-05-13T00:00:00Z
export LIFEBOAT_NOW
ns=lifeboat-activation@v1
key() { ssh-keygen -q -t ed25519 -N "" -C "" -f "$work/$1" </dev/null; }
pub() { cut -d' ' -f1,2 "$work/$1.pub"; }

run "$lb" init --demo fxmsp
for p in sato suzuki mori delgado former tanaka vogt stranger twin; do key $p; done
for p in sato suzuki mori delgado former tanaka vogt; do
	run "$lb" set people $p "signing_key=$(pub $p)"
done
run "$lb" set people delgado key_valid_until=2019-05-01
run "$lb" set people mori key_valid_from=2019-06-01
run "$lb" set people vogt "signing_key=$(pub twin)"
run "$lb" set people krueger role=approver "signing_key=$(pub twin)"
run "$lb" plan make --breached trendmicro --effort 20
check "a plan" test "$(tail -1 "$work/stdout")" = trendmicro/1

# ---- the order
expect "an order is made" 0 "$lb" --as sato activate trendmicro/1 --evidence fx-tm-3
order=$(tail -1 "$work/stdout")
check "its key is the last line" test "$order" = trendmicro-live-1
for line in 'lifeboat-activation 1' 'action: live' 'plan: trendmicro/1' 'breached: trendmicro' 'evidence: fx-tm-3' \
	'requester: sato' 'quorum: 2' 'expires: 2019-05-14T00:00:00Z'; do
	says "it says '$line'" "$line"
done
expect "evidence must exist" 3 "$lb" --as sato activate trendmicro --evidence nothing
expect "its text is exported" 0 "$lb" activation show "$order" -o "$work/order.txt"
check "byte for byte" sh -c "grep -q '^nonce: [0-9a-f]*\$' '$work/order.txt'"
expect "orders are no table for set" 5 "$lb" set orders "$order" quorum=1

# ---- what must not count
refused() { # NAME WORDS SIGN-OPTIONS...
	_what=$1 _why=$2
	shift 2
	expect "refused: $_what" 5 "$lb" approve "$order" "$@"
	complains "with the reason: $_why" "$_why"
}
sign() { # KEY FILE [NAMESPACE]: FILE.sig
	rm -f "$2.sig"
	ssh-keygen -q -Y sign -f "$work/$1" -n "${3:-$ns}" "$2" 2>/dev/null
}
refused "the requester" "asked for this order" --key "$work/sato"
refused "an expired key" "expired on 2019-05-01" --key "$work/delgado"
refused "a revoked key" "was revoked on 2019-03-29" --key "$work/former"
refused "a key before its time" "not valid before 2019-06-01" --key "$work/mori"
refused "a key of nobody" "belongs to nobody" --key "$work/stranger"
refused "somebody who is no approver" "is no approver" --key "$work/tanaka"
refused "one key listed for two people" "is listed for both" --key "$work/twin"
sed 's/fx-tm-3/fx-tm-1/' "$work/order.txt" >"$work/altered.txt"
sign suzuki "$work/altered.txt"
refused "a signature over another text" "ssh-keygen -Y verify" --sig "$work/altered.txt.sig" --as suzuki
sign suzuki "$work/order.txt" file
refused "a signature for another purpose" "for another purpose" --sig "$work/order.txt.sig" --as suzuki
sign suzuki "$work/order.txt"
refused "under another name" "is by suzuki, not by mori" --sig "$work/order.txt.sig" --as mori
echo nonsense >"$work/nonsense.sig"
refused "no signature at all" "no SSH signature" --sig "$work/nonsense.sig" --as suzuki
printf -- '-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQAA\n-----END SSH SIGNATURE-----\n' >"$work/cut.sig"
refused "a cut signature" "damaged" --sig "$work/cut.sig" --as suzuki
expect "refused: after its time" 5 "$lb" --now 2019-05-14T00:00:00Z approve "$order" --sig "$work/order.txt.sig" --as suzuki
complains "with the reason: expired" "expired at 2019-05-14"
expect "refused: before it was made" 5 "$lb" --now 2019-05-12T23:59:59Z approve "$order" --sig "$work/order.txt.sig" --as suzuki
complains "with the reason: the clock" "set the clock right"
expect "a key file that is not there" 4 "$lb" approve "$order" --key "$work/none"
mkdir "$work/folder" && mkfifo "$work/pipe"
for file in folder pipe; do
	expect "a key that is a $file" 3 timeout 10 "$lb" approve "$order" --key "$work/$file"
	complains "which is said at once" "not a regular file"
done
expect "neither key nor signature" 2 "$lb" approve "$order"
expect "an order that is not there" 3 "$lb" approve trendmicro-live-9 --key "$work/suzuki"
run "$lb" list approvals --format csv
check "none of them left a trace" sh -c "test \$(wc -l <'$work/stdout') -eq 1"

# ---- the quorum
expect "a signature made elsewhere counts" 0 "$lb" approve "$order" --sig "$work/order.txt.sig" --as suzuki
says "as one of two" "1 of 2 approvals"
refused "the same person again" "approved order trendmicro-live-1 already" --key "$work/suzuki"
run "$lb" set people tanaka "signing_key=$(pub tanaka)" role=approver
expect "data changed since the order: refused" 5 "$lb" approve "$order" --key "$work/tanaka"
complains "naming the check" "R13"
expect "withdrawn" 0 "$lb" stand-down "$order" --reason "people changed"
refused "a withdrawn order" "it takes no more approvals" --key "$work/tanaka"

run "$lb" plan make --breached trendmicro --effort 20
expect "a new plan, a new order" 0 "$lb" --as sato activate trendmicro
order=$(tail -1 "$work/stdout")
expect "the first" 0 "$lb" approve "$order" --key "$work/suzuki"
expect "the second launches" 0 "$lb" --now 2019-05-13T06:30:00Z approve "$order" --key "$work/tanaka"
says "with T+0" "T+0 is 2019-05-13T06:30:00Z"
says "as a child version" "plan trendmicro/3 is carried out"
says "the vendor is confirmed" "trendmicro: prepare → confirmed"
refused "an activated order" "it takes no more approvals" --key "$work/suzuki"
expect "the order shows approvals that hold" 0 "$lb" activation show "$order"
run "$lb" show plans trendmicro/2
says "the approved version is approved for use" "ready"
run "$lb" show plans trendmicro/3
says "the child is activated" "activated"
says "from its parent" "2019-05-13T06:30:00Z"
expect "steps have absolute times" 0 "$lb" plan show trendmicro/3 --part steps --format csv --columns instance,start_min,start_at
check "which are T+0 and the minutes" sh -c "tr -d '\r' <'$work/stdout' | grep -q '^D01,.*,2019-05-1[34]T'"
expect "an activated version cannot be ordered" 5 "$lb" --as sato activate trendmicro/3

# ---- pack and checklists
expect "the pack" 0 "$lb" export pack trendmicro/3 -o "$work/pack"
check "is complete" sh -c "cd '$work/pack' && sha256sum -c --quiet SHA256SUMS"
for p in suzuki tanaka; do
	check "the signature of $p can be checked without the program" sh -c "cd '$work/pack' &&
		ssh-keygen -Y verify -f signers -I $p -n $ns -s order.$p.sig <order.txt"
done
check "checklists read the clock of the place" grep -q 'Asia/Tokyo' "$work/pack/checklists/all.txt"
check "and of the other place" grep -q 'Europe/Berlin' "$work/pack/checklists/all.txt"
check "with the journal's head" grep -q 'Journal head' "$work/pack/checklists/all.txt"
run "$lb" ready trendmicro/2
says "R15 passes now" "an offline pack was exported"

# ---- stand down
expect "standing down needs a reason" 2 "$lb" stand-down "$order"
expect "the vendor is cleared: its case is closed" 0 "$lb" --now 2019-05-14T00:00:00Z set cases fxmsp-trendmicro status=closed outcome=contained closed_at=2019-05-14T00:00:00Z
says "which overtakes the decision" "trendmicro: confirmed → clear"
complains "and names the order that is still carried out" "lifeboat stand-down $order"
run "$lb" undo
run "$lb" list vendor_states --format csv
check "with the case the decision is back" grep -q '^trendmicro,confirmed' "$work/stdout"
expect "stood down" 0 "$lb" stand-down "$order" --reason "vendor cleared"
says "the vendor's state follows" "trendmicro: confirmed → prepare"
says "the plan is ready again" "plan trendmicro/2 is ready again"
run "$lb" show plans trendmicro/2
says "and says so" "ready"
run "$lb" show plans trendmicro/3
says "what was carried out is over" "stood-down"
run "$lb" list signals --where case=fxmsp-trendmicro --format csv
check "evidence is kept" test "$(wc -l <"$work/stdout")" -gt 3
expect "what can be taken back still can" 0 "$lb" undo
complains "and what cannot is named" "cannot be taken back and stay, the last one: stand-down"
run "$lb" redo
expect "and it can" 0 "$lb" --as sato activate trendmicro/2 --drill

# ---- drill
order=$(tail -1 "$work/stdout")
check "a drill has its own name" test "$order" = trendmicro-drill-1
run "$lb" approve "$order" --key "$work/suzuki"
expect "a drill takes the same quorum" 0 "$lb" approve "$order" --key "$work/tanaka"
says "and says what it is" "DRILL"
run "$lb" list vendor_states --format csv
check "no vendor is confirmed by a drill" sh -c "! grep -q confirmed '$work/stdout'"
run "$lb" checklist trendmicro --to text
says "its checklists are marked" "DRILL-TRENDMICRO"
run "$lb" plan show trendmicro
says "its summary is marked" "DRILL: this is an exercise"

# ---- one person alone
expect "an override is not allowed by default" 5 "$lb" --as sato activate trendmicro/2 --override --reason fire
run "$lb" set policy override_allowed value=yes
run "$lb" plan make --breached trendmicro --effort 20
plan=$(tail -1 "$work/stdout")
expect "it needs a reason" 2 "$lb" --as sato activate "$plan" --override
expect "an override is ordered" 0 "$lb" --as sato activate "$plan" --override --reason "nobody else answers"
order=$(tail -1 "$work/stdout")
expect "and signed by the one person" 0 "$lb" approve "$order" --key "$work/sato"
says "marked" "OVERRIDE: activated by one person alone: nobody else answers"
run "$lb" checklist trendmicro --to text
says "also on checklists" "OVERRIDE: activated by one person alone"
says "at the head of every page" "OVERRIDE-TRENDMICRO"
for words in "plan show trendmicro --part steps" "plan why trendmicro D01" "gaps trendmicro" "cost trendmicro" \
	"export plan trendmicro" "forecast trendmicro --part waves" "step start trendmicro D01" "step note trendmicro D01 x"; do
	# shellcheck disable=SC2086
	run "$lb" $words
	complains "beside '$words'" "OVERRIDE: activated by one person alone: nobody else answers"
done
expect "the journal holds" 0 "$lb" journal verify

# ---- rows altered by hand
if command -v sqlite3 >/dev/null; then
	run "$lb" plan make --breached trendmicro --effort 20
	expect "another order" 0 "$lb" --as sato activate trendmicro
	order=$(tail -1 "$work/stdout")
	hand() { sqlite3 "$LIFEBOAT_WORKSPACE" "$1" >/dev/null; }
	hand "UPDATE orders SET quorum = 1 WHERE \"order\" = '$order'"
	refused "an order whose quorum was altered" "'quorum' was altered" --key "$work/suzuki"
	hand "UPDATE orders SET quorum = 2, requester = 'ito' WHERE \"order\" = '$order'"
	refused "an order whose requester was altered" "'requester' was altered" --key "$work/suzuki"
	hand "UPDATE orders SET requester = 'sato' WHERE \"order\" = '$order'"
	hand "INSERT INTO approvals SELECT '$order', 'suzuki', approved_at, fingerprint, signing_key, signature, rev, hash
		FROM approvals WHERE person = 'suzuki' LIMIT 1"
	refused "next to an approval copied from another order" "ssh-keygen -Y verify" --key "$work/tanaka"
	expect "and it shows" 1 "$lb" activation show "$order"
	hand "DELETE FROM approvals WHERE \"order\" = '$order'"
	run "$lb" approve "$order" --key "$work/suzuki"
	version=$(sqlite3 "$LIFEBOAT_WORKSPACE" "SELECT version FROM orders WHERE \"order\" = '$order'")
	hand "UPDATE plan_steps SET instructions = 'do nothing' WHERE plan = 'trendmicro' AND version = $version AND seq = 3"
	refused "a plan whose steps were altered" "not those that were signed" --key "$work/tanaka"
	expect "the doctor finds steps altered by hand" 1 "$lb" doctor
	says "and names plan and order" "plan trendmicro/$version does not have the steps that order $order was made for"
	run "$lb" set people krueger phone=111
	before=$(sqlite3 "$LIFEBOAT_WORKSPACE" "SELECT hash FROM people WHERE person = 'krueger'")
	run "$lb" set people krueger phone=222
	run "$lb" doctor
	check "and finds nothing where nothing was altered" sh -c "! grep -q krueger '$work/stdout'"
	hand "UPDATE people SET signing_key = 'ssh-ed25519 AAAA' WHERE person = 'mori'"
	hand "UPDATE people SET phone = '111', hash = $before WHERE person = 'krueger'"
	run "$lb" doctor
	says "a key that was put in is named" "people mori is not as entry"
	says "and a row that was set back with its hash" "people krueger is not as entry"
	hand "UPDATE people SET person = '*' WHERE person = 'suzuki'"
	refused "a pattern for a person" "is a pattern and no person" --key "$work/suzuki"
	hand "DROP TRIGGER IF EXISTS journal_no_update"
	trigger=$(sqlite3 "$LIFEBOAT_WORKSPACE" "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%UPDATE ON journal%'")
	for t in $trigger; do hand "DROP TRIGGER $t"; done
	hand "UPDATE journal SET action = 'nothing' WHERE seq = 5"
	expect "a journal entry altered by hand is found" 1 "$lb" journal verify
	complains "and named" "5"
else
	skip "rows altered by hand" "no sqlite3"
fi
finish
