/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A maker's library behind types of our own. Makers built their libraries with
 * ULONG of 32 or 64 bits and structures packed or not; abi.c is compiled once
 * for each of those layouts, and each gives a row of skf_abis. What is above
 * calls through a row and never sees a structure of skf.h.
 *
 * All calls answer with a SAR_ code; outputs are untouched unless it is
 * SAR_OK. A function that the library lacks answers SAR_NOTSUPPORTYETERR.
 */
#ifndef SKF_ABI_H
#define SKF_ABI_H

#include "base/library.h"
#include "pki/envelope.h"
#include "pki/signer.h"

enum skf_function {
#define F(name, other, needed) SKF_FN_##name,
#include "skf/functions.def"
#undef F
	SKF_FN_COUNT
};

struct skf_peer;

/* What a row works on: a library in this process, or one elsewhere. */
struct skf_calls {
	library_symbol *fn[SKF_FN_COUNT]; /* NULL: the library lacks it */
	struct skf_peer *peer;		  /* apart.h */
};

/* DEVINFO is read into as many zeroed octets, whatever its layout. */
#define SKF_DEVINFO_ROOM 1024

struct skf_device_info {
	char manufacturer[65], label[33], serial[33];
	uint32_t asym_algorithms, auth_algorithm;
	uint32_t total_space, free_space;
};

#define SKF_DEVICE_NAME_SIZE 512
struct skf_event {
	char device[SKF_DEVICE_NAME_SIZE];
	uint32_t what; /* DEV_EVENT_… */
};

struct skf_file_info {
	uint32_t size, read_rights, write_rights;
};

struct skf_pin_info {
	uint32_t max, left;
	bool initial; /* still the one that it was made with */
};

struct skf_new_application {
	const char *name, *admin_pin, *user_pin;
	uint32_t admin_tries, user_tries, file_rights;
};

/* How an envelope's ciphertext of 32 octets is put into a field of 64. */
enum skf_envelope_form { SKF_ENVELOPE_RIGHT, SKF_ENVELOPE_LEFT };

struct skf_abi {
	const char *name; /* "ulong32-pack1" */

	/* Devices. names: as EnumDev gives them, at most its maximum. */
	uint32_t (*enum_devices)(
	    const struct skf_calls *c, bool present, struct buf *names);
	uint32_t (*connect)(
	    const struct skf_calls *c, const char *name, void **ret_dev);
	uint32_t (*disconnect)(const struct skf_calls *c, void *dev);
	uint32_t (*device_info)(const struct skf_calls *c, void *dev,
	    struct skf_device_info *ret_info);
	/* The same in two steps, to find the layout out; not in skf_abi_apart,
	 * where that is found out already. */
	uint32_t (*raw_info)(const struct skf_calls *c, void *dev,
	    uint8_t ret_raw[SKF_DEVINFO_ROOM]);
	void (*decode_info)(const uint8_t raw[SKF_DEVINFO_ROOM],
	    struct skf_device_info *ret_info);
	uint32_t (*set_label)(
	    const struct skf_calls *c, void *dev, const char *label);
	uint32_t (*lock)(
	    const struct skf_calls *c, void *dev, uint32_t timeout_ms);
	uint32_t (*unlock)(const struct skf_calls *c, void *dev);
	/* len octets, added to out. */
	uint32_t (*random)(const struct skf_calls *c, void *dev, uint32_t len,
	    struct buf *out);
	/* Those that are there, asked where one waits for events: what comes
	 * or goes from then on is an event. */
	uint32_t (*watched_devices)(
	    const struct skf_calls *c, struct buf *names);
	uint32_t (*wait_event)(
	    const struct skf_calls *c, struct skf_event *ret_event);
	uint32_t (*cancel_wait)(const struct skf_calls *c);

	/* Device authentication; encrypt_block is one ECB block under a key
	 * that the device takes (ciphers that nobody else has). */
	uint32_t (*device_auth)(
	    const struct skf_calls *c, void *dev, struct bytes data);
	uint32_t (*change_auth_key)(
	    const struct skf_calls *c, void *dev, struct bytes key);
	uint32_t (*encrypt_block)(const struct skf_calls *c, void *dev,
	    uint32_t algorithm, struct bytes key, uint8_t block[16]);

	/* Applications and PINs. reterr_left is set when the call says it. */
	uint32_t (*create_application)(const struct skf_calls *c, void *dev,
	    const struct skf_new_application *a, void **ret_app);
	uint32_t (*open_application)(const struct skf_calls *c, void *dev,
	    const char *name, void **ret_app);
	uint32_t (*close_application)(const struct skf_calls *c, void *app);
	uint32_t (*enum_applications)(
	    const struct skf_calls *c, void *dev, struct buf *names);
	uint32_t (*delete_application)(
	    const struct skf_calls *c, void *dev, const char *name);
	uint32_t (*pin_info)(const struct skf_calls *c, void *app,
	    uint32_t type, struct skf_pin_info *ret_info);
	uint32_t (*verify_pin)(const struct skf_calls *c, void *app,
	    uint32_t type, const char *pin, uint32_t *reterr_left);
	uint32_t (*change_pin)(const struct skf_calls *c, void *app,
	    uint32_t type, const char *const old_new[2], uint32_t *reterr_left);
	uint32_t (*unblock_pin)(const struct skf_calls *c, void *app,
	    const char *admin_pin, const char *new_pin, uint32_t *reterr_left);
	uint32_t (*clear_state)(const struct skf_calls *c, void *app);

	/* Files */
	uint32_t (*create_file)(const struct skf_calls *c, void *app,
	    const char *name, const struct skf_file_info *info);
	uint32_t (*delete_file)(
	    const struct skf_calls *c, void *app, const char *name);
	uint32_t (*enum_files)(
	    const struct skf_calls *c, void *app, struct buf *names);
	uint32_t (*file_info)(const struct skf_calls *c, void *app,
	    const char *name, struct skf_file_info *ret_info);
	uint32_t (*read_file)(const struct skf_calls *c, void *app,
	    const char *name, uint32_t size, struct buf *out);
	uint32_t (*write_file)(const struct skf_calls *c, void *app,
	    const char *name, struct bytes data);

	/* Containers, certificates, keys */
	uint32_t (*enum_containers)(
	    const struct skf_calls *c, void *app, struct buf *names);
	uint32_t (*create_container)(const struct skf_calls *c, void *app,
	    const char *name, void **ret_container);
	uint32_t (*open_container)(const struct skf_calls *c, void *app,
	    const char *name, void **ret_container);
	uint32_t (*close_container)(const struct skf_calls *c, void *container);
	uint32_t (*delete_container)(
	    const struct skf_calls *c, void *app, const char *name);
	uint32_t (*write_cert)(const struct skf_calls *c, void *container,
	    bool sign, struct bytes der);
	uint32_t (*read_cert)(const struct skf_calls *c, void *container,
	    bool sign, struct buf *der);
	uint32_t (*generate)(const struct skf_calls *c, void *container,
	    uint32_t algorithm, struct sm2_public *ret_key);
	uint32_t (*public_key)(const struct skf_calls *c, void *container,
	    bool sign, struct sm2_public *ret_key);
	uint32_t (*sign_digest)(const struct skf_calls *c, void *container,
	    const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig);
	uint32_t (*import_envelope)(const struct skf_calls *c, void *container,
	    const struct envelope *e, enum skf_envelope_form form);
	/* Import an SM4 key wrapped to the encryption key and encrypt one
	 * block with it, in place. */
	uint32_t (*use_session_key)(const struct skf_calls *c, void *container,
	    const struct sm2_cipher *wrapped, uint8_t block[16]);
};

/* All layouts; the first is the standard's. */
extern const struct skf_abi *const skf_abis[];
extern const size_t skf_abi_count;

/*
 * The layout for calls before a library's own is known. With ULONG as wide as
 * any, nothing that a library writes or reads goes past what it is given; only
 * structures would be wrong, and these calls have none (or just DEVINFO).
 */
const struct skf_abi *skf_abi_safest(void);

/* The layout of that name, or NULL. */
const struct skf_abi *skf_abi_find(const char *name);

/*
 * The layout in which a DEVINFO makes sense: that which finds a known block
 * cipher as DevAuthAlgId. The standard's if none does.
 */
const struct skf_abi *skf_abi_detect(const uint8_t raw[SKF_DEVINFO_ROOM]);

#endif
