/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the new products cost: licences by tier and term, training, hardware. */
#include "config.h"
#include "plan/cost_parts.h"

#include <string.h>

#include "plan/rates.h"

/* Units of a price row that are paid for: a flat price is paid once whatever the quantity. */
static int64_t units(const struct snap_price *price, int64_t quantity)
{
	return price->unit && strcmp(price->unit, "flat") == 0 ? 1 : quantity;
}

typedef int purchase_rule(struct costs *c, const struct snap_price *price, int64_t quantity);

/* Each price row something is bought at: a product sold by two ladders has two. */
static int each_purchase(struct costs *c, purchase_rule *rule)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < c->p->n_selections; i++) {
		const struct plan_selection *sel = &c->p->selections[i];
		bool second = sel->chosen && sel->second_quantity > 0;

		if (!sel->chosen || sel->price == NONE)
			continue;
		rc = rule(c, &c->s->prices[sel->price],
			  sel->quantity - (second ? sel->second_quantity : 0));
		if (rc == 0 && second)
			rc = rule(c, &c->s->prices[sel->second_price], sel->second_quantity);
	}
	return rc;
}

static const char *product_key(const struct costs *c, const struct snap_price *price)
{
	return c->s->products[price->product].key;
}

static int first_term(struct costs *c, const struct snap_price *price, int64_t quantity)
{
	int64_t sum;
	int rc = rate_price(price->unit_price, units(price, quantity), price->fixed_fee, &sum, c->err);

	return rc < 0 ? rc : cost_add(c, product_key(c, price), price->currency, sum, 1, 1, 0);
}

int cost_licence(struct costs *c)
{
	return each_purchase(c, first_term);
}

/* Every further term that begins before the horizon; the fixed fee is due once. */
static int further_terms(struct costs *c, const struct snap_price *price, int64_t quantity)
{
	int64_t today = snapshot_today(c->s), k;
	int rc = 0;

	for (k = 1; rc == 0 && price->term_months; k++) {
		int64_t begins = (date_add_months(today, k * price->term_months) - today) * DAY_MIN;

		if (begins >= c->horizon)
			break;
		rc = cost_add(c, product_key(c, price), price->currency, price->unit_price,
			      units(price, quantity), 1, begins);
	}
	return rc;
}

int cost_licence_term(struct costs *c)
{
	return each_purchase(c, further_terms);
}

static int train(struct costs *c, const struct snap_price *price, int64_t quantity)
{
	(void)quantity;
	return cost_add(c, product_key(c, price), price->currency, price->training_fee, 1, 1, 0);
}

int cost_training(struct costs *c)
{
	return each_purchase(c, train);
}

/* Paid when it comes. */
int cost_hardware(struct costs *c)
{
	size_t i, k, n;
	int rc = 0;

	for (i = 0; rc == 0 && i < c->s->n_products; i++) {
		const struct snap_product *product = &c->s->products[i];
		int64_t assets = 0, lead = product->hardware_lead;

		for (k = 0; product->hardware_cost && k < c->p->n_classes; k++) {
			const struct plan_class *pc = &c->p->classes[k];

			for (n = 0; n < pc->to.n; n++)
				if (pc->to.items[n] == i)
					assets += c->s->classes[pc->class].quantity;
		}
		rc = cost_add(c, product->key, "", product->hardware_cost, assets, 1,
			      lead > 0 ? (lead + MINUTE_S - 1) / MINUTE_S : 0);
	}
	return rc;
}
