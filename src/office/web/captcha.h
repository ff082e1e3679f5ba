/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captchas: a picture of five characters, whose answer travels in a ticket.
 * Letters and digits that look alike are not used; case does not matter. One
 * answer for each, right or wrong, within its life.
 */
#ifndef OFFICE_WEB_CAPTCHA_H
#define OFFICE_WEB_CAPTCHA_H

#include "base/random.h"
#include "office/web/ticket.h"

#define CAPTCHA_CHARS 5
#define CAPTCHA_WIDTH 160
#define CAPTCHA_HEIGHT 60
#define CAPTCHA_PNG_MAX 65536 /* octets */

/* Draw the text, from the captcha's alphabet, as PNG; added to png.
 * BAD_TEXT, INTERNAL (no font at all), NO_RANDOM. */
MUST_USE enum err captcha_draw(
    struct random random, const char *text, struct buf *png);

/* A new one, good until expires_at: its ticket is added to id, its picture to
 * png. */
MUST_USE enum err captcha_make(const struct ticket_maker *m,
    struct random random, int64_t expires_at, struct buf *id, struct buf *png);

/* Is that what was in the picture? Compares in constant time, without regard
 * to case; t is ticket_open(TICKET_CAPTCHA). */
bool captcha_right(const struct ticket_opened *t, const char *answer);

/*
 * Use it up, inside a store_write job that returns OK even when *ret_right is
 * false: else the wrong answer would not count. *ret_right is false for one
 * that was used before, whatever the answer.
 */
MUST_USE enum err captcha_spend(struct db *db, const struct ticket_opened *t,
    const char *answer, bool *ret_right);

#endif
