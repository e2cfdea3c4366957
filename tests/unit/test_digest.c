/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/digest.h"

static void hex_of(struct digest *d, char out[DIGEST_HEX])
{
	unsigned char hash[DIGEST_SIZE];

	digest_final(d, hash);
	digest_hex(hash, out);
}

/* FIPS 180-2, appendix B.1 and B.2, and the empty message. */
static void known_answers(void **state)
{
	static const struct {
		const char *text, *hex;
	} cases[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct digest d;
		char hex[DIGEST_HEX];

		digest_init(&d);
		digest_bytes(&d, cases[i].text, strlen(cases[i].text));
		hex_of(&d, hex);
		assert_string_equal(hex, cases[i].hex);
	}
}

/* The length prefix as any other program would write it: printf '\0\0\0\0\0\0\0\3abc' | sha256sum */
static void a_field_is_its_length_and_its_bytes(void **state)
{
	struct digest field, bytes;
	char a[DIGEST_HEX], b[DIGEST_HEX];

	(void)state;
	digest_init(&field);
	digest_text(&field, "abc");
	digest_text(&field, NULL);
	digest_int(&field, -2);
	hex_of(&field, a);
	digest_init(&bytes);
	digest_bytes(&bytes, "\0\0\0\0\0\0\0\3abc", 11);
	digest_bytes(&bytes, "\377\377\377\377\377\377\377\377", 8);
	digest_bytes(&bytes, "\0\0\0\0\0\0\0\10\377\377\377\377\377\377\377\376", 16);
	hex_of(&bytes, b);
	assert_string_equal(a, b);
}

static void neighbouring_fields_do_not_run_together(void **state)
{
	static const char *const pairs[][2] = {
		{ "ab", "c" }, { "a", "bc" }, { "abc", "" }, { "abc", NULL }, { NULL, "abc" },
		{ "", "abc" },
	};
	char hex[sizeof(pairs) / sizeof(pairs[0])][DIGEST_HEX];
	size_t i, k, n = sizeof(pairs) / sizeof(pairs[0]);

	(void)state;
	for (i = 0; i < n; i++) {
		struct digest d;

		digest_init(&d);
		digest_text(&d, pairs[i][0]);
		digest_text(&d, pairs[i][1]);
		hex_of(&d, hex[i]);
		for (k = 0; k < i; k++)
			assert_string_not_equal(hex[i], hex[k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers),
		cmocka_unit_test(a_field_is_its_length_and_its_bytes),
		cmocka_unit_test(neighbouring_fields_do_not_run_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
