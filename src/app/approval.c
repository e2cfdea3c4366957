/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/approval.h"

#include <stdlib.h>
#include <string.h>

#include "app/order.h"
#include "model/store.h"
#include "util/date.h"
#include "util/i18n.h"
#include "util/mem.h"
#include "util/text.h"

struct search {
	const struct ssh_key *key;
	struct record found;
	char *other; /* a second person with the same key */
	size_t n;
};

static int compare_key(void *context, const struct record *r, struct err *err)
{
	struct search *s = context;
	const char *cell = record_get(r, "signing_key");
	struct ssh_key key = { NULL, NULL };

	(void)err;
	if (!cell || ssh_key_parse(cell, &key) < 0)
		return 0;
	if (strcmp(key.line, s->key->line) == 0) {
		if (s->n++ == 0)
			record_copy(&s->found, r);
		else if (!s->other)
			s->other = mem_strdup(record_get(r, "person"));
	}
	ssh_key_release(&key);
	return 0;
}

static int64_t day_of(const struct record *person, const char *column)
{
	const char *cell = record_get(person, column);
	int64_t day;

	return cell && date_parse(cell, &day) == 0 ? day : INT64_MIN;
}

static int check_days(const struct record *person, int64_t now, struct err *err)
{
	int64_t today = now / DAY_S - (now % DAY_S < 0);
	int64_t from = day_of(person, "key_valid_from"), until = day_of(person, "key_valid_until");
	int64_t revoked = day_of(person, "key_revoked_on");
	const char *name = record_get(person, "person");

	if (revoked != INT64_MIN && today >= revoked)
		return err_set(err, ERR_DENIED, N_("the key of %s was revoked on %s"), name,
			       record_get(person, "key_revoked_on"));
	if (from != INT64_MIN && today < from)
		return err_set(err, ERR_DENIED, N_("the key of %s is not valid before %s"), name,
			       record_get(person, "key_valid_from"));
	if (until != INT64_MIN && today > until)
		return err_set(err, ERR_DENIED, N_("the key of %s expired on %s"), name,
			       record_get(person, "key_valid_until"));
	return 0;
}

static bool has_role(const struct record *person, const char *role)
{
	const char *at = record_get(person, "role"), *piece;
	size_t n;

	while (text_list_next(&at, &piece, &n))
		if (strlen(role) == n && strncmp(piece, role, n) == 0)
			return true;
	return false;
}

static int check_person(const struct record *order, const struct record *person, const char *as,
			struct err *err)
{
	const char *name = record_get(person, "person"), *requester = record_get(order, "requester");
	const char *alone = record_get(order, "override");

	if (as && strcmp(as, name) != 0)
		return err_set(err, ERR_DENIED, N_("that signature is by %s, not by %s"), name, as);
	if (!has_role(person, "approver"))
		return err_set(err, ERR_DENIED, N_("%s is no approver; the people table says who is"),
			       name);
	if (requester && strcmp(requester, name) == 0 && !(alone && strcmp(alone, "yes") == 0))
		return err_set(err, ERR_DENIED,
			       N_("%s asked for this order and cannot approve it; somebody else must"),
			       name);
	return 0;
}

static int find_person(struct db *db, struct search *s, struct err *err)
{
	const struct store_query q = { .table = table_find("people"), .sort = -1 };
	int rc = store_each(db, &q, -1, compare_key, s, err);

	if (rc < 0)
		return rc;
	if (s->n == 0)
		return err_set(err, ERR_DENIED,
			       N_("the key %s belongs to nobody in the people table"),
			       s->key->fingerprint);
	if (s->n > 1)
		return err_set(err, ERR_DENIED,
			       N_("the key %s is listed for both %s and %s; one person, one key"),
			       s->key->fingerprint, record_get(&s->found, "person"), s->other);
	return 0;
}

int approval_judge(struct db *db, const struct record *order, const char *armour, const char *as,
		   int64_t now, char **ret_person, struct ssh_key *ret_key, struct err *err)
{
	struct ssh_key key = { NULL, NULL };
	struct search s = { .key = &key };
	struct strbuf text = STRBUF_INIT;
	int rc = order_check(order, err);

	record_init(&s.found, table_find("people"));
	strbuf_adds(&text, record_get(order, "text"));
	if (rc == 0)
		rc = sshsig_key(armour, &key, err);
	if (rc == 0)
		rc = find_person(db, &s, err);
	if (rc == 0)
		rc = check_person(order, &s.found, as, err);
	if (rc == 0)
		rc = check_days(&s.found, now, err);
	if (rc == 0) {
		const struct sshsig_signer signer = {
			record_get(&s.found, "person"), &key, day_of(&s.found, "key_valid_from"),
			day_of(&s.found, "key_valid_until"),
		};

		rc = sshsig_verify(&signer, &text, armour, now, err);
	}
	if (rc == 0) {
		*ret_person = mem_strdup(record_get(&s.found, "person"));
		*ret_key = key;
		key = (struct ssh_key){ NULL, NULL };
	}
	ssh_key_release(&key);
	record_release(&s.found);
	free(s.other);
	strbuf_release(&text);
	return rc;
}
