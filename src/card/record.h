/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records of 0017r's data fields, written on one side of the reader and
 * read on the other. Reading is strict: BAD_MESSAGE for any other length, and
 * for text with anything but zeros behind its end. A reader's functions take
 * their record off it; those that a command ends with are followed by
 * reader_end. commands.def says which records a command has.
 */
#ifndef CARD_RECORD_H
#define CARD_RECORD_H

#include "card/apdu.h"
#include "card/command.h"
#include "card/profile.h"
#include "gm/sm2.h"

#define CARD_NAME_MAX 64 /* octets of a container's name; 32 of others */
#define CARD_TEXT_SIZE 65
#define CARD_ID_LEN 2 /* opaque: issued by the card, sent back as they are */

struct card_id {
	uint8_t octets[CARD_ID_LEN];
};
void card_id_put(struct buf *b, struct card_id id);
MUST_USE enum err card_id_get(struct reader *r, struct card_id *ret_id);

/* The same in P1 and P2, as commands about files have an application's. */
void card_id_to_p1_p2(
    const struct card_profile *p, struct card_id id, struct card_command *c);
struct card_id card_id_of_p1_p2(
    const struct card_profile *p, const struct card_command *c);

/* GET_DEVICE_INFO: 288 octets. */
#define CARD_DEVICE_INFO_LEN 288
struct card_device_info {
	uint8_t struct_version[2], spec_version[2], hardware[2], firmware[2];
	char manufacturer[CARD_TEXT_SIZE], issuer[CARD_TEXT_SIZE];
	char label[33], serial[33];
	uint32_t symmetric, asymmetric, hash;	  /* SGD_… that it can do */
	uint32_t auth_algorithm;		  /* SGD_SM4_ECB */
	uint32_t total_space, free_space;	  /* octets */
	uint16_t data_max;			  /* of one command */
	uint8_t containers_max, certificates_max; /* of an application */
	uint16_t files_max;
};
void card_device_info_put(const struct card_profile *p, struct buf *b,
    const struct card_device_info *i);
MUST_USE enum err card_device_info_get(const struct card_profile *p,
    struct reader *r, struct card_device_info *ret_i);

/* CREATE_APPLICATION: 80 octets; each PIN wrapped under the device key, where
 * the command is secured; else zero-padded. */
struct card_new_application {
	char name[33];
	uint8_t pins[CARD_PIN_COUNT][CARD_BLOCK];
	uint32_t tries[CARD_PIN_COUNT];
	uint32_t file_rights; /* SECURE_… of GM/T 0016: who may make files */
	uint8_t containers, certificates;
	uint16_t files;
};
void card_new_application_put(const struct card_profile *p, struct buf *b,
    const struct card_new_application *a);
MUST_USE enum err card_new_application_get(const struct card_profile *p,
    struct reader *r, struct card_new_application *ret_a);

/* OPEN_APPLICATION's answer: 10 octets. */
struct card_application {
	uint32_t file_rights;
	uint8_t containers, certificates;
	uint16_t files;
	struct card_id id;
};
void card_application_put(const struct card_profile *p, struct buf *b,
    const struct card_application *a);
MUST_USE enum err card_application_get(const struct card_profile *p,
    struct reader *r, struct card_application *ret_a);

/* GET_PIN_INFO's answer: 3 octets. */
struct card_pin_info {
	uint8_t max, left;
	bool initial; /* still the PIN that the application was made with */
};
void card_pin_info_put(struct buf *b, const struct card_pin_info *i);
MUST_USE enum err card_pin_info_get(
    struct reader *r, struct card_pin_info *ret_i);

/* CREATE_FILE: name32 and this; GET_FILE_INFO's answer: this, 12 octets. */
struct card_file_info {
	uint32_t size, read_rights, write_rights;
};
void card_file_info_put(const struct card_profile *p, struct buf *b,
    const struct card_file_info *i);
MUST_USE enum err card_file_info_get(const struct card_profile *p,
    struct reader *r, struct card_file_info *ret_i);

/* GET_CONTAINER_INFO's answer: 11 octets. */
struct card_container_info {
	enum card_container_type type;
	uint32_t bits[CARD_USAGE_COUNT]; /* of keys; 0: none */
	bool certificates[CARD_USAGE_COUNT];
};
void card_container_info_put(const struct card_profile *p, struct buf *b,
    const struct card_container_info *i);
MUST_USE enum err card_container_info_get(const struct card_profile *p,
    struct reader *r, struct card_container_info *ret_i);

/*
 * A name in a field of len octets, padded with zeros; where it is the rest of
 * the data, the field has just its octets. To be read, it must fit into size
 * with its NUL, and may be empty. A longer one to be written: b fails with
 * TOO_LARGE.
 */
MUST_USE enum err card_name_get(
    struct reader *r, size_t len, char *ret_name, size_t size);
void card_name_put(struct buf *b, size_t len, const char *name);

/* The next of the names, each with a NUL and none empty, that lists of
 * applications, containers and files are. */
MUST_USE enum err card_list_get(struct reader *r, char *ret_name, size_t size);
void card_list_put(struct buf *b, const char *name);

/* len4 ‖ octets, borrowed, at most max. */
void card_block_put(
    const struct card_profile *p, struct buf *b, struct bytes octets);
MUST_USE enum err card_block_get(const struct card_profile *p, struct reader *r,
    size_t max, struct bytes *ret_octets);

/* X ‖ Y, and r ‖ s, as a few commands have them. */
void card_point_put(struct buf *b, const struct sm2_public *key);
MUST_USE enum err card_point_get(struct reader *r, struct sm2_public *ret_key);
void card_r_s_put(struct buf *b, const struct sm2_signature *s);
MUST_USE enum err card_r_s_get(struct reader *r, struct sm2_signature *ret_s);

/* Points, signatures and ciphertexts: bits4 (256) ‖ X ‖ Y; bits4 ‖ r ‖ s;
 * bits4 ‖ X ‖ Y ‖ hash ‖ length4 ‖ cipher. */
void card_public_put(
    const struct card_profile *p, struct buf *b, const struct sm2_public *key);
MUST_USE enum err card_public_get(
    const struct card_profile *p, struct reader *r, struct sm2_public *ret_key);
void card_signature_put(
    const struct card_profile *p, struct buf *b, const struct sm2_signature *s);
MUST_USE enum err card_signature_get(const struct card_profile *p,
    struct reader *r, struct sm2_signature *ret_s);
void card_cipher_put(
    const struct card_profile *p, struct buf *b, const struct sm2_cipher *c);
MUST_USE enum err card_cipher_get(
    const struct card_profile *p, struct reader *r, struct sm2_cipher *ret_c);

/* IMPORT_SM2, after the ids: version4 ‖ symAlg4 ‖ bits4 ‖ encPrivLen4 ‖
 * encPriv ‖ X ‖ Y ‖ the wrapped key as above. */
struct card_envelope {
	uint32_t version, algorithm; /* 1, SGD_SM4_ECB */
	uint8_t private[64];
	size_t private_len; /* 32: d; 64: with something before it */
	struct sm2_public public;
	struct sm2_cipher key; /* to the container's signing key */
};
void card_envelope_put(
    const struct card_profile *p, struct buf *b, const struct card_envelope *e);
MUST_USE enum err card_envelope_get(const struct card_profile *p,
    struct reader *r, struct card_envelope *ret_e);

/* ENCRYPT_BEGIN, DECRYPT_BEGIN, after the ids: alg4 ‖ BLOCKCIPHERPARAM of
 * GM/T 0016: IV32 ‖ ivLen4 ‖ padding4 ‖ feedBits4. */
#define CARD_IV_MAX 32
struct card_cipher_start {
	uint32_t algorithm; /* SGD_SM4_… */
	uint8_t iv[CARD_IV_MAX];
	uint32_t iv_len, padding, feed_bits; /* padding: 1 PKCS#5 */
};
void card_cipher_start_put(const struct card_profile *p, struct buf *b,
    const struct card_cipher_start *s);
MUST_USE enum err card_cipher_start_get(const struct card_profile *p,
    struct reader *r, struct card_cipher_start *ret_s);

#endif
