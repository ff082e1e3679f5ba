/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to src/virtualkey: what a virtual key is made of, and how a command
 * gets from the table (commands.c) to the function that does it. Those are in
 * files command_….c, one for each family of GM/T 0017 clause 9.
 */
#ifndef VIRTUALKEY_KEY_H
#define VIRTUALKEY_KEY_H

#include "card/apdu.h"
#include "virtualkey/session.h"
#include "virtualkey/state.h"
#include "virtualkey/virtual_key.h"

#define VK_ATR_MAX 33 /* octets: ISO/IEC 7816-3 8.2.1 */
#define VK_ANSWER_MAX (CARD_APDU_MAX - 2)

struct virtual_key {
	struct gm *gm;
	const struct card_profile *profile;
	char *dir; /* owned; NULL: memory alone */
	struct vk_state *state;
	struct buf saved; /* the file as it is on the disk */
	struct vk_session session;
	bool powered, short_only;
	bool dead; /* its state in memory is not that on the disk */
	uint8_t atr[VK_ATR_MAX];
	size_t atr_len;
};

/*
 * Make the state last. After a failure the state is what was saved before, and
 * every pointer into it is stale: do nothing but answer. TOKEN_FULL beyond the
 * key's space, and what vk_state_save fails with.
 */
MUST_USE enum err vk_save(struct virtual_key *k);

/* A command being done. */
struct vk_call {
	struct virtual_key *k;
	const struct card_command *command;
	bool secured;	    /* CLA 84 */
	const uint8_t *mac; /* of a secured one: CARD_MAC_LEN octets */
	struct reader in;   /* data behind the ids, without the MAC */
	struct buf *out;    /* data of the answer */
	/* Those that the ids named, where the command has them. */
	struct vk_application *application;
	struct vk_container *container;
};

/* Each answers with a status word; what is in out counts only for 9000. */
typedef uint16_t vk_do(struct vk_call *c);

/* Leave with the status word of a call that did not go well. */
#define SW_TRY(call)                       \
	do {                               \
		uint16_t sw_try_ = (call); \
		if (sw_try_ != CARD_SW_OK) \
			return sw_try_;    \
	} while (0)
#define SW_TRY_ERR(call) SW_TRY(vk_status_of(call))

/* The status word for an error of the layers below: BAD_MESSAGE is wrong data,
 * TOKEN_FULL no space, errors of the disk a failure of memory. */
uint16_t vk_status_of(enum err e);

/* Do a command (not SELECT, not GET RESPONSE): whether it is one, has its
 * lengths and the right to be done, and then it. */
uint16_t vk_run(
    struct virtual_key *k, const struct card_command *command, struct buf *out);

/* An id as it travels. */
struct card_id vk_id(uint16_t number);

/* What name a command has in commands.def; NULL if none. */
const char *vk_ins_name(uint8_t ins);

/* Is somebody logged in whom these rights (SECURE_… of GM/T 0016) allow? */
bool vk_allows(const struct vk_call *c, uint32_t rights);

/* The challenge, which is used up by being taken: good for one try. CONDITIONS
 * if there is none. */
uint16_t vk_take_challenge(
    struct virtual_key *k, uint8_t ret_random[CARD_RANDOM_LEN]);

/* The MAC of a secured command under a key. MAC_WRONG. */
uint16_t vk_check_mac(
    struct vk_call *c, struct bytes key, const uint8_t random[CARD_RANDOM_LEN]);

vk_do vk_set_label, vk_get_device_info, vk_device_auth, vk_change_device_key,
    vk_get_random;
vk_do vk_get_pin_info, vk_change_pin, vk_verify_pin, vk_unblock_pin,
    vk_clear_state;
vk_do vk_create_application, vk_list_applications, vk_delete_application,
    vk_open_application, vk_close_application;
vk_do vk_create_file, vk_delete_file, vk_list_files, vk_get_file_info,
    vk_read_file, vk_write_file;
vk_do vk_create_container, vk_open_container, vk_close_container,
    vk_list_containers, vk_delete_container, vk_get_container_info,
    vk_import_certificate, vk_export_certificate, vk_export_public_key;
vk_do vk_generate_sm2, vk_import_sm2, vk_sign_sm2, vk_verify_sm2,
    vk_encrypt_sm2;
vk_do vk_export_session_key, vk_import_session_key, vk_set_session_key,
    vk_destroy_session_key;
vk_do vk_encrypt_begin, vk_decrypt_begin, vk_cipher_whole, vk_cipher_update,
    vk_cipher_finish;
vk_do vk_agreement_begin, vk_agreement_answer, vk_agreement_finish;
vk_do vk_digest_begin, vk_digest_whole, vk_digest_update, vk_digest_finish;

/* A container's private key, as libcrypto has it. NO_KEY. */
uint16_t vk_open_key(
    struct vk_call *c, enum card_usage usage, struct sm2_key **ret_key);

/* A new session key of the call's container, its id added to out. NO_SPACE,
 * CIPHER_UNKNOWN; WRONG_DATA for a key of another length. */
uint16_t vk_session_key_add(
    struct vk_call *c, uint32_t algorithm, struct bytes key);
/* CIPHER_UNKNOWN unless it is one of SGD_SM4_…. */
uint16_t vk_session_algorithm_check(uint32_t algorithm);

#endif
