/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What we and cert-skf-host say to each other over a channel. Questions and
 * answers take turns; each is
 *
 *	u32 length of what follows, at most SKF_MESSAGE_MAX
 *	u16 call (enum skf_call); an answer has that of its question
 *	…   of a question: what calls.def says is given
 *	    of an answer: u32 SAR_ code, then what comes back
 *
 * in the order of calls.def, with nothing behind it. The first message is an
 * answer to nobody's question, SKF_CALL_LOAD: SAR_OK if the library is loaded,
 * then u32 SKF_MESSAGE_VERSION.
 *
 * Both sides read with the functions below, which are strict: a message that
 * is too long, has a value out of its range, or more at its end, is
 * BAD_MESSAGE, and the reader has done with the peer. Whoever is in the helper
 * may write what it likes: nothing in an answer is an address, an index or a
 * length that is used before it is checked.
 *
 * PINs and keys are in messages; so messages are only in struct buf, which is
 * wiped.
 */
#ifndef SKF_MESSAGE_H
#define SKF_MESSAGE_H

#include "base/channel.h"
#include "skf/abi.h"

#define SKF_MESSAGE_VERSION 2
#define SKF_DATA_MAX 65536 /* octets of a list, a certificate, a file */
#define SKF_TEXT_MAX 1024  /* octets of a name or PIN, without its NUL */
#define SKF_MESSAGE_MAX (SKF_DATA_MAX + 8192)
#define SKF_HANDLE_MAX 1023 /* handles are numbers from 1 */

enum skf_call {
	SKF_CALL_LOAD,
#define C1(name, ...) SKF_CALL_##name,
#define C2 C1
#define C3 C1
#define C4 C1
#include "skf/calls.def"
#undef C1
#undef C2
#undef C3
#undef C4
	SKF_CALL_COUNT
};

/* How long an answer may take; SKF_NO_LIMIT for one that comes when something
 * happens. */
#define SKF_NO_LIMIT (-1)
int64_t skf_call_limit_ms(enum skf_call call);

/* "connect": for people. */
const char *skf_call_name(enum skf_call call);

/*
 * One message. What is received is added to content, which has room for
 * SKF_MESSAGE_MAX. PROCESS_LOST as channel_read; BAD_MESSAGE; NOMEM.
 */
MUST_USE enum err skf_message_send(struct channel *c, enum skf_call call,
    struct bytes content, int64_t deadline_ms);
MUST_USE enum err skf_message_receive(struct channel *c, int64_t deadline_ms,
    enum skf_call *ret_call, struct buf *content);

/* --- kinds of values --- */

/* What a kind is, once read; text and octets are borrowed from the message. */
struct skf_texts {
	const char *s[2];
};
struct skf_block {
	uint8_t b[16];
};
#define SKF_TYPE_flag bool
#define SKF_TYPE_number uint32_t
#define SKF_TYPE_form enum skf_envelope_form
#define SKF_TYPE_text const char *
#define SKF_TYPE_texts struct skf_texts
#define SKF_TYPE_octets struct bytes
#define SKF_TYPE_digest const uint8_t *
#define SKF_TYPE_block struct skf_block
#define SKF_TYPE_application struct skf_new_application
#define SKF_TYPE_file_info struct skf_file_info
#define SKF_TYPE_pin_info struct skf_pin_info
#define SKF_TYPE_device_info struct skf_device_info
#define SKF_TYPE_event struct skf_event
#define SKF_TYPE_key struct sm2_public
#define SKF_TYPE_signature struct sm2_signature
#define SKF_TYPE_cipher struct sm2_cipher
#define SKF_TYPE_envelope struct envelope

/* Each is written and read by a pair of functions; those that read fail with
 * BAD_MESSAGE alone. */
void skf_put_flag(struct buf *b, bool v);
void skf_put_number(struct buf *b, uint32_t v);
void skf_put_form(struct buf *b, enum skf_envelope_form v);
void skf_put_text(struct buf *b, const char *v);
void skf_put_texts(struct buf *b, const char *const v[2]);
void skf_put_octets(struct buf *b, struct bytes v);
void skf_put_digest(struct buf *b, const uint8_t v[SM3_LEN]);
void skf_put_block(struct buf *b, const uint8_t v[16]);
void skf_put_application(struct buf *b, const struct skf_new_application *v);
void skf_put_file_info(struct buf *b, const struct skf_file_info *v);
void skf_put_pin_info(struct buf *b, const struct skf_pin_info *v);
void skf_put_device_info(struct buf *b, const struct skf_device_info *v);
void skf_put_event(struct buf *b, const struct skf_event *v);
void skf_put_key(struct buf *b, const struct sm2_public *v);
void skf_put_signature(struct buf *b, const struct sm2_signature *v);
void skf_put_cipher(struct buf *b, const struct sm2_cipher *v);
void skf_put_envelope(struct buf *b, const struct envelope *v);

MUST_USE enum err skf_get_flag(struct reader *r, bool *ret_v);
MUST_USE enum err skf_get_number(struct reader *r, uint32_t *ret_v);
MUST_USE enum err skf_get_form(struct reader *r, enum skf_envelope_form *ret_v);
MUST_USE enum err skf_get_text(struct reader *r, const char **ret_v);
MUST_USE enum err skf_get_texts(struct reader *r, struct skf_texts *ret_v);
MUST_USE enum err skf_get_octets(struct reader *r, struct bytes *ret_v);
MUST_USE enum err skf_get_digest(struct reader *r, const uint8_t **ret_v);
MUST_USE enum err skf_get_block(struct reader *r, struct skf_block *ret_v);
MUST_USE enum err skf_get_application(
    struct reader *r, struct skf_new_application *ret_v);
MUST_USE enum err skf_get_file_info(
    struct reader *r, struct skf_file_info *ret_v);
MUST_USE enum err skf_get_pin_info(
    struct reader *r, struct skf_pin_info *ret_v);
MUST_USE enum err skf_get_device_info(
    struct reader *r, struct skf_device_info *ret_v);
MUST_USE enum err skf_get_event(struct reader *r, struct skf_event *ret_v);
MUST_USE enum err skf_get_key(struct reader *r, struct sm2_public *ret_v);
MUST_USE enum err skf_get_signature(
    struct reader *r, struct sm2_signature *ret_v);
MUST_USE enum err skf_get_cipher(struct reader *r, struct sm2_cipher *ret_v);
MUST_USE enum err skf_get_envelope(struct reader *r, struct envelope *ret_v);

#endif
