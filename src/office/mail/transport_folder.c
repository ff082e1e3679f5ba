/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/file.h"
#include "office/mail/mailer.h"

/* The id names the file: the same mail again writes the same file. */
static enum err
send_to_folder(void *self, const struct mail_message *m, struct bytes mail)
{
	char name[MAIL_ID_SIZE + 4], path[FILE_PATH_MAX];

	snprintf(name, sizeof(name), "%s.eml", m->id);
	TRY(file_path(path, *(const char *const *)self, name));
	return file_replace(path, mail, 0600);
}

struct mail_transport
mail_transport_folder(const char **folder)
{
	return (struct mail_transport){send_to_folder, folder};
}
