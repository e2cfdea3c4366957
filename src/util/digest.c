/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "util/digest.h"

#include <sodium/crypto_hash_sha256.h>
#include <string.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct digest), "state fits");
_Static_assert(crypto_hash_sha256_BYTES == DIGEST_SIZE, "SHA-256");

/* The library keeps its state by value, so that a digest needs no release.  SHA-256 uses none of
 * what sodium_init() sets up. */
static crypto_hash_sha256_state *state_of(struct digest *d)
{
	return (crypto_hash_sha256_state *)(void *)d->state;
}

static void put_u64(unsigned char out[8], uint64_t value)
{
	int i;

	for (i = 7; i >= 0; i--, value >>= 8)
		out[i] = (unsigned char)(value & 0xff);
}

void digest_init(struct digest *d)
{
	crypto_hash_sha256_init(state_of(d));
}

void digest_bytes(struct digest *d, const void *data, size_t length)
{
	if (length)
		crypto_hash_sha256_update(state_of(d), data, length);
}

void digest_field(struct digest *d, const void *data, size_t length)
{
	unsigned char prefix[8];

	put_u64(prefix, data ? (uint64_t)length : UINT64_MAX);
	digest_bytes(d, prefix, sizeof(prefix));
	if (data)
		digest_bytes(d, data, length);
}

void digest_text(struct digest *d, const char *text)
{
	digest_field(d, text, text ? strlen(text) : 0);
}

void digest_int(struct digest *d, int64_t value)
{
	unsigned char bytes[8];

	put_u64(bytes, (uint64_t)value);
	digest_field(d, bytes, sizeof(bytes));
}

void digest_final(struct digest *d, unsigned char out[DIGEST_SIZE])
{
	crypto_hash_sha256_final(state_of(d), out);
}

void digest_hex(const unsigned char hash[DIGEST_SIZE], char out[DIGEST_HEX])
{
	static const char digits[] = "0123456789abcdef";
	int i;

	for (i = 0; i < DIGEST_SIZE; i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
	out[DIGEST_HEX - 1] = '\0';
}
