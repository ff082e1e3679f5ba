/* SPDX-License-Identifier: Apache-2.0 */
/* GM/T 0016 7.6: keys of containers. */
#include "suite.h"

static const uint8_t digest[SM3_LEN] = "thirty-two octets of a digest...";

void
a_signing_key_signs(void **state)
{
	static const ULONG ids[] = {SGD_SM2_1_DRAFT, SGD_SM2_1};
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "sign");
	ULONG type = 0, len;

	for (size_t i = 0; i < COUNT(ids); i++) {
		ECCPUBLICKEYBLOB made, told;
		ECCSIGNATUREBLOB sig;
		struct sm2_public public;
		struct sm2_signature raw;

		OK(s->GenECCKeyPair(c, ids[i], &made));
		len = sizeof(told);
		OK(s->ExportPublicKey(c, TRUE, (BYTE *)&told, &len));
		assert_int_equal(len, sizeof(told));
		assert_memory_equal(&made, &told, sizeof(told));
		OK(s->ECCSignData(c, OCTETS(digest), SM3_LEN, &sig));
		OK(s->ECCVerify(s->dev, &made, OCTETS(digest), SM3_LEN, &sig));
		public_of(&made, &public);
		skf_field_read(sig.r, raw.r);
		skf_field_read(sig.s, raw.s);
		assert_int_equal(
		    sm2_verify_digest(s->gm, &public, digest, &raw), ERR_OK);
	}
	OK(s->GetContainerType(c, &type));
	assert_int_equal(type, CONTAINER_TYPE_ECC);
	leave_container(s, c, "sign");
}

void
a_changed_digest_does_not_verify(void **state)
{
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "changed");
	ECCPUBLICKEYBLOB key;
	ECCSIGNATUREBLOB sig;
	uint8_t other[SM3_LEN];

	memcpy(other, digest, sizeof(other));
	other[31] ^= 1;
	OK(s->GenECCKeyPair(c, SGD_SM2_1, &key));
	OK(s->ECCSignData(c, OCTETS(digest), SM3_LEN, &sig));
	assert_int_not_equal(
	    s->ECCVerify(s->dev, &key, other, SM3_LEN, &sig), SAR_OK);
	assert_int_not_equal(
	    s->ECCSignData(c, OCTETS(digest), SM3_LEN - 1, &sig), SAR_OK);
	leave_container(s, c, "changed");
}

void
signing_needs_the_user_and_a_key(void **state)
{
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "empty");
	ECCPUBLICKEYBLOB key;
	ECCSIGNATUREBLOB sig;
	ULONG len = sizeof(key);

	SAR(SAR_KEYNOTFOUNTERR,
	    s->ECCSignData(c, OCTETS(digest), SM3_LEN, &sig));
	SAR(SAR_KEYNOTFOUNTERR,
	    s->ExportPublicKey(c, TRUE, (BYTE *)&key, &len));
	OK(s->GenECCKeyPair(c, SGD_SM2_1, &key));
	OK(s->ClearSecureState(s->app));
	SAR(SAR_USER_NOT_LOGGED_IN,
	    s->ECCSignData(c, OCTETS(digest), SM3_LEN, &sig));
	SAR(SAR_USER_NOT_LOGGED_IN, s->GenECCKeyPair(c, SGD_SM2_1, &key));
	login(s);
	leave_container(s, c, "empty");
}

/* Import a session key that was wrapped outside, and encrypt with it. */
static void
prove_encryption_key(struct suite *s, HCONTAINER c)
{
	const uint8_t key[SM4_KEY_LEN] = "a session key ..";
	uint8_t want[SM4_BLOCK];
	BLOCKCIPHERPARAM param = {.IVLen = 0};
	HANDLE h = NULL;
	BYTE out[SM4_BLOCK];
	ULONG len = sizeof(out);

	OK(import_wrapped(s, c, key, SGD_SM4_ECB, &h));
	OK(s->EncryptInit(h, param));
	OK(s->Encrypt(h, OCTETS(digest), SM4_BLOCK, out, &len));
	assert_int_equal(len, SM4_BLOCK);
	assert_int_equal(sm4(s->gm, SM4_ECB, true, key, NULL,
			     BYTES(digest, SM4_BLOCK), want),
	    ERR_OK);
	assert_memory_equal(out, want, SM4_BLOCK);
	OK(s->CloseHandle(h));
}

void
an_encryption_key_comes_in_an_envelope(void **state)
{
	static const enum envelope_form forms[] = {
	    FORM_64, FORM_RIGHT, FORM_LEFT};
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "envelope");
	ECCPUBLICKEYBLOB blob;

	OK(s->GenECCKeyPair(c, SGD_SM2_1, &blob));
	for (size_t i = 0; i < COUNT(forms); i++) {
		AUTO(sm2_key) key = NULL;
		struct sm2_public public;
		struct enveloped e;
		ULONG len = sizeof(blob);

		assert_int_equal(sm2_key_generate(s->gm, &key), ERR_OK);
		make_envelope(s, c, key, forms[i], &e);
		OK(s->ImportECCKeyPair(c, &e.blob));
		OK(s->ExportPublicKey(c, FALSE, (BYTE *)&blob, &len));
		public_of(&blob, &public);
		assert_true(sm2_public_equal(&public, sm2_key_public(key)));
		prove_encryption_key(s, c);
	}
	leave_container(s, c, "envelope");
}

void
an_envelope_needs_a_signing_key(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	HCONTAINER c = enter_pair(s, "has one", &key);
	HCONTAINER bare = enter_container(s, "has none");
	struct enveloped e;

	make_envelope(s, c, key, FORM_64, &e);
	assert_int_not_equal(s->ImportECCKeyPair(bare, &e.blob), SAR_OK);
	leave_container(s, bare, "has none");
	leave_container(s, c, "has one");
}

void
a_wrong_envelope_is_refused(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	HCONTAINER c = enter_pair(s, "wrong", &key);
	AUTO(sm2_key) other = NULL;
	struct enveloped e, bad;

	assert_int_equal(sm2_key_generate(s->gm, &other), ERR_OK);
	make_envelope(s, c, other, FORM_64, &e);
	bad = e; /* another public key than the private one's */
	bad.blob.PubKey.XCoordinate[63] ^= 1;
	assert_int_not_equal(s->ImportECCKeyPair(c, &bad.blob), SAR_OK);
	bad = e;
	bad.blob.cbEncryptedPriKey[40] ^= 1;
	assert_int_not_equal(s->ImportECCKeyPair(c, &bad.blob), SAR_OK);
	bad = e;
	bad.blob.ECCCipherBlob.HASH[0] ^= 1;
	assert_int_not_equal(s->ImportECCKeyPair(c, &bad.blob), SAR_OK);
	bad = e;
	bad.blob.ulSymmAlgID = SGD_SM1_ECB;
	assert_int_not_equal(s->ImportECCKeyPair(c, &bad.blob), SAR_OK);
	prove_encryption_key(s, c); /* as it was */
	leave_container(s, c, "wrong");
}

void
a_session_key_travels(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	HCONTAINER c = enter_pair(s, "session", &key);
	ECCPUBLICKEYBLOB to;
	BLOCKCIPHERPARAM param = {.IVLen = SM4_BLOCK};
	struct {
		ECCCIPHERBLOB blob;
		BYTE room[64];
	} w;
	HANDLE here = NULL, there = NULL;
	BYTE cipher[64], plain[64];
	ULONG cipher_len = sizeof(cipher), plain_len = sizeof(plain);

	memset(&w, 0xa5, sizeof(w));
	public_blob(sm2_key_public(key), &to);
	OK(s->ECCExportSessionKey(c, SGD_SM4_CBC, &to, &w.blob, &here));
	assert_int_equal(w.blob.CipherLen, SM4_KEY_LEN);
	/* 164 + 16 octets and not one more */
	assert_int_equal(
	    ((BYTE *)&w)[offsetof(ECCCIPHERBLOB, Cipher) + SM4_KEY_LEN], 0xa5);
	OK(s->ImportSessionKey(
	    c, SGD_SM4_CBC, (BYTE *)&w, sizeof(w.blob) + 15, &there));
	OK(s->EncryptInit(here, param));
	OK(s->Encrypt(here, OCTETS(digest), 32, cipher, &cipher_len));
	OK(s->DecryptInit(there, param));
	OK(s->Decrypt(there, cipher, cipher_len, plain, &plain_len));
	assert_int_equal(plain_len, 32);
	assert_memory_equal(plain, digest, 32);
	SAR(SAR_INDATALENERR,
	    s->ImportSessionKey(c, SGD_SM4_CBC, (BYTE *)&w, 164 + 15, &there));
	OK(s->CloseHandle(here));
	OK(s->CloseHandle(there));
	leave_container(s, c, "session");
}

static void
assert_same_key(struct suite *s, HANDLE a, HANDLE b)
{
	BLOCKCIPHERPARAM param = {.IVLen = 0};
	BYTE x[SM4_BLOCK], y[SM4_BLOCK];
	ULONG len = SM4_BLOCK;

	OK(s->EncryptInit(a, param));
	OK(s->EncryptInit(b, param));
	OK(s->Encrypt(a, OCTETS(digest), SM4_BLOCK, x, &len));
	OK(s->Encrypt(b, OCTETS(digest), SM4_BLOCK, y, &len));
	assert_memory_equal(x, y, SM4_BLOCK);
}

/* A wrapped key of another length than SM4's is none, and one that was wrapped
 * to another key does not open. */
void
a_wrong_session_key_is_refused(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	AUTO(sm2_key) other = NULL;
	HCONTAINER c = enter_pair(s, "wrong key", &key);
	const uint8_t plain[17] = {0};
	struct wrapped w;
	HANDLE h = NULL;

	wrap(s, sm2_key_public(key), BYTES_ARRAY(plain), &w);
	assert_int_not_equal(
	    s->ImportSessionKey(c, SGD_SM4_ECB, (BYTE *)&w.blob, sizeof(w), &h),
	    SAR_OK);
	assert_int_equal(sm2_key_generate(s->gm, &other), ERR_OK);
	wrap(s, sm2_key_public(other), BYTES(plain, SM4_KEY_LEN), &w);
	assert_int_not_equal(
	    s->ImportSessionKey(c, SGD_SM4_ECB, (BYTE *)&w.blob, sizeof(w), &h),
	    SAR_OK);
	wrap(s, sm2_key_public(key), BYTES(plain, SM4_KEY_LEN), &w);
	SAR(SAR_NOTSUPPORTYETERR,
	    s->ImportSessionKey(c, SGD_RSA, (BYTE *)&w.blob, sizeof(w), &h));
	leave_container(s, c, "wrong key");
}

/* SKF_ECCDecrypt is an extension; a device need not give plain texts out. */
void
a_message_to_the_encryption_key_opens_if_any_do(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	HCONTAINER c = enter_pair(s, "message", &key);
	struct wrapped w;
	BYTE plain[64];
	ULONG len = sizeof(plain);
	uint32_t sar;

	wrap(s, sm2_key_public(key), bytes_str("a message"), &w);
	sar = s->ECCDecrypt == NULL ? SAR_NOTSUPPORTYETERR
				    : s->ECCDecrypt(c, &w.blob, plain, &len);
	if (sar != SAR_NOTSUPPORTYETERR) {
		SAR(SAR_OK, sar);
		assert_int_equal(len, 9);
		assert_memory_equal(plain, "a message", 9);
		w.blob.HASH[0] ^= 1;
		assert_int_not_equal(
		    s->ECCDecrypt(c, &w.blob, plain, &len), SAR_OK);
		OK(s->ClearSecureState(s->app));
		w.blob.HASH[0] ^= 1;
		SAR(SAR_USER_NOT_LOGGED_IN,
		    s->ECCDecrypt(c, &w.blob, plain, &len));
		login(s);
	}
	leave_container(s, c, "message");
}

void
both_sides_agree_on_a_key(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key_a = NULL;
	AUTO(sm2_key) key_b = NULL;
	HCONTAINER a = enter_pair(s, "initiator", &key_a);
	HCONTAINER b = enter_pair(s, "responder", &key_b);
	ECCPUBLICKEYBLOB pub_a, pub_b, temp_a, temp_b;
	HANDLE agreement = NULL, one = NULL, two = NULL, three = NULL;
	DEVINFO info;

	OK(s->GetDevInfo(s->dev, &info));
	if ((info.AlgAsymCap & SGD_SM2_2) == 0) {
		SAR(SAR_NOTSUPPORTYETERR,
		    s->GenerateAgreementDataWithECC(a, SGD_SM4_ECB, &temp_a,
			OCTETS("ALICE"), 5, &agreement));
		leave_container(s, a, "initiator");
		leave_container(s, b, "responder");
		return;
	}
	public_blob(sm2_key_public(key_a), &pub_a);
	public_blob(sm2_key_public(key_b), &pub_b);
	OK(s->GenerateAgreementDataWithECC(
	    a, SGD_SM4_ECB, &temp_a, OCTETS("ALICE"), 5, &agreement));
	OK(s->GenerateAgreementDataAndKeyWithECC(b, SGD_SM4_ECB, &pub_a,
	    &temp_a, &temp_b, OCTETS("BOB"), 3, OCTETS("ALICE"), 5, &two));
	OK(s->GenerateKeyWithECC(
	    agreement, &pub_b, &temp_b, OCTETS("BOB"), 3, &one));
	assert_same_key(s, one, two);
	/* a point that is not on the curve */
	temp_b.XCoordinate[63] ^= 1;
	assert_int_not_equal(s->GenerateKeyWithECC(agreement, &pub_b, &temp_b,
				 OCTETS("BOB"), 3, &three),
	    SAR_OK);
	OK(s->CloseHandle(agreement));
	OK(s->CloseHandle(one));
	OK(s->CloseHandle(two));
	leave_container(s, a, "initiator");
	leave_container(s, b, "responder");
}

void
keys_of_the_caller_work(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	AUTO(secret) d = NULL;
	ECCPUBLICKEYBLOB public;
	ECCPRIVATEKEYBLOB private = {.BitLen = 256};
	ECCSIGNATUREBLOB sig;
	struct {
		ECCCIPHERBLOB blob;
		BYTE room[64];
	} w;
	BYTE plain[64];
	ULONG len = sizeof(plain);

	assert_int_equal(sm2_key_generate(s->gm, &key), ERR_OK);
	assert_int_equal(sm2_key_scalar(key, &d), ERR_OK);
	public_blob(sm2_key_public(key), &public);
	skf_field_write(private.PrivateKey, secret_data(d));
	OK(s->ExtECCEncrypt(s->dev, &public, OCTETS("a message"), 9, &w.blob));
	if (s->ExtECCDecrypt == NULL || s->ExtECCSign == NULL)
		return; /* extensions that a maker may leave out */
	OK(s->ExtECCDecrypt(s->dev, &private, &w.blob, plain, &len));
	assert_int_equal(len, 9);
	assert_memory_equal(plain, "a message", 9);
	OK(s->ExtECCSign(s->dev, &private, OCTETS(digest), SM3_LEN, &sig));
	OK(s->ECCVerify(s->dev, &public, OCTETS(digest), SM3_LEN, &sig));
	w.blob.HASH[0] ^= 1;
	assert_int_not_equal(
	    s->ExtECCDecrypt(s->dev, &private, &w.blob, plain, &len), SAR_OK);
}
