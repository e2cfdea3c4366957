/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/ics.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "io/foreign.h"
#include "util/date.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

#define ICS_LIMIT ((size_t)32 * 1024 * 1024)

static bool ics_fits(const struct import_source *s)
{
	const char *p = s->head + strspn(s->head, " \t\r\n");

	return strncasecmp(p, "BEGIN:VCALENDAR", 15) == 0;
}

struct event {
	size_t number;        /* place in the file, from 1 */
	char *starts, *rrule, *note;
	int64_t duration;     /* s */
	bool opens;
};

struct reading {
	struct importing *im;
	char *calendar;
	bool all_open;        /* by the map file */
	VEC(struct event) events;
	size_t utc, excluded;
};

static bool says_open(const char *text)
{
	static const char *const words[] = { "open", "change window", "maintenance window",
					     "working hours", "office hours" };
	struct strbuf folded = STRBUF_INIT;
	bool found = false;

	if (!text)
		return false;
	text_fold(text, &folded);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words) && !found; i++)
		found = strstr(folded.buf, words[i]) != NULL;
	strbuf_release(&folded);
	return found;
}

static bool event_opens(icalcomponent *c)
{
	icalproperty *p = icalcomponent_get_first_property(c, ICAL_CATEGORIES_PROPERTY);

	for (; p; p = icalcomponent_get_next_property(c, ICAL_CATEGORIES_PROPERTY))
		if (says_open(icalproperty_get_categories(p)))
			return true;
	return says_open(icalcomponent_get_summary(c));
}

static int64_t wall_minutes(struct icaltimetype t)
{
	return date_from_civil(t.year, t.month, t.day) * (DAY_S / MINUTE_S) +
	       (t.is_date ? 0 : t.hour * 60 + t.minute);
}

/* Seconds from beginning to end by the wall clock; 0 when the event has no length. */
static int64_t event_duration(icalcomponent *c, struct icaltimetype start)
{
	icalproperty *p = icalcomponent_get_first_property(c, ICAL_DURATION_PROPERTY);
	struct icaltimetype end;

	if (p)
		return icaldurationtype_as_int(icalproperty_get_duration(p));
	p = icalcomponent_get_first_property(c, ICAL_DTEND_PROPERTY);
	if (!p)
		return start.is_date ? DAY_S : 0;
	end = icalproperty_get_dtend(p);
	if (icaltime_is_null_time(end) || !icaltime_is_valid_time(end))
		return 0;
	return (wall_minutes(end) - wall_minutes(start)) * MINUTE_S;
}

static char *event_rule(icalcomponent *c)
{
	icalproperty *p = icalcomponent_get_first_property(c, ICAL_RRULE_PROPERTY);
	struct icalrecurrencetype rule;
	char *text, *copy;

	if (!p)
		return NULL;
	rule = icalproperty_get_rrule(p);
	text = icalrecurrencetype_as_string_r(&rule);
	copy = mem_strdup(text);
	free(text);
	return copy;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Two events that begin together and repeat alike are one row: the longer counts. */
static bool merge_event(struct reading *g, const struct event *e)
{
	for (size_t i = 0; i < g->events.n; i++) {
		struct event *old = &g->events.items[i];

		if (old->opens != e->opens || strcmp(old->starts, e->starts) != 0)
			continue;
		if (!same_text(old->rrule, e->rrule))
			import_rejectf(g->im->file, e->number, NULL,
				       N_("begins together with event %zu but repeats otherwise; move "
					  "one of them by a minute"), old->number);
		else if (old->duration < e->duration)
			old->duration = e->duration;
		return true;
	}
	return false;
}

static void free_event(struct event *e)
{
	free(e->starts);
	free(e->rrule);
	free(e->note);
}

static void take_event(struct reading *g, icalcomponent *c)
{
	struct import_file *f = g->im->file;
	struct icaltimetype start = icalcomponent_get_dtstart(c);
	struct event e = { .number = (size_t)++f->read };
	struct strbuf text = STRBUF_INIT;

	if (icalcomponent_get_status(c) == ICAL_STATUS_CANCELLED)
		return;
	if (icaltime_is_null_time(start) || !icaltime_is_valid_time(start)) {
		import_rejectf(f, e.number, NULL, N_("the event has no beginning (DTSTART)"));
		return;
	}
	e.duration = event_duration(c, start);
	if (e.duration <= 0) {
		import_rejectf(f, e.number, NULL,
			       N_("the event has no length; give DTEND or DURATION"));
		return;
	}
	g->utc += !start.is_date && icaltime_is_utc(start);
	g->excluded += icalcomponent_count_properties(c, ICAL_EXDATE_PROPERTY) > 0;
	local_format(wall_minutes(start), &text);
	e.starts = strbuf_detach(&text);
	e.rrule = event_rule(c);
	e.note = mem_strdup(icalcomponent_get_summary(c));
	e.opens = g->all_open || event_opens(c);
	if (merge_event(g, &e))
		free_event(&e);
	else
		VEC_PUSH(&g->events, e);
}

static int put_event(struct reading *g, const struct event *e, struct err *err)
{
	const struct table *t = table_find("calendars");
	const char *const columns[] = { "calendar", "kind", "starts", "duration", "rrule", "note" };
	const char *values[] = { g->calendar, e->opens ? "open" : "closed", e->starts, NULL, e->rrule,
				 e->note };
	struct strbuf duration = STRBUF_INIT;
	struct err why = ERR_INIT;
	struct record r;
	int rc = 0;

	duration_format(e->duration, &duration);
	values[3] = duration.buf;
	record_init(&r, t);
	for (size_t i = 0; i < 6 && rc == 0; i++) {
		int column = table_column(t, columns[i]);

		if (values[i])
			rc = value_canonical(&t->columns[column], values[i], &r.cell[column], &why);
	}
	if (rc < 0) {
		import_reject(g->im->file, e->number, NULL, &why.msg);
		rc = 0;
	} else {
		rc = import_put(g->im, e->number, &r, CHANGE_ALL_CELLS, NULL, err);
	}
	err_release(&why);
	record_release(&r);
	strbuf_release(&duration);
	return rc < 0 ? rc : 0;
}

/* X-WR-CALNAME, else the file's name without its ending. */
static char *calendar_key(icalcomponent *root, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct strbuf key = STRBUF_INIT, lower = STRBUF_INIT;
	icalproperty *p = icalcomponent_get_first_property(root, ICAL_X_PROPERTY);
	char *base = mem_strdup(name), *dot = strrchr(base, '.');

	if (dot && dot != base)
		*dot = '\0';
	name = base;
	for (; p; p = icalcomponent_get_next_property(root, ICAL_X_PROPERTY))
		if (icalproperty_get_x_name(p) && icalproperty_get_x(p) &&
		    strcasecmp(icalproperty_get_x_name(p), "X-WR-CALNAME") == 0)
			name = icalproperty_get_x(p);
	text_fold(name, &lower);
	key_from_text(lower.buf, &key);
	free(base);
	strbuf_release(&lower);
	return strbuf_detach(&key);
}

static int read_calendar(struct reading *g, icalcomponent *root, struct err *err)
{
	icalcomponent *c = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT);
	struct import_file *f = g->im->file;
	int rc = 0;

	import_count_of(f, table_find("calendars"));
	for (; c; c = icalcomponent_get_next_component(root, ICAL_VEVENT_COMPONENT))
		take_event(g, c);
	for (size_t i = 0; i < g->events.n && rc == 0; i++)
		rc = put_event(g, &g->events.items[i], err);
	if (g->utc)
		import_note(f, N_("%zu events give their time in UTC; it was taken as the local time of "
				  "each site that uses calendar '%s'"), g->utc, g->calendar);
	if (g->excluded)
		import_note(f, N_("%zu repeating events name exceptions (EXDATE), which a calendar row "
				  "cannot hold; add a row of the other kind for those days"),
			    g->excluded);
	return rc;
}

static int map_setting_open(struct reading *g, struct err *err)
{
	struct map_file map;
	const char *kind;
	int rc = map_file_read(g->im->options->map, &map, err);

	kind = map_file_setting(&map, "kind");
	g->all_open = kind && strcmp(kind, "open") == 0;
	map_file_release(&map);
	return rc;
}

static int ics_run(struct importing *im, const struct import_source *s, struct err *err)
{
	struct reading g = { .im = im };
	struct strbuf text = STRBUF_INIT;
	icalcomponent *root = NULL;
	int rc = file_read(s->path, ICS_LIMIT, &text, err);

	im->file->format = N_("calendar");
	if (rc == 0)
		rc = map_setting_open(&g, err);
	if (rc == 0 && !(root = icalparser_parse_string(text.buf)))
		rc = err_set(err, ERR_INPUT, N_("%s: is no calendar that can be read; export it again "
						"as iCalendar (.ics)"), s->path);
	if (rc == 0) {
		g.calendar = calendar_key(root, s->path);
		rc = read_calendar(&g, root, err);
	}
	for (size_t i = 0; i < g.events.n; i++)
		free_event(&g.events.items[i]);
	VEC_RELEASE(&g.events);
	free(g.calendar);
	if (root)
		icalcomponent_free(root);
	strbuf_release(&text);
	return rc;
}

const struct importer ics_importer = {
	.name = N_("iCalendar"), .fits = ics_fits, .run = ics_run,
};
