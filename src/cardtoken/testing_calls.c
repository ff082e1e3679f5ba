/* SPDX-License-Identifier: Apache-2.0 */
#include "cardtoken/testing_calls.h"

#include <string.h>

const uint8_t testing_digest[SM3_LEN] = "thirty-two octets of a digest...";

bool
testing_program_start(
    struct testing_program *p, struct gm *gm, struct testing_world *w)
{
	struct card_readers *r;

	*p = (struct testing_program){.entry = {.gm = gm}};
	return card_readers_testing(w, &r) == CARD_IO_OK &&
	       card_state_new(gm, r, &p->entry.back) == SAR_OK;
}

void
testing_program_end(struct testing_program *p)
{
	if (p->application != NULL)
		back_end.close_application(&p->entry, p->application);
	if (p->device != NULL)
		back_end.disconnect(&p->entry, p->device);
	back_end.end(p->entry.back);
}

uint32_t
testing_connect_device(struct testing_program *p)
{
	return back_end.connect(&p->entry, TESTING_READER, &p->device);
}

uint32_t
testing_authenticate(struct testing_program *p, const char *key)
{
	uint8_t block[SM4_BLOCK] = {0};

	SAR_TRY(back_end.random(&p->entry, p->device, block, 8));
	SAR_TRY_ERR(sm4(p->entry.gm, SM4_ECB, true, (const uint8_t *)key, NULL,
	    BYTES_ARRAY(block), block));
	return back_end.device_auth(&p->entry, p->device, BYTES_ARRAY(block));
}

static uint32_t
create_application(struct testing_program *p)
{
	const struct back_new_application n = {.name = TESTING_APPLICATION,
	    .pins = {bytes_str(TESTING_ADMIN_PIN), bytes_str(TESTING_USER_PIN)},
	    .tries = {TESTING_TRIES, TESTING_TRIES},
	    .file_rights = SECURE_USER_ACCOUNT};

	return back_end.create_application(
	    &p->entry, p->device, &n, &p->application);
}

uint32_t
testing_personalise(struct testing_program *p)
{
	SAR_TRY(testing_connect_device(p));
	SAR_TRY(testing_authenticate(p, TESTING_DEVICE_KEY));
	return create_application(p);
}

uint32_t
testing_open(struct testing_program *p)
{
	SAR_TRY(testing_connect_device(p));
	return back_end.open_application(
	    &p->entry, p->device, TESTING_APPLICATION, &p->application);
}

uint32_t
testing_login(struct testing_program *p)
{
	ULONG left;

	return back_end.verify_pin(&p->entry, p->application, USER_TYPE,
	    bytes_str(TESTING_USER_PIN), &left);
}

enum err
testing_envelope(struct gm *gm, const struct sm2_public *to,
    const struct sm2_key *key, struct back_envelope *ret_e)
{
	AUTO(secret) d = NULL;
	const uint8_t symmetric[SM4_KEY_LEN] = "a symmetric key";
	struct back_envelope e = {.public = *sm2_key_public(key)};

	TRY(sm2_key_scalar(key, &d));
	TRY(sm4(gm, SM4_ECB, true, symmetric, NULL, secret_bytes(d),
	    e.private + ECC_FIELD_LEN - SM2_LEN));
	TRY(sm2_encrypt(gm, to, BYTES_ARRAY(symmetric), &e.key));
	*ret_e = e;
	return ERR_OK;
}

/* --- every function --- */

struct run {
	struct testing_program program;
	struct entry *e; /* of it */
	void (*told)(void *arg, const char *call, uint32_t sar);
	void *arg;
	struct sm2_public sign_key;
	struct sm2_key *encrypt_key; /* as it is outside */
};

static uint32_t
tell(struct run *r, const char *call, uint32_t sar)
{
	r->told(r->arg, call, sar);
	return sar;
}

/* Make a call of back_end, and tell of it. */
#define CALL(name, ...) tell(r, #name, back_end.name(r->e, __VA_ARGS__))

static void
call_about_device(struct run *r)
{
	AUTO_DONE(buf) out = BUF(CARD_APDU_MAX);
	struct back_device *d = r->program.device;
	DEVINFO info;
	uint8_t random[5000];

	(void)CALL(present, d);
	(void)CALL(info, d, &info);
	(void)CALL(set_label, d, "a label");
	(void)CALL(random, d, random, sizeof(random));
	(void)tell(r, "authenticate",
	    testing_authenticate(&r->program, TESTING_DEVICE_KEY));
	(void)CALL(change_device_key, d, (const uint8_t *)"another key 1234");
	(void)CALL(transmit, d, BYTES("\x80\x50\x00\x00\x08", 5), &out);
	(void)tell(r, "create_application", create_application(&r->program));
	(void)CALL(applications, d, &out);
}

static void
call_about_pins(struct run *r)
{
	struct back_application *a = r->program.application;
	const struct bytes same[2] = {
	    bytes_str(TESTING_USER_PIN), bytes_str(TESTING_USER_PIN)};
	const struct bytes unblock[2] = {
	    bytes_str(TESTING_ADMIN_PIN), bytes_str(TESTING_USER_PIN)};
	struct back_pin_info info;
	ULONG left;

	(void)CALL(pin_info, a, USER_TYPE, &info);
	(void)CALL(verify_pin, a, USER_TYPE, same[0], &left);
	(void)CALL(change_pin, a, USER_TYPE, same, &left);
	(void)CALL(unblock_pin, a, unblock, &left);
	(void)CALL(clear_state, a);
	(void)CALL(verify_pin, a, USER_TYPE, same[0], &left);
}

static void
call_about_files(struct run *r)
{
	AUTO_DONE(buf) out = BUF(CARD_APDU_MAX);
	struct back_application *a = r->program.application;
	const struct back_file f = {
	    3000, SECURE_ANYONE_ACCOUNT, SECURE_USER_ACCOUNT};
	const struct back_range whole = {0, 4000};
	struct back_file info;
	uint8_t octets[3000] = {0};

	(void)CALL(create_file, a, "file", &f);
	(void)CALL(write_file, a, "file", 0, BYTES_ARRAY(octets));
	(void)CALL(read_file, a, "file", &whole, &out);
	(void)CALL(file_info, a, "file", &info);
	(void)CALL(files, a, &out);
	(void)CALL(delete_file, a, "file");
}

static void
call_about_agreement(struct run *r, struct back_container *c)
{
	const struct bytes id = bytes_str("somebody");
	struct back_party p = {
	    .algorithm = SGD_SM4_ECB, .own_id = id, .id = id};
	struct back_session_key one = {NULL, NULL}, two = {NULL, NULL};
	struct sm2_public temporary;
	struct back_agreement *a;

	p.key = *sm2_key_public(r->encrypt_key);
	if (CALL(agreement_begin, c, &p, &p.temporary, &a) != SAR_OK)
		return;
	if (CALL(agreement_answer, c, &p, &temporary, &one) == SAR_OK) {
		back_end.key_close(r->e, one.inside);
		p.temporary = temporary;
	}
	if (CALL(agreement_finish, a, &p, &two) == SAR_OK)
		back_end.key_close(r->e, two.inside);
	back_end.agreement_close(r->e, a);
}

static void
call_about_session_key(struct run *r, struct back_container *c)
{
	const struct back_cipher how = {.mode = SM4_CBC, .encrypt = true};
	const struct back_cipher back = {.mode = SM4_CBC};
	const uint8_t key[SM4_KEY_LEN] = {0};
	uint8_t in[3200] = {0}, out[3200];
	struct back_session_key k;
	struct sm2_cipher wrapped;
	struct back_stream *s;

	if (sm2_encrypt(r->e->gm, sm2_key_public(r->encrypt_key),
		BYTES_ARRAY(key), &wrapped) != ERR_OK ||
	    CALL(import_session_key, c, SGD_SM4_CBC, &wrapped, &k) != SAR_OK)
		return;
	if (CALL(stream_open, k.inside, &how, &s) == SAR_OK) {
		(void)CALL(stream_update, s, BYTES_ARRAY(in), out);
		back_end.stream_close(r->e, s);
	}
	if (CALL(stream_open, k.inside, &back, &s) == SAR_OK) {
		(void)CALL(stream_update, s, BYTES_ARRAY(out), in);
		back_end.stream_close(r->e, s);
	}
	back_end.key_close(r->e, k.inside);
}

static void
call_about_keys(struct run *r, struct back_container *c)
{
	struct sm2_signature s;
	struct sm2_public key;
	struct back_envelope e;

	(void)CALL(generate, c, &r->sign_key);
	(void)CALL(public_key, c, true, &key);
	(void)CALL(sign, c, testing_digest, &s);
	if (testing_envelope(r->e->gm, &r->sign_key, r->encrypt_key, &e) ==
	    ERR_OK)
		(void)CALL(import_pair, c, &e);
	call_about_session_key(r, c);
	call_about_agreement(r, c);
}

static void
call_about_containers(struct run *r)
{
	AUTO_DONE(buf) out = BUF(CARD_APDU_MAX);
	struct back_application *a = r->program.application;
	struct back_container *c, *again;
	uint8_t cert[1500] = {0};
	ULONG type;

	if (CALL(create_container, a, "pair", &c) != SAR_OK)
		return;
	call_about_keys(r, c);
	(void)CALL(container_type, c, &type);
	(void)CALL(import_cert, c, true, BYTES_ARRAY(cert));
	(void)CALL(export_cert, c, true, &out);
	(void)CALL(containers, a, &out);
	if (CALL(open_container, a, "pair", &again) == SAR_OK)
		back_end.close_container(r->e, again);
	back_end.close_container(r->e, c);
	(void)CALL(delete_container, a, "pair");
}

void
testing_every_call(struct gm *gm, struct testing_world *w,
    void (*told)(void *arg, const char *call, uint32_t sar), void *arg)
{
	AUTO(sm2_key) key = NULL;
	struct run run = {.told = told, .arg = arg};
	struct run *r = &run;
	struct testing_program *p = &run.program;

	if (sm2_key_from_seed(gm, bytes_str("a seed for tests"), &key) !=
		ERR_OK ||
	    !testing_program_start(p, gm, w))
		return;
	run.e = &p->entry;
	run.encrypt_key = key;
	run.sign_key = *sm2_key_public(key);
	if (tell(r, "connect", testing_connect_device(p)) == SAR_OK)
		call_about_device(r);
	if (p->application != NULL) {
		call_about_pins(r);
		call_about_files(r);
		call_about_containers(r);
		(void)CALL(delete_application, p->device, TESTING_APPLICATION);
	}
	testing_program_end(p);
}
