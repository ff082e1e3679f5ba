/* SPDX-License-Identifier: Apache-2.0 */
/* What a helper in a hostile library's hands may answer: each is refused, and
 * nothing of it reaches the caller. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "skf/apart.h"
#include "skf/skf.h"

/* A peer that gives one answer to whatever is asked. */
struct liar {
	struct skf_peer peer;
	struct skf_calls calls;
	struct buf answer, question;
	enum skf_call asked;
	int times, refused;
};

static uint32_t
lie(void *self, enum skf_call call, struct bytes question, struct buf *answer)
{
	struct liar *l = self;

	l->times++;
	l->asked = call;
	buf_truncate(&l->question, 0);
	buf_put(&l->question, question);
	buf_put(answer, buf_bytes(&l->answer));
	return SAR_OK;
}

static void
refuse(void *self, enum skf_call call)
{
	struct liar *l = self;

	assert_int_equal(call, l->asked);
	l->refused++;
}

static void
liar_init(struct liar *l)
{
	*l = (struct liar){
	    .peer = {.self = l, .life = 5, .ask = lie, .refuse = refuse},
	    .answer = BUF(SKF_MESSAGE_MAX),
	    .question = BUF(SKF_MESSAGE_MAX)};
	l->calls.peer = &l->peer;
}

static void
liar_done(struct liar *l)
{
	buf_done(&l->answer);
	buf_done(&l->question);
}
DEFINE_AUTO_DONE(liar)

/* A handle of this life, as a connect would have given it. */
static void *
handle(uint32_t n)
{
	return (void *)((uintptr_t)5 * (SKF_HANDLE_MAX + 1) + n);
}

static uint32_t
do_connect(const struct skf_calls *c)
{
	void *dev = NULL;
	uint32_t sar = skf_abi_apart.connect(c, "name", &dev);

	assert_true(sar == SAR_OK ? dev == handle(1023) : dev == NULL);
	return sar;
}

static uint32_t
do_info(const struct skf_calls *c)
{
	struct skf_device_info info = {.free_space = 7};
	uint32_t sar = skf_abi_apart.device_info(c, handle(1), &info);

	assert_true(sar == SAR_OK || info.free_space == 7);
	return sar;
}

static uint32_t
do_list(const struct skf_calls *c)
{
	AUTO_DONE(buf) names = BUF(4);
	uint32_t sar = skf_abi_apart.enum_devices(c, true, &names);

	assert_int_equal(names.len, sar == SAR_OK ? 4 : 0);
	return sar;
}

static uint32_t
do_login(const struct skf_calls *c)
{
	uint32_t left = 99;
	uint32_t sar =
	    skf_abi_apart.verify_pin(c, handle(2), 1, "123456", &left);

	assert_int_equal(left, sar == SAR_LIBRARY_LOST ? 99 : 3);
	return sar;
}

static uint32_t
do_pin_info(const struct skf_calls *c)
{
	struct skf_pin_info info = {.max = 99};
	uint32_t sar = skf_abi_apart.pin_info(c, handle(2), 1, &info);

	assert_true(sar == SAR_OK || info.max == 99);
	return sar;
}

static uint32_t
do_close(const struct skf_calls *c)
{
	return skf_abi_apart.disconnect(c, handle(1));
}

static uint32_t
do_wait(const struct skf_calls *c)
{
	struct skf_event event = {.what = 99};
	uint32_t sar = skf_abi_apart.wait_event(c, &event);

	assert_true(sar == SAR_OK || event.what == 99);
	return sar;
}

#define OK "00000000"
#define LOST SAR_LIBRARY_LOST

static const struct {
	uint32_t (*call)(const struct skf_calls *c);
	const char *answer; /* hex */
	uint32_t want;
} cases[] = {
    {do_close, OK, SAR_OK},
    {do_close, "0a000023", SAR_DEVICE_REMOVED},
    {do_close, "0a0000", LOST},
    {do_close, "", LOST},
    {do_close, OK "00", LOST},
    /* handles: from 1 to SKF_HANDLE_MAX */
    {do_connect, OK "000003ff", SAR_OK},
    {do_connect, OK "00000000", LOST},
    {do_connect, OK "00000400", LOST},
    {do_connect, OK "ffffffff", LOST},
    {do_connect, OK, LOST},
    {do_connect, "0a000001", SAR_FAIL},
    {do_connect, "0a00000100000001", LOST},
    /* octets: a length that is there, and that the caller has room for */
    {do_list, OK "0000000461000000", SAR_OK},
    {do_list, OK "000000056100000000", SAR_BUFFER_TOO_SMALL},
    {do_list, OK "0000000561000000", LOST},
    {do_list, OK "ffffffff61000000", LOST},
    {do_list, OK "000000046100000000", LOST},
    /* tries come with any code */
    {do_login, OK "00000003", SAR_OK},
    {do_login, "0a00002400000003", SAR_PIN_INCORRECT},
    {do_login, "0a000024", LOST},
    {do_login, OK "0000000300", LOST},
    /* a flag is 0 or 1 */
    {do_pin_info, OK "0000000a0000000901", SAR_OK},
    {do_pin_info, OK "0000000a0000000902", LOST},
    /* texts end where they say */
    {do_info,
	OK "00000002"
	   "6d00"
	   "00000001"
	   "00"
	   "00000002"
	   "7300"
	   "00000000000000000000000000000000",
	SAR_OK},
    {do_info,
	OK "00000002"
	   "6d6d"
	   "00000001"
	   "00"
	   "00000002"
	   "7300"
	   "00000000000000000000000000000000",
	LOST},
    {do_info,
	OK "00000002"
	   "0000"
	   "00000001"
	   "00"
	   "00000002"
	   "7300"
	   "00000000000000000000000000000000",
	LOST},
    {do_info,
	OK "00000000"
	   "00000001"
	   "00"
	   "00000002"
	   "7300"
	   "00000000000000000000000000000000",
	LOST},
    {do_wait,
	OK "00000002"
	   "6100"
	   "00000001",
	SAR_OK},
    {do_wait,
	OK "00000002"
	   "6100"
	   "000000",
	LOST},
};

static void
put_hex(struct buf *b, const char *hex)
{
	uint8_t octets[64];
	size_t len;

	assert_int_equal(
	    text_unhex(bytes_str(hex), octets, sizeof(octets), &len), ERR_OK);
	buf_put(b, BYTES(octets, len));
}

static void
an_answer_that_makes_no_sense_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(liar) l;

		liar_init(&l);
		put_hex(&l.answer, cases[i].answer);
		assert_int_equal(cases[i].call(&l.calls), cases[i].want);
		assert_int_equal(l.times, 1);
		assert_int_equal(l.refused, cases[i].want == LOST ? 1 : 0);
	}
}

/* What a device may say of itself, at its longest and one past that. */
static void
texts_fit_or_are_refused(void **state)
{
	(void)state;
	for (size_t len = 32; len <= 33; len++) {
		AUTO_DONE(liar) l;
		struct skf_device_info info;
		char serial[64] = "";

		liar_init(&l);
		memset(serial, 's', len);
		buf_u32(&l.answer, SAR_OK);
		skf_put_text(&l.answer, "maker");
		skf_put_text(&l.answer, "label");
		skf_put_text(&l.answer, serial);
		for (int i = 0; i < 4; i++)
			buf_u32(&l.answer, 1);
		assert_int_equal(
		    skf_abi_apart.device_info(&l.calls, handle(1), &info),
		    len == 32 ? SAR_OK : SAR_LIBRARY_LOST);
	}
}

static void
a_handle_of_an_earlier_life_is_not_asked_about(void **state)
{
	AUTO_DONE(liar) l;

	(void)state;
	liar_init(&l);
	buf_u32(&l.answer, SAR_OK);
	l.peer.life = 6;
	assert_int_equal(
	    skf_abi_apart.disconnect(&l.calls, handle(1)), SAR_LIBRARY_LOST);
	assert_int_equal(l.times, 0);
	l.peer.life = 5;
	assert_int_equal(skf_abi_apart.disconnect(&l.calls, handle(1)), SAR_OK);
	assert_int_equal(l.times, 1);
}

static void
a_question_that_is_too_long_is_not_asked(void **state)
{
	static const uint8_t much[SKF_MESSAGE_MAX];
	AUTO_DONE(liar) l;

	(void)state;
	liar_init(&l);
	assert_int_equal(skf_abi_apart.write_cert(
			     &l.calls, handle(3), true, BYTES_ARRAY(much)),
	    SAR_INDATALENERR);
	assert_int_equal(l.times, 0);
}

static void
locking_waits_in_slices(void **state)
{
	AUTO_DONE(liar) l;

	(void)state;
	liar_init(&l);
	buf_u32(&l.answer, SAR_TIMEOUTERR);
	assert_int_equal(
	    skf_abi_apart.lock(&l.calls, handle(1), 2500), SAR_TIMEOUTERR);
	assert_int_equal(l.times, 3);
	assert_int_equal(l.question.p[l.question.len - 2], 500 >> 8);
	assert_int_equal(l.question.p[l.question.len - 1], 500 & 0xff);
	assert_int_equal(
	    skf_abi_apart.lock(&l.calls, handle(1), 0), SAR_TIMEOUTERR);
	assert_int_equal(l.times, 4);
}

/* All that a row of skf_abis has, but for what finds its layout out. */
static void
every_call_can_be_asked_for(void **state)
{
	const struct skf_abi *here = skf_abi_safest();
	struct skf_abi apart = skf_abi_apart;
	const void *mine[sizeof(apart) / sizeof(void *)];
	const void *theirs[sizeof(apart) / sizeof(void *)];

	(void)state;
	apart.raw_info = here->raw_info;
	apart.decode_info = here->decode_info;
	memcpy(mine, &apart, sizeof(apart));
	memcpy(theirs, here, sizeof(apart));
	for (size_t i = 0; i < COUNT(mine); i++)
		assert_int_equal(mine[i] == NULL, theirs[i] == NULL);
}

/* A function pointer for each call, after the name; raw_info and decode_info,
 * which find a layout out, are not for it. */
static void
every_call_has_its_row(void **state)
{
	static const uint8_t none[sizeof(library_symbol *)];
	const uint8_t *row = (const uint8_t *)&skf_abi_apart;
	size_t missing = 0;

	(void)state;
	for (size_t at = sizeof(skf_abi_apart.name); at < sizeof(skf_abi_apart);
	     at += sizeof(none))
		missing += memcmp(row + at, none, sizeof(none)) == 0;
	assert_int_equal(missing, 2);
	assert_null(skf_abi_apart.raw_info);
	assert_null(skf_abi_apart.decode_info);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_answer_that_makes_no_sense_is_refused),
	    cmocka_unit_test(texts_fit_or_are_refused),
	    cmocka_unit_test(a_handle_of_an_earlier_life_is_not_asked_about),
	    cmocka_unit_test(a_question_that_is_too_long_is_not_asked),
	    cmocka_unit_test(locking_waits_in_slices),
	    cmocka_unit_test(every_call_has_its_row),
	    cmocka_unit_test(every_call_can_be_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
