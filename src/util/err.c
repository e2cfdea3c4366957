/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/err.h"

#include <string.h>

void err_release(struct err *err)
{
	if (!err)
		return;
	msg_release(&err->msg);
	err->code = ERR_OK;
}

int err_set(struct err *err, enum err_code code, const char *id, ...)
{
	va_list ap;

	if (err) {
		err->code = code;
		va_start(ap, id);
		msg_vset(&err->msg, id, ap);
		va_end(ap);
	}
	return code;
}

int err_set_errno(struct err *err, enum err_code code, int error_number, const char *what)
{
	return err_set(err, code, N_("%s: %s"), what, strerror(error_number));
}

int err_move(struct err *err, struct err *from)
{
	int code = from->code;

	if (err && err != from) {
		msg_release(&err->msg);
		*err = *from;
		msg_init(&from->msg);
		from->code = ERR_OK;
	} else if (!err) {
		err_release(from);
	}
	return code;
}

void err_render(const struct err *err, msg_translate_fn *translate, struct strbuf *out)
{
	msg_render(&err->msg, translate, out);
}

int err_exit_status(int code)
{
	static const unsigned char status[] = {
		[-ERR_OK] = 0,         [-ERR_ANSWER_NO] = 1, [-ERR_USAGE] = 2,
		[-ERR_INPUT] = 3,      [-ERR_NOT_FOUND] = 3, [-ERR_CONFLICT] = 4,
		[-ERR_BUSY] = 4,       [-ERR_MISSING] = 4,   [-ERR_CORRUPT] = 4,
		[-ERR_NEWER] = 4,      [-ERR_IO] = 4,        [-ERR_DENIED] = 5,
		[-ERR_INTERRUPTED] = 130, [-ERR_INFEASIBLE] = 1, [-ERR_INTERNAL] = 4,
	};

	return code <= 0 && (size_t)-code < sizeof(status) ? status[-code] : 4;
}
