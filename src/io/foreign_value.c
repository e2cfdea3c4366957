/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/foreign_value.h"

#include <ctype.h>
#include <string.h>

#include "util/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- words --------------------------------------------------------------------------------- */

static bool in_list(const char *text, const char *const *list, size_t n)
{
	struct strbuf folded = STRBUF_INIT;
	bool found = false;

	text_fold(text, &folded);
	for (size_t i = 0; i < n && !found; i++)
		found = strcmp(folded.buf, list[i]) == 0;
	strbuf_release(&folded);
	return found;
}

bool foreign_is_null(const char *text)
{
	static const char *const words[] = {
		"-", "--", "n/a", "na", "#n/a", "none", "null", "(null)", "(null string)", "nil",
		"not found", "not available", "not applicable", "not set", "undefined", "unknown",
		"<null>", "(none)", "(blank)", "never",
	};

	/* most cells are told apart by their first letter */
	return !*text || (strchr("-nN#(uU<", *text) && strlen(text) < 16 && in_list(text, words, COUNT(words)));
}

bool foreign_junk_serial(const char *text)
{
	static const char *const words[] = {
		"n/a", "(null string)", "invalid", "sys-1234567890", "sys-9876543210", "sn-12345",
		"sn-1234567890", "eval", "none", "null", "unknown", "not specified", "default string",
		"system serial number", "chassis serial number", "to be filled by o.e.m.",
		"not available", "not applicable", "empty", "xxxxxxx", "oem", "standard", "vmware",
		"0123456789abcdef", "to be filled by oem", "-",
	};

	return !*text || text[strspn(text, "01")] == '\0' || strncmp(text, "0123456789", 10) == 0 ||
	       strncmp(text, "1234567890", 10) == 0 || in_list(text, words, COUNT(words));
}

void foreign_normalise(const char *header, struct strbuf *out)
{
	struct strbuf folded = STRBUF_INIT;

	text_fold(header, &folded);
	for (const char *p = folded.buf; *p; p++)
		if (!strchr(" \t\r\n_-*^.", *p))
			strbuf_addch(out, *p);
	strbuf_release(&folded);
}

/* ---- operating systems and kinds ----------------------------------------------------------- */

struct os_word {
	const char *word; /* in the folded name */
	const char *os;
	const char *kind; /* NULL: says nothing */
};

/* The first that occurs wins. */
static const struct os_word os_words[] = {
	{ "windows server", "windows-server", "server" },
	{ "windowsserver", "windows-server", "server" },
	{ "windows-server", "windows-server", "server" },
	{ "windows nt server", "windows-server", "server" },
	{ "windows phone", "windows-phone", "mobile" },
	{ "windows", "windows", "workstation" },
	{ "winnt", "windows", "workstation" },
	{ "cisco ios", "cisco-ios", "network" },
	{ "ios-xe", "cisco-ios", "network" },
	{ "nx-os", "nx-os", "network" },
	{ "junos", "junos", "network" },
	{ "pan-os", "pan-os", "network" },
	{ "fortios", "fortios", "network" },
	{ "routeros", "routeros", "network" },
	{ "arista eos", "eos", "network" },
	{ "mac os", "macos", "workstation" },
	{ "macos", "macos", "workstation" },
	{ "mac ", "macos", "workstation" },
	{ "os x", "macos", "workstation" },
	{ "darwin", "macos", "workstation" },
	{ "ipados", "ipados", "mobile" },
	{ "iphone", "ios", "mobile" },
	{ "ios", "ios", "mobile" },
	{ "android", "android", "mobile" },
	{ "chrome os", "chromeos", "workstation" },
	{ "chromeos", "chromeos", "workstation" },
	{ "esxi", "esxi", "server" },
	{ "esx", "esxi", "server" },
	{ "ubuntu", "linux", NULL },
	{ "debian", "linux", NULL },
	{ "red hat", "linux", "server" },
	{ "redhat", "linux", "server" },
	{ "rhel", "linux", "server" },
	{ "centos", "linux", "server" },
	{ "rocky", "linux", "server" },
	{ "almalinux", "linux", "server" },
	{ "suse", "linux", "server" },
	{ "sles", "linux", "server" },
	{ "fedora", "linux", NULL },
	{ "amazon linux", "linux", "server" },
	{ "linux", "linux", NULL },
	{ "freebsd", "freebsd", "server" },
	{ "openbsd", "openbsd", "server" },
	{ "solaris", "solaris", "server" },
	{ "sunos", "solaris", "server" },
	{ "hp-ux", "hp-ux", "server" },
	{ "aix", "aix", "server" },
};

static const struct os_word *find_os(const char *folded)
{
	for (size_t i = 0; i < COUNT(os_words); i++)
		if (strstr(folded, os_words[i].word))
			return &os_words[i];
	return NULL;
}

/* Versions of Windows by the name they are sold under. */
static const char *windows_by_name(const char *folded)
{
	static const struct {
		const char *word, *version;
	} names[] = {
		{ " xp", "5.1" }, { "vista", "6.0" }, { " 2000", "5.0" }, { " 8.1", "8.1" },
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strstr(folded, names[i].word))
			return names[i].version;
	return NULL;
}

/* Appends the first number of `text` with at most one part after the point. */
static void add_number(const char *text, struct strbuf *out)
{
	const char *p = text;
	int points = 0;

	while (*p && (!isdigit((unsigned char)*p) || (p > text && isalpha((unsigned char)p[-1]) &&
						     p[-1] != 'v')))
		p++;
	for (; isdigit((unsigned char)*p) || (*p == '.' && isdigit((unsigned char)p[1])); p++) {
		if (*p == '.' && ++points == 2)
			break;
		strbuf_addch(out, *p);
	}
}

/* "10.0.22631.2428" is Windows 11, "10.0.19045" Windows 10: the build tells. */
static bool windows_build(const char *version, struct strbuf *out)
{
	long build = 0;

	if (strncmp(version, "10.0.", 5) != 0)
		return false;
	for (const char *p = version + 5; isdigit((unsigned char)*p) && build < 100000000; p++)
		build = build * 10 + (*p - '0');
	strbuf_adds(out, build >= 22000 ? "11" : "10");
	return true;
}

void foreign_os(const char *name, const char *version, struct strbuf *os, struct strbuf *ret_version)
{
	struct strbuf folded = STRBUF_INIT;
	const struct os_word *known;
	const char *after;

	/* "Windows" with a version column that says "Windows Server 2019" */
	text_fold(version, &folded);
	if (find_os(folded.buf)) {
		name = version;
		version = "";
	}
	strbuf_reset(&folded);
	text_fold(name, &folded);
	known = find_os(folded.buf);
	if (!known && *name) {
		for (const char *p = folded.buf; *p; p++)
			strbuf_addch(os, *p == ' ' || *p == '_' ? '-' : *p);
	} else if (known) {
		strbuf_adds(os, known->os);
	}
	after = known ? strstr(folded.buf, known->word) + strlen(known->word) : "";
	if (known && strcmp(known->os, "windows") == 0) {
		const char *sold = windows_by_name(after);

		if (sold)
			strbuf_adds(ret_version, sold);
		else if (!windows_build(version, ret_version))
			add_number(after, ret_version);
	} else if (known) {
		add_number(after, ret_version);
	}
	if (!ret_version->len && *version && (isdigit((unsigned char)*version) || known))
		add_number(version, ret_version);
	else if (!ret_version->len)
		strbuf_adds(ret_version, version);
	strbuf_release(&folded);
}

const char *foreign_kind_of_os(const char *os)
{
	for (size_t i = 0; i < COUNT(os_words); i++)
		if (strcmp(os_words[i].os, os) == 0 && os_words[i].kind)
			return os_words[i].kind;
	return NULL;
}

const char *foreign_kind(const char *text)
{
	static const struct {
		const char *word, *kind;
	} words[] = {
		{ "virtual machine", "vm" }, { "vmware", "vm" }, { "hyper-v", "vm" },
		{ "hyperv", "vm" }, { "virtualbox", "vm" }, { "kvm", "vm" }, { "vdi", "vm" },
		{ "virtual", "vm" },
		{ "laptop", "workstation" }, { "notebook", "workstation" },
		{ "desktop", "workstation" }, { "workstation", "workstation" },
		{ "macbook", "workstation" }, { "imac", "workstation" }, { "thinkpad", "workstation" },
		{ "latitude", "workstation" }, { "elitebook", "workstation" },
		{ "optiplex", "workstation" }, { "surface", "workstation" },
		{ "ultrabook", "workstation" }, { "thin client", "workstation" },
		{ "convertible", "workstation" }, { "tower", "workstation" },
		{ "mobile", "mobile" }, { "phone", "mobile" }, { "tablet", "mobile" },
		{ "ipad", "mobile" }, { "galaxy", "mobile" }, { "handheld", "mobile" },
		{ "domain controller", "server" }, { "server", "server" }, { "hypervisor", "server" },
		{ "blade", "server" }, { "poweredge", "server" }, { "proliant", "server" },
		{ "rack mount", "server" }, { "storage", "server" }, { "appliance", "server" },
		{ "switch", "network" }, { "router", "network" }, { "firewall", "network" },
		{ "access point", "network" }, { "wireless", "network" }, { "gateway", "network" },
		{ "load balancer", "network" }, { "network", "network" },
		{ "plc", "ot" }, { "scada", "ot" }, { "hmi", "ot" }, { "industrial", "ot" },
		{ "ec2", "cloud" }, { "azure vm", "cloud" }, { "instance", "cloud" },
		{ "cloud", "cloud" }, { "container", "cloud" },
		{ "application", "service" }, { "saas", "service" }, { "service", "service" },
	};
	struct strbuf folded = STRBUF_INIT;
	const char *kind = NULL;

	text_fold(text, &folded);
	if (strcmp(folded.buf, "vm") == 0 || strcmp(folded.buf, "vms") == 0)
		kind = "vm";
	else if (strcmp(folded.buf, "pc") == 0 || strcmp(folded.buf, "client") == 0)
		kind = "workstation";
	else if (strcmp(folded.buf, "ot") == 0)
		kind = "ot";
	for (size_t i = 0; i < COUNT(words) && !kind; i++)
		if (strstr(folded.buf, words[i].word))
			kind = words[i].kind;
	strbuf_release(&folded);
	return kind;
}

/* ---- addresses and names ------------------------------------------------------------------- */

bool foreign_mac(const char *text, struct strbuf *out)
{
	char digit[12];
	size_t n = 0;

	for (; *text; text++) {
		if (isxdigit((unsigned char)*text)) {
			if (n == 12)
				return false;
			digit[n++] = (char)tolower((unsigned char)*text);
		} else if (!strchr(":-. ", *text)) {
			return false;
		}
	}
	if (n != 12 || memcmp(digit, "000000000000", 12) == 0 ||
	    memcmp(digit, "ffffffffffff", 12) == 0)
		return false;
	for (size_t i = 0; i < 12; i += 2) {
		if (i)
			strbuf_addch(out, ':');
		strbuf_add(out, digit + i, 2);
	}
	return true;
}

bool foreign_is_host(const char *text)
{
	bool letter = false;

	if (!isalnum((unsigned char)*text) && (unsigned char)*text < 0x80)
		return false;
	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (!isalnum(c) && c < 0x80 && c != '-' && c != '.' && c != '_')
			return false;
		letter |= isalpha(c) || c >= 0x80;
	}
	return letter;
}
