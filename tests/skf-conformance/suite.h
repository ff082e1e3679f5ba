/* SPDX-License-Identifier: Apache-2.0 */
/*
 * skf-conformance LIBRARY DEVICE [DEVICE-KEY]: does a library behave as GM/T
 * 0016-2012 says? It runs over any maker's library of the standard's layout
 * (ULONG of 32 bits, packed), on a device that may be written to: it makes an
 * application "CONFORMANCE" and removes it again. DEVICE-KEY is 16 characters.
 *
 * The suite is this header's files; suite.c has the fixture.
 */
#ifndef SKF_CONFORMANCE_SUITE_H
#define SKF_CONFORMANCE_SUITE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gm/sm2.h"
#include "gm/sm4.h"
#include "skf/field.h"
#include "skf/sar.h"
#include "skf/skf.h"

/* Every function of the standard, and then the extensions. */
/* clang-format off */
#define SKF_STANDARD_FUNCTIONS(F) \
	F(WaitForDevEvent) F(CancelWaitForDevEvent) F(EnumDev) \
	F(ConnectDev) F(DisConnectDev) F(GetDevState) F(SetLabel) \
	F(GetDevInfo) F(LockDev) F(UnlockDev) F(Transmit) \
	F(ChangeDevAuthKey) F(DevAuth) F(ChangePIN) F(GetPINInfo) \
	F(VerifyPIN) F(UnblockPIN) F(ClearSecureState) \
	F(CreateApplication) F(EnumApplication) F(DeleteApplication) \
	F(OpenApplication) F(CloseApplication) F(CreateFile) F(DeleteFile) \
	F(EnumFiles) F(GetFileInfo) F(ReadFile) F(WriteFile) \
	F(CreateContainer) F(DeleteContainer) F(OpenContainer) \
	F(CloseContainer) F(EnumContainer) F(GetContainerType) \
	F(ImportCertificate) F(ExportCertificate) F(GenRandom) \
	F(GenRSAKeyPair) F(ImportRSAKeyPair) F(RSASignData) F(RSAVerify) \
	F(RSAExportSessionKey) F(GenECCKeyPair) F(ImportECCKeyPair) \
	F(ECCSignData) F(ECCVerify) F(ECCExportSessionKey) \
	F(ExtECCEncrypt) F(GenerateAgreementDataWithECC) \
	F(GenerateAgreementDataAndKeyWithECC) F(GenerateKeyWithECC) \
	F(ExportPublicKey) F(ImportSessionKey) F(EncryptInit) F(Encrypt) \
	F(EncryptUpdate) F(EncryptFinal) F(DecryptInit) F(Decrypt) \
	F(DecryptUpdate) F(DecryptFinal) F(DigestInit) F(Digest) \
	F(DigestUpdate) F(DigestFinal) F(MacInit) F(Mac) F(MacUpdate) \
	F(MacFinal) F(CloseHandle)
#define SKF_EXTENSION_FUNCTIONS(F) \
	F(SetSymmKey) F(ECCDecrypt) F(ExtECCDecrypt) F(ExtECCSign) \
	F(ExtECCVerify) F(GenExtRSAKey) F(ExtRSAPubKeyOperation) \
	F(ExtRSAPriKeyOperation) F(GetContianerType) F(DisconnectDev)
/* clang-format on */

struct suite {
	/* the library: suite->EnumDev(...) */
#define F(name) __typeof__(&SKF_##name) name;
	SKF_STANDARD_FUNCTIONS(F)
	SKF_EXTENSION_FUNCTIONS(F)
#undef F
	struct gm *gm;
	const char *device, *device_key;
	DEVHANDLE dev;	  /* connected all the time */
	HAPPLICATION app; /* of "CONFORMANCE", likewise */
};

#define CONFORMANCE_APPLICATION "CONFORMANCE"
#define ADMIN_PIN "administrator1"
#define USER_PIN "user-pin-1"
#define TRIES 3

/* Text for the standard's CHAR *. */
#define TEXT(s) ((LPSTR)(uintptr_t)(const char *)(s))
#define OCTETS(p) ((BYTE *)(uintptr_t)(const void *)(p))

/* The answer is this code; otherwise the test says which it was. */
void assert_sar(
    uint32_t want, uint32_t got, const char *call, const char *file, int line);
#define SAR(want, call) assert_sar((want), (call), #call, __FILE__, __LINE__)
#define OK(call) SAR(SAR_OK, call)

/* GenRandom, encrypt, DevAuth: as a host does it. */
uint32_t authenticate(struct suite *s, const char *key);

/* Log the user in. */
void login(struct suite *s);

/* A new empty container, open; the user is logged in. leave closes it and
 * removes it. */
HCONTAINER enter_container(struct suite *s, const char *name);
void leave_container(struct suite *s, HCONTAINER c, const char *name);

/* The same with a signing key and, in an envelope, that encryption key. */
HCONTAINER enter_pair(
    struct suite *s, const char *name, struct sm2_key **ret_encrypt_key);

/* A key envelope for the container's signing key. */
struct enveloped {
	ENVELOPEDKEYBLOB blob;
	BYTE room[256];
};
enum envelope_form { FORM_64, FORM_RIGHT, FORM_LEFT };
void make_envelope(struct suite *s, HCONTAINER c, struct sm2_key *key,
    enum envelope_form form, struct enveloped *out);

void public_of(const ECCPUBLICKEYBLOB *blob, struct sm2_public *out);
void public_blob(const struct sm2_public *in, ECCPUBLICKEYBLOB *out);

/* The tests, by clause. */
#define CONFORMANCE_TESTS(T)                                \
	/* device.c: 7.1 to 7.3 */                          \
	T(every_function_is_exported)                       \
	T(a_device_tells_about_itself)                      \
	T(a_label_is_kept)                                  \
	T(a_foreign_or_stale_handle_is_refused)             \
	T(lists_end_with_an_empty_name)                     \
	T(locking_nests)                                    \
	T(waiting_for_events_can_be_cancelled)              \
	T(device_authentication_takes_the_forms_in_use)     \
	T(a_wrong_device_key_is_refused)                    \
	T(an_application_needs_device_authentication)       \
	T(a_wrong_pin_counts_down_and_a_right_one_restores) \
	T(a_pin_of_wrong_length_spends_no_try)              \
	T(a_pin_locks_and_the_administrator_unblocks_it)    \
	T(pins_change_only_with_the_old_one)                \
	T(closing_keeps_the_login_and_clearing_ends_it)     \
	/* store.c: 7.4, 7.5 */                             \
	T(containers_are_made_listed_and_removed)           \
	T(containers_need_the_user)                         \
	T(a_container_name_has_at_most_64_octets)           \
	T(a_container_closes_after_its_application)         \
	T(certificates_are_kept_as_they_come)               \
	T(lengths_are_told_without_a_buffer)                \
	T(files_obey_their_rights)                          \
	T(a_file_is_read_and_written_within_its_size)       \
	/* key.c: 7.6, asymmetric */                        \
	T(a_signing_key_signs)                              \
	T(a_changed_digest_does_not_verify)                 \
	T(signing_needs_the_user_and_a_key)                 \
	T(an_encryption_key_comes_in_an_envelope)           \
	T(a_wrong_envelope_is_refused)                      \
	T(a_session_key_travels)                            \
	T(both_sides_agree_on_a_key)                        \
	T(keys_of_the_caller_work)                          \
	/* cipher.c: 7.6, symmetric */                      \
	T(sm4_gives_the_vector_of_gbt_32907)                \
	T(modes_and_pieces_give_what_libcrypto_gives)       \
	T(padding_comes_and_goes)                           \
	T(a_cipher_has_to_be_begun)                         \
	T(a_mac_is_the_last_block)                          \
	T(sm3_gives_the_vectors_of_gbt_32905)               \
	T(a_digest_with_an_id_begins_with_z)                \
	T(unpublished_ciphers_are_not_there)
#define T(name) void name(void **state);
CONFORMANCE_TESTS(T)
#undef T

#endif
