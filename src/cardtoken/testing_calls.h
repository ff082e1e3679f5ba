/* SPDX-License-Identifier: Apache-2.0 */
/* A program that uses a card by every function of the back end; for tests. */
#ifndef CARDTOKEN_TESTING_CALLS_H
#define CARDTOKEN_TESTING_CALLS_H

#include "cardtoken/device.h"
#include "cardtoken/testing_reader.h"

#define TESTING_READER "Reader"
#define TESTING_APPLICATION "CERT"
#define TESTING_ADMIN_PIN "administrator1"
#define TESTING_USER_PIN "user-pin-1"
#define TESTING_TRIES 3
#define TESTING_DEVICE_KEY "1234567812345678"

extern const uint8_t testing_digest[SM3_LEN];

/* A process with the library in it. */
struct testing_program {
	struct entry entry;
	struct back_device *device;	      /* NULL: not connected */
	struct back_application *application; /* NULL: not open */
};

/* One begins, without a device; gm is borrowed. false: no memory. */
bool testing_program_start(
    struct testing_program *p, struct gm *gm, struct testing_world *w);
/* What it has open is closed, and the library unloaded. */
void testing_program_end(struct testing_program *p);

uint32_t testing_connect_device(struct testing_program *p);
/* Device authentication with that key, 16 octets. */
uint32_t testing_authenticate(struct testing_program *p, const char *key);
/* Connect, and make the application on a blank card. */
uint32_t testing_personalise(struct testing_program *p);
/* Connect and open it. */
uint32_t testing_open(struct testing_program *p);
uint32_t testing_login(struct testing_program *p);

/* An envelope with that key, to another public one. */
enum err testing_envelope(struct gm *gm, const struct sm2_public *to,
    const struct sm2_key *key, struct back_envelope *ret_e);

/*
 * Every function once, on a card that is blank, whatever comes of each; told
 * hears of it.
 */
void testing_every_call(struct gm *gm, struct testing_world *w,
    void (*told)(void *arg, const char *call, uint32_t sar), void *arg);

#endif
