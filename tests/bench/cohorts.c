/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Interned cohorts against grouping by text:  cohorts [ASSETS] [FOLDER]
 *
 * Fills a workspace with generated assets (default 1,000,000; one or two installs each), then times
 * interning them, the roll-up the planner starts with, the same counts by a GROUP BY over the
 * columns themselves, and a whole snapshot.  Each query runs three times; the fastest counts.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "db/db.h"
#include "model/cohort.h"
#include "model/snapshot.h"

#define NOW INT64_C(1557705600)

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int rc, struct err *err)
{
	struct strbuf text = STRBUF_INIT;

	if (rc >= 0)
		return;
	err_render(err, NULL, &text);
	fprintf(stderr, "cohorts: %s\n", text.buf);
	exit(1);
}

static uint64_t seed = 1;

static size_t random_below(size_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(seed >> 33) % n;
}

#define PICK(pool) (pool)[random_below(sizeof(pool) / sizeof((pool)[0]))]

static int fill_basics(struct db *db, struct err *err)
{
	static const char *const statements[] = {
		"INSERT INTO vendors (vendor, rev, hash) VALUES ('v', 1, 1)",
		"INSERT INTO products (product, vendor, category, platforms, rev, hash) "
		"VALUES ('apex-one', 'v', 'edr', 'windows>=10;linux', 1, 1)",
		"INSERT INTO products (product, vendor, category, rev, hash) "
		"VALUES ('falcon', 'v', 'edr', 1, 1)",
		"INSERT INTO capabilities (capability, rev, hash) VALUES ('t1059', 1, 1)",
		"INSERT INTO requirements (requirement, capability, minimum, selector, rev, hash) "
		"VALUES ('r1', 't1059', 'partial', 'kind=server tag:pci', 1, 1)",
		"INSERT INTO requirements (requirement, capability, minimum, selector, rev, hash) "
		"VALUES ('r2', 't1059', 'partial', 'zone=ot,dmz environment=production', 1, 1)",
		"INSERT INTO sites (site, timezone, rev, hash) VALUES ('tokyo', 'Asia/Tokyo', 1, 1), "
		"('osaka', 'Asia/Tokyo', 1, 1), ('berlin', 'Europe/Berlin', 1, 1), "
		"('austin', 'America/Chicago', 1, 1)",
	};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(statements) / sizeof(statements[0]); i++)
		rc = db_exec(db, statements[i], err);
	return rc;
}

/* What a kind of machine looks like: a fleet has a few thousand of them, and few are common. */
struct profile {
	const char *kind, *os, *os_version, *site, *service, *zone, *environment, *tags, *version;
	int criticality;
};
#define N_PROFILES 3000

static void make_profiles(struct profile *profiles)
{
	static const char *const kinds[] = { "workstation", "server", "vm" };
	static const char *const systems[] = { "windows", "windows", "macos", "linux" };
	static const char *const versions[] = { "10.0.17763", "10.0.18362", "10.0.14393", "10.14" };
	static const char *const sites[] = { "tokyo", "osaka", "berlin", "austin" };
	static const char *const zones[] = { "office", "office", "dmz", "ot" };
	static const char *const environments[] = { "production", "test" };
	static const char *const tags[] = { NULL, NULL, "pci", "vip" };
	static const char *const services[] = { "sales", "plant", NULL };
	static const char *const agents[] = { "14.0", "13.1", "12.9" };

	for (size_t i = 0; i < N_PROFILES; i++)
		profiles[i] = (struct profile){
			PICK(kinds), PICK(systems), PICK(versions), PICK(sites), PICK(services),
			PICK(zones), PICK(environments), PICK(tags), PICK(agents),
			(int)random_below(5) + 1 };
}

static void bind_asset(struct stmt *s, size_t i, const struct profile *p)
{
	char text[64];

	snprintf(text, sizeof(text), "asset-%07zu", i);
	stmt_bind_text(s, 1, text);
	snprintf(text, sizeof(text), "host-%zu.example.com", i);
	stmt_bind_text(s, 2, text);
	stmt_bind_text(s, 3, p->kind);
	stmt_bind_text(s, 4, p->os);
	stmt_bind_text(s, 5, p->os_version);
	stmt_bind_text(s, 6, p->site);
	snprintf(text, sizeof(text), "person-%zu", random_below(100000));
	stmt_bind_text(s, 7, text);
	stmt_bind_text(s, 8, p->service);
	stmt_bind_int(s, 9, p->criticality);
	stmt_bind_text(s, 10, p->zone);
	stmt_bind_text(s, 11, p->environment);
	snprintf(text, sizeof(text), "SN%08zX", i * 2654435761U % 4294967291U);
	stmt_bind_text(s, 12, text);
	snprintf(text, sizeof(text), "10.%zu.%zu.%zu", i >> 16 & 255, i >> 8 & 255, i & 255);
	stmt_bind_text(s, 13, text);
	stmt_bind_text(s, 14, "2019-05-12T08:00:00Z");
	stmt_bind_text(s, 15, p->tags);
}

static int fill(struct db *db, void *context, struct err *err)
{
	const size_t *n = context;
	static struct profile profiles[N_PROFILES];
	struct stmt *asset = NULL, *install = NULL;
	int rc = fill_basics(db, err);

	make_profiles(profiles);
	if (rc == 0)
		rc = db_prepare(db, "INSERT INTO assets (asset, name, kind, os, os_version, site, owner, "
				"business_service, criticality, zone, environment, serial, ip, last_seen, "
				"tags, quantity, rev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
				"$10, $11, $12, $13, $14, $15, 1, 1, 1)", &asset, err);
	if (rc == 0)
		rc = db_prepare(db, "INSERT INTO installs (asset, product, version, rev, hash) "
				"VALUES ($1, $2, $3, 1, 1)", &install, err);
	for (size_t i = 0; rc == 0 && i < *n; i++) {
		/* the product of two random numbers: some profiles are a thousand times as common */
		size_t which = random_below(N_PROFILES) * random_below(N_PROFILES) / N_PROFILES;
		const struct profile *p = &profiles[which];
		char key[32];

		bind_asset(asset, i, p);
		rc = stmt_step(asset, err);
		stmt_reset(asset);
		snprintf(key, sizeof(key), "asset-%07zu", i);
		for (size_t k = 0; rc == 0 && k < 1 + (which % 8 == 0); k++) {
			stmt_bind_text(install, 1, key);
			stmt_bind_text(install, 2, k ? "falcon" : "apex-one");
			stmt_bind_text(install, 3, p->version);
			rc = stmt_step(install, err);
			stmt_reset(install);
		}
	}
	stmt_done(asset);
	stmt_done(install);
	return rc;
}

static double time_query(struct db *db, const char *sql, size_t *ret_groups)
{
	struct err err = ERR_INIT;
	double best = 1e9;

	for (int round = 0; round < 3; round++) {
		struct stmt *s;
		double start = now();
		int rc;

		*ret_groups = 0;
		must(db_prepare(db, sql, &s, &err), &err);
		while ((rc = stmt_step(s, &err)) > 0)
			++*ret_groups;
		must(rc, &err);
		stmt_done(s);
		if (now() - start < best)
			best = now() - start;
	}
	return best;
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000, groups;
	char path[4096], companion[4200];
	struct err err = ERR_INIT;
	struct snapshot s;
	struct rusage usage;
	struct db *db;
	double start, text, interned;

	snprintf(path, sizeof(path), "%s/lifeboat-bench-%ld.db", argc > 2 ? argv[2] : "/tmp",
		 (long)getpid());
	must(db_open(path, DB_CREATE, &db, &err), &err);
	start = now();
	must(db_write(db, fill, &n, &err), &err);
	printf("fill               %8.3f s  %zu assets\n", now() - start, n);
	start = now();
	must(cohort_refresh(db, &err), &err);
	printf("intern all         %8.3f s\n", now() - start);
	text = time_query(db, "SELECT kind, os, os_version, site, criticality, zone, environment, "
			  "calendar, tags, business_service, count(*), sum(quantity), min(last_seen) "
			  "FROM assets GROUP BY kind, os, os_version, site, criticality, zone, "
			  "environment, calendar, tags, business_service", &groups);
	printf("text GROUP BY      %8.3f s  %zu groups, installs not counted\n", text, groups);
	interned = time_query(db, "SELECT a.cohort, count(*), sum(a.quantity), min(a.last_seen) FROM "
			      "assets AS a WHERE a.cohort IS NOT NULL GROUP BY a.cohort", &groups);
	printf("cohort GROUP BY    %8.3f s  %zu groups\n", interned, groups);
	printf("ratio              %8.1f x\n", text / interned);
	snapshot_init(&s);
	start = now();
	must(snapshot_load(db, NOW, &s, &err), &err);
	printf("snapshot           %8.3f s  %zu classes\n", now() - start, s.n_classes);
	snapshot_release(&s);
	getrusage(RUSAGE_SELF, &usage);
	printf("peak memory        %8ld MB\n", usage.ru_maxrss / 1024);
	db_close(db);
	unlink(path);
	for (size_t i = 0; i < 3; i++) {
		static const char *const ends[] = { "-wal", "-shm", "-lock" };

		snprintf(companion, sizeof(companion), "%s%s", path, ends[i]);
		unlink(companion);
	}
	return 0;
}
