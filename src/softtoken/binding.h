/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ties a token file to one computer. A binding gives a key that is not in
 * the file, under which the file is authenticated and without which its PINs
 * cannot be tried; and an id, which is in the file, to tell whose it is.
 *
 * There is one kind now, BINDING_SECRET_FILE: 32 random octets in a file
 * "machine.key" beside the folder of the tokens, made on first use, joined
 * with the system's machine-id. Another (TPM 2) is a row of the table in
 * binding.c, and its number goes into the files.
 */
#ifndef SOFTTOKEN_BINDING_H
#define SOFTTOKEN_BINDING_H

#include "softtoken/token_file.h"

enum binding_kind { BINDING_SECRET_FILE = 1 };

struct binding {
	enum binding_kind kind;
	uint8_t id[BINDING_ID_LEN];
	struct secret *key; /* SM3_LEN octets; owned */
};

/*
 * The binding of that kind for token files in a folder. make: make what is
 * missing; else TOKEN_OTHER_COMPUTER if it is. TOKEN_VERSION for a kind that
 * is not known; FILE_…, DISK_FULL, NO_RANDOM.
 */
struct binding_place {
	const char *folder;
	bool make;
};
MUST_USE enum err binding_open(struct gm *gm, uint32_t kind,
    const struct binding_place *place, struct binding *ret_b);
void binding_done(struct binding *b);
DEFINE_AUTO_DONE(binding)

#endif
