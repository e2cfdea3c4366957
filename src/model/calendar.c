/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/calendar.h"

#include <stdlib.h>
#include <string.h>
#include <libical/ical.h>

#include "util/date.h"
#include "util/mem.h"
#include "util/vec.h"
#include "util/zone.h"

/* Occurrences before the range that are walked over at most; a rule that needs more began too long
 * ago for its pace. */
#define MAX_SKIPPED 500000

#define DAY_MIN (DAY_S / MINUTE_S)

typedef VEC(struct window) window_vec;

/* One expansion. */
struct expansion {
	const char *name;
	struct zone *zone;
	int64_t from, until;
	window_vec open, closed;
};

static struct icaltimetype ical_from_local(int64_t minutes)
{
	struct icaltimetype t = icaltime_null_time();
	struct civil c;

	civil_from_seconds(minutes * MINUTE_S, &c);
	t.year = c.year;
	t.month = c.month;
	t.day = c.day;
	t.hour = c.hour;
	t.minute = c.minute;
	return t;
}

static int64_t local_from_ical(const struct icaltimetype *t)
{
	return date_from_civil(t->year, t->month, t->day) * DAY_MIN + t->hour * 60 + t->minute;
}

static bool parse_rule(const char *text, struct icalrecurrencetype *ret)
{
	*ret = icalrecurrencetype_from_string(text);
	icalerror_clear_errno();
	return ret->freq != ICAL_NO_RECURRENCE;
}

int calendar_rule_canonical(const char *rrule, char **ret)
{
	struct icalrecurrencetype rule;
	char *text;

	if (!parse_rule(rrule, &rule) || rule.freq == ICAL_SECONDLY_RECURRENCE)
		return ERR_INPUT;
	text = icalrecurrencetype_as_string_r(&rule);
	if (!text)
		return ERR_INPUT;
	*ret = mem_strdup(text);
	icalmemory_free_buffer(text);
	return 0;
}

/* ---- occurrences ------------------------------------------------------------------------------ */

/* Adds the occurrence that begins at a local time, cut to the range; false when it lies outside. */
static bool add_occurrence(struct expansion *x, const struct calendar_rule *r, int64_t local)
{
	int64_t days = r->duration / DAY_S, rest = r->duration % DAY_S;
	int64_t open, close;

	/* far off in any zone: no need to ask it */
	if (local + (days + 3) * DAY_MIN < x->from || local - 2 * DAY_MIN > x->until)
		return false;
	open = zone_from_local(x->zone, local);
	close = zone_from_local(x->zone, local + days * DAY_MIN);
	/* seconds: an open window ends early, a closed one late */
	close += (rest + (r->open ? 0 : MINUTE_S - 1)) / MINUTE_S;
	if (open < x->from)
		open = x->from;
	if (close > x->until)
		close = x->until;
	if (open >= close)
		return false;
	if (r->open)
		VEC_PUSH(&x->open, (struct window){ open, close });
	else
		VEC_PUSH(&x->closed, (struct window){ open, close });
	return true;
}

/* The rule's end as a local time of the zone, and never beyond what is asked for. */
static void bound_rule(const struct expansion *x, struct icalrecurrencetype *rule)
{
	int64_t last = x->until + 2 * DAY_MIN;

	if (!icaltime_is_null_time(rule->until)) {
		int64_t until = local_from_ical(&rule->until);

		if (rule->until.is_date)
			until += DAY_MIN - 1;
		else if (icaltime_is_utc(rule->until))
			until = zone_to_local(x->zone, until);
		if (until < last)
			last = until;
	}
	rule->until = ical_from_local(last);
}

static int walk_rule(struct expansion *x, const struct calendar_rule *r, icalrecur_iterator *it,
		     struct err *err)
{
	size_t inside = 0, outside = 0;
	struct icaltimetype t;

	while (t = icalrecur_iterator_next(it), !icaltime_is_null_time(t)) {
		if (add_occurrence(x, r, local_from_ical(&t)))
			inside++;
		else
			outside++;
		if (inside > CALENDAR_MAX_OCCURRENCES)
			return err_set(err, ERR_INPUT, N_("calendar '%s': the rule '%s' occurs more "
				       "than %d times in the time that is planned; use longer windows "
				       "that occur less often"), x->name, r->rrule,
				       CALENDAR_MAX_OCCURRENCES);
		if (outside > MAX_SKIPPED)
			return err_set(err, ERR_INPUT, N_("calendar '%s': the rule '%s' began too long "
				       "ago for how often it occurs; give it a later start"),
				       x->name, r->rrule);
	}
	return 0;
}

static int expand_rule(struct expansion *x, const struct calendar_rule *r, struct err *err)
{
	struct icalrecurrencetype rule;
	icalrecur_iterator *it;
	int rc;

	if (!r->rrule) {
		(void)add_occurrence(x, r, r->starts);
		return 0;
	}
	if (!parse_rule(r->rrule, &rule))
		return err_set(err, ERR_INPUT, N_("calendar '%s': '%s' is no recurrence rule; write one "
			       "like FREQ=WEEKLY;BYDAY=SA,SU"), x->name, r->rrule);
	if (rule.freq == ICAL_SECONDLY_RECURRENCE)
		return err_set(err, ERR_INPUT, N_("calendar '%s': the rule '%s' counts in seconds; "
			       "windows are whole minutes"), x->name, r->rrule);
	bound_rule(x, &rule);
	it = icalrecur_iterator_new(rule, ical_from_local(r->starts));
	icalerror_clear_errno();
	if (!it)
		return err_set(err, ERR_INPUT, N_("calendar '%s': the rule '%s' never occurs; check its "
			       "BY parts"), x->name, r->rrule);
	rc = walk_rule(x, r, it, err);
	icalrecur_iterator_free(it);
	return rc;
}

/* ---- sets of windows --------------------------------------------------------------------------- */

static int by_open(const void *a, const void *b)
{
	const struct window *x = a, *y = b;

	return x->open != y->open ? (x->open > y->open) - (x->open < y->open)
				  : (x->close > y->close) - (x->close < y->close);
}

/* Sorts; windows that touch or overlap become one. */
static void merge(window_vec *v)
{
	size_t n = 0;

	if (!v->n)
		return;
	qsort(v->items, v->n, sizeof(*v->items), by_open);
	for (size_t i = 1; i < v->n; i++) {
		if (v->items[i].open > v->items[n].close)
			v->items[++n] = v->items[i];
		else if (v->items[i].close > v->items[n].close)
			v->items[n].close = v->items[i].close;
	}
	v->n = n + 1;
}

/* The merged `open` without the merged `closed`. */
static void cut(const window_vec *open, const window_vec *closed, window_vec *ret)
{
	size_t k = 0;

	for (size_t i = 0; i < open->n; i++) {
		int64_t at = open->items[i].open, end = open->items[i].close;

		while (k < closed->n && closed->items[k].close <= at)
			k++;
		for (size_t j = k; j < closed->n && closed->items[j].open < end; j++) {
			if (closed->items[j].open > at)
				VEC_PUSH(ret, (struct window){ at, closed->items[j].open });
			at = closed->items[j].close;
		}
		if (at < end)
			VEC_PUSH(ret, (struct window){ at, end });
	}
}

int calendar_expand(const char *name, const struct calendar_rule *rules, size_t n,
		    const char *zone, int64_t from, int64_t until, struct arena *arena,
		    struct window **ret, size_t *ret_n, struct err *err)
{
	struct expansion x = { name, zone_find(zone), from, until, VEC_INIT, VEC_INIT };
	window_vec result = VEC_INIT;
	bool any_open = false;
	int rc = 0;

	if (!x.zone)
		return err_set(err, ERR_INPUT, N_("calendar '%s': there is no time zone '%s'; use a name "
			       "like Europe/Berlin, and install the system's time zone data"),
			       name, zone);
	for (size_t i = 0; i < n && rc == 0; i++) {
		any_open = any_open || rules[i].open;
		rc = expand_rule(&x, &rules[i], err);
	}
	if (rc < 0)
		goto out;
	if (!any_open && from < until)
		VEC_PUSH(&x.open, (struct window){ from, until });
	merge(&x.open);
	merge(&x.closed);
	cut(&x.open, &x.closed, &result);
	*ret_n = result.n;
	*ret = result.n ? arena_copy(arena, result.items, result.n * sizeof(*result.items)) : NULL;
out:
	VEC_RELEASE(&x.open);
	VEC_RELEASE(&x.closed);
	VEC_RELEASE(&result);
	return rc;
}
