/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <vterm.h>

#include "tui/key.h"
#include "util/mem.h"
#include "util/strbuf.h"

#define PATIENCE_MS 20000 /* a slow machine under sanitizers; reached only when a test fails */
#define QUIET_MS 60

struct pty {
	VTerm *term;
	VTermScreen *screen;
	VTermColor fg, bg;
	struct strbuf text;
	pid_t pid;
	int fd, rows, cols, status;
	bool ended, alternate;
	size_t traffic;
};

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* What the terminal answers when it is asked. */
static void send_answer(const char *bytes, size_t length, void *user)
{
	struct pty *p = user;

	if (write(p->fd, bytes, length) < 0)
		perror("pty");
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
	struct pty *p = user;

	if (property == VTERM_PROP_ALTSCREEN)
		p->alternate = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = on_property };

static _Noreturn void run_child(const char *const argv[], const char *const env[])
{
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	unsetenv("NO_COLOR");
	for (; env && *env; env++) {
		char *name = mem_strdup(*env), *equals = strchr(name, '=');

		if (equals)
			*equals = '\0';
		if (equals)
			setenv(name, equals + 1, 1);
		else
			unsetenv(name);
		free(name);
	}
	execv(argv[0], (char *const *)(uintptr_t)argv);
	perror(argv[0]);
	_exit(127);
}

struct pty *pty_start(int rows, int cols, const char *const argv[], const char *const env[])
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	struct pty *p = mem_zalloc(1, sizeof(*p));

	p->rows = rows;
	p->cols = cols;
	strbuf_init(&p->text);
	p->term = vterm_new(rows, cols);
	vterm_set_utf8(p->term, 1);
	vterm_output_set_callback(p->term, send_answer, p);
	p->screen = vterm_obtain_screen(p->term);
	vterm_screen_set_callbacks(p->screen, &callbacks, p);
	vterm_screen_enable_altscreen(p->screen, 1);
	vterm_screen_reset(p->screen, 1);
	vterm_state_get_default_colors(vterm_obtain_state(p->term), &p->fg, &p->bg);
	p->pid = forkpty(&p->fd, NULL, NULL, &size);
	if (p->pid == 0)
		run_child(argv, env);
	if (p->pid < 0)
		fail_msg("no pseudo-terminal: %s", strerror(errno));
	return p;
}

/* Takes in what comes within `ms`; false when nothing did. */
static bool take_in(struct pty *p, int ms)
{
	struct pollfd fd = { p->fd, POLLIN, 0 };
	char buffer[16384];
	ssize_t n;

	if (poll(&fd, 1, ms) <= 0)
		return false;
	n = read(p->fd, buffer, sizeof(buffer));
	if (n <= 0) /* the program has gone */
		return false;
	p->traffic += (size_t)n;
	vterm_input_write(p->term, buffer, (size_t)n);
	return true;
}

void pty_settle(struct pty *p)
{
	int64_t end = now_ms() + PATIENCE_MS;

	while (now_ms() < end && take_in(p, QUIET_MS))
		;
}

static _Noreturn void give_up(struct pty *p, const char *what, const char *text)
{
	fprintf(stderr, "%s '%s'; the screen is:\n%s", what, text, pty_screen(p));
	pty_end(p);
	fail_msg("%s '%s'", what, text);
	abort(); /* not reached */
}

static void wait_for(struct pty *p, const char *text, bool there)
{
	int64_t end = now_ms() + PATIENCE_MS, left;

	while (pty_sees(p, text) != there) {
		left = end - now_ms();
		/* the end of the program ends the waiting too */
		if (left <= 0 || (!take_in(p, left < 250 ? (int)left : 250) &&
				  waitpid(p->pid, &p->status, WNOHANG) == p->pid)) {
			p->ended = left > 0;
			give_up(p, there ? "never saw" : "still see", text);
		}
	}
	pty_settle(p);
}

void pty_expect(struct pty *p, const char *text)
{
	wait_for(p, text, true);
}

void pty_expect_gone(struct pty *p, const char *text)
{
	wait_for(p, text, false);
}

/* ---- keyboard -------------------------------------------------------------------------------- */

void pty_bytes(struct pty *p, const char *bytes)
{
	size_t length = strlen(bytes);

	assert_int_equal(write(p->fd, bytes, length), length);
}

/* What an xterm sends in keypad mode. */
static const char *sequence(int32_t key)
{
	static const struct {
		int32_t key;
		const char *bytes;
	} table[] = {
		{ KEYCODE_UP, "\033OA" },       { KEYCODE_DOWN, "\033OB" },
		{ KEYCODE_RIGHT, "\033OC" },    { KEYCODE_LEFT, "\033OD" },
		{ KEYCODE_HOME, "\033OH" },     { KEYCODE_END, "\033OF" },
		{ KEYCODE_PAGE_UP, "\033[5~" }, { KEYCODE_PAGE_DOWN, "\033[6~" },
		{ KEYCODE_INSERT, "\033[2~" },  { KEYCODE_DELETE, "\033[3~" },
		{ KEYCODE_BACKSPACE, "\177" },  { KEYCODE_BACKTAB, "\033[Z" },
		{ KEYCODE_F0 + 1, "\033OP" },   { KEYCODE_F0 + 2, "\033OQ" },
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].key == key)
			return table[i].bytes;
	return NULL;
}

void pty_keys(struct pty *p, const char *keys)
{
	int32_t key;

	while (*keys) {
		const char *start = keys, *bytes;
		struct strbuf text = STRBUF_INIT;

		assert_true(key_next(&keys, &key));
		bytes = sequence(key);
		if (bytes)
			strbuf_adds(&text, bytes);
		else if (key < 0x80)
			strbuf_addch(&text, (char)key);
		else
			strbuf_add(&text, start, (size_t)(keys - start));
		pty_bytes(p, text.buf);
		strbuf_release(&text);
	}
}

void pty_resize(struct pty *p, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	p->rows = rows;
	p->cols = cols;
	vterm_set_size(p->term, rows, cols);
	assert_int_equal(ioctl(p->fd, TIOCSWINSZ, &size), 0);
}

void pty_signal(struct pty *p, int number)
{
	assert_int_equal(kill(p->pid, number), 0);
}

/* ---- the end --------------------------------------------------------------------------------- */

int pty_wait(struct pty *p)
{
	int64_t end = now_ms() + PATIENCE_MS;

	while (!p->ended && now_ms() < end) {
		take_in(p, QUIET_MS);
		if (waitpid(p->pid, &p->status, WNOHANG) == p->pid)
			p->ended = true;
	}
	if (!p->ended)
		give_up(p, "the program does not end", "");
	while (take_in(p, QUIET_MS))
		;
	return p->status;
}

void pty_end(struct pty *p)
{
	if (!p->ended) {
		kill(p->pid, SIGKILL);
		waitpid(p->pid, &p->status, 0);
	}
	close(p->fd);
	vterm_free(p->term);
	strbuf_release(&p->text);
	free(p);
}

/* ---- screen ---------------------------------------------------------------------------------- */

static void add_row(struct pty *p, int row, struct strbuf *out)
{
	VTermRect whole = { row, row + 1, 0, p->cols };
	size_t room = (size_t)p->cols * VTERM_MAX_CHARS_PER_CELL * 4 + 1;
	char *text = mem_alloc(room, 1);
	size_t n = vterm_screen_get_text(p->screen, text, room, whole);

	while (n && text[n - 1] == ' ')
		n--;
	strbuf_add(out, text, n);
	free(text);
}

const char *pty_screen(struct pty *p)
{
	int row;

	strbuf_reset(&p->text);
	for (row = 0; row < p->rows; row++) {
		add_row(p, row, &p->text);
		strbuf_addch(&p->text, '\n');
	}
	return p->text.buf;
}

bool pty_sees(struct pty *p, const char *text)
{
	return strstr(pty_screen(p), text) != NULL;
}

void pty_cursor(struct pty *p, int *ret_row, int *ret_col)
{
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(p->term), &pos);
	*ret_row = pos.row;
	*ret_col = pos.col;
}

int pty_row_of(struct pty *p, const char *text)
{
	struct strbuf row = STRBUF_INIT;
	int i, found = -1;

	for (i = 0; found < 0 && i < p->rows; i++) {
		strbuf_reset(&row);
		add_row(p, i, &row);
		if (strstr(row.buf, text))
			found = i;
	}
	strbuf_release(&row);
	return found;
}

static bool cell_at(struct pty *p, int row, int col, VTermScreenCell *ret)
{
	return vterm_screen_get_cell(p->screen, (VTermPos){ row, col }, ret) != 0;
}

/* Texts of ASCII only: cells hold characters, not bytes. */
int pty_col_of(struct pty *p, int row, const char *text)
{
	size_t length = strlen(text), i;
	VTermScreenCell cell;
	int col;

	for (col = 0; col + (int)length <= p->cols; col++) {
		for (i = 0; i < length; i++)
			if (!cell_at(p, row, col + (int)i, &cell) ||
			    cell.chars[0] != (uint32_t)(unsigned char)text[i])
				break;
		if (i == length)
			return col;
	}
	return -1;
}

bool pty_is_reverse(struct pty *p, int row)
{
	VTermScreenCell cell;

	return cell_at(p, row, 1, &cell) && cell.attrs.reverse;
}

static bool any_cell(struct pty *p, bool (*is)(const struct pty *p, const VTermScreenCell *cell))
{
	VTermScreenCell cell;
	int row, col;

	for (row = 0; row < p->rows; row++)
		for (col = 0; col < p->cols; col++)
			if (cell_at(p, row, col, &cell) && is(p, &cell))
				return true;
	return false;
}

static bool is_coloured(const struct pty *p, const VTermScreenCell *cell)
{
	return !vterm_color_is_equal(&cell->fg, &p->fg) || !vterm_color_is_equal(&cell->bg, &p->bg);
}

static bool is_special(const struct pty *p, const VTermScreenCell *cell)
{
	(void)p;
	return cell->attrs.reverse || cell->attrs.bold || cell->attrs.underline;
}

bool pty_has_colour(struct pty *p)
{
	return any_cell(p, is_coloured);
}

bool pty_has_attributes(struct pty *p)
{
	return any_cell(p, is_special);
}

bool pty_in_screens(const struct pty *p)
{
	return p->alternate;
}

size_t pty_traffic(struct pty *p)
{
	size_t n = p->traffic;

	p->traffic = 0;
	return n;
}
