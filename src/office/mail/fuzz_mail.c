/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages to the mail process: the input is one, from a web process in a
 * stranger's hands. Whatever is written of it has the headers of a mail and
 * nothing but ASCII lines.
 */
#include <stdlib.h>
#include <string.h>

#include "office/mail/mailer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every LF after a CR, and no header that we do not write. */
static void
check_mail(struct bytes eml)
{
	for (size_t i = 0; i < eml.len; i++)
		if (eml.p[i] >= 0x80 ||
		    (eml.p[i] == '\n' && (i == 0 || eml.p[i - 1] != '\r')))
			abort();
	if (memmem(eml.p, eml.len, "\r\nBcc:", 6) != NULL)
		abort();
}

static enum err
send_nowhere(void *self, const struct mail_message *m, struct bytes mail)
{
	(void)self;
	(void)m;
	check_mail(mail);
	return ERR_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gm *gm;
	static struct sm2_key *key;
	const struct mailer_config config = {.office_name = "Office",
	    .origin = "https://o.example",
	    .from_address = "a@o.example",
	    .transport = {send_nowhere, NULL}};
	AUTO(mailer) m = NULL;
	AUTO_DONE(buf) answer = BUF(16);

	if (gm == NULL &&
	    (gm_new(&gm) != ERR_OK || sm2_key_generate(gm, &key) != ERR_OK))
		abort();
	if (mailer_new(gm, key, &config, &m) != ERR_OK)
		abort();
	(void)!mail_handle(m, BYTES(data, size), &answer);
	return 0;
}
