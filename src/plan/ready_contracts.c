/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * R07: whether the way out of every contract is known, and until when notice must be given.
 *
 * It is unknown without notice and transition days and a clause on the data.  A notice day that
 * comes soon (r07_warn) is a reason to act, and so is one that was missed where no early exit was
 * agreed on: the renewed term is then paid (plan/cost_contract.c).
 */
#include "config.h"
#include "plan/ready.h"

#include <stdlib.h>
#include <string.h>

#include "plan/notice.h"
#include "util/mem.h"

static bool exit_known(const struct ready *c, size_t product)
{
	bool found = false;
	size_t i;

	for (i = 0; i < c->s->n_contracts; i++) {
		const struct snap_contract *k = &c->s->contracts[i];

		if (k->product != product)
			continue;
		if (k->notice_days < 0 || k->transition_days < 0 || !k->data_return)
			return false;
		found = true;
	}
	return found;
}

struct due {
	int64_t day;
	const char *contract;
};

/* Contracts of products that are left, by what their notice day asks for. */
struct notices {
	struct name_list soon, missed, next;
	struct due *later;
	size_t n_later;
};

static int by_day(const void *left, const void *right)
{
	const struct due *a = left, *b = right;

	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return strcmp(a->contract, b->contract);
}

static void name_day(const struct ready *c, struct name_list *list, const char *contract, int64_t day)
{
	name_list_add(list, arena_printf(&c->p->arena, "%s (%s)", contract,
					 plan_date_text(&c->p->arena, day)));
}

static void sort_notice(const struct ready *c, const struct snap_contract *k, struct notices *x)
{
	struct notice n;

	notice_of(k, c->today, &n);
	if (!n.asked)
		return;
	if (n.missed && !k->has_fee && !k->has_share)
		name_day(c, &x->missed, k->key, n.renews_until);
	if ((n.next - c->today) * DAY_S <= policy_duration(c->s, "r07_warn"))
		name_day(c, &x->soon, k->key, n.next);
	else
		x->later[x->n_later++] = (struct due){ n.next, k->key };
}

static void find_notices(const struct ready *c, struct notices *x)
{
	size_t i;

	x->later = mem_alloc(c->s->n_contracts, sizeof(*x->later));
	for (i = 0; i < c->s->n_contracts; i++)
		if (product_left(c->s, c->p, c->s->contracts[i].product) == LEFT_WHOLLY)
			sort_notice(c, &c->s->contracts[i], x);
	qsort(x->later, x->n_later, sizeof(*x->later), by_day);
	for (i = 0; i < x->n_later; i++)
		name_day(c, &x->next, x->later[i].contract, x->later[i].day);
	free(x->later);
}

/* One more sentence of a finding or of how to mend it. */
static void say_more(const struct ready *c, char **text, char *sentence)
{
	struct strbuf both = STRBUF_INIT;

	if (*text)
		msg_add_all(&both, *text);
	msg_add_all(&both, sentence);
	*text = arena_strndup(&c->p->arena, both.buf, both.len);
	strbuf_release(&both);
}

static void judge_notices(const struct ready *c, struct verdict *v)
{
	struct notices x = { NAME_LIST_INIT, NAME_LIST_INIT, NAME_LIST_INIT, NULL, 0 };

	find_notices(c, &x);
	if (x.soon.n) {
		say_more(c, &v->finding, SAY(c, N_("notice must soon be given to: %s"), x.soon.text.buf));
		say_more(c, &v->mend, SAY(c, N_("give notice in time and set auto_renew to no, or accept "
						"the renewed term")));
	}
	if (x.missed.n) {
		say_more(c, &v->finding, SAY(c, N_("notice was missed, so it is paid until: %s"),
					     x.missed.text.buf));
		say_more(c, &v->mend, SAY(c, N_("agree on an early exit and enter termination_fee or "
						"termination_share")));
	}
	if (x.next.n)
		say_more(c, &v->finding, SAY(c, N_("next notice days: %s"), x.next.text.buf));
	if (x.soon.n || x.missed.n)
		v->result = ready_worse(v->result, CHECK_WARN);
	strbuf_release(&x.soon.text);
	strbuf_release(&x.missed.text);
	strbuf_release(&x.next.text);
}

void ready_contracts(const struct ready *c, struct verdict *v)
{
	struct name_list names = NAME_LIST_INIT;
	int64_t failing = 0;
	size_t i;

	for (i = 0; i < c->s->n_products; i++) {
		int64_t assets = ready_leaving(c, i);

		if (!assets || exit_known(c, i))
			continue;
		failing += assets;
		name_list_add(&names, c->s->products[i].key);
	}
	v->result = ready_share(c, failing);
	v->finding = failing ? SAY(c, N_("notice, transition or data return is not known for: %s"),
				   names.text.buf)
			     : SAY(c, N_("the way out of every contract is known"));
	if (failing)
		v->mend = SAY(c, N_("fill notice_days, transition_days and data_return in contracts"));
	strbuf_release(&names.text);
	judge_notices(c, v);
}
