/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/fetch.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/i18n.h"
#include "util/mem.h"

struct exchange {
	const struct fetch_options *o;
	struct fetched *ret;
	bool too_long, not_public;
};

void fetched_init(struct fetched *f)
{
	memset(f, 0, sizeof(*f));
	strbuf_init(&f->body);
}

void fetched_release(struct fetched *f)
{
	strbuf_release(&f->body);
	free(f->etag);
	free(f->modified);
	f->etag = f->modified = NULL;
}

const char *fetch_path(const char *url)
{
	if (*url == '/')
		return url;
	return strncmp(url, "file:///", 8) == 0 ? url + 7 : NULL;
}

/* ---- addresses ------------------------------------------------------------------------------- */

struct net {
	uint32_t address;
	int bits;
};

/* IANA special-purpose registry: everything that is not globally reachable. */
static bool is_public_v4(uint32_t a)
{
	static const struct net nets[] = {
		{ 0x00000000, 8 },  { 0x0a000000, 8 },  { 0x64400000, 10 }, { 0x7f000000, 8 },
		{ 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 },
		{ 0xc0586300, 24 }, { 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 },
		{ 0xe0000000, 4 },  { 0xf0000000, 4 },
	};
	size_t i;

	for (i = 0; i < sizeof(nets) / sizeof(nets[0]); i++)
		if ((a ^ nets[i].address) >> (32 - nets[i].bits) == 0)
			return false;
	return true;
}

static bool is_public_v6(const unsigned char *a)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

	if (memcmp(a, mapped, 12) == 0)
		return is_public_v4((uint32_t)a[12] << 24 | (uint32_t)a[13] << 16 |
				    (uint32_t)a[14] << 8 | a[15]);
	/* Global unicast is 2000::/3; of it 2001:db8::/32 and 3fff::/20 are for documents, 2001::/23 for
	 * protocols (Teredo hides IPv4 there) and 2002::/16 hides IPv4. */
	if ((a[0] & 0xe0) != 0x20)
		return false;
	return !(a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == 0xb8) &&
	       !(a[0] == 0x20 && a[1] == 0x01 && a[2] < 0x02) &&
	       !(a[0] == 0x3f && a[1] == 0xff && a[2] < 0x10) && !(a[0] == 0x20 && a[1] == 0x02);
}

bool fetch_is_public(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		struct sockaddr_in v4;

		memcpy(&v4, address, sizeof(v4));
		return is_public_v4(ntohl(v4.sin_addr.s_addr));
	}
	if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;

		memcpy(&v6, address, sizeof(v6));
		return is_public_v6(v6.sin6_addr.s6_addr);
	}
	return false;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct exchange *x = context;

	(void)purpose;
	if (!x->o->local && !x->o->proxy && !fetch_is_public(&address->addr)) {
		x->not_public = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- the exchange ---------------------------------------------------------------------------- */

static size_t take_body(char *data, size_t size, size_t n, void *context)
{
	struct exchange *x = context;

	if (size * n > x->o->limit - x->ret->body.len) {
		x->too_long = true;
		return 0;
	}
	strbuf_add(&x->ret->body, data, size * n);
	return size * n;
}

static void take_value(const char *line, size_t n, const char *name, char **ret)
{
	size_t length = strlen(name);

	if (n <= length || strncasecmp(line, name, length) != 0)
		return;
	line += length;
	n -= length;
	while (n && (*line == ' ' || *line == '\t')) {
		line++;
		n--;
	}
	while (n && (line[n - 1] == '\r' || line[n - 1] == '\n' || line[n - 1] == ' '))
		n--;
	free(*ret);
	*ret = n && n < 512 ? mem_strndup(line, n) : NULL;
}

static size_t take_header(char *line, size_t size, size_t n, void *context)
{
	struct exchange *x = context;

	if (size * n > 5 && strncasecmp(line, "http/", 5) == 0) { /* after a redirect: what it said is void */
		free(x->ret->etag);
		free(x->ret->modified);
		x->ret->etag = x->ret->modified = NULL;
	}
	take_value(line, size * n, "etag:", &x->ret->etag);
	take_value(line, size * n, "last-modified:", &x->ret->modified);
	return size * n;
}

static struct curl_slist *headers(const struct fetch_options *o)
{
	struct curl_slist *list = curl_slist_append(NULL, "Accept: */*");
	const struct {
		const char *name, *value;
	} conditions[] = { { "If-None-Match", o->etag }, { "If-Modified-Since", o->modified } };
	size_t i;

	for (i = 0; i < 2; i++) {
		struct strbuf line = STRBUF_INIT;

		if (!conditions[i].value || strpbrk(conditions[i].value, "\r\n"))
			continue;
		strbuf_addf(&line, "%s: %s", conditions[i].name, conditions[i].value);
		list = curl_slist_append(list, line.buf);
		strbuf_release(&line);
	}
	return list;
}

static void set_up(CURL *c, const char *url, struct exchange *x, struct curl_slist *list)
{
	const char *schemes = x->o->local ? "https,http" : "https";

	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, schemes);
	curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, schemes);
	curl_easy_setopt(c, CURLOPT_PROXY, x->o->proxy ? x->o->proxy : "");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(c, CURLOPT_MAXREDIRS, 5L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, x->o->seconds);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, x->o->seconds < 15 ? x->o->seconds : 15L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 100L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, 20L);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)x->o->limit);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, x);
}

static int judge(const char *url, CURL *c, CURLcode code, const struct exchange *x,
		 struct fetched *ret, struct err *err)
{
	long status = 0;

	if (x->too_long || code == CURLE_FILESIZE_EXCEEDED)
		return err_set(err, ERR_DENIED, N_("%s: more than %zu bytes; refused"), url, x->o->limit);
	if (x->not_public)
		return err_set(err, ERR_DENIED,
			       N_("%s: its address is not public; policy watch_local allows such"), url);
	if (code == CURLE_UNSUPPORTED_PROTOCOL)
		return err_set(err, ERR_DENIED, N_("%s: only https is followed; policy watch_local allows http as well"),
			       url);
	if (code != CURLE_OK)
		return err_set(err, ERR_IO, N_("%s: %s"), url, curl_easy_strerror(code));
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200 && status != 304)
		return err_set(err, ERR_IO, N_("%s: the server answered with status %ld"), url, status);
	ret->unchanged = status == 304;
	return 0;
}

int fetch_url(const char *url, const struct fetch_options *o, struct fetched *ret, struct err *err)
{
	struct exchange x = { .o = o, .ret = ret };
	struct curl_slist *list;
	CURL *c = curl_easy_init();
	int rc;

	if (!c)
		return err_set(err, ERR_INTERNAL, N_("%s: the network library did not start"), url);
	list = headers(o);
	set_up(c, url, &x, list);
	rc = judge(url, c, curl_easy_perform(c), &x, ret, err);
	curl_slist_free_all(list);
	curl_easy_cleanup(c);
	return rc;
}
