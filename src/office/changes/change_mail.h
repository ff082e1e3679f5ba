/* SPDX-License-Identifier: Apache-2.0 */
/* Mails about a change request (mail/templates.h: MAIL_CHANGE_…). */
#ifndef OFFICE_CHANGE_MAIL_H
#define OFFICE_CHANGE_MAIL_H

#include "office/mail/outbox.h"
#include "office/registry/change.h"
#include "office/registry/office.h"

struct change_mail {
	const struct account *account; /* whom it greets, in its language */
	const char *recipient;	       /* NULL: the account's address */
	const char *template;
	/* of the template besides userName and name; NULL ends */
	struct mail_param params[4];
	const struct secret *code; /* NULL: it has none */
};

/* outbox_compose's errors. */
MUST_USE enum err change_mail(struct office *o, struct gm *gm,
    const struct change_mail *m, struct outbox_entry **ret_entry);

#endif
