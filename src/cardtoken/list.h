/* SPDX-License-Identifier: Apache-2.0 */
/* Names that a card lists. */
#ifndef CARDTOKEN_LIST_H
#define CARDTOKEN_LIST_H

#include "cardtoken/request.h"

#define LIST_MAX CARD_EXPECT_ALL /* octets */

/*
 * Make a request that is answered with names, and add them to names, each with
 * its NUL. SAR_FAIL for what is no such list.
 */
MUST_USE uint32_t list_ask(
    struct back_device *d, const struct request *r, struct buf *names);

#endif
