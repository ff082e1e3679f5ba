/* SPDX-License-Identifier: Apache-2.0 */
/*
 * skf-conformance LIBRARY DEVICE [DEVICE-KEY]: does a library behave as GM/T
 * 0016-2012 says? It runs over any maker's library of the standard's layout
 * (ULONG of 32 bits, packed), on a device that may be written to: it makes
 * applications "CONFORMANCE" and "CONFORMANCE-2" and removes them again.
 * DEVICE-KEY is 16 characters. What libraries may differ in, they tell
 * themselves: by DEVINFO, or by SAR_NOTSUPPORTYETERR where it is allowed.
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

#include "functions.h"
#include "gm/sm2.h"
#include "gm/sm4.h"
#include "skf/field.h"
#include "skf/sar.h"
#include "skf/skf.h"

struct suite {
	/* the library: suite->EnumDev(...) */
	SKF_FUNCTION_MEMBERS
	struct gm *gm;
	const char *device, *device_key;
	char again[512];  /* the device's own name, once it is found */
	DEVHANDLE dev;	  /* connected all the time */
	HAPPLICATION app; /* of "CONFORMANCE", likewise */
};

#define CONFORMANCE_APPLICATION "CONFORMANCE"
#define SECOND_APPLICATION "CONFORMANCE-2"
#define ADMIN_PIN "administrator1"
#define USER_PIN "user-pin-1"
#define TRIES 3

/* The answer is this code; otherwise the test says which it was. */
void assert_sar(
    uint32_t want, uint32_t got, const char *call, const char *file, int line);
#define SAR(want, call) assert_sar((want), (call), #call, __FILE__, __LINE__)
#define OK(call) SAR(SAR_OK, call)

/* GenRandom, encrypt, DevAuth: as a host does it. */
uint32_t authenticate(struct suite *s, const char *key);

/* Log the user in. */
void login(struct suite *s);

/* One more handle of the same device. */
DEVHANDLE connect_again(struct suite *s);

/* A second application, open, with the same PINs and the tries all there; NULL
 * if there is no room for one. leave closes it and removes it. */
HAPPLICATION enter_application(struct suite *s, ULONG file_rights);
void leave_application(struct suite *s, HAPPLICATION app);

/* A new empty container, open; the user is logged in. leave closes it and
 * removes it. */
HCONTAINER enter_container(struct suite *s, const char *name);
void leave_container(struct suite *s, HCONTAINER c, const char *name);

/* The same with a signing key and, in an envelope, that encryption key. */
HCONTAINER enter_pair(
    struct suite *s, const char *name, struct sm2_key **ret_encrypt_key);

/* plain, at most 64 octets, encrypted to a key. */
struct wrapped {
	ECCCIPHERBLOB blob;
	BYTE room[64];
};
void wrap(struct suite *s, const struct sm2_public *to, struct bytes plain,
    struct wrapped *out);

/* Import that session key, wrapped to the container's encryption key. */
uint32_t import_wrapped(struct suite *s, HCONTAINER c,
    const uint8_t key[SM4_KEY_LEN], ULONG algorithm, HANDLE *ret_h);

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
	/* device.c: 7.1 */                                 \
	T(every_function_is_exported)                       \
	T(a_device_tells_about_itself)                      \
	T(a_label_is_kept)                                  \
	T(a_foreign_or_stale_handle_is_refused)             \
	T(lists_end_with_an_empty_name)                     \
	T(a_device_is_listed_and_there)                     \
	T(random_octets_come_in_any_number)                 \
	T(locking_nests)                                    \
	T(a_raw_command_has_an_answer_if_any_have)          \
	T(rsa_is_there_if_the_device_says_so)               \
	T(waiting_for_events_can_be_cancelled)              \
	/* access.c: 7.2, 7.3 */                            \
	T(device_authentication_takes_the_forms_in_use)     \
	T(a_wrong_device_key_is_refused)                    \
	T(an_application_needs_device_authentication)       \
	T(the_device_key_changes_only_with_the_old_one)     \
	T(an_application_is_made_within_limits)             \
	T(a_wrong_pin_counts_down_and_a_right_one_restores) \
	T(a_pin_of_wrong_length_spends_no_try)              \
	T(pins_of_6_and_of_16_octets_are_taken)             \
	T(a_pin_locks_and_the_administrator_unblocks_it)    \
	T(pins_change_only_with_the_old_one)                \
	T(closing_keeps_the_login_and_clearing_ends_it)     \
	T(a_locked_administrator_stays_locked)              \
	T(a_pin_is_the_first_one_until_it_changes)          \
	T(a_login_is_of_one_application)                    \
	T(disconnecting_keeps_the_login)                    \
	T(clearing_ends_every_right)                        \
	/* store.c: 7.4, 7.5 */                             \
	T(containers_are_made_listed_and_removed)           \
	T(containers_need_the_user)                         \
	T(a_container_name_has_at_most_64_octets)           \
	T(a_container_closes_after_its_application)         \
	T(certificates_are_kept_as_they_come)               \
	T(certificates_of_4_kb_fit)                         \
	T(what_does_not_fit_leaves_what_is_there)           \
	T(space_that_is_used_comes_back)                    \
	T(lengths_are_told_without_a_buffer)                \
	T(files_obey_their_rights)                          \
	T(files_are_made_by_whom_the_application_says)      \
	T(a_file_is_read_and_written_within_its_size)       \
	T(a_large_file_is_read_and_written_in_parts)        \
	/* key.c: 7.6, asymmetric */                        \
	T(a_signing_key_signs)                              \
	T(a_changed_digest_does_not_verify)                 \
	T(signing_needs_the_user_and_a_key)                 \
	T(an_encryption_key_comes_in_an_envelope)           \
	T(an_envelope_needs_a_signing_key)                  \
	T(a_wrong_envelope_is_refused)                      \
	T(a_session_key_travels)                            \
	T(a_wrong_session_key_is_refused)                   \
	T(a_message_to_the_encryption_key_opens_if_any_do)  \
	T(both_sides_agree_on_a_key)                        \
	T(keys_of_the_caller_work)                          \
	/* cipher.c: 7.6, symmetric */                      \
	T(sm4_gives_the_vector_of_gbt_32907)                \
	T(modes_and_pieces_give_what_libcrypto_gives)       \
	T(a_wrapped_key_works_like_one_in_the_clear)        \
	T(two_wrapped_keys_do_not_mix)                      \
	T(a_message_is_encrypted_where_it_is)               \
	T(padding_comes_and_goes)                           \
	T(wrong_padding_is_refused)                         \
	T(a_cipher_has_to_be_begun)                         \
	T(a_mac_is_the_last_block)                          \
	T(sm3_gives_the_vectors_of_gbt_32905)               \
	T(a_digest_with_an_id_begins_with_z)                \
	T(unpublished_ciphers_are_not_there)                \
	/* lengths.c: all that give octets */               \
	T(every_length_is_told_and_kept)
#define T(name) void name(void **state);
CONFORMANCE_TESTS(T)
#undef T

#endif
