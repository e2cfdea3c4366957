/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "plan_case.h"

#include <string.h>

void case_init(struct plan_case *c)
{
	memset(c, 0, sizeof(*c));
	sb_init(&c->s);
	plan_init(&c->p);
	c->r = (struct plan_request){ .order = ORDER_BREACH, .budget = -1, .deadline = -1, .seed = 1,
				      .effort = 1 };
	c->r.playbook = sb_text(&c->s, "edr");
	c->r.objectives[0] = OBJ_EXPOSURE;
	c->r.objectives[1] = OBJ_TIME;
	c->r.objectives[2] = OBJ_COST;
}

void case_release(struct plan_case *c)
{
	plan_release(&c->p);
	sb_release(&c->s);
	err_release(&c->err);
}

static void *longer(struct plan_case *c, const void *items, size_t n, size_t size)
{
	void *more = arena_alloc(&c->p.arena, n + 1, size);

	if (n)
		memcpy(more, items, n * size);
	return more;
}

static struct index_list one(struct plan_case *c, size_t item)
{
	struct index_list l = { arena_alloc(&c->p.arena, 1, sizeof(size_t)), 1 };

	l.items[0] = item;
	if (item == NONE)
		l.n = 0;
	return l;
}

void case_affect(struct plan_case *c, size_t class, size_t leaving, size_t to)
{
	struct plan *p = &c->p;

	p->classes = longer(c, p->classes, p->n_classes, sizeof(*p->classes));
	p->classes[p->n_classes++] = (struct plan_class){ .class = class,
		.leaving = one(c, leaving), .to = one(c, to), .contained = PLAN_NEVER,
		.safe = PLAN_NEVER, .removed = PLAN_NEVER };
}

void case_select(struct plan_case *c, size_t product, int64_t quantity, size_t price)
{
	struct plan *p = &c->p;

	p->selections = longer(c, p->selections, p->n_selections, sizeof(*p->selections));
	p->selections[p->n_selections++] = (struct plan_selection){ .product = product,
		.quantity = quantity, .price = price, .chosen = true };
}

void case_need(struct plan_case *c, size_t step, const char *word)
{
	sb_list_add(&c->s, &c->s.steps[step].needs, word);
}

const char *case_error(struct plan_case *c)
{
	struct strbuf sb = STRBUF_INIT;
	char *text;

	err_render(&c->err, NULL, &sb);
	text = arena_strndup(&c->s.arena, sb.buf, sb.len);
	strbuf_release(&sb);
	return text;
}

const char *case_text(struct plan_case *c, const char *encoded)
{
	struct strbuf sb = STRBUF_INIT;
	char *text;

	if (!encoded)
		return "";
	msg_render_text(encoded, NULL, &sb);
	text = arena_strndup(&c->p.arena, sb.buf, sb.len);
	strbuf_release(&sb);
	return text;
}

void case_run(struct plan_case *c)
{
	int rc;

	c->p.now = c->s.now;
	rc = plan_expand(&c->s, &c->r, &c->p, &c->err);
	plan_digest(&c->s, &c->r, c->p.playbook, c->p.digest);
	if (rc == 0)
		rc = plan_schedule(&c->s, &c->r, &c->p, &c->err);
	if (rc == 0)
		rc = plan_cost(&c->s, &c->r, &c->p, &c->err);
	if (rc == 0)
		rc = plan_figures(&c->s, &c->r, &c->p, &c->err);
	if (rc == 0)
		rc = plan_ready(&c->s, &c->r, &c->p, &c->err);
	if (rc < 0)
		fail_msg("%s", case_error(c));
}

const struct plan_instance *case_instance(const struct plan_case *c, const char *key)
{
	size_t i;

	for (i = 0; i < c->p.n_instances; i++)
		if (strcmp(c->p.instances[i].key, key) == 0)
			return &c->p.instances[i];
	fail_msg("there is no instance %s", key);
	return NULL;
}

static void print_instances(const struct plan *p, struct strbuf *out)
{
	size_t i, k;

	for (i = 0; i < p->n_instances; i++) {
		const struct plan_instance *in = &p->instances[i];

		strbuf_addf(out, "%s %lld %lld %zu %zu %lld %lld %lld %s\n", in->key,
			    (long long)in->start, (long long)in->finish, in->mode_step, in->crew,
			    (long long)in->workers, (long long)in->release, (long long)in->cost,
			    in->why ? in->why : "");
		for (k = 0; k < in->n_after; k++)
			strbuf_addf(out, "  %zu+%lld/%lld\n", in->after[k].instance,
				    (long long)in->after[k].lag, (long long)in->after[k].max_lag);
	}
}

void case_print(const struct plan_case *c, struct strbuf *out)
{
	const struct plan *p = &c->p;
	size_t i;

	strbuf_addf(out, "%s %s\n", p->digest, p->playbook);
	for (i = 0; i < p->n_waves; i++)
		strbuf_addf(out, "wave %zu %d %d %lld %lld+%lld %lld %lld\n", p->waves[i].plan_class,
			    p->waves[i].number, p->waves[i].pilot, (long long)p->waves[i].quantity,
			    (long long)p->waves[i].first_row, (long long)p->waves[i].n_rows,
			    (long long)p->waves[i].removed, (long long)p->waves[i].safe);
	print_instances(p, out);
	for (i = 0; i < p->n_costs; i++)
		strbuf_addf(out, "cost %s %s %lld %s %lld\n", p->costs[i].rule, p->costs[i].item,
			    (long long)p->costs[i].amount, p->costs[i].currency,
			    (long long)p->costs[i].amount_workspace);
	for (i = 0; i < p->n_checks; i++)
		strbuf_addf(out, "check %s %d %s %s\n", p->checks[i].code, p->checks[i].result,
			    p->checks[i].finding, p->checks[i].mend ? p->checks[i].mend : "");
	for (i = 0; i < p->notes.n; i++)
		strbuf_addf(out, "note %s\n", p->notes.items[i]);
	strbuf_addf(out, "figures %lld %lld %lld\n", (long long)p->figures.exposure,
		    (long long)p->figures.exposure_bound, (long long)p->figures.cost);
}
