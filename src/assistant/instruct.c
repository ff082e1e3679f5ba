/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/instruct.h"

#include "assistant/carrier.h"

#include <string.h>

enum err
instruct_about(
    struct instruction *i, const char *user_name, const char *subject)
{
	if (strlen(user_name) >= sizeof(i->user_name) ||
	    strlen(subject) >= sizeof(i->subject))
		return ERR_TOO_LARGE;
	memcpy(i->user_name, user_name, strlen(user_name) + 1);
	memcpy(i->subject, subject, strlen(subject) + 1);
	return ERR_OK;
}

static enum err
sign(struct assistant *a, const struct signer *signer, struct instruction *i,
    struct buf *der)
{
	i->at = clock_now(a->clock);
	return instruction_sign(a->gm, i, signer, der);
}

enum err
instruct_by_key(struct assistant *a, const struct holder_pair *pair,
    struct bytes pin, struct instruction *i, struct buf *der)
{
	AUTO(token) t = NULL;
	struct token_key key;
	struct signer signer;

	TRY(carrier_open(a, pair->token_serial, &t));
	TRY(carrier_login(a, t, pin));
	TRY(token_key_init(t, pair->container, &key));
	signer = token_signer(&key);
	return sign(a, &signer, i, der);
}

enum err
instruct_by_code(struct assistant *a, enum code_purpose purpose,
    struct bytes code, struct instruction *i, struct buf *der)
{
	AUTO(sm2_key) key = NULL;
	struct signer_key holder;
	struct signer signer;

	TRY(code_key(a->gm, purpose, i->user_name, code, &key));
	holder = (struct signer_key){a->gm, key};
	signer = signer_of_key(&holder);
	return sign(a, &signer, i, der);
}
