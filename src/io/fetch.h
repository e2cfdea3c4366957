/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Getting a document from the network, a file or a folder, within bounds.
 *
 * By libcurl: TLS is verified, the whole exchange has a time limit and a least speed, the answer a
 * size limit, compression is not asked for, at most five redirects are followed and only to https.
 * Addresses that are not public (loopback, private, link-local, multicast) are refused after the name
 * is resolved, each time a connection is made, unless `local` is set, which also allows http.
 * Through a proxy it is the proxy that resolves and connects: what it may reach is its own affair.  The
 * environment's proxies are not used.
 */
#ifndef LIFEBOAT_IO_FETCH_H
#define LIFEBOAT_IO_FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "util/err.h"
#include "util/strbuf.h"

struct fetch_options {
	const char *etag, *modified; /* of the last answer; NULL: ask for everything */
	size_t limit;                /* bytes */
	long seconds;                /* for all of it */
	bool local;
	const char *proxy;           /* "http://proxy.example:3128"; NULL none */
};

struct fetched {
	struct strbuf body;
	char *etag, *modified; /* NULL when the server gave none */
	bool unchanged;        /* the answer is that nothing is new */
};
void fetched_init(struct fetched *f);
void fetched_release(struct fetched *f);

/* Is it a path ("/…" or "file:///…") rather than something on the network?  Gives the path. */
const char *fetch_path(const char *url);

struct sockaddr;
/* Is it an address of the public network, after IANA's special-purpose registries?  IPv6 addresses that
 * hold an IPv4 address are what that is, or refused. */
bool fetch_is_public(const struct sockaddr *address);

/* ERR_IO when it could not be had, ERR_DENIED when a bound or rule forbids it; the sentence names the
 * address. */
int fetch_url(const char *url, const struct fetch_options *o, struct fetched *ret, struct err *err);

#endif
