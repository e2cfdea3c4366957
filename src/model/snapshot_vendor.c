/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vendors, products, shared fate, prices, contracts, exchange rates. */
#include "config.h"
#include "model/snapshot_parts.h"

#include <string.h>

#include "util/text.h"

static void fill_vendor(struct load *l, void *item)
{
	struct snap_vendor *v = item;

	v->name = row_text(l, "name");
	v->country = row_text(l, "country");
	v->parent = row_ref(l, "parent", snapshot_vendor);
	v->supplier_class = row_text(l, "supplier_class");
	v->aliases = row_list(l, "aliases");
}

/* "windows>=10" */
static void fill_platform(struct load *l, const char *text, struct platform *ret)
{
	struct strbuf os = STRBUF_INIT, name = STRBUF_INIT, version = STRBUF_INIT;
	size_t n = strcspn(text, "<>=");
	const char *sign = text + n;

	strbuf_add(&name, text, n);
	text_trim(name.buf, &version);
	text_fold(version.buf, &os);
	ret->os = arena_strdup(&l->s->arena, os.buf);
	if (*sign) {
		bool equal = sign[1] == '=';

		ret->comparison = !equal ? *sign : *sign == '<' ? 'l' : *sign == '>' ? 'g' : '=';
		strbuf_reset(&version);
		text_trim(sign + 1 + equal, &version);
		ret->version = version.len ? arena_strdup(&l->s->arena, version.buf) : NULL;
	}
	if (!ret->version)
		ret->comparison = 0;
	strbuf_release(&os);
	strbuf_release(&name);
	strbuf_release(&version);
}

static void fill_product(struct load *l, void *item)
{
	static const char *const roles[] = { "", "incumbent", "candidate", "both", "retired" };
	static const char *const passive[] = { "", "yes", "no", "client-only" };
	struct snap_product *p = item;
	struct text_list platforms = row_list(l, "platforms");

	p->name = row_text(l, "name");
	p->vendor = row_ref(l, "vendor", snapshot_vendor);
	p->category = row_text(l, "category");
	p->role = (enum product_role)row_word(l, "role", roles, 5, ROLE_UNKNOWN);
	p->n_platforms = platforms.n;
	p->platforms = arena_alloc(&l->s->arena, platforms.n + 1, sizeof(*p->platforms));
	for (size_t i = 0; i < platforms.n; i++)
		fill_platform(l, platforms.items[i], &p->platforms[i]);
	p->conflicts_with = row_list(l, "conflicts_with");
	p->passive_mode = (enum passive_mode)row_word(l, "passive_mode", passive, 4,
						      PASSIVE_UNKNOWN);
	p->reboot = row_yes_no(l, "reboot");
	p->lead_time = row_duration(l, "lead_time", -1);
	p->install_rate = row_int(l, "install_rate", 0);
	p->uninstall_protection = row_text(l, "uninstall_protection");
	p->substitutability = row_text(l, "substitutability");
	p->reintegration = row_text(l, "reintegration");
	p->hardware_cost = row_price(l, "hardware_cost");
	p->hardware_lead = row_duration(l, "hardware_lead", -1);
}

/* A name may be both a product's and a vendor's: then the product is meant, whose own vendor is an
 * edge anyway. */
static struct fate_node fate_end(struct load *l, const char *column)
{
	struct fate_node node = { row_ref(l, column, snapshot_product), NONE };

	if (node.product == NONE)
		node.vendor = row_ref(l, column, snapshot_vendor);
	return node;
}

static void fill_fate(struct load *l, void *item)
{
	struct snap_fate *f = item;

	f->from = fate_end(l, "from");
	f->to = fate_end(l, "to");
	f->type = row_text(l, "type");
	f->since = row_date(l, "since");
	f->until = row_date(l, "until");
	f->confidence = row_text(l, "confidence");
	f->source = row_text(l, "source");
}

static void fill_price(struct load *l, void *item)
{
	struct snap_price *p = item;

	p->product = row_ref(l, "product", snapshot_product);
	row_currency(l, "currency", p->currency);
	p->unit = row_text(l, "unit");
	p->from_quantity = row_int(l, "from_quantity", 1);
	p->unit_price = row_price(l, "unit_price");
	p->fixed_fee = row_price(l, "fixed_fee");
	p->term_months = row_int(l, "term_months", 0);
	p->valid_until = row_date(l, "valid_until");
	p->source = row_text(l, "source");
	p->training_fee = row_price(l, "training_fee");
}

static void fill_contract(struct load *l, void *item)
{
	struct snap_contract *c = item;

	c->key = row_text(l, "contract");
	c->reference = row_text(l, "reference");
	c->product = row_ref(l, "product", snapshot_product);
	c->quantity = row_int(l, "quantity", 0);
	c->unit_price = row_price(l, "unit_price");
	c->has_price = record_get(l->row, "unit_price") != NULL;
	c->termination_fee = row_price(l, "termination_fee");
	c->has_fee = record_get(l->row, "termination_fee") != NULL;
	row_currency(l, "currency", c->currency);
	c->starts = row_date(l, "starts");
	c->ends = row_date(l, "ends");
	c->notice_days = row_int(l, "notice_days", -1);
	c->transition_days = row_int(l, "transition_days", -1);
	c->auto_renew = row_yes_no(l, "auto_renew");
	c->exit_clause = row_text(l, "exit_clause");
	c->data_return = row_text(l, "data_return");
	c->termination_share = row_decimal(l, "termination_share", 6, 0);
	c->has_share = record_get(l->row, "termination_share") != NULL;
	c->refund_share = row_decimal(l, "refund_share", 6, 0);
	c->credit = row_price(l, "credit");
	c->renewal_months = row_int(l, "renewal_months", 0);
}

static void fill_rate(struct load *l, void *item)
{
	struct snap_rate *r = item;

	row_currency(l, "currency", r->currency);
	r->date = row_date(l, "date");
	r->rate = row_decimal(l, "rate", 9, 0);
}

#define ARRAY(member) offsetof(struct snapshot, member), offsetof(struct snapshot, n_##member)

const struct row_loader rows_vendor[] = {
	{ "vendors", sizeof(struct snap_vendor), ARRAY(vendors), true, fill_vendor },
	{ "products", sizeof(struct snap_product), ARRAY(products), true, fill_product },
	{ "fate", sizeof(struct snap_fate), ARRAY(fate), false, fill_fate },
	{ "prices", sizeof(struct snap_price), ARRAY(prices), false, fill_price },
	{ "contracts", sizeof(struct snap_contract), ARRAY(contracts), false, fill_contract },
	{ "rates", sizeof(struct snap_rate), ARRAY(rates), false, fill_rate },
};
const size_t n_rows_vendor = sizeof(rows_vendor) / sizeof(rows_vendor[0]);
