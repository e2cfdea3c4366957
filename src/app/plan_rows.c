/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "app/plan_rows.h"

#include <inttypes.h>
#include <string.h>

#include "util/date.h"
#include "util/money.h"
#include "util/strbuf.h"

void prow_init(struct plan_row *r, const char *plan, int64_t version, const char *currency)
{
	*r = (struct plan_row){ .plan = plan, .version = version, .currency = currency };
}

void prow_release(struct plan_row *r)
{
	if (r->started)
		record_release(&r->record);
	r->started = false;
}

void prow_start(struct plan_row *r, const char *table)
{
	const struct table *t = table_find(table);

	if (r->started && r->record.table == t) {
		record_clear(&r->record);
	} else {
		prow_release(r);
		record_init(&r->record, t);
		r->started = true;
	}
	prow_text(r, "plan", r->plan);
	prow_int(r, "version", r->version);
}

int prow_insert(struct plan_row *r, struct change *c, struct err *err)
{
	return change_insert(c, &r->record, err);
}

void prow_text(struct plan_row *r, const char *column, const char *text)
{
	if (text)
		record_set(&r->record, column, text);
}

static void set_buffer(struct plan_row *r, const char *column, struct strbuf *text)
{
	record_set(&r->record, column, text->buf);
	strbuf_release(text);
}

void prow_int(struct plan_row *r, const char *column, int64_t value)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%" PRId64, value);
	set_buffer(r, column, &text);
}

void prow_unsigned(struct plan_row *r, const char *column, uint64_t value)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%" PRIu64, value);
	set_buffer(r, column, &text);
}

void prow_time(struct plan_row *r, const char *column, int64_t minutes)
{
	if (minutes != PLAN_NEVER)
		prow_int(r, column, minutes);
}

void prow_duration(struct plan_row *r, const char *column, int64_t minutes)
{
	struct strbuf text = STRBUF_INIT;

	duration_format(minutes * MINUTE_S, &text);
	set_buffer(r, column, &text);
}

void prow_instant(struct plan_row *r, const char *column, int64_t seconds)
{
	struct strbuf text = STRBUF_INIT;

	instant_format(seconds, &text);
	set_buffer(r, column, &text);
}

void prow_date(struct plan_row *r, const char *column, int64_t days)
{
	struct strbuf text = STRBUF_INIT;

	date_format(days, &text);
	set_buffer(r, column, &text);
}

void prow_yes(struct plan_row *r, const char *column, bool yes)
{
	prow_text(r, column, yes ? "yes" : "no");
}

void prow_amount_in(struct plan_row *r, const char *column, int64_t amount, const char *currency)
{
	int digits = currency_exponent(currency);
	struct strbuf text = STRBUF_INIT;
	int64_t price = amount;

	for (; digits < 4; digits++)
		price *= 10;
	price_format(price, &text);
	set_buffer(r, column, &text);
}

void prow_amount(struct plan_row *r, const char *column, int64_t amount)
{
	prow_amount_in(r, column, amount, r->currency);
}

void prow_strength(struct plan_row *r, const char *column, int32_t millionths)
{
	struct strbuf text = STRBUF_INIT;

	if (millionths < 0)
		return;
	strbuf_addf(&text, "%d.%06d", millionths / 1000000, millionths % 1000000);
	while (text.buf[text.len - 1] == '0')
		strbuf_setlen(&text, text.len - 1);
	if (text.buf[text.len - 1] == '.')
		strbuf_setlen(&text, text.len - 1);
	set_buffer(r, column, &text);
}

char *plan_product_list(const struct snapshot *s, const struct index_list *products,
			struct arena *arena)
{
	struct strbuf text = STRBUF_INIT;
	char *copy;
	size_t i;

	for (i = 0; i < products->n; i++)
		strbuf_add_sep(&text, ";", s->products[products->items[i]].key);
	copy = text.len ? arena_strdup(arena, text.buf) : NULL;
	strbuf_release(&text);
	return copy;
}

void prow_products(struct plan_row *r, const char *column, const struct snapshot *s,
		  const struct index_list *products)
{
	struct arena arena = ARENA_INIT;

	prow_text(r, column, plan_product_list(s, products, &arena));
	arena_release(&arena);
}

void prow_price_key(struct plan_row *r, const char *column, const struct snapshot *s,
		   const struct snap_price *price)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%s/%s/%s/%" PRId64 "/", s->products[price->product].key,
		    price->unit ? price->unit : "", price->currency, price->from_quantity);
	if (price->valid_until != SNAP_DATE_NONE)
		date_format(price->valid_until, &text);
	set_buffer(r, column, &text);
}

/* ---- plan_steps ------------------------------------------------------------------------------ */

static const char *phase_name(enum step_phase phase)
{
	static const char *const names[] = {
		[PHASE_PREPARE] = "prepare",   [PHASE_DECIDE] = "decide",
		[PHASE_CONTAIN] = "contain",   [PHASE_PRESERVE] = "preserve",
		[PHASE_REPLACE] = "replace",   [PHASE_VERIFY] = "verify",
		[PHASE_RETIRE] = "retire",     [PHASE_CLOSE] = "close",
	};

	return names[phase];
}

static const char *scope_name(enum step_scope scope)
{
	static const char *const names[] = {
		[SCOPE_PLAN] = "plan",   [SCOPE_PRODUCT] = "product", [SCOPE_SITE] = "site",
		[SCOPE_CLASS] = "class", [SCOPE_WAVE] = "wave",
	};

	return names[scope];
}

static void put_marks(struct plan_row *r, unsigned marks)
{
	static const struct {
		unsigned mark;
		const char *name;
	} names[] = {
		{ MARK_CONTAINS, "contains" }, { MARK_REMOVES, "removes" },
		{ MARK_PROTECTS, "protects" }, { MARK_SECURES, "secures" },
		{ MARK_RETIRES, "retires" },
	};
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (marks & names[i].mark)
			strbuf_add_sep(&text, ";", names[i].name);
	if (text.len)
		record_set(&r->record, "marks", text.buf);
	strbuf_release(&text);
}

static void put_after(struct plan_row *r, const struct plan *p, const struct plan_instance *x)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < x->n_after; i++) {
		strbuf_add_sep(&text, ";", p->instances[x->after[i].instance].key);
		if (x->after[i].lag > 0) {
			strbuf_addch(&text, '+');
			duration_format(x->after[i].lag * MINUTE_S, &text);
		}
	}
	if (text.len)
		record_set(&r->record, "after", text.buf);
	strbuf_release(&text);
}

static void put_waves(struct plan_row *r, const struct snapshot *s, const struct plan *p,
		      const struct plan_instance *x)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < x->waves.n; i++) {
		const struct plan_wave *w = &p->waves[x->waves.items[i]];

		strbuf_add_sep(&text, ";", s->classes[p->classes[w->plan_class].class].key);
		strbuf_addf(&text, "/%d", w->number);
	}
	if (text.len)
		record_set(&r->record, "waves", text.buf);
	strbuf_release(&text);
}

static void put_crew(struct plan_row *r, const struct snapshot *s, const struct plan_instance *x)
{
	const struct snap_crew *crew;
	const struct snap_person *owner;

	prow_int(r, "workers", x->workers);
	if (x->crew == NONE)
		return;
	crew = &s->crews[x->crew];
	prow_text(r, "crew", crew->key);
	if (!crew->people.n)
		return;
	owner = &s->people[crew->people.items[0]];
	prow_text(r, "owner", owner->key);
	prow_text(r, "deputy", owner->deputy != NONE ? s->people[owner->deputy].key : NULL);
}

void prow_instance(struct plan_row *r, const struct snapshot *s, const struct plan *p, size_t i)
{
	const struct plan_instance *x = &p->instances[i];
	const struct snap_step *step = &s->steps[x->step];

	prow_text(r, "order", p->order == ORDER_PLANNED ? "planned" : "breach");
	prow_int(r, "seq", (int64_t)i);
	prow_text(r, "step", step->key);
	prow_text(r, "instance", x->key);
	prow_text(r, "title", x->title);
	prow_text(r, "phase", phase_name(step->phase));
	prow_text(r, "scope", scope_name(step->scope));
	if (x->wave != NONE)
		prow_int(r, "wave", p->waves[x->wave].number);
	prow_text(r, "site", x->site != NONE ? s->sites[x->site].key : NULL);
	prow_text(r, "class",
		 x->plan_class != NONE ? s->classes[p->classes[x->plan_class].class].key : NULL);
	put_crew(r, s, x);
	prow_text(r, "mode", s->steps[x->mode_step].mode);
	prow_int(r, "assets", x->assets);
	put_after(r, p, x);
	prow_time(r, "start_min", x->start);
	prow_time(r, "finish_min", x->finish);
	prow_duration(r, "duration_low", x->duration.low);
	prow_duration(r, "duration_likely", x->duration.likely);
	prow_duration(r, "duration_high", x->duration.high);
	prow_amount(r, "cost", x->cost);
	prow_text(r, "currency", s->currency);
	put_marks(r, step->marks);
	prow_text(r, "why", x->why);
	prow_text(r, "verify", step->verify);
	prow_text(r, "rollback", step->rollback);
	prow_text(r, "instructions", step->instructions);
	prow_text(r, "product", x->product != NONE ? s->products[x->product].key : NULL);
	put_waves(r, s, p, x);
	prow_yes(r, "critical", x->critical);
	prow_text(r, "why_instance",
		 x->why_instance != NONE ? p->instances[x->why_instance].key : NULL);
	prow_time(r, "release_min", x->release);
	prow_text(r, "release_why", x->release_why);
	prow_yes(r, "done", x->done);
}
