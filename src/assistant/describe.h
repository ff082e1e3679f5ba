/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that a certificate says, for people who look at its details: rows of
 * label and value, in the order of the certificate (RFC 5280 4.1). Any X.509
 * certificate is taken, of an old CA and of strangers too: an extension that is
 * not known, or does not keep to its form, is shown as hexadecimal. Nothing is
 * verified here.
 *
 * Any thread; no assistant is needed.
 */
#ifndef ASSISTANT_DESCRIBE_H
#define ASSISTANT_DESCRIBE_H

#include "base/bytes.h"
#include "base/lang.h"

enum cert_field_kind {
#define F(name, zh, en) CERT_FIELD_##name,
#include "assistant/describe.def"
#undef F
	CERT_FIELD_COUNT
};

#define CERT_FIELD_LABEL_SIZE 192
struct cert_field {
	enum cert_field_kind kind;
	char label[CERT_FIELD_LABEL_SIZE]; /* unique among the rows */
	char *value; /* one line of plain UTF-8 (text_is_plain) */
	bool octets; /* hexadecimal, in groups of four digits */
};

#define CERT_FIELDS_MAX 64
struct cert_fields {
	struct cert_field *rows;
	size_t count;
};
void cert_fields_free(struct cert_fields *f);
DEFINE_AUTO(cert_fields)

/* CERT_SYNTAX if der is not a certificate, or longer than CERT_DER_MAX. */
MUST_USE enum err cert_describe(
    struct bytes der, enum lang lang, struct cert_fields **ret_fields);

/* "SERIAL": for scripts. Never changed once published. */
const char *cert_field_name(enum cert_field_kind kind);

/* Write a certificate to a file: .cer is DER, .pem is text (RFC 7468). In place
 * of what was there, readable by all. FILE_…, DISK_FULL. */
enum export_format { EXPORT_DER, EXPORT_PEM };
MUST_USE enum err assistant_export(
    struct bytes der, const char *path, enum export_format format);

#endif
