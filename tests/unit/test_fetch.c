/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which addresses are public, and that the others are refused however they are written. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>

#include "io/fetch.h"

static bool public(const char *text)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return fetch_is_public((const struct sockaddr *)(const void *)&v4);
	assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
	return fetch_is_public((const struct sockaddr *)(const void *)&v6);
}

static void addresses(void **state)
{
	static const char *const inside[] = {
		"0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254", "127.0.0.1",
		"127.255.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
		"192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
		"224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254",
		"64:ff9b::7f00:1", "100::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
		"2001::1", "2001:0:7f00:1::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::1", "3fff:fff::1",
		"5f00::1",
	};
	static const char *const outside[] = {
		"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
		"128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255",
		"198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:200::1", "2606:4700::1",
		"2a00:1450::1", "3fff:1000::1", "::ffff:1.1.1.1",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
		if (public(inside[i]))
			fail_msg("%s counts as public", inside[i]);
	for (i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
		if (!public(outside[i]))
			fail_msg("%s does not count as public", outside[i]);
}

static void unix_sockets_are_not(void **state)
{
	const struct sockaddr other = { .sa_family = AF_UNIX };

	(void)state;
	assert_false(fetch_is_public(&other));
}

/* No connection is made: the refusal comes before it, whatever the notation. */
static void refused_in_every_notation(void **state)
{
	static const char *const urls[] = {
		"https://127.0.0.1:9/", "https://2130706433:9/", "https://0x7f.1:9/", "https://0177.0.0.1:9/",
		"https://[::1]:9/", "https://[::ffff:127.0.0.1]:9/", "https://[::ffff:7f00:1]:9/",
		"https://localhost:9/", "https://10.0.0.1/", "https://169.254.169.254/latest/",
		"https://[fe80::1]:9/", "https://user@127.0.0.1:9/",
	};
	const struct fetch_options o = { .limit = 1000, .seconds = 5 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		struct err err = ERR_INIT;
		struct fetched got;

		fetched_init(&got);
		if (fetch_url(urls[i], &o, &got, &err) != ERR_DENIED)
			fail_msg("%s: not refused: %s", urls[i], err.msg.id ? err.msg.id : "");
		assert_non_null(strstr(err.msg.id, "not public"));
		err_release(&err);
		fetched_release(&got);
	}
}

static void other_schemes_are_refused(void **state)
{
	static const char *const urls[] = { "http://127.0.0.1:9/", "ftp://127.0.0.1/", "gopher://127.0.0.1/",
					    "dict://127.0.0.1/", "smb://127.0.0.1/x" };
	const struct fetch_options o = { .limit = 1000, .seconds = 5 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		struct err err = ERR_INIT;
		struct fetched got;

		fetched_init(&got);
		assert_int_equal(fetch_url(urls[i], &o, &got, &err), ERR_DENIED);
		err_release(&err);
		fetched_release(&got);
	}
}

int main(void)
{
	static const char *const names[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
					     "ALL_PROXY" };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
		cmocka_unit_test(unix_sockets_are_not),
		cmocka_unit_test(refused_in_every_notation),
		cmocka_unit_test(other_schemes_are_refused),
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
