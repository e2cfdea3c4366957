/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The window of a real terminal.  The only file that calls curses.
 *
 * Rows that are as they were are not touched, and curses sends only the cells that differ; nothing
 * is ever cleared to move the cursor.  Where the C library's idea of a character's width differs
 * from ours (util/text.h), or the locale cannot show it, question marks stand in its place, so that
 * columns stay straight.
 */
#include "config.h"
#include "tui/term.h"

#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#define NCURSES_NOMACROS
#include <curses.h>

#include "tui/guard.h"
#include "tui/key.h"
#include "util/mem.h"
#include "util/text.h"

#define PASTE_BEGIN (KEY_MAX + 1)
#define PASTE_END (KEY_MAX + 2)
#define MAX_PASTE 65536
#define PASTE_PATIENCE_MS 500
#define MAX_MARKS_SHOWN 4

struct window {
	struct term term;
	SCREEN *screen;
	struct frame shown;
	bool colour, plain, utf8, paste;
};

static struct window *window_of(struct term *t)
{
	return (struct window *)(void *)t;
}

/* ---- drawing --------------------------------------------------------------------------------- */

static attr_t attributes(const struct window *w, enum role role, bool selected, short *ret_pair)
{
	static const struct {
		unsigned flag;
		attr_t attr;
	} map[] = {
		{ LOOK_BOLD, A_BOLD }, { LOOK_DIM, A_DIM }, { LOOK_UNDERLINE, A_UNDERLINE },
		{ LOOK_REVERSE, A_REVERSE },
	};
	struct look look = style_look(role, w->colour);
	attr_t attr = A_NORMAL;
	size_t i;

	*ret_pair = 0;
	if (w->plain)
		return A_NORMAL;
	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (look.flags & map[i].flag)
			attr |= map[i].attr;
	if (selected) /* dim reverse cannot be read on many terminals */
		return (attr & ~(attr_t)A_DIM) | A_REVERSE;
	*ret_pair = (short)look.colour;
	return attr;
}

static void put_unknown(int y, int x, size_t cells)
{
	for (; cells; cells--)
		mvaddch(y, x++, '?');
}

/* Draws the character at *at with the marks that belong to it; moves *at on, returns its cells. */
static size_t put_glyph(const struct window *w, int y, int x, const char **at, attr_t attr,
			short pair)
{
	wchar_t text[MAX_MARKS_SHOWN + 2];
	const char *start = *at;
	int32_t c = text_next(at);
	char one[5] = "";
	size_t cells, n = 0;
	cchar_t cell;

	memcpy(one, start, (size_t)(*at - start));
	cells = text_width(one);
	text[n++] = (wchar_t)c;
	for (;;) {
		const char *next = *at;
		char mark[5] = "";

		c = text_next(&next);
		memcpy(mark, *at, (size_t)(next - *at));
		if (c <= 0 || text_width(mark) > 0)
			break;
		if (n <= MAX_MARKS_SHOWN && wcwidth((wchar_t)c) == 0)
			text[n++] = (wchar_t)c;
		*at = next;
	}
	text[n] = L'\0';
	if (cells == 0)
		return 0;
	if (text[0] < 0 || (text[0] >= 0x80 && !w->utf8) || wcwidth(text[0]) != (int)cells ||
	    setcchar(&cell, text, attr, pair, NULL) == ERR)
		put_unknown(y, x, cells);
	else
		mvadd_wch(y, x, &cell);
	return cells;
}

/* Bytes that are one cell each and that no combining mark follows. */
static size_t plain_run(const char *text, size_t length)
{
	size_t n = 0;

	while (n < length && (unsigned char)text[n] < 0x80)
		n++;
	return n == length || n == 0 ? n : n - 1;
}

static void put_line(const struct window *w, int y, const struct line *l)
{
	const char *text = l->text.buf;
	size_t i, start = 0;
	int x = 0;

	for (i = 0; i < l->spans.n; start = l->spans.items[i++].end) {
		const char *at = text + start, *end = text + l->spans.items[i].end;
		short pair;
		attr_t attr = attributes(w, l->spans.items[i].role, l->selected, &pair);

		attr_set(attr, pair, NULL);
		while (at < end) {
			size_t n = plain_run(at, (size_t)(end - at));

			if (n) {
				mvaddnstr(y, x, at, (int)n);
				at += n;
				x += (int)n;
			} else {
				x += (int)put_glyph(w, y, x, &at, attr, pair);
			}
		}
	}
	attr_set(A_NORMAL, 0, NULL);
	if (x < COLS) {
		move(y, x);
		clrtoeol();
	}
}

static void window_show(struct term *t, const struct frame *f)
{
	struct window *w = window_of(t);
	bool all = w->shown.rows != f->rows || w->shown.cols != f->cols;
	size_t y;

	if (all) {
		frame_start(&w->shown, f->rows, f->cols);
		erase();
	}
	for (y = 0; y < f->rows; y++) {
		if (!all && line_equal(&w->shown.lines.items[y], &f->lines.items[y]))
			continue;
		put_line(w, (int)y, &f->lines.items[y]);
		line_copy(&w->shown.lines.items[y], &f->lines.items[y]);
	}
	move((int)f->cursor_row, (int)f->cursor_col);
	refresh();
}

static void window_redraw(struct term *t)
{
	(void)t;
	clearok(curscr, TRUE);
	refresh();
}

static void window_size(struct term *t, size_t *ret_rows, size_t *ret_cols)
{
	(void)t;
	*ret_rows = LINES > 0 ? (size_t)LINES : 1;
	*ret_cols = COLS > 0 ? (size_t)COLS : 1;
}

/* ---- events ---------------------------------------------------------------------------------- */

static int32_t from_curses(wint_t code)
{
	static const struct {
		int code;
		int32_t key;
	} map[] = {
		{ KEY_UP, KEYCODE_UP },         { KEY_DOWN, KEYCODE_DOWN },
		{ KEY_LEFT, KEYCODE_LEFT },     { KEY_RIGHT, KEYCODE_RIGHT },
		{ KEY_HOME, KEYCODE_HOME },     { KEY_END, KEYCODE_END },
		{ KEY_PPAGE, KEYCODE_PAGE_UP }, { KEY_NPAGE, KEYCODE_PAGE_DOWN },
		{ KEY_IC, KEYCODE_INSERT },     { KEY_DC, KEYCODE_DELETE },
		{ KEY_BTAB, KEYCODE_BACKTAB },  { KEY_BACKSPACE, KEYCODE_BACKSPACE },
		{ KEY_ENTER, KEYCODE_ENTER },
	};
	size_t i;

	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (map[i].code == (int)code)
			return map[i].key;
	if ((int)code > KEY_F0 && (int)code <= KEY_F0 + 12)
		return KEYCODE_F0 + (int32_t)((int)code - KEY_F0);
	return 0;
}

static int32_t from_character(wint_t c)
{
	if (c == '\n')
		return KEYCODE_ENTER;
	if (c == 0x7f || c == 8)
		return KEYCODE_BACKSPACE;
	return (int32_t)c;
}

/* Everything up to the end of a paste, or until the terminal falls silent. */
static void take_paste(struct strbuf *out)
{
	wint_t c;
	int rc;

	timeout(PASTE_PATIENCE_MS);
	while ((rc = get_wch(&c)) != ERR && !(rc == KEY_CODE_YES && c == PASTE_END)) {
		char bytes[MB_LEN_MAX];
		mbstate_t state;
		size_t n;

		memset(&state, 0, sizeof(state));
		n = rc == OK ? wcrtomb(bytes, (wchar_t)(c == '\r' ? '\n' : c), &state) : 0;
		if (n != (size_t)-1 && out->len + n < MAX_PASTE)
			strbuf_add(out, bytes, n);
	}
	timeout(0);
}

/* What curses has, without waiting; false when it has nothing. */
static bool take_key(struct event *ret)
{
	wint_t c;
	int rc = get_wch(&c);

	if (rc == ERR)
		return false;
	if (rc == KEY_CODE_YES && c == KEY_RESIZE) {
		ret->kind = EVENT_RESIZE;
	} else if (rc == KEY_CODE_YES && c == PASTE_BEGIN) {
		strbuf_reset(&ret->paste);
		take_paste(&ret->paste);
		ret->kind = EVENT_PASTE;
	} else {
		ret->key = rc == KEY_CODE_YES ? from_curses(c) : from_character(c);
		ret->kind = ret->key ? EVENT_KEY : EVENT_NONE;
	}
	return true;
}

static bool take_signal(struct event *ret)
{
	if (guard_take_stop())
		ret->kind = EVENT_STOP;
	else if (guard_take_pause())
		ret->kind = EVENT_PAUSE;
	return ret->kind != EVENT_NONE;
}

static void window_wait(struct term *t, int ms, int wake, bool busy, struct event *ret)
{
	size_t silent = 0;

	(void)t;
	(void)busy;
	ret->kind = EVENT_NONE;
	for (;;) {
		struct pollfd fds[3] = { { STDIN_FILENO, POLLIN, 0 },
					 { guard_fd(), POLLIN, 0 },
					 { wake, POLLIN, 0 } };
		int n;

		if (take_key(ret) || take_signal(ret))
			return;
		n = poll(fds, 3, ms);
		if (n == 0)
			return;
		if (n < 0 && errno != EINTR)
			break;
		if (n < 0)
			continue;
		if (fds[1].revents)
			guard_clear();
		if (fds[2].revents) {
			ret->kind = EVENT_WAKE;
			return;
		}
		/* readable and yet nothing there: the terminal is gone */
		if (fds[0].revents && !(fds[0].revents & POLLIN && ++silent < 4))
			break;
	}
	ret->kind = EVENT_STOP;
}

/* ---- life ------------------------------------------------------------------------------------ */

/* Adds a capability without its padding marks. */
static void add_capability(struct strbuf *out, const char *name)
{
	const char *text = tigetstr(name);

	if (!text || text == (const char *)-1)
		return;
	while (*text) {
		const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;

		if (end)
			text = end + 1;
		else
			strbuf_addch(out, *text++);
	}
}

static bool has_capability(const char *name)
{
	const char *text = tigetstr(name);

	return text && text != (const char *)-1;
}

static bool speaks_ansi(void)
{
	const char *cup = tigetstr("cup");
	const char *name = getenv("TERM");

	return has_capability("cup") && strncmp(cup, "\033[", 2) == 0 && name &&
	       strncmp(name, "linux", 5) != 0 && strncmp(name, "vt", 2) != 0;
}

static void send_text(const char *text)
{
	if (write(STDOUT_FILENO, text, strlen(text)) < 0)
		return; /* the next read finds the terminal gone */
}

static void set_paste(struct window *w, bool on)
{
	if (w->paste)
		send_text(on ? "\033[?2004h" : "\033[?2004l");
}

static void start_colours(struct window *w)
{
	static const short colours[] = { [COLOUR_RED] = COLOR_RED, [COLOUR_GREEN] = COLOR_GREEN,
					 [COLOUR_YELLOW] = COLOR_YELLOW, [COLOUR_BLUE] = COLOR_BLUE,
					 [COLOUR_MAGENTA] = COLOR_MAGENTA,
					 [COLOUR_CYAN] = COLOR_CYAN };
	short i;

	if (!w->colour || !has_colors() || start_color() == ERR || COLORS < 8) {
		w->colour = false;
		return;
	}
	if (use_default_colors() == ERR) {
		w->colour = false;
		return;
	}
	for (i = 1; i < (short)(sizeof(colours) / sizeof(colours[0])); i++)
		init_pair(i, colours[i], -1);
}

static void start_modes(struct window *w)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	timeout(0);
	if (!getenv("ESCDELAY"))
		set_escdelay(25);
	define_key("\033[200~", PASTE_BEGIN);
	define_key("\033[201~", PASTE_END);
	set_paste(w, true);
}

static void window_pause(struct term *t)
{
	struct window *w = window_of(t);
	struct sigaction ours, stop;

	set_paste(w, false);
	endwin();
	memset(&stop, 0, sizeof(stop));
	stop.sa_handler = SIG_DFL;
	sigaction(SIGTSTP, &stop, &ours);
	raise(SIGTSTP); /* without job control the system ignores it */
	sigaction(SIGTSTP, &ours, NULL);
	reset_prog_mode();
	set_paste(w, true);
	clearok(curscr, TRUE);
	refresh();
}

static void window_close(struct term *t)
{
	struct window *w = window_of(t);

	if (!w)
		return;
	set_paste(w, false);
	endwin();
	guard_end();
	delscreen(w->screen);
	frame_release(&w->shown);
	free(w);
}

static int window_status(const struct term *t)
{
	(void)t;
	return 0;
}

static const struct term_ops window_ops = {
	.size = window_size, .show = window_show, .redraw = window_redraw, .wait = window_wait,
	.pause = window_pause, .close = window_close, .status = window_status,
};

static void arm_guard(const struct window *w, const struct termios *modes, volatile int *stop)
{
	static const char *const capabilities[] = { "rmkx", "sgr0", "op", "cnorm", "rmcup" };
	struct strbuf reset = STRBUF_INIT;
	size_t i;

	if (w->paste)
		strbuf_adds(&reset, "\033[?2004l");
	for (i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++)
		add_capability(&reset, capabilities[i]);
	guard_start(STDOUT_FILENO, modes, reset.buf, reset.len, stop);
	strbuf_release(&reset);
}

int term_open_curses(bool colour, bool plain, volatile int *stop, struct term **ret, struct err *err)
{
	const char *name = getenv("TERM");
	struct termios modes;
	bool have_modes;
	struct window *w;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, ERR_USAGE,
			       N_("the screens need a terminal; give a command instead ('lifeboat "
				  "--help' lists them), or use --script"));
	have_modes = tcgetattr(STDOUT_FILENO, &modes) == 0;
	w = mem_zalloc(1, sizeof(*w));
	w->term.ops = &window_ops;
	w->plain = plain;
	w->colour = colour && !plain;
	w->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	w->term.ascii = plain || !w->utf8;
	w->screen = newterm(NULL, stdout, stdin);
	if (!w->screen || !has_capability("cup")) {
		if (w->screen) {
			endwin();
			delscreen(w->screen);
		}
		free(w);
		return err_set(err, ERR_USAGE,
			       N_("the terminal type '%s' cannot show the screens; set TERM, for "
				  "example to xterm, or use the commands"),
			       name ? name : "");
	}
	w->paste = speaks_ansi();
	arm_guard(w, have_modes ? &modes : NULL, stop);
	start_modes(w);
	start_colours(w);
	*ret = &w->term;
	return 0;
}
