/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Personalisation: an operator makes a blank key into one that the office hands
 * out. It gets a label, the application CERT, an admin PIN that nobody ever
 * sees and that is deposited with the key centre, a user PIN, and a device key
 * of its own, without which nobody makes or removes applications on it.
 *
 * The user PIN is one that the operator chose and tells the user, and which the
 * key then knows to be initial, so that it has to be changed before first use;
 * or a random one that is in a letter (letter.h) and nowhere else.
 *
 * Steps, in this order, so that a power cut at any place leaves something that
 * the next try goes on from:
 *
 *	1. row "intended" (registry/token_row.h): the admin PIN and the device
 *	   key sealed, the operator's act
 *	2. the application, by the maker's device key; the file ESCROW in it
 *	3. the random user PIN, and its letter
 *	4. the device key
 *	5. row "ready", with its audit record
 *
 * Up to 4 the maker's device key counts, and the application, in which nothing
 * can be yet, is removed and made again. After it only 5 is missing.
 *
 * A key that is ready, that holds a container, whose application somebody else
 * made, or that has applications of other people alone is refused and left as
 * it is. Other applications are never touched.
 */
#ifndef OFFICE_PERSONALISE_H
#define OFFICE_PERSONALISE_H

#include "base/file.h"
#include "office/registry/act.h"
#include "office/registry/office.h"
#include "office/registry/token_row.h"
#include "skf/token.h"

#define PERSONALISE_PIN_LEN 8 /* digits of a random user PIN */

/* At whose desk, and how users come by their PINs. All borrowed. */
struct desk {
	struct office *office;
	struct gm *gm;
	const struct actor *actor;
	const char *batch;	  /* keys done in a row share it; "" */
	const char *letters;	  /* folder; NULL: the initial PIN */
	struct bytes initial_pin; /* without letters */
	struct bytes device_key;  /* of blank keys, 16 octets; none: usual */
};

struct personalised {
	char serial[CARRIER_SERIAL_SIZE]; /* "" while not even that is known */
	char label[TOKEN_LABEL_SIZE];
	enum token_handover user_pin;
	char letter[FILE_PATH_MAX]; /* of the letter just written, or "" */
	int64_t at;
	bool intended; /* a row with this label was stored */
	bool resumed;  /* only the end of an earlier try was missing */
};

/*
 * May this desk begin: the operator's role, the initial PIN, the folder for
 * letters, a font? STAFF_ROLE, PIN_…, FILE_…, FONT_MISSING.
 */
MUST_USE enum err personalise_check(
    const struct desk *d, enum carrier_kind kind);

/*
 * Personalise a device. label is as the key shall have it; NULL: what the
 * maker wrote stays. *reterr_p is filled as far as it is known, in either
 * case.
 *
 * TOKEN_NOT_BLANK, see above; DEVICE_KEY_WRONG: it has not the maker's device
 * key; BAD_TEXT for a serial number that is no PrintableString; NOT_SUPPORTED
 * if its library can't change device keys, or can't tell that a PIN is
 * initial; STAFF_ROLE; PIN_…, TOKEN_…, FILE_…, DISK_FULL, FONT_MISSING,
 * CERT_USAGE, and the store's errors.
 */
MUST_USE enum err personalise(const struct desk *d, struct token_library *lib,
    const char *device, const char *label, struct personalised *reterr_p);

/* Is it one to do: blank, or left half-made by us? That is all that is looked
 * at. The store's errors. */
MUST_USE enum err personalise_wants(
    struct office *office, const struct token_info *info, bool *ret_wants);

#endif
