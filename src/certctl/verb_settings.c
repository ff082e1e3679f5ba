/* SPDX-License-Identifier: Apache-2.0 */
/* settings get, settings set. */
#include <stdio.h>
#include <string.h>

#include "assistant/settings.h"
#include "certctl/verb.h"

enum err
verb_settings_get(struct invocation *in)
{
	json_t *all = json_object();
	char value[SETTING_VALUE_SIZE];

	for (size_t n = 0; n < SETTING_COUNT; n++) {
		const char *name = setting_name((enum setting)n);

		if (in->word_count > 0 && strcmp(in->words[0], name) != 0)
			continue;
		TRY(assistant_setting_get(
		    in->assistant, name, value, sizeof(value)));
		json_object_set_new(all, name, json_string(value));
		if (!in->face.json)
			printf("%s = %s\n", name, value);
	}
	if (json_object_size(all) == 0) {
		json_decref(all);
		return ERR_FIELD_INVALID;
	}
	face_json(&in->face, all);
	return ERR_OK;
}

enum err
verb_settings_set(struct invocation *in)
{
	TRY(assistant_setting_set(in->assistant, in->words[0], in->words[1]));
	face_say(&in->face, TEXT_SAVED);
	face_json(&in->face, json_pack("{s:s}", in->words[0], in->words[1]));
	return ERR_OK;
}
