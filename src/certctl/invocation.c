/* SPDX-License-Identifier: Apache-2.0 */
/* What the verbs share: options, secrets, first contact. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "certctl/prompt.h"
#include "certctl/verb.h"

const char *
invocation_option(const struct invocation *in, const char *name)
{
	for (size_t i = 0; i < in->option_count; i++)
		if (strcmp(in->options[i].name, name) == 0)
			return in->options[i].value;
	return NULL;
}

static enum err
ask_twice(struct invocation *in, enum text question, enum text again,
    struct secret **ret_s)
{
	AUTO(secret) first = NULL;
	AUTO(secret) second = NULL;

	TRY(prompt_secret(face_text(&in->face, question), &first));
	if (again != TEXT_COUNT) {
		TRY(prompt_secret(face_text(&in->face, again), &second));
		if (!secret_equal(secret_bytes(first), secret_bytes(second)))
			return ERR_PIN_MISMATCH;
	}
	*ret_s = TAKE(first);
	return ERR_OK;
}

enum err
invocation_secret(struct invocation *in, const char *option, enum text question,
    enum text again, struct secret **ret_s)
{
	const char *path = invocation_option(in, option);

	if (path != NULL)
		return file_read_secret(path, ret_s);
	return ask_twice(in, question, again, ret_s);
}

enum err
invocation_value(struct invocation *in, const char *option, enum text question,
    char *out, size_t size)
{
	const char *value = invocation_option(in, option);

	if (value == NULL)
		return prompt_line(face_text(&in->face, question), out, size);
	if (strlen(value) >= size)
		return ERR_TOO_LARGE;
	memcpy(out, value, strlen(value) + 1);
	return ERR_OK;
}

enum err
invocation_connect(struct invocation *in)
{
	char root[SM3_LEN * 2 + 1];
	bool pinned;

	TRY(assistant_connect(in->assistant, &pinned));
	if (!pinned || in->face.json)
		return ERR_OK;
	TRY(assistant_setting_get(in->assistant, "root", root, sizeof(root)));
	face_progress_end(&in->face);
	fprintf(stderr, "%s\n  SM3 %s\n",
	    face_text(&in->face, TEXT_ROOT_PINNED), root);
	return ERR_OK;
}
