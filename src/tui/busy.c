/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "tui/busy.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "app/app.h"
#include "tui/ui.h"

struct job {
	const struct busy_work *work;
	struct err *err;
	int rc, wake[2];
};

static void *run_thread(void *context)
{
	struct job *j = context;

	j->rc = j->work->run(j->work->context, j->err);
	if (write(j->wake[1], "", 1) < 0)
		return NULL; /* cannot be: the pipe is empty and both ends are ours */
	return NULL;
}

static void draw_progress(const struct busy_work *w, const struct ui *ui, bool stopping,
			  struct strbuf *out)
{
	strbuf_reset(out);
	if (w->progress)
		w->progress(w->context, out);
	if (out->len)
		strbuf_addf(out, " %s ", ui->draw->dot);
	strbuf_adds(out, stopping ? _("stopping") : _("working; Esc stops it"));
}

static void wait_for(struct ui *ui, struct job *j)
{
	const struct busy_work *w = j->work;
	struct strbuf progress = STRBUF_INIT;
	volatile int *stop = ui->app->stop;
	bool stopping = false, long_work = false;
	char byte;

	do {
		draw_progress(w, ui, stopping, &progress);
		if (ui_wait_busy(ui, j->wake[0], w->typing_stops, long_work ? progress.buf : NULL) &&
		    !stopping) {
			stopping = true;
			if (w->stop)
				w->stop(w->context);
			if (stop)
				*stop = 1;
		}
		/* again each time: a statement that starts just now has not heard of it */
		if (stopping && ui->app->db)
			db_interrupt(ui->app->db);
		long_work = true;
	} while (read(j->wake[0], &byte, 1) < 1);
	if (stopping && !ui->done && stop)
		*stop = 0;
	strbuf_release(&progress);
}

int busy_run(struct ui *ui, const struct busy_work *work, struct err *err)
{
	struct job j = { .work = work, .err = err };
	pthread_t thread;

	if (pipe(j.wake) < 0)
		return work->run(work->context, err);
	fcntl(j.wake[0], F_SETFL, O_NONBLOCK);
	fcntl(j.wake[0], F_SETFD, FD_CLOEXEC);
	fcntl(j.wake[1], F_SETFD, FD_CLOEXEC);
	if (pthread_create(&thread, NULL, run_thread, &j) != 0) {
		j.rc = work->run(work->context, err);
	} else {
		wait_for(ui, &j);
		pthread_join(thread, NULL);
	}
	close(j.wake[0]);
	close(j.wake[1]);
	return j.rc;
}
