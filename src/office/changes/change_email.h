/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another mail address: a link goes to the old address and one to the new one,
 * and when both were followed, in any order, the address is changed. Each link
 * is for one request, one of the two addresses and the address asked for.
 */
#ifndef OFFICE_CHANGE_EMAIL_H
#define OFFICE_CHANGE_EMAIL_H

#include "office/mail/outbox.h"
#include "office/registry/change.h"
#include "office/registry/office.h"
#include "office/web/ticket.h"

/* The two mails, ready to be queued: to the old address, to the new one.
 * CRYPTO, NO_RANDOM; outbox_compose's errors. */
MUST_USE enum err change_email_compose(struct office *o,
    const struct ticket_maker *tickets, const struct account *a,
    const struct change *c, struct outbox_entry *ret_mails[2]);

/*
 * Follow one; the request as it stands then. The same link again gives the
 * same. LINK_INVALID for one that is not ours, has expired, is for another
 * address than the one asked for by now, or whose request was decided
 * otherwise; the store's errors.
 */
MUST_USE enum err change_email_confirm(struct office *o,
    const struct ticket_maker *tickets, struct bytes token,
    enum change_state *ret_state);

#endif
