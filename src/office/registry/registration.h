/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Registration: an applicant's form becomes an account, and the link in a mail
 * proves the address.
 *
 * The same form again, with the same user name and address, sends another link
 * as long as the first was not followed; after a return it is the correction.
 * A link confirms just the form it was made for, so nobody can slip another
 * form under a link that is on its way.
 */
#ifndef OFFICE_REGISTRATION_H
#define OFFICE_REGISTRATION_H

#include "office/registry/account.h"
#include "office/registry/office.h"
#include "office/web/ticket.h"

/* ORIGIN/confirm?token=…: a link to the page that asks for a click, with NUL.
 * CRYPTO, NO_RANDOM, TOO_LARGE. */
#define REGISTRATION_LINK_SIZE (CONFIG_TEXT_SIZE + 32 + TICKET_TEXT_MAX)
MUST_USE enum err registration_link(struct office *o,
    const struct ticket_maker *tickets, const struct ticket *t,
    char ret_link[REGISTRATION_LINK_SIZE]);

/*
 * Take in a form that form_check found right and send the link.
 * ACCOUNT_EXISTS if the user name is somebody else's or was decided on; the
 * store's, outbox's and ticket's errors.
 */
MUST_USE enum err registration_submit(
    struct office *o, const struct ticket_maker *tickets, const struct form *f);

/*
 * Follow the link: the account waits for entry from now on. The same link
 * again gives the account as it stands. LINK_INVALID for a link that is not
 * ours, has expired, or is for an older form; the store's errors.
 */
MUST_USE enum err registration_confirm(struct office *o,
    const struct ticket_maker *tickets, struct bytes token,
    struct account *ret_a);

#endif
