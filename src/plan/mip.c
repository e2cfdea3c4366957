/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "plan/mip.h"

#include <assert.h>
#include <stdlib.h>

#include "util/vec.h"

void mip_release(struct mip *m)
{
	if (!m)
		return;
	free(m->columns);
	free(m->rows);
	free(m->terms);
	free(m->values);
	free(m->start);
	*m = (struct mip)MIP_INIT;
}

size_t mip_column(struct mip *m, enum mip_kind kind, double lower, double upper, double cost)
{
	assert(lower <= upper);
	if (m->n_columns == m->cap_columns)
		m->columns = vec_grow(m->columns, &m->cap_columns, m->n_columns + 1,
				      sizeof(*m->columns));
	m->columns[m->n_columns] = (struct mip_column){ lower, upper, cost, kind };
	return m->n_columns++;
}

size_t mip_row(struct mip *m, double lower, double upper)
{
	assert(lower <= upper);
	if (m->n_rows == m->cap_rows)
		m->rows = vec_grow(m->rows, &m->cap_rows, m->n_rows + 1, sizeof(*m->rows));
	m->rows[m->n_rows] = (struct mip_row){ lower, upper, m->n_terms, 0 };
	return m->n_rows++;
}

void mip_term(struct mip *m, size_t column, double value)
{
	assert(m->n_rows && column < m->n_columns);
	if (m->n_terms == m->cap_terms)
		m->terms = vec_grow(m->terms, &m->cap_terms, m->n_terms + 1, sizeof(*m->terms));
	m->terms[m->n_terms++] = (struct mip_term){ column, value };
	m->rows[m->n_rows - 1].n++;
}

void mip_reset(struct mip *m)
{
	free(m->values);
	m->values = NULL;
	m->status = MIP_UNSOLVED;
	m->objective = m->bound = 0;
	m->nodes = 0;
}

bool mip_solved(const struct mip *m)
{
	return m->status == MIP_OPTIMAL || m->status == MIP_FEASIBLE;
}

int64_t mip_whole(const struct mip *m, size_t column)
{
	assert(m->values && column < m->n_columns);
	return (int64_t)floor(m->values[column] + 0.5);
}
