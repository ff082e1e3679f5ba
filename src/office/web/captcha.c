/* SPDX-License-Identifier: Apache-2.0 */
#include "office/web/captcha.h"

#include <string.h>

#include "base/secret.h"
#include "office/web/captcha_alphabet.h"

/* Equally likely characters: octets past the last whole alphabet are drawn
 * again. */
static enum err
random_char(struct random random, char *ret_c)
{
	const size_t n = sizeof(CAPTCHA_ALPHABET) - 1;
	uint8_t octet;

	do
		TRY(random_fill(random, &octet, 1));
	while (octet >= 256 / n * n);
	*ret_c = CAPTCHA_ALPHABET[octet % n];
	return ERR_OK;
}

enum err
captcha_make(const struct ticket_maker *m, struct random random,
    int64_t expires_at, struct buf *id, struct buf *png)
{
	char text[CAPTCHA_CHARS + 1] = {0};
	const struct ticket t = {.purpose = TICKET_CAPTCHA,
	    .expires_at = expires_at,
	    .payload = BYTES(text, CAPTCHA_CHARS)};

	for (size_t i = 0; i < CAPTCHA_CHARS; i++)
		TRY(random_char(random, &text[i]));
	TRY(ticket_make(m, &t, id));
	return captcha_draw(random, text, png);
}

static char
upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool
captcha_right(const struct ticket_opened *t, const char *answer)
{
	char typed[CAPTCHA_CHARS];

	if (strlen(answer) != CAPTCHA_CHARS)
		return false;
	for (size_t i = 0; i < CAPTCHA_CHARS; i++)
		typed[i] = upper(answer[i]);
	return secret_equal(BYTES_ARRAY(typed), BYTES(t->payload, t->len));
}

enum err
captcha_spend(struct db *db, const struct ticket_opened *t, const char *answer,
    bool *ret_right)
{
	enum err err = ticket_spend(db, t);

	if (err != ERR_OK && err != ERR_CHALLENGE_USED)
		return err;
	*ret_right = err == ERR_OK && captcha_right(t, answer);
	return ERR_OK;
}
