/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What kind of file some octets are, by their content alone: names and types
 * that come with a file say nothing. The whole file must be of its kind, from
 * the first octet to the last, so that it is not another kind's file as well
 * (a web page, an archive, a program).
 *
 *	pdf   ISO 32000: %PDF-1.n or %PDF-2.n at the start; startxref and %%EOF
 *	      in the last FILE_KIND_TAIL octets, white space after it
 *	jpeg  ITU-T T.81: SOI, segments of their lengths, a frame before the
 *	      first scan, EOI as the last octets
 *	png   ISO 15948: signature, chunks of their lengths and checksums, IHDR
 *	      first, IDAT, IEND as the last octets
 *
 * Pictures are not decoded: what is inside a segment or chunk is not looked
 * at, but for the size of the picture, which is not nothing.
 */
#ifndef OFFICE_FILEKIND_H
#define OFFICE_FILEKIND_H

#include "base/bytes.h"

#define FILE_KIND_TAIL 1024

enum file_kind { FILE_PDF = 1, FILE_JPEG, FILE_PNG };

const char *file_kind_name(enum file_kind k); /* "pdf" */

/* FILE_TYPE: none of them. */
MUST_USE enum err file_kind_of(struct bytes file, enum file_kind *ret_kind);

#endif
