/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each single way to stray from a profile, one after the other: a body that
 * fits is made, one element of its DER is changed, and the check must refuse it
 * for just that reason.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/fixture.h"

#define BODY_MAX 16384
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_

/* The parts of a body, in order, and the path to an extension's parts. */
enum { VERSION, SERIAL, ALGORITHM, ISSUER, VALIDITY, SUBJECT, KEY, EXTENSIONS };
#define EXT(i) EXTENSIONS, 0, i

/* The staff body's extensions, as the builder orders them. */
enum { E_AKI, E_SKI, E_KU, E_EKU, E_POLICY, E_CRL, E_OCSP };

/* Texts that tests put in: BIT STRINGs, OIDs, extensions. */
#define CRITICAL "0101ff"
#define NOT_CRITICAL "010100"
#define KU_EXTENSION "300e0603551d0f0101ff0404030206c0"
#define KU_OTHER "040403020780"
#define SIGN_AND_MORE "0404030205e0"
#define OTHER_OID "06032a0304"
#define UNKNOWN_EXTENSION "300906032a0304 04020500"
#define UNKNOWN_CRITICAL "300c06032a0304 0101ff 04020500"
#define BASIC_CONSTRAINTS_CA "300f0603551d130101ff040530030101ff"
#define BASIC_CONSTRAINTS_EMPTY "30090603551d1304023000"
#define CREDIT_CODE \
	"301d06072a811cd0140404 0412 1310 39313131303030303630303030373531"

#define UTC(ascii_hex) "170d" ascii_hex

static const struct {
	struct der_edit edit;
	const char *why;
} staff_cases[] = {
    /* version */
    {{P(VERSION), DROP}, "the version is not 3"},
    {{P(VERSION, 0), PUT("020101")}, "the version is not 3"},
    {{P(VERSION), BEFORE("a003020102")}, "the serial number is malformed"},
    /* serial number */
    {{P(SERIAL), DROP}, "the serial number is malformed"},
    {{P(SERIAL), PUT("020100")}, "the serial number is too short"},
    {{P(SERIAL), PUT("0207 01020304050607")}, "the serial number is too short"},
    {{P(SERIAL), PUT("0208 0080020304050607")},
	"the serial number is too short"},
    {{P(SERIAL), PUT("0210 80112233445566778899aabbccddeeff")},
	"the serial number is negative"},
    {{P(SERIAL), PUT("0215 0100112233445566778899aabbccddeeff00112233")},
	"the serial number is too long"},
    {{P(SERIAL), BEFORE("020811223344556677 88")},
	"the signature algorithm is not SM2 with SM3"},
    /* algorithm */
    {{P(ALGORITHM), DROP}, "the signature algorithm is not SM2 with SM3"},
    {{P(ALGORITHM, 1), BEFORE("0500")},
	"the signature algorithm is not SM2 with SM3"},
    {{P(ALGORITHM, 0), PUT("06082a8648ce3d040302")},
	"the signature algorithm is not SM2 with SM3"},
    /* issuer */
    {{P(ISSUER), DROP}, "the issuer's name is not the issuer's"},
    {{P(ISSUER, 0), DROP}, "the issuer's name is not the issuer's"},
    {{P(ISSUER), PUT("3000")}, "the issuer's name is not the issuer's"},
    /* validity: the fixture's now is 2026-11-22T00:00:00Z */
    {{P(VALIDITY), DROP}, "the validity is malformed"},
    {{P(VALIDITY, 1), DROP}, "the validity is malformed"},
    {{P(VALIDITY, 2), BEFORE(UTC("3331313132323030303030305a"))},
	"the validity is malformed"},
    {{P(VALIDITY, 0), PUT("180f32303236313132323030303030305a")},
	"the validity is malformed"},
    {{P(VALIDITY, 0), PUT(UTC("3236313132323030303030315a"))},
	"notBefore is in the future"},
    {{P(VALIDITY, 0), PUT(UTC("3236313132303233353935395a"))},
	"notBefore is over a day past"},
    {{P(VALIDITY, 1), PUT(UTC("3236313132303233303030305a"))},
	"the validity ends before it begins"},
    {{P(VALIDITY, 1), PUT(UTC("3236313132313233353935395a"))},
	"notAfter is past"},
    {{P(VALIDITY, 1), PUT(UTC("3331313132333233303030305a"))},
	"the validity is too long"},
    {{P(VALIDITY, 1), PUT("180f32303530303130313030303030305a")},
	"the validity is too long"},
    /* subject: C, O, OU, CN, serialNumber */
    {{P(SUBJECT), DROP}, "the subject is malformed"},
    {{P(SUBJECT, 0), DROP}, "the country is missing"},
    {{P(SUBJECT, 1), DROP}, "the organisation is missing"},
    {{P(SUBJECT, 2), DROP}, "the unit is missing"},
    {{P(SUBJECT, 3), DROP}, "the common name is missing"},
    {{P(SUBJECT, 4), DROP}, "the subject's serialNumber is missing"},
    {{P(SUBJECT, 0, 0, 1), PUT("13025553")}, "the country is not CN"},
    {{P(SUBJECT, 0, 0, 1), PUT("0c02434e")}, "the country is malformed"},
    {{P(SUBJECT, 0, 0, 1), PUT("1303434e4e")}, "the country is malformed"},
    {{P(SUBJECT, 3, 0, 1), PUT("130161")}, "the common name is malformed"},
    {{P(SUBJECT, 3, 0, 1), PUT("0c00")}, "the common name is malformed"},
    {{P(SUBJECT, 3, 0, 1), PUT("0c03610a62")}, "the common name is malformed"},
    {{P(SUBJECT, 4, 0, 1), PUT("0c0161")},
	"the subject's serialNumber is malformed"},
    {{P(SUBJECT, 1), BEFORE("310b3009060355040613 02434e")},
	"the subject has a part twice or out of order"},
    {{P(SUBJECT, 5), BEFORE("310a3008060355040b0c0161")},
	"the subject has a part twice or out of order"},
    {{P(SUBJECT, 1), BEFORE("310a300806035504080c0161")},
	"the subject has a part of another kind"},
    {{P(SUBJECT, 1), BEFORE("3100")}, "the subject is malformed"},
    {{P(SUBJECT, 0, 1), BEFORE("3008060355040a0c0161")},
	"the subject is malformed"},
    /* key */
    {{P(KEY), DROP}, "the key is malformed"},
    {{P(KEY, 0, 1), PUT("06082a8648ce3d030107")}, "the key is not an SM2 key"},
    {{P(KEY, 0, 1), DROP}, "the key is not an SM2 key"},
    {{P(KEY, 0, 2), BEFORE("0500")}, "the key is not an SM2 key"},
    {{P(KEY),
	 PUT("301a300d06092a864886f70d0101010500 0309003006020200c1020103")},
	"the key is not an SM2 key"},
    {{P(KEY, 1),
	 PUT("0342 0004"
	     "0000000000000000000000000000000000000000000000000000000000000001"
	     "000000000000000000000000000000000000000000000000000000000000000"
	     "1")},
	"the key is not on the curve"},
    /* extensions as a whole */
    {{P(EXTENSIONS), DROP}, "the extensions are malformed"},
    {{P(EXTENSIONS, 0), DROP}, "the extensions are malformed"},
    {{P(EXTENSIONS + 1), BEFORE("0500")},
	"there is something after the extensions"},
    {{P(EXT(7)), BEFORE(UNKNOWN_EXTENSION)}, "there is an unknown extension"},
    {{P(EXT(7)), BEFORE(UNKNOWN_CRITICAL)}, "there is an unknown extension"},
    {{P(EXT(7)), BEFORE(KU_EXTENSION)}, "there is an extension twice"},
    {{P(EXT(0)), BEFORE("3000")}, "an extension is malformed"},
    /* authority key id */
    {{P(EXT(E_AKI)), DROP}, "the authority key id: missing"},
    {{P(EXT(E_AKI), 1), BEFORE(CRITICAL)},
	"an extension's criticality is wrong"},
    {{P(EXT(E_AKI), 1), BEFORE(NOT_CRITICAL)},
	"the authority key id: malformed"},
    {{P(EXT(E_AKI), 1), PUT("04023000")}, "the authority key id: malformed"},
    {{P(EXT(E_AKI), 1), PUT("0407 3005 8003 010203")},
	"the authority key id is not the issuer's"},
    /* subject key id */
    {{P(EXT(E_SKI)), DROP}, "the subject key id: missing"},
    {{P(EXT(E_SKI), 1), BEFORE(CRITICAL)},
	"an extension's criticality is wrong"},
    {{P(EXT(E_SKI), 1), PUT("0405 0403 010203")},
	"the subject key id is not the key's"},
    /* key usage */
    {{P(EXT(E_KU)), DROP}, "the key usage: missing"},
    {{P(EXT(E_KU), 1), DROP}, "an extension's criticality is wrong"},
    {{P(EXT(E_KU), 1), PUT(NOT_CRITICAL)}, "the key usage: malformed"},
    {{P(EXT(E_KU), 2), PUT(KU_OTHER)}, "the key usage is not the profile's"},
    {{P(EXT(E_KU), 2), PUT(SIGN_AND_MORE)},
	"the key usage is not the profile's"},
    {{P(EXT(E_KU), 2), PUT("0403030100")},
	"the key usage is not the profile's"},
    {{P(EXT(E_KU), 2), PUT("040403020580")}, "the key usage: malformed"},
    {{P(EXT(E_KU), 3), BEFORE("0500")}, "the key usage: malformed"},
    /* basic constraints: not for staff */
    {{P(EXT(3)), BEFORE(BASIC_CONSTRAINTS_CA)},
	"the basic constraints: not allowed"},
    {{P(EXT(3)), BEFORE(BASIC_CONSTRAINTS_EMPTY)},
	"the basic constraints: not allowed"},
    /* extended key usage: an operator's */
    {{P(EXT(E_EKU)), DROP}, "the extended key usage: missing"},
    {{P(EXT(E_EKU), 1), BEFORE(CRITICAL)},
	"an extension's criticality is wrong"},
    {{P(EXT(E_EKU), 1), PUT("040c 300a 06082b06010505070302")},
	"the extended key usage is not the profile's"},
    {{P(EXT(E_EKU), 1),
	 PUT("0416 3014 06082b06010505070302 06082b06010505070303")},
	"the extended key usage has more than one purpose"},
    {{P(EXT(E_EKU), 1), PUT("04023000")}, "the extended key usage: malformed"},
    /* policy */
    {{P(EXT(E_POLICY)), DROP}, "the policy: missing"},
    {{P(EXT(E_POLICY), 1), BEFORE(CRITICAL)},
	"an extension's criticality is wrong"},
    {{P(EXT(E_POLICY), 1), PUT("0409 3007 3005 0603 2a0304")},
	"the policy is not the profile's"},
    {{P(EXT(E_POLICY), 1), PUT("04043002 3000")}, "the policy: malformed"},
    /* addresses */
    {{P(EXT(E_CRL), 1), BEFORE(CRITICAL)},
	"an extension's criticality is wrong"},
    {{P(EXT(E_CRL), 1),
	 PUT("0413 3011 300f a00d a00b 8609 6c6461703a2f2f782f")},
	"an address is not a web address"},
    {{P(EXT(E_CRL), 1),
	 PUT("0413 3011 300f a00d a00b 8609 687474703a2f2f7820")},
	"an address is not a web address"},
    {{P(EXT(E_CRL), 1), PUT("04023000")},
	"the revocation list's address: malformed"},
    {{P(EXT(E_OCSP), 1), BEFORE(CRITICAL)},
	"an extension's criticality is wrong"},
    {{P(EXT(E_OCSP), 1),
	 PUT("0418 3016 3014 06082b06010505073002 8608687474703a2f2f78")},
	"the status service's address: malformed"},
    /* credit code: not for staff */
    {{P(EXT(7)), BEFORE(CREDIT_CODE)}, "the credit code: not allowed"},
};

struct world {
	struct fixture f;
	struct party subject;
};

static int
set_up(void **state)
{
	static struct world w;

	fixture_init(&w.f);
	party_init(&w.f, &w.subject);
	*state = &w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	party_done(&w->subject);
	fixture_done(&w->f);
	return 0;
}

static void
make_body(struct world *w, const struct cert_spec *spec, struct buf *b)
{
	assert_int_equal(cert_encode_tbs(w->f.gm, spec, b), ERR_OK);
}

/* A spec of this profile that fits in every way, with all that is optional. */
static void
full_spec(struct world *w, enum profile_id id, struct cert_spec *s)
{
	const struct profile *p = profile_of(id);

	fixture_spec(&w->f, id, &w->subject, "名称", "", s);
	if (p->self_signed)
		s->issuer = NULL;
	else if (p->ca)
		s->issuer = &w->f.root.cert;
	profile_validity(p, s->issuer, w->f.now, &s->not_before, &s->not_after);
	s->eku = p->eku[0];
	if (p->unit != ABSENT)
		strcpy(s->subject.unit, "staff");
	if (p->serial_number != ABSENT)
		strcpy(s->subject.serial_number, "user-1");
	if (p->credit_code != ABSENT)
		strcpy(s->credit_code, "91110000600007519J");
	if (p->crl_url != ABSENT)
		strcpy(s->crl_url, "http://x/issuing.crl");
	if (p->ocsp_url != ABSENT)
		strcpy(s->ocsp_url, "http://x/ocsp");
}

static void
expect(struct world *w, const struct cert_spec *spec, struct bytes body,
    const struct profile *p, const char *want)
{
	const char *why = NULL;
	enum err e =
	    profile_check(w->f.gm, p, spec->issuer, body, w->f.now, &why);

	if (want == NULL) {
		if (e != ERR_OK)
			fail_msg("%s refused: %s", p->name, why);
		return;
	}
	assert_int_equal(e, ERR_PROFILE_VIOLATION);
	if (strcmp(why, want) != 0)
		fail_msg("%s: found %s, not %s", p->name, why, want);
}

static void
every_profile_takes_what_its_builder_makes(void **state)
{
	struct world *w = *state;

	for (enum profile_id id = 0; id < PROFILE_COUNT; id++) {
		AUTO_DONE(buf) body = BUF(BODY_MAX);
		AUTO_DONE(buf) least = BUF(BODY_MAX);
		const struct profile *p = profile_of(id);
		struct cert_spec s;

		full_spec(w, id, &s);
		make_body(w, &s, &body);
		expect(w, &s, buf_bytes(&body), p, NULL);

		*s.crl_url = *s.ocsp_url = *s.credit_code = '\0';
		if (p->eku_presence != REQUIRED)
			s.eku = OID_COUNT;
		if (p->unit != REQUIRED)
			*s.subject.unit = '\0';
		make_body(w, &s, &least);
		expect(w, &s, buf_bytes(&least), p, NULL);
	}
}

static void
every_single_deviation_is_refused(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) body = BUF(BODY_MAX);
	struct cert_spec s;

	full_spec(w, PROFILE_STAFF, &s);
	make_body(w, &s, &body);
	for (size_t i = 0; i < COUNT(staff_cases); i++) {
		AUTO_DONE(buf) changed = BUF(BODY_MAX);

		der_edit(buf_bytes(&body), &staff_cases[i].edit, &changed);
		expect(
		    w, &s, buf_bytes(&changed), s.profile, staff_cases[i].why);
	}
}

/* Each extension once more at the end of the same body. */
static void
every_extension_twice_is_refused(void **state)
{
	struct world *w = *state;

	for (enum profile_id id = 0; id < PROFILE_COUNT; id++) {
		AUTO_DONE(buf) body = BUF(BODY_MAX);
		struct cert_spec s;
		struct der outer, d, all, list;
		struct bytes passed_over, extension;
		char hex[1024];

		full_spec(w, id, &s);
		make_body(w, &s, &body);
		outer = der_of(buf_bytes(&body));
		assert_int_equal(der_enter(&outer, DER_SEQUENCE, &d), ERR_OK);
		for (int i = VERSION; i < EXTENSIONS; i++)
			assert_int_equal(der_element(&d, &passed_over), ERR_OK);
		assert_int_equal(der_enter(&d, 0xa3, &all), ERR_OK);
		assert_int_equal(der_enter(&all, DER_SEQUENCE, &list), ERR_OK);
		while (der_more(&list)) {
			AUTO_DONE(buf) changed = BUF(BODY_MAX);
			struct der_edit edit = {P(EXT(0)), BEFORE(hex)};

			assert_int_equal(
			    der_element(&list, &extension), ERR_OK);
			for (size_t i = 0; i < extension.len; i++)
				snprintf(
				    hex + 2 * i, 3, "%02x", extension.p[i]);
			der_edit(buf_bytes(&body), &edit, &changed);
			expect(w, &s, buf_bytes(&changed), s.profile,
			    "there is an extension twice");
		}
	}
}

/* What the builder makes with one thing of the profile or spec different. */
static void
a_body_of_another_profile_is_refused(void **state)
{
	struct world *w = *state;

	for (enum profile_id made = 0; made < PROFILE_COUNT; made++) {
		AUTO_DONE(buf) body = BUF(BODY_MAX);
		struct cert_spec s;

		full_spec(w, made, &s);
		make_body(w, &s, &body);
		for (enum profile_id id = 0; id < PROFILE_COUNT; id++) {
			const char *why = NULL;

			if (id == made)
				continue;
			assert_int_equal(
			    profile_check(w->f.gm, profile_of(id), s.issuer,
				buf_bytes(&body), w->f.now, &why),
			    ERR_PROFILE_VIOLATION);
			assert_non_null(why);
		}
	}
}

static const struct {
	enum profile_id id;
	struct der_edit edit;
	const char *why;
} other_cases[] = {
    /* CAs: extensions AKI (not the root), SKI, KU, BC */
    {PROFILE_ROOT, {P(EXT(2)), DROP}, "the basic constraints: missing"},
    {PROFILE_ROOT, {P(EXT(2), 1), DROP}, "an extension's criticality is wrong"},
    {PROFILE_ROOT, {P(EXT(2), 2), PUT("0408 3006 0101ff 020100")},
	"the path length is not the profile's"},
    {PROFILE_ROOT, {P(EXT(0)), BEFORE("300e0603551d23 0407 3005 8003 010203")},
	"the authority key id: not allowed"},
    {PROFILE_ISSUING_CA, {P(EXT(3), 2), PUT("0405 3003 0101ff")},
	"the path length is not the profile's"},
    {PROFILE_ISSUING_CA, {P(EXT(3), 2), PUT("0408 3006 0101ff 020101")},
	"the path length is not the profile's"},
    {PROFILE_ISSUING_CA, {P(EXT(3), 2), PUT("0405 3003 010100")},
	"the basic constraints are not a CA's"},
    {PROFILE_ISSUING_CA, {P(EXT(3), 2), PUT("04023000")},
	"the basic constraints: malformed"},
    /* the holder's credit code is the last */
    {PROFILE_HOLDER_SIGN,
	{P(EXT(7), 1), PUT("0413 1311 3931313130303030363030303037353139")},
	"the credit code is not one"},
    {PROFILE_HOLDER_SIGN,
	{P(EXT(7), 1), PUT("0414 1312 39313131303030303630303030373531396a")},
	"the credit code is not one"},
    {PROFILE_HOLDER_SIGN,
	{P(EXT(7), 1), PUT("0414 0c12 39313131303030303630303030373531394a")},
	"the credit code: malformed"},
    {PROFILE_HOLDER_SIGN, {P(EXT(7), 1), BEFORE(CRITICAL)},
	"an extension's criticality is wrong"},
    {PROFILE_HOLDER_ENCRYPT, {P(EXT(2), 2), PUT("04040302 06c0")},
	"the key usage is not the profile's"},
    {PROFILE_HOLDER_ENCRYPT,
	{P(EXT(3)), BEFORE("30130603551d25 040c 300a 06082b06010505070302")},
	"the extended key usage: not allowed"},
    {PROFILE_KEY_CENTRE, {P(EXT(3)), DROP}, "the extended key usage: missing"},
    {PROFILE_AUDIT, {P(EXT(3)), DROP}, "the extended key usage: missing"},
    {PROFILE_AUDIT, {P(EXT(3)), BEFORE("300f06092b0601050507300105 04020500")},
	"ocsp-nocheck: not allowed"},
    {PROFILE_OCSP, {P(EXT(4)), DROP}, "ocsp-nocheck: missing"},
    {PROFILE_OCSP, {P(EXT(4), 1), PUT("04023000")}, "ocsp-nocheck: malformed"},
    {PROFILE_OCSP, {P(EXT(4), 1), BEFORE(CRITICAL)},
	"an extension's criticality is wrong"},
};

static void
deviations_of_the_other_profiles_are_refused(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(other_cases); i++) {
		AUTO_DONE(buf) body = BUF(BODY_MAX);
		AUTO_DONE(buf) changed = BUF(BODY_MAX);
		struct cert_spec s;

		full_spec(w, other_cases[i].id, &s);
		make_body(w, &s, &body);
		der_edit(buf_bytes(&body), &other_cases[i].edit, &changed);
		expect(
		    w, &s, buf_bytes(&changed), s.profile, other_cases[i].why);
	}
}

static void
a_name_has_128_characters_and_not_one_more(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) body = BUF(BODY_MAX);
	AUTO_DONE(buf) changed = BUF(BODY_MAX);
	char hex[2 * (4 + 129 * 3) + 1] = "0c820183";
	struct der_edit longer = {P(SUBJECT, 3, 0, 1), PUT(hex)};
	struct cert_spec s;

	full_spec(w, PROFILE_STAFF, &s);
	for (size_t i = 0; i < 128; i++)
		memcpy(s.subject.common_name + 3 * i, "名", 4);
	make_body(w, &s, &body);
	expect(w, &s, buf_bytes(&body), s.profile, NULL);

	for (size_t i = 0; i < 129; i++)
		memcpy(hex + 8 + 6 * i, "e5908d", 7);
	der_edit(buf_bytes(&body), &longer, &changed);
	expect(w, &s, buf_bytes(&changed), s.profile,
	    "the common name is malformed");
}

static void
the_issuers_limits_bind(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) body = BUF(BODY_MAX);
	struct cert issuer = w->f.issuing.cert;
	struct cert_spec s;

	full_spec(w, PROFILE_STAFF, &s);
	make_body(w, &s, &body);
	s.issuer = &issuer;

	issuer.not_after = s.not_after;
	expect(w, &s, buf_bytes(&body), s.profile, NULL);
	issuer.not_after = s.not_after - 1;
	expect(w, &s, buf_bytes(&body), s.profile,
	    "notAfter is after the issuer's");
	issuer = w->f.issuing.cert;
	issuer.not_before = s.not_before + 1;
	expect(w, &s, buf_bytes(&body), s.profile,
	    "notBefore is before the issuer's");
	issuer = w->f.issuing.cert;
	issuer.ca = false;
	expect(w, &s, buf_bytes(&body), s.profile, "the issuer is not a CA");
	issuer = w->f.issuing.cert;
	issuer.key = s.key;
	expect(
	    w, &s, buf_bytes(&body), s.profile, "the key is the issuer's own");
	s.issuer = NULL;
	expect(w, &s, buf_bytes(&body), s.profile,
	    "the issuer does not fit the profile");
}

static void
a_ca_below_an_issuing_ca_is_refused(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) body = BUF(BODY_MAX);
	struct cert_spec s;

	full_spec(w, PROFILE_ISSUING_CA, &s);
	s.issuer = &w->f.issuing.cert;
	s.not_before = s.issuer->not_before;
	s.not_after = s.issuer->not_after;
	make_body(w, &s, &body);
	expect(w, &s, buf_bytes(&body), s.profile,
	    "the issuer may not have a CA below it");
}

static void
validity_is_checked_to_the_second(void **state)
{
	struct world *w = *state;
	const struct {
		int64_t from, length;
		const char *why;
	} cases[] = {
	    {0, 1, NULL},
	    {0, profile_of(PROFILE_STAFF)->validity_max_s, NULL},
	    {0, profile_of(PROFILE_STAFF)->validity_max_s + 1,
		"the validity is too long"},
	    {1, 1000, "notBefore is in the future"},
	    {-86400, 90000, NULL},
	    {-86401, 90000, "notBefore is over a day past"},
	    {-10, 10, "notAfter is past"},
	};
	struct cert issuer = w->f.issuing.cert;
	struct cert_spec s;

	full_spec(w, PROFILE_STAFF, &s);
	s.issuer = &issuer;
	issuer.not_before -= 200000;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) body = BUF(BODY_MAX);

		s.not_before = w->f.now + cases[i].from;
		s.not_after = s.not_before + cases[i].length;
		make_body(w, &s, &body);
		expect(w, &s, buf_bytes(&body), s.profile, cases[i].why);
	}
}

static void
octets_after_the_body_are_refused(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) body = BUF(BODY_MAX);
	struct cert_spec s;

	full_spec(w, PROFILE_STAFF, &s);
	make_body(w, &s, &body);
	buf_u8(&body, 0);
	expect(
	    w, &s, buf_bytes(&body), s.profile, "the body is not a sequence");
	expect(w, &s, BYTES_NONE, s.profile, "the body is not a sequence");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_profile_takes_what_its_builder_makes),
	    cmocka_unit_test(every_single_deviation_is_refused),
	    cmocka_unit_test(every_extension_twice_is_refused),
	    cmocka_unit_test(a_body_of_another_profile_is_refused),
	    cmocka_unit_test(deviations_of_the_other_profiles_are_refused),
	    cmocka_unit_test(a_name_has_128_characters_and_not_one_more),
	    cmocka_unit_test(the_issuers_limits_bind),
	    cmocka_unit_test(a_ca_below_an_issuing_ca_is_refused),
	    cmocka_unit_test(validity_is_checked_to_the_second),
	    cmocka_unit_test(octets_after_the_body_are_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
