/* SPDX-License-Identifier: Apache-2.0 */
/*
 * skf-hammer LIBRARY DEVICE SECONDS [DEVICE-KEY]: several processes at once on
 * one device. Each locks it, logs in, signs a fresh digest with a key of its
 * own, verifies the signature, reads its certificate and now and then writes
 * another one, and lets go. A command of one process that gets into another's,
 * or an answer that does, is a signature that does not verify, somebody else's
 * certificate or a wrong count of tries: then it says which and ends with 1.
 *
 * It makes an application "HAMMER" and removes it again.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "functions.h"
#include "gm/sm2.h"
#include "gm/sm4.h"
#include "skf/field.h"
#include "skf/sar.h"

#define WORKERS 3
#define APPLICATION "HAMMER"
#define ADMIN_PIN "administrator1"
#define USER_PIN "user-pin-1"
#define TRIES 5
#define LOCK_MS 60000
#define CERT_MAX 4096
#define NAME_SIZE 512
#define DEVICE_KEY_DEFAULT "1234567812345678"
#define EVERY_WRONG_PIN 2 /* rounds */
#define EVERY_CERT 3
#define READ_MS 20

struct hammer {
	SKF_FUNCTION_MEMBERS
	struct library *library;
	struct gm *gm;
	const char *path, *device_key;
	char device[NAME_SIZE]; /* its own name, once it is known */
	DEVHANDLE dev;
	HAPPLICATION app;
};

/* One process's own things. */
struct worker {
	unsigned number;
	char container[16];
	HCONTAINER handle;
	ECCPUBLICKEYBLOB key;
	BYTE cert[CERT_MAX];
	ULONG cert_len;
	unsigned long rounds;
};

/* What went wrong, for people; false. */
static bool
wrong(const struct worker *w, const char *what, const char *why)
{
	if (w == NULL)
		fprintf(stderr, "skf-hammer: %s: %s\n", what, why);
	else
		fprintf(stderr, "worker %u, round %lu: %s: %s\n", w->number,
		    w->rounds, what, why);
	return false;
}

/* Leave with false, saying so, unless a call answers as it should. */
#define EXPECT(w, want, call)                                     \
	do {                                                      \
		uint32_t sar_ = (call);                           \
		if (sar_ != (want))                               \
			return wrong((w), #call, sar_name(sar_)); \
	} while (0)
#define REQUIRE(w, condition)                                \
	do {                                                 \
		if (!(condition))                            \
			return wrong((w), #condition, "no"); \
	} while (0)

/* --- each process loads the library for itself --- */

static bool
load(struct hammer *h)
{
	REQUIRE(NULL, library_open(h->path, &h->library) == ERR_OK);
	REQUIRE(NULL, gm_new(&h->gm) == ERR_OK);
#define F(name)   \
	h->name = \
	    (__typeof__(&SKF_##name))library_find(h->library, "SKF_" #name);
	SKF_STANDARD_FUNCTIONS(F)
#undef F
	EXPECT(NULL, SAR_OK, h->ConnectDev(TEXT(h->device), &h->dev));
	return true;
}

static void
unload(struct hammer *h)
{
	library_free(h->library);
	gm_free(h->gm);
}

static bool
authenticate(struct hammer *h)
{
	uint8_t block[SM4_BLOCK] = {0};

	EXPECT(NULL, SAR_OK, h->GenRandom(h->dev, block, 8));
	REQUIRE(NULL, sm4(h->gm, SM4_ECB, true, (const uint8_t *)h->device_key,
			  NULL, BYTES_ARRAY(block), block) == ERR_OK);
	EXPECT(NULL, SAR_OK, h->DevAuth(h->dev, block, sizeof(block)));
	return true;
}

static void
name_container(struct worker *w)
{
	snprintf(w->container, sizeof(w->container), "worker %u", w->number);
}

/* --- before and after --- */

static bool
make_container(struct hammer *h, unsigned number)
{
	struct worker w = {.number = number};

	name_container(&w);
	EXPECT(NULL, SAR_OK,
	    h->CreateContainer(h->app, TEXT(w.container), &w.handle));
	EXPECT(NULL, SAR_OK, h->GenECCKeyPair(w.handle, SGD_SM2_1, &w.key));
	EXPECT(NULL, SAR_OK, h->CloseContainer(w.handle));
	return true;
}

static bool
set_up(struct hammer *h)
{
	ULONG left;

	if (!load(h) || !authenticate(h))
		return false;
	(void)h->DeleteApplication(h->dev, TEXT(APPLICATION));
	EXPECT(NULL, SAR_OK,
	    h->CreateApplication(h->dev, TEXT(APPLICATION), TEXT(ADMIN_PIN),
		TRIES, TEXT(USER_PIN), TRIES, SECURE_USER_ACCOUNT, &h->app));
	EXPECT(NULL, SAR_OK,
	    h->VerifyPIN(h->app, USER_TYPE, TEXT(USER_PIN), &left));
	for (unsigned i = 0; i < WORKERS; i++)
		if (!make_container(h, i))
			return false;
	return true;
}

static bool
tear_down(struct hammer *h)
{
	if (!load(h) || !authenticate(h))
		return false;
	EXPECT(NULL, SAR_OK, h->DeleteApplication(h->dev, TEXT(APPLICATION)));
	return true;
}

/* The listed name of the device that is connected, by its serial number: the
 * name given may have been of a blank one. */
static bool
find_name(struct hammer *h, char out[NAME_SIZE])
{
	DEVINFO ours, other;
	CHAR list[8192];
	ULONG len = sizeof(list);
	DEVHANDLE dev;

	EXPECT(NULL, SAR_OK, h->GetDevInfo(h->dev, &ours));
	EXPECT(NULL, SAR_OK, h->EnumDev(TRUE, list, &len));
	for (CHAR *p = list; *p != 0; p += strlen((char *)p) + 1) {
		if (strlen((char *)p) >= NAME_SIZE ||
		    h->ConnectDev(p, &dev) != SAR_OK)
			continue; /* somebody else's reader */
		if (h->GetDevInfo(dev, &other) == SAR_OK &&
		    memcmp(ours.SerialNumber, other.SerialNumber,
			sizeof(ours.SerialNumber)) == 0) {
			memcpy(out, p, strlen((char *)p) + 1);
			return true;
		}
	}
	return wrong(NULL, "the device", "is not listed");
}

/* --- a round --- */

/* A certificate that no other worker and no other round has. */
static bool
write_cert(struct hammer *h, struct worker *w)
{
	w->cert_len = 900 + w->number * 1000 + (ULONG)(w->rounds % 97);
	for (ULONG i = 0; i < w->cert_len; i++)
		w->cert[i] = (BYTE)(w->number * 101 + w->rounds * 7 + i);
	EXPECT(w, SAR_OK,
	    h->ImportCertificate(w->handle, TRUE, w->cert, w->cert_len));
	return true;
}

static bool
check_cert(struct hammer *h, const struct worker *w)
{
	BYTE cert[CERT_MAX];
	ULONG len = sizeof(cert);

	EXPECT(w, SAR_OK, h->ExportCertificate(w->handle, TRUE, cert, &len));
	REQUIRE(w, len == w->cert_len && memcmp(cert, w->cert, len) == 0);
	return true;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Read for a while, in which others may be seen to be where they should not. */
static bool
read_on(struct hammer *h, const struct worker *w)
{
	const int64_t end = now_ms() + READ_MS;

	do {
		if (!check_cert(h, w))
			return false;
	} while (now_ms() < end);
	return true;
}

/* Tries are right to the last one while the device is ours. */
static bool
miss_pin(struct hammer *h, const struct worker *w)
{
	ULONG max, left = 99;
	BOOL first;

	EXPECT(w, SAR_PIN_INCORRECT,
	    h->VerifyPIN(h->app, USER_TYPE, TEXT("wrong-pin"), &left));
	REQUIRE(w, left == TRIES - 1);
	if (!read_on(h, w))
		return false;
	EXPECT(
	    w, SAR_OK, h->GetPINInfo(h->app, USER_TYPE, &max, &left, &first));
	REQUIRE(w, left == TRIES - 1);
	return true;
}

static bool
log_in(struct hammer *h, const struct worker *w)
{
	ULONG left = 99;

	EXPECT(
	    w, SAR_OK, h->VerifyPIN(h->app, USER_TYPE, TEXT(USER_PIN), &left));
	return true;
}

static bool
sign_and_verify(struct hammer *h, const struct worker *w)
{
	ECCPUBLICKEYBLOB key;
	ECCSIGNATUREBLOB blob;
	struct sm2_public public;
	struct sm2_signature sig;
	uint8_t digest[SM3_LEN];
	ULONG len = sizeof(key);

	REQUIRE(w, gm_random(h->gm, digest, sizeof(digest)) == ERR_OK);
	EXPECT(w, SAR_OK, h->ECCSignData(w->handle, digest, SM3_LEN, &blob));
	EXPECT(
	    w, SAR_OK, h->ExportPublicKey(w->handle, TRUE, (BYTE *)&key, &len));
	REQUIRE(w, memcmp(&key, &w->key, sizeof(key)) == 0);
	EXPECT(w, SAR_OK, h->ECCVerify(h->dev, &key, digest, SM3_LEN, &blob));
	skf_field_read(key.XCoordinate, public.x);
	skf_field_read(key.YCoordinate, public.y);
	skf_field_read(blob.r, sig.r);
	skf_field_read(blob.s, sig.s);
	REQUIRE(w, sm2_verify_digest(h->gm, &public, digest, &sig) == ERR_OK);
	return true;
}

static bool
run_round(struct hammer *h, struct worker *w)
{
	EXPECT(w, SAR_OK, h->LockDev(h->dev, LOCK_MS));
	if (w->rounds % EVERY_WRONG_PIN == 1 && !miss_pin(h, w))
		return false;
	if (!log_in(h, w) || !sign_and_verify(h, w))
		return false;
	if (w->rounds % EVERY_CERT == 0 && !write_cert(h, w))
		return false;
	EXPECT(w, SAR_OK, h->UnlockDev(h->dev));
	return read_on(h, w); /* while others write theirs */
}

static bool
work(struct hammer *h, unsigned number, long seconds)
{
	struct worker w = {.number = number};
	const int64_t end = now_ms() + seconds * 1000;
	ULONG len = sizeof(w.key);

	name_container(&w);
	if (!load(h))
		return false;
	EXPECT(
	    &w, SAR_OK, h->OpenApplication(h->dev, TEXT(APPLICATION), &h->app));
	EXPECT(
	    &w, SAR_OK, h->OpenContainer(h->app, TEXT(w.container), &w.handle));
	EXPECT(&w, SAR_OK,
	    h->ExportPublicKey(w.handle, TRUE, (BYTE *)&w.key, &len));
	for (; now_ms() < end || w.rounds == 0; w.rounds++)
		if (!run_round(h, &w))
			return false;
	printf("worker %u: %lu rounds\n", number, w.rounds);
	return true;
}

/* --- processes: the library is loaded in children alone, since a process
 * that has it cannot fork --- */

struct job {
	struct hammer *hammer;
	unsigned number;
	long seconds;
	int name_fd; /* set_up tells the device's name */
};

static bool
job_set_up(struct job *j)
{
	char name[NAME_SIZE] = {0};

	return set_up(j->hammer) && find_name(j->hammer, name) &&
	       write(j->name_fd, name, sizeof(name)) == (ssize_t)sizeof(name);
}

static bool
job_work(struct job *j)
{
	return work(j->hammer, j->number, j->seconds);
}

static bool
job_tear_down(struct job *j)
{
	return tear_down(j->hammer);
}

static pid_t
start(bool (*run)(struct job *j), struct job *j)
{
	pid_t pid = fork();
	bool good;

	if (pid != 0)
		return pid;
	good = run(j);
	unload(j->hammer);
	fflush(stdout);
	_exit(good ? 0 : 1);
}

static bool
ended_well(pid_t pid)
{
	int status;

	return pid > 0 && waitpid(pid, &status, 0) == pid &&
	       WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool
prepare(struct hammer *h)
{
	struct job j = {.hammer = h};
	int fds[2];
	bool good;

	if (pipe(fds) != 0)
		return false;
	j.name_fd = fds[1];
	good = ended_well(start(job_set_up, &j)) &&
	       read(fds[0], h->device, NAME_SIZE) == NAME_SIZE;
	close(fds[0]);
	close(fds[1]);
	return good;
}

/* Run them all; the first that fails ends the others. */
static bool
hammer(struct hammer *h, long seconds)
{
	pid_t pids[WORKERS];
	bool good = true;

	for (unsigned i = 0; i < WORKERS; i++)
		pids[i] = start(job_work, &(struct job){h, i, seconds, -1});
	for (unsigned left = WORKERS; left > 0; left--) {
		int status = 0;
		pid_t pid = wait(&status);

		for (unsigned i = 0; i < WORKERS; i++)
			if (pids[i] == pid)
				pids[i] = 0;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			continue;
		good = false;
		for (unsigned i = 0; i < WORKERS; i++)
			if (pids[i] > 0)
				kill(pids[i], SIGTERM);
	}
	return good;
}

int
main(int argc, char **argv)
{
	struct hammer h = {.device_key = DEVICE_KEY_DEFAULT};
	struct job last = {.hammer = &h};
	char *end;
	long seconds;
	bool good;

	if (argc < 4 || argc > 5 || strlen(argv[2]) >= NAME_SIZE ||
	    (argc == 5 && strlen(argv[4]) != SM4_KEY_LEN) ||
	    (seconds = strtol(argv[3], &end, 10)) < 1 || *end != '\0') {
		fprintf(stderr,
		    "usage: skf-hammer LIBRARY DEVICE SECONDS [DEVICE-KEY]\n");
		return 64;
	}
	h.path = argv[1];
	memcpy(h.device, argv[2], strlen(argv[2]) + 1);
	if (argc == 5)
		h.device_key = argv[4];
	if (!prepare(&h))
		return 1;
	good = hammer(&h, seconds);
	return ended_well(start(job_tear_down, &last)) && good ? 0 : 1;
}
