/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An answer (app/answer.h) that becomes a page.  May be filled by another thread than the one that
 * asks how far it is.
 */
#ifndef LIFEBOAT_TUI_DOC_ANSWER_H
#define LIFEBOAT_TUI_DOC_ANSWER_H

#include <pthread.h>
#include <stdbool.h>

#include "app/answer.h"
#include "tui/doc.h"

struct doc_answer {
	struct answer answer;
	struct doc *doc;
	struct strbuf notes;     /* remarks beside the answer */
	pthread_mutex_t mutex;   /* of what follows */
	int permille;            /* -1: not said */
	struct strbuf stage;
	bool stop;
};

void doc_answer_init(struct doc_answer *a, struct doc *doc);
void doc_answer_release(struct doc_answer *a);
/* Asks the work to end at its next step. */
void doc_answer_stop(struct doc_answer *a);
/* "scheduling 45 %", or nothing. */
void doc_answer_progress(struct doc_answer *a, struct strbuf *out);

#endif
