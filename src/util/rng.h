/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UTIL_RNG_H
#define UTIL_RNG_H
/*
 * A seeded generator of pseudo-random numbers: xoshiro256** (Blackman and Vigna 2018), its state
 * filled by splitmix64. The only source of randomness in the program; the same seed gives the same
 * numbers on every machine. Not for secrets.
 */

#include <stdint.h>

struct rng {
	uint64_t s[4];
};

void rng_init(struct rng *rng, uint64_t seed);
uint64_t rng_next(struct rng *rng);

/* Uniform in 0..n-1, n >= 1; multiply-shift, bias below n / 2^64. */
uint64_t rng_below(struct rng *rng, uint64_t n);

/* Uniform in [0, 1), 53 bits. */
double rng_unit(struct rng *rng);

#endif
