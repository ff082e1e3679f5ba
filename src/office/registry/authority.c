/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/authority.h"

#include <stdio.h>

#include "base/file.h"
#include "office/process/public_cert.h"

static const struct {
	const char *name;
	enum authority_cert issuer;
} files[AUTHORITY_COUNT] = {
    [AUTHORITY_ROOT] = {"root", AUTHORITY_ROOT},
    [AUTHORITY_ISSUING] = {"issuing", AUTHORITY_ROOT},
    [AUTHORITY_KEY_CENTRE] = {"keycentre", AUTHORITY_ISSUING},
    [AUTHORITY_AUDIT] = {"audit", AUTHORITY_ISSUING},
};

const char *
authority_name(enum authority_cert c)
{
	return files[c].name;
}

static enum err
read_public(const char *dir, const char *name, struct buf *b)
{
	char file[64], path[FILE_PATH_MAX];

	snprintf(file, sizeof(file), "public/%s.cer", name);
	TRY(file_path(path, dir, file));
	return file_read(path, b);
}

static enum err
load_cert(
    struct gm *gm, const char *dir, struct authority *a, enum authority_cert c)
{
	buf_init(&a->der[c], CERT_DER_MAX);
	TRY(read_public(dir, files[c].name, &a->der[c]));
	TRY(cert_parse(buf_bytes(&a->der[c]), &a->cert[c]));
	return cert_verify(gm, &a->cert[c], &a->cert[files[c].issuer]);
}

enum err
authority_load(struct gm *gm, const char *dir, struct authority *ret_a)
{
	AUTO_DONE(authority) a = {0};

	for (enum authority_cert c = 0; c < AUTHORITY_COUNT; c++)
		TRY(load_cert(gm, dir, &a, c));
	TRY(public_mail_key(dir, &a.mail));
	*ret_a = a;
	a = (struct authority){0};
	return ERR_OK;
}

void
authority_done(struct authority *a)
{
	for (enum authority_cert c = 0; c < AUTHORITY_COUNT; c++)
		buf_done(&a->der[c]);
}
