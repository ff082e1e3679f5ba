/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an SKF library of ours is made of. The exported functions of GM/T 0016,
 * with their arguments, lengths, handles and host-side cryptography, are in
 * this folder once: the front. Where keys, certificates and PINs are is a back
 * end: libskf-soft has them in token files, libskf-card in a card. Each library
 * links one, which defines `back_end`.
 *
 * Inside an entry (state.h) one is alone in the process. Functions answer with
 * a SAR_ code and leave outputs untouched unless it is SAR_OK; all may answer
 * SAR_MEMORYERR and what happens to a device (SAR_DEVICE_REMOVED, …), and what
 * each clause of GM/T 0016 names. What is handed over by ret_ is the caller's;
 * all other pointers are borrowed for the call.
 *
 * Arguments were checked as the standard has it: pointers are there, names are
 * plain UTF-8 of 1 octet to their maximum, PINs have their length, types are
 * ADMIN_TYPE or USER_TYPE, rights are any. A function marked "or NULL" may be
 * missing: the front answers SAR_NOTSUPPORTYETERR.
 */
#ifndef PROVIDER_BACK_END_H
#define PROVIDER_BACK_END_H

#include "base/file.h"
#include "gm/sm2.h"
#include "gm/sm4.h"
#include "provider/state.h"

/* Objects of the back end; it defines them. */
struct back_state; /* e->back: what it keeps for the process */
struct back_device;
struct back_application;
struct back_container;
struct back_key;    /* a session key that is inside the device */
struct back_stream; /* a message being encrypted or decrypted with one */
struct back_agreement;

#define BACK_TRIES_MAX 255    /* of a PIN */
#define BACK_NAME_MAX 64      /* octets of a container's name (7.5.1) */
#define BACK_FILE_NAME_MAX 32 /* octets of a file's name (7.4.1) */
#define BACK_LABEL_MAX 31     /* octets of a label (7.1.8) */
#define BACK_ID_MAX 32	      /* octets of a party's ID (7.6.18) */

struct back_pin_info {
	uint32_t max, left;
	bool initial; /* still the one that the application was made with */
};

struct back_new_application {
	const char *name;
	/* by ADMIN_TYPE and USER_TYPE */
	struct bytes pins[2];
	uint32_t tries[2]; /* 1 to BACK_TRIES_MAX */
	uint32_t file_rights;
};

struct back_file {
	uint32_t size, read_rights, write_rights; /* SECURE_…_ACCOUNT */
};

struct back_range { /* of a file's octets */
	size_t offset, len;
};

/* An encryption key for a container (ENVELOPEDKEYBLOB, SM4-ECB). */
struct back_envelope {
	uint8_t private[ECC_FIELD_LEN]; /* as the caller had it: the 32 octets
					 * right, left, or 64 with zeros */
	struct sm2_public public;
	struct sm2_cipher key; /* the SM4 key, to the signing key */
};

/* How a stream runs. Padding is the front's. */
struct back_cipher {
	enum sm4_mode mode; /* SM4_ECB, SM4_CBC, SM4_CFB (128 bits), SM4_OFB */
	bool encrypt;
	uint8_t iv[SM4_BLOCK]; /* not for SM4_ECB */
};

/* A session key: exactly one is set. Either it is handed out, for the front to
 * work with, or it stays in the device. */
struct back_session_key {
	struct secret *plain; /* SM4_KEY_LEN octets */
	struct back_key *inside;
};

struct back_party {	 /* of an agreement (7.6.17 to 7.6.19) */
	ULONG algorithm; /* SGD_SM4_… of the key agreed on */
	struct bytes own_id;
	/* the other side; not for agreement_begin */
	struct sm2_public key, temporary;
	struct bytes id;
};

struct back_end {
	/* Limits that the front keeps. */
	size_t pin_min, pin_max;     /* octets of a PIN: SAR_PIN_LEN_RANGE */
	size_t application_name_max; /* octets: SAR_NAMELENERR */
	size_t cert_max, file_max;   /* octets of one each: SAR_NO_ROOM */

	/* The process's first entry, and the library's unloading: every handle
	 * is closed by then, and logins end. */
	uint32_t (*begin)(struct gm *gm, struct back_state **ret_s);
	void (*end)(struct back_state *s);

	/* --- 7.1 devices --- */

	/* Names of the devices that are there, each with its NUL; all: also
	 * those that could be. */
	uint32_t (*names)(struct entry *e, bool all, struct buf *names);
	uint32_t (*state)(struct entry *e, const char *name, ULONG *ret_state);

	/* Rights stay when handles close (7.1.6): one device object is shared
	 * by all handles of a device. Each connect has its disconnect; the
	 * front counts nothing. Applications and containers may be closed
	 * after their device. */
	uint32_t (*connect)(
	    struct entry *e, const char *name, struct back_device **ret_d);
	void (*disconnect)(struct entry *e, struct back_device *d);

	/* Asked before the front works for a device on its own. */
	uint32_t (*present)(struct entry *e, struct back_device *d);
	uint32_t (*info)(
	    struct entry *e, struct back_device *d, DEVINFO *ret_info);
	uint32_t (*set_label)(
	    struct entry *e, struct back_device *d, const char *label);
	/* The first octets (to 16) are also the challenge for device_auth. */
	uint32_t (*random)(
	    struct entry *e, struct back_device *d, uint8_t *out, size_t len);
	/* or NULL */
	uint32_t (*transmit)(struct entry *e, struct back_device *d,
	    struct bytes command, struct buf *answer);

	/* SKF_LockDev: a file that whoever holds the device locks, "" if
	 * nobody else can have it; the front waits for it outside the entry.
	 * Then what else keeps others off, and lets them in again (both or
	 * NULL: nothing). Of one device's handles one has it at a time. */
	uint32_t (*lock_path)(
	    struct entry *e, struct back_device *d, char out[FILE_PATH_MAX]);
	uint32_t (*locked)(struct entry *e, struct back_device *d);
	void (*unlocked)(struct entry *e, struct back_device *d);

	/*
	 * SKF_WaitForDevEvent (both or NULL: the front looks at the names a
	 * few times a second). wait runs outside any entry, beside others:
	 * return when names may have changed, when wake was called, and after
	 * a second at the latest, since a wake just before it may be missed.
	 */
	void (*wait)(struct back_state *s);
	void (*wake)(struct back_state *s);

	/* --- 7.2 access --- */

	/* answer: 16 to 32 octets, of which the first block counts. */
	uint32_t (*device_auth)(
	    struct entry *e, struct back_device *d, struct bytes answer);
	uint32_t (*change_device_key)(struct entry *e, struct back_device *d,
	    const uint8_t key[SM4_KEY_LEN]);
	uint32_t (*pin_info)(struct entry *e, struct back_application *a,
	    int type, struct back_pin_info *ret_i);
	/* *reterr_left: tries left of the PIN that was tried, once known. */
	uint32_t (*verify_pin)(struct entry *e, struct back_application *a,
	    int type, struct bytes pin, ULONG *reterr_left);
	uint32_t (*change_pin)(struct entry *e, struct back_application *a,
	    int type, const struct bytes old_new[2], ULONG *reterr_left);
	uint32_t (*unblock_pin)(struct entry *e, struct back_application *a,
	    const struct bytes admin_new[2], ULONG *reterr_left);
	uint32_t (*clear_state)(struct entry *e, struct back_application *a);

	/* --- 7.3 applications --- */
	uint32_t (*create_application)(struct entry *e, struct back_device *d,
	    const struct back_new_application *n,
	    struct back_application **ret_a);
	uint32_t (*applications)(
	    struct entry *e, struct back_device *d, struct buf *names);
	uint32_t (*delete_application)(
	    struct entry *e, struct back_device *d, const char *name);
	uint32_t (*open_application)(struct entry *e, struct back_device *d,
	    const char *name, struct back_application **ret_a);
	void (*close_application)(struct entry *e, struct back_application *a);

	/* --- 7.4 files --- */
	uint32_t (*create_file)(struct entry *e, struct back_application *a,
	    const char *name, const struct back_file *f);
	uint32_t (*delete_file)(
	    struct entry *e, struct back_application *a, const char *name);
	uint32_t (*files)(
	    struct entry *e, struct back_application *a, struct buf *names);
	uint32_t (*file_info)(struct entry *e, struct back_application *a,
	    const char *name, struct back_file *ret_f);
	/* Added to out: as much of the range as the file has.
	 * SAR_INVALIDPARAMERR for an offset beyond its end. */
	uint32_t (*read_file)(struct entry *e, struct back_application *a,
	    const char *name, const struct back_range *r, struct buf *out);
	/* SAR_NO_ROOM if it goes beyond the end. */
	uint32_t (*write_file)(struct entry *e, struct back_application *a,
	    const char *name, size_t offset, struct bytes data);

	/* --- 7.5 containers --- */
	uint32_t (*create_container)(struct entry *e,
	    struct back_application *a, const char *name,
	    struct back_container **ret_c);
	uint32_t (*delete_container)(
	    struct entry *e, struct back_application *a, const char *name);
	uint32_t (*open_container)(struct entry *e, struct back_application *a,
	    const char *name, struct back_container **ret_c);
	void (*close_container)(struct entry *e, struct back_container *c);
	uint32_t (*containers)(
	    struct entry *e, struct back_application *a, struct buf *names);
	uint32_t (*container_type)(
	    struct entry *e, struct back_container *c, ULONG *ret_type);
	/* sign: of the signing key, else of the encryption key. */
	uint32_t (*import_cert)(struct entry *e, struct back_container *c,
	    bool sign, struct bytes cert);
	uint32_t (*export_cert)(struct entry *e, struct back_container *c,
	    bool sign, struct buf *cert);
	uint32_t (*public_key)(struct entry *e, struct back_container *c,
	    bool sign, struct sm2_public *ret_key);

	/* --- 7.6 keys --- */
	uint32_t (*generate)(struct entry *e, struct back_container *c,
	    struct sm2_public *ret_key);
	uint32_t (*import_pair)(struct entry *e, struct back_container *c,
	    const struct back_envelope *envelope);
	uint32_t (*sign)(struct entry *e, struct back_container *c,
	    const uint8_t digest[SM3_LEN], struct sm2_signature *ret_s);
	/* SKF_ECCDecrypt with the encryption key; or NULL, where the plain
	 * text does not leave the device. */
	uint32_t (*decrypt)(struct entry *e, struct back_container *c,
	    const struct sm2_cipher *cipher, struct secret **ret_plain);

	/* A session key that came wrapped to the encryption key. algorithm:
	 * SGD_SM4_…. SAR_INDATALENERR for one of another length. */
	uint32_t (*import_session_key)(struct entry *e,
	    struct back_container *c, ULONG algorithm,
	    const struct sm2_cipher *wrapped, struct back_session_key *ret_k);
	/* For keys inside; all NULL if there are none. Streams are closed
	 * before their key. One that can have a single stream at a time
	 * answers SAR_FAIL to another. */
	void (*key_close)(struct entry *e, struct back_key *k);
	uint32_t (*stream_open)(struct entry *e, struct back_key *k,
	    const struct back_cipher *how, struct back_stream **ret_s);
	/* Writes in.len octets to out, which does not overlap it. In ECB and
	 * CBC they are whole blocks; at most 2^30. */
	uint32_t (*stream_update)(struct entry *e, struct back_stream *s,
	    struct bytes in, uint8_t *out);
	void (*stream_close)(struct entry *e, struct back_stream *s);

	/* Key agreement with the encryption key; all or NULL. Begun and
	 * finished by the initiator, answered by the other. */
	uint32_t (*agreement_begin)(struct entry *e, struct back_container *c,
	    const struct back_party *p, struct sm2_public *ret_temporary,
	    struct back_agreement **ret_a);
	uint32_t (*agreement_answer)(struct entry *e, struct back_container *c,
	    const struct back_party *p, struct sm2_public *ret_temporary,
	    struct back_session_key *ret_k);
	uint32_t (*agreement_finish)(struct entry *e, struct back_agreement *a,
	    const struct back_party *p, struct back_session_key *ret_k);
	void (*agreement_close)(struct entry *e, struct back_agreement *a);
};

extern const struct back_end back_end;

#endif
