/* SPDX-License-Identifier: Apache-2.0 */
/* Where our own libraries and helper programs lie. */
#ifndef SKF_PIECE_H
#define SKF_PIECE_H

#include "base/file.h"

enum piece {
	PIECE_SKF_SOFT,	 /* libskf-soft */
	PIECE_SKF_CARD,	 /* libskf-card */
	PIECE_SKF_HOST,	 /* cert-skf-host */
	PIECE_ASSISTANT, /* cert-assistant */
	PIECE_WINDOWS,	 /* libcert-windows, its windows */
	PIECE_COUNT
};

/*
 * The first that is there: what the variable CERT_SKF_SOFT, CERT_SKF_CARD,
 * CERT_SKF_HOST, CERT_ASSISTANT or CERT_WINDOWS names (it alone, if it is set);
 * ../ROOM beside the program's folder (a build tree); beside the program;
 * ../lib/cert-assistant; where libraries are installed. FILE_MISSING,
 * TOO_LARGE.
 *
 * libskf-soft is never missing: if it is nowhere, its bare name is for the
 * system's own search.
 */
MUST_USE enum err piece_path(enum piece p, char out[FILE_PATH_MAX]);

#endif
