/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/nickname.h"

#include <stdio.h>
#include <string.h>

#include "assistant/screens/memo.h"
#include "base/text.h"

/* User names have 32 characters at most, all of which a memo's name may have.
 */
static void
memo_name(const struct holder_pair *p, char out[MEMO_NAME_SIZE])
{
	(void)snprintf(out, MEMO_NAME_SIZE, "nickname.%.54s", p->user_name);
}

static void
get(void *self, const struct holder_pair *p, char out[NICKNAME_SIZE])
{
	char name[MEMO_NAME_SIZE];
	const char *nickname;

	memo_name(p, name);
	nickname = desk_memo_get(self, name);
	if (strlen(nickname) < NICKNAME_SIZE)
		memcpy(out, nickname, strlen(nickname) + 1);
	else
		out[0] = '\0'; /* not one of ours */
}

struct cert_names
nickname_source(struct desk *d)
{
	return (struct cert_names){get, d};
}

enum err
nickname_set(struct desk *d, const struct holder_pair *p, const char *nickname)
{
	char name[MEMO_NAME_SIZE];

	if (strlen(nickname) >= NICKNAME_SIZE ||
	    !text_is_plain(bytes_str(nickname)))
		return ERR_BAD_TEXT;
	memo_name(p, name);
	desk_memo_set(d, name, nickname);
	return ERR_OK;
}
