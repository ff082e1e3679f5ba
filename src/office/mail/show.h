/* SPDX-License-Identifier: Apache-2.0 */
/* How values look in a mail, once they were found to be what they should. */
#ifndef OFFICE_MAIL_SHOW_H
#define OFFICE_MAIL_SHOW_H

#include "office/mail/templates.h"

/*
 * Add value, of this kind, as people read it in this language. BAD_MESSAGE if
 * it is not of its kind; a link must begin with origin and a slash.
 */
MUST_USE enum err mail_show(enum mail_param_kind kind, struct bytes value,
    enum lang l, const char *origin, struct buf *b);

#endif
