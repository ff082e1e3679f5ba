/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carriers as the rest of the program sees them: any maker's SKF library
 * (GM/T 0016) behind one small interface, with errors of base/err.def and no
 * structure of the standard in sight.
 *
 * A token_library is one loaded library; a token is one connected device with
 * our application "CERT" open, if it has one. A token borrows its library. One
 * thread at a time uses a library and its tokens (token_watch has a thread of
 * its own, which calls back). Tokens keep a logged-in state for the whole
 * process: a second token object of the same device shares it.
 *
 * Every function also fails with TOKEN_REMOVED, TOKEN_BUSY, TOKEN_FAILED,
 * TOKEN_FULL and NOMEM; for soft tokens with TOKEN_DAMAGED, TOKEN_FOREIGN,
 * TOKEN_VERSION, TOKEN_OTHER_COMPUTER, DISK_FULL and FILE_DENIED; and those
 * that use a key or write with PIN_NEEDED. What works inside the application
 * fails with TOKEN_BLANK on a device that has none.
 */
#ifndef SKF_TOKEN_H
#define SKF_TOKEN_H

#include "pki/envelope.h"
#include "pki/evidence.h" /* enum carrier_kind */
#include "pki/signer.h"

#define TOKEN_APPLICATION "CERT"
#define TOKEN_PIN_MIN 6 /* characters, printable ASCII */
#define TOKEN_PIN_MAX 20
#define TOKEN_PIN_TRIES 10
#define TOKEN_CONTAINER_SIZE 65 /* a name of at most 64 octets, and NUL */
#define TOKEN_KEY_PIN_MAX 16	/* of a USB key (GM/T 0017) */
#define TOKEN_FILE_NAME_SIZE 32
#define TOKEN_DEVICE_SIZE 512 /* octets of a name, with NUL */
#define TOKEN_TRIES_UNKNOWN (-1)

/* The file with the admin PIN, sealed to the key centre (pki/escrow.h), that
 * whoever made the application leaves on a USB key for the office. */
#define TOKEN_ESCROW_FILE "ESCROW"

/* The name by which libskf-soft connects a blank device in memory; with
 * ":" and an absolute path ending in ".token", one to be made there. */
#define TOKEN_SOFT_NEW "SOFT-NEW"

/* --- libraries --- */

struct token_library;

struct token_library_options {
	const char *path; /* of the library file; copied */
	enum carrier_kind kind;
	/* "auto", or a layout of skf/abi.h: "ulong32-pack1", … NULL: "auto" */
	const char *layout;
	/* In a process of its own (skf/host.h): one that we did not make. */
	bool apart;
	/* Its devices are card readers: lists name those that are empty. */
	bool readers;
	int64_t longest_ms; /* of apart, for tests; else 0 */
};

/*
 * Load a library. gm is borrowed for its life. A library that cannot be loaded
 * still gives an object, so that lists can show it: token_library_status tells
 * what was wrong (TOKEN_LIBRARY), and connecting fails with the same.
 *
 * A library apart is loaded by the first need of it. When it crashes or hangs,
 * what was being done fails with TOKEN_LIBRARY_LOST, and so does all that is
 * done with it and its tokens from then on; the next token_list_make loads it
 * again, for tokens that are opened then, unless it was lost three times
 * within a minute. NOMEM, USAGE for an unknown layout.
 */
MUST_USE enum err token_library_open(struct gm *gm,
    const struct token_library_options *o, struct token_library **ret_lib);
MUST_USE enum err token_library_status(struct token_library *lib);
const char *token_library_path(const struct token_library *lib);
enum carrier_kind token_library_kind(const struct token_library *lib);
/* All its tokens must be gone. lib may be NULL. */
void token_library_free(struct token_library *lib);
DEFINE_AUTO(token_library)

/* --- what is there --- */

struct token_info {
	enum carrier_kind kind;
	char serial[33], label[33], manufacturer[65]; /* UTF-8 */
	uint32_t total_space, free_space;	      /* octets */
	bool blank; /* no application of ours: nothing below is known */
	int pin_tries, pin_tries_max; /* left and at most, or …_UNKNOWN */
	int admin_tries, admin_tries_max;
	bool pin_initial; /* the user PIN is still the one it came with */
};

struct token_entry {
	struct token_library *library;	/* borrowed */
	char device[TOKEN_DEVICE_SIZE]; /* for token_open; "" for a library */
	enum err err;		/* OK, or why library or device can't be used */
	struct token_info info; /* if err is OK */
};

struct token_list {
	struct token_entry *entries;
	size_t count;
};

/*
 * The devices that are present, of all libraries, in the order given: USB keys
 * and soft tokens. What is broken is an entry with its own error and never
 * hides the others: CARD_FOREIGN for a card that is not ours. At the end of
 * the list, of a library with readers, comes what is idle (see below).
 *
 * A USB key that two libraries tell of, by its serial number, is one entry:
 * that of the first library which sees our application on it, or else of the
 * first. What one library tells twice is two. Fails with NOMEM alone.
 */
MUST_USE enum err token_list_make(struct token_library *const libraries[],
    size_t count, struct token_list **ret_list);
/* Is it about readers with nothing in them: an empty one, or that there is no
 * card service, or no usable library for one? Who has no USB key need not be
 * troubled by it. */
bool token_entry_is_idle(const struct token_entry *e);

void token_list_free(struct token_list *list); /* list may be NULL */
DEFINE_AUTO(token_list)

/* --- one device --- */

struct token;

/* Connect a device by name and open our application. A blank device opens
 * too (token_info.blank). TOKEN_MISSING; what token_library_status says. */
MUST_USE enum err token_open(
    struct token_library *lib, const char *device, struct token **ret_token);

/* Find it by serial number among the libraries. TOKEN_MISSING; if it is not
 * found and something was broken, the error of the first broken one: not of
 * readers, which tell nothing of a key that is elsewhere. */
MUST_USE enum err token_open_serial(struct token_library *const libraries[],
    size_t count, const char *serial, struct token **ret_token);

void token_free(struct token *t); /* disconnects; t may be NULL */
DEFINE_AUTO(token)

MUST_USE enum err token_get_info(struct token *t, struct token_info *ret_info);

/* The device's label, 1 to 31 octets of plain UTF-8. BAD_TEXT. */
MUST_USE enum err token_set_label(struct token *t, const char *label);

/*
 * Keep other programs off the device until token_unlock. Nests. timeout_ms < 0
 * waits for ever. TOKEN_BUSY.
 */
MUST_USE enum err token_lock(struct token *t, int64_t timeout_ms);
void token_unlock(struct token *t);

/* --- setting up and PINs --- */

/*
 * PINs are TOKEN_PIN_MIN to TOKEN_PIN_MAX printable ASCII characters; on a USB
 * key at most TOKEN_KEY_PIN_MAX. That is checked here, before a try is spent:
 * PIN_LENGTH, PIN_CHARACTERS, PIN_LENGTH_TOKEN.
 */
MUST_USE enum err token_pin_check(struct bytes pin);
/* The same for a carrier of that kind. */
MUST_USE enum err token_pin_check_kind(
    enum carrier_kind kind, struct bytes pin);

/* A new admin PIN: 16 random capital letters and digits, 80 bits. */
MUST_USE enum err token_admin_pin_random(
    struct gm *gm, struct secret **ret_pin);

struct token_setup {
	struct bytes admin_pin, user_pin;
	struct bytes device_key; /* 16 octets; none: the maker's default */
	const char *label;	 /* NULL: leave it */
};

/*
 * Make our application on a blank device, 10 tries for each PIN. The user is
 * logged in afterwards, and a soft token's file exists from here on. PIN_…;
 * TOKEN_NOT_BLANK; DEVICE_KEY_WRONG.
 */
MUST_USE enum err token_set_up(struct token *t, const struct token_setup *s);

/* Remove our application with all that is in it, keys too: the device is blank
 * again, other applications are as they were. device_key as in token_setup.
 * DEVICE_KEY_WRONG. */
MUST_USE enum err token_erase(struct token *t, struct bytes device_key);

/* A device key as people write it: 16 characters, or 32 hexadecimal digits.
 * DEVICE_KEY_WRONG for anything else. */
MUST_USE enum err token_device_key_parse(
    struct bytes text, struct secret **ret_key);

/*
 * Put new_key, 16 octets, in place of the device key, old_key as in
 * token_setup. That it counts is tried afterwards: TOKEN_FAILED if it does
 * not. Applications are not touched. DEVICE_KEY_WRONG; NOT_SUPPORTED.
 */
MUST_USE enum err token_change_device_key(
    struct token *t, struct bytes old_key, struct bytes new_key);

/* Is it the device key, as in token_setup? DEVICE_KEY_WRONG. */
MUST_USE enum err token_check_device_key(
    struct token *t, struct bytes device_key);

/* Log the user in. *reterr_tries is set whenever the device told it, else it
 * is TOKEN_TRIES_UNKNOWN. PIN_WRONG, PIN_LOCKED, PIN_LENGTH, PIN_CHARACTERS. */
MUST_USE enum err token_login(
    struct token *t, struct bytes pin, int *reterr_tries);

/* Forget logins of user and administrator. */
MUST_USE enum err token_logout(struct token *t);

/* Errors and tries as token_login; the tries are those of the old PIN. */
MUST_USE enum err token_change_pin(struct token *t, struct bytes old_pin,
    struct bytes new_pin, int *reterr_tries);
MUST_USE enum err token_change_admin_pin(struct token *t, struct bytes old_pin,
    struct bytes new_pin, int *reterr_tries);

/* Set a new user PIN and restore its tries; the tries are the admin PIN's. */
MUST_USE enum err token_unblock(struct token *t, struct bytes admin_pin,
    struct bytes new_pin, int *reterr_tries);

/* --- what else is on it --- */

/* Names as the device has them; those that are no plain text, or longer than a
 * container's, are left out. */
struct token_names {
	char (*rows)[TOKEN_CONTAINER_SIZE];
	size_t count;
};
void token_names_free(struct token_names *names); /* names may be NULL */
DEFINE_AUTO(token_names)

/* Look into another application of the device: what this header says of ours is
 * from then on about that one. TOKEN_BLANK if there is none of the name. */
MUST_USE enum err token_use_application(struct token *t, const char *name);

/* The containers of our application: see token_containers_list for what is in
 * them, which takes many more commands. */
MUST_USE enum err token_container_names(
    struct token *t, struct token_names **ret_names);
/* The applications of the device, ours among them; NOT_SUPPORTED where it
 * does not tell. */
MUST_USE enum err token_applications_list(
    struct token *t, struct token_names **ret_names);
/* The files of our application; the same. */
MUST_USE enum err token_files_list(
    struct token *t, struct token_names **ret_names);

/* --- containers and keys --- */

enum token_usage { TOKEN_SIGN, TOKEN_ENCRYPT };

struct token_container {
	char name[TOKEN_CONTAINER_SIZE];
	bool has_sign_key, has_encrypt_key, has_sign_cert, has_encrypt_cert;
};
struct token_containers {
	struct token_container *rows;
	size_t count;
};
MUST_USE enum err token_containers_list(
    struct token *t, struct token_containers **ret_list);
void token_containers_free(struct token_containers *list);
DEFINE_AUTO(token_containers)

/* CONTAINER_EXISTS; BAD_TEXT unless 1 to 64 octets. */
MUST_USE enum err token_container_create(struct token *t, const char *name);
/* With its keys and certificates. CONTAINER_MISSING. */
MUST_USE enum err token_container_delete(struct token *t, const char *name);

/* All below: CONTAINER_MISSING, KEY_MISSING. */

/* Make the signing key inside the device, in place of one that is there. */
MUST_USE enum err token_generate(
    struct token *t, const char *container, struct sm2_public *ret_key);

MUST_USE enum err token_public_key(struct token *t, const char *container,
    enum token_usage usage, struct sm2_public *ret_key);

/* Sign e = SM3(Z ‖ message) with the container's signing key. */
MUST_USE enum err token_sign_digest(struct token *t, const char *container,
    const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig);

/* A signer for pki: fill k in by token_key_init and keep it as long. */
struct token_key {
	struct token *token; /* borrowed */
	char container[TOKEN_CONTAINER_SIZE];
	struct sm2_public key;
};
MUST_USE enum err token_key_init(
    struct token *t, const char *container, struct token_key *ret_k);
struct signer token_signer(struct token_key *k);

/* Import the encryption key that came wrapped to the container's signing key.
 * ENVELOPE_KEY if the device refuses it. */
MUST_USE enum err token_import_envelope(
    struct token *t, const char *container, const struct envelope *e);

/*
 * Prove the pair of the container: sign and verify with the signing key, and
 * let the device open something encrypted to its encryption key.
 * SIGNATURE_INVALID, ENVELOPE_KEY.
 */
MUST_USE enum err token_prove(struct token *t, const char *container);

/* --- certificates and small files --- */

MUST_USE enum err token_write_cert(struct token *t, const char *container,
    enum token_usage usage, struct bytes der);
/* Added to der, within its maximum. CERT_UNKNOWN. */
MUST_USE enum err token_read_cert(struct token *t, const char *container,
    enum token_usage usage, struct buf *der);

/*
 * A file that everybody may read and the user may write; written whole, in
 * place of what was there. A name has 1 to 31 octets. BAD_TEXT, FILE_MISSING.
 */
MUST_USE enum err token_write_file(
    struct token *t, const char *name, struct bytes data);
MUST_USE enum err token_read_file(
    struct token *t, const char *name, struct buf *data);
MUST_USE enum err token_remove_file(struct token *t, const char *name);

/* --- coming and going --- */

enum token_event { TOKEN_ARRIVED = 1, TOKEN_LEFT = 2 };

struct token_watch;

/*
 * Call back, on a thread of the watch's own, for each arrival and departure of
 * a device since the library's devices were last listed, before or after the
 * watch began; err is OK, or why watching ended (then it is the last call). One
 * watch for a library at a time. The callback does not use tokens.
 */
typedef void token_watch_fn(
    void *arg, enum err err, enum token_event event, const char *device);
MUST_USE enum err token_watch_start(struct token_library *lib,
    token_watch_fn *each, void *arg, struct token_watch **ret_watch);
/* Ends the thread and waits for it. w may be NULL. */
void token_watch_free(struct token_watch *w);
DEFINE_AUTO(token_watch)

#endif
