/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/public_cert.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"

enum err
public_cert_read(const char *dir, const char *name, struct public_cert *ret_c)
{
	AUTO_DONE(public_cert) c = {.der = BUF(CERT_DER_MAX)};
	char file[64], path[FILE_PATH_MAX];

	snprintf(file, sizeof(file), "public/%s.cer", name);
	TRY(file_path(path, dir, file));
	TRY(file_read(path, &c.der));
	TRY(cert_parse(buf_bytes(&c.der), &c.cert));
	*ret_c = c;
	memset(&c, 0, sizeof(c));
	return ERR_OK;
}

void
public_cert_done(struct public_cert *c)
{
	buf_done(&c->der);
}

enum err
public_mail_key(const char *dir, struct sm2_public *ret_key)
{
	AUTO_DONE(buf) point = BUF(SM2_POINT_LEN);
	char path[FILE_PATH_MAX];

	TRY(file_path(path, dir, "public/mail.pub"));
	TRY(file_read(path, &point));
	return sm2_public_parse(buf_bytes(&point), ret_key);
}
