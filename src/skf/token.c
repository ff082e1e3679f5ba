/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gm/sm4.h"
#include "skf/token_private.h"

#define LABEL_MAX 31	   /* octets (GM/T 0016 7.1.8) */
#define FOREVER 0xffffffff /* SKF_LockDev */
#define TRIES_MAX 255	   /* more is no number of tries */

/* A device without our application is blank; anything else is a failure. */
static enum err
open_application(struct token *t)
{
	uint32_t sar =
	    CALL_SKF(t, open_application, t->dev, TOKEN_APPLICATION, &t->app);

	if (sar == SAR_APPLICATION_NOT_EXISTS)
		return ERR_OK;
	return sar_to_err(sar);
}

enum err
token_open(
    struct token_library *lib, const char *device, struct token **ret_token)
{
	AUTO(token) t = NULL;
	void *dev;

	TRY(token_library_status(lib));
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return ERR_NOMEM;
	TRY(sar_to_err(skf_library_connect(&lib->skf, device, &dev)));
	t->lib = lib;
	t->dev = dev;
	TRY(open_application(t));
	*ret_token = TAKE(t);
	return ERR_OK;
}

enum err
token_use_application(struct token *t, const char *name)
{
	void *app;

	TRY_SKF(t, open_application, t->dev, name, &app);
	if (t->app != NULL)
		(void)CALL_SKF(t, close_application, t->app);
	t->app = app;
	return ERR_OK;
}

void
token_free(struct token *t)
{
	if (t == NULL)
		return;
	if (t->app != NULL)
		(void)CALL_SKF(t, close_application, t->app);
	if (t->dev != NULL)
		(void)CALL_SKF(t, disconnect, t->dev);
	free(t);
}

enum err
token_need_application(const struct token *t)
{
	return t->app == NULL ? ERR_TOKEN_BLANK : ERR_OK;
}

struct tries {
	int left, max;
	bool initial;
};

/* Tries left, where the device tells them. */
static enum err
tries(struct token *t, uint32_t type, struct tries *ret_t)
{
	struct skf_pin_info info;
	uint32_t sar = CALL_SKF(t, pin_info, t->app, type, &info);

	*ret_t =
	    (struct tries){TOKEN_TRIES_UNKNOWN, TOKEN_TRIES_UNKNOWN, false};
	if (sar == SAR_NOTSUPPORTYETERR)
		return ERR_OK;
	TRY(sar_to_err(sar));
	if (info.left > TRIES_MAX || info.max > TRIES_MAX)
		return ERR_OK;
	*ret_t = (struct tries){(int)info.left, (int)info.max, info.initial};
	return ERR_OK;
}

/* What is known of the PINs of our application. */
static enum err
pins_info(struct token *t, struct token_info *i)
{
	struct tries user, admin;

	TRY(tries(t, USER_TYPE, &user));
	TRY(tries(t, ADMIN_TYPE, &admin));
	i->pin_tries = user.left;
	i->pin_tries_max = user.max;
	i->pin_initial = user.initial;
	i->admin_tries = admin.left;
	i->admin_tries_max = admin.max;
	return ERR_OK;
}

/* Text of a device, or nothing if it is not text. */
static void
copy_text(char *out, size_t size, const char *in)
{
	size_t len = strlen(in);

	if (len >= size || !text_is_plain(bytes_str(in)))
		len = 0;
	memcpy(out, in, len);
	out[len] = '\0';
}

enum err
token_get_info(struct token *t, struct token_info *ret_info)
{
	struct skf_device_info d;
	struct token_info i = {.kind = t->lib->kind, .blank = t->app == NULL};

	TRY_SKF(t, device_info, t->dev, &d);
	copy_text(i.serial, sizeof(i.serial), d.serial);
	copy_text(i.label, sizeof(i.label), d.label);
	copy_text(i.manufacturer, sizeof(i.manufacturer), d.manufacturer);
	i.total_space = d.total_space;
	i.free_space = d.free_space;
	i.pin_tries = i.pin_tries_max = TOKEN_TRIES_UNKNOWN;
	i.admin_tries = i.admin_tries_max = TOKEN_TRIES_UNKNOWN;
	if (!i.blank)
		TRY(pins_info(t, &i));
	*ret_info = i;
	return ERR_OK;
}

enum err
token_set_label(struct token *t, const char *label)
{
	size_t len = strlen(label);

	if (len < 1 || len > LABEL_MAX || !text_is_plain(bytes_str(label)))
		return ERR_BAD_TEXT;
	return sar_to_err(CALL_SKF(t, set_label, t->dev, label));
}

enum err
token_lock(struct token *t, int64_t timeout_ms)
{
	uint32_t ms = timeout_ms < 0 || timeout_ms >= FOREVER
			  ? FOREVER
			  : (uint32_t)timeout_ms;
	uint32_t sar = CALL_SKF(t, lock, t->dev, ms);

	/* A library without locks has nobody else on its device. */
	return sar == SAR_NOTSUPPORTYETERR ? ERR_OK : sar_to_err(sar);
}

void
token_unlock(struct token *t)
{
	(void)CALL_SKF(t, unlock, t->dev);
}
