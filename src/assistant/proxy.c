/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/proxy.h"

#include <stdio.h>
#include <string.h>

#include "assistant/context.h"
#include "assistant/transport_curl.h"
#include "base/text.h"

#define SECRET_FILE "proxy.secret"
#define HOST_MAX 253 /* characters of a name (RFC 1035 2.3.4) */

/* --- addresses --- */

static bool
is_port(const char *v)
{
	uint64_t port;

	return text_u64(v, UINT16_MAX, &port) == ERR_OK && port > 0;
}

bool
proxy_is_address(const char *v)
{
	static const char name[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-";
	size_t len;

	if (strncmp(v, "http://", 7) == 0)
		v += 7;
	else if (strncmp(v, "socks5h://", 10) == 0)
		v += 10;
	else
		return false;
	if (*v == '[') { /* IPv6 */
		len = 1 + strspn(v + 1, "0123456789abcdefABCDEF:.");
		if (len < 3 || v[len++] != ']')
			return false;
	} else {
		len = strspn(v, name);
	}
	return len > 0 && len <= HOST_MAX && v[len] == ':' &&
	       is_port(v + len + 1);
}

/* --- the login in its file --- */

void
proxy_login_done(struct proxy_login *l)
{
	secret_free(l->password);
	l->password = NULL;
}

static bool
has_controls(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.p[i] < ' ' || b.p[i] == 0x7f)
			return true;
	return false;
}

static bool
is_user(struct bytes b)
{
	return b.len > 0 && b.len < PROXY_USER_SIZE && text_is_plain(b) &&
	       memchr(b.p, ':', b.len) == NULL;
}

static bool
is_password(struct bytes b)
{
	return b.len > 0 && b.len <= PROXY_PASSWORD_MAX && !has_controls(b);
}

/* A line of text, which is left behind; false if there is none. */
static bool
take_line(struct bytes *text, struct bytes *ret_line)
{
	const uint8_t *end =
	    text->len == 0 ? NULL : memchr(text->p, '\n', text->len);
	size_t len;

	if (end == NULL)
		return false;
	len = (size_t)(end - text->p);
	*ret_line = BYTES(text->p, len);
	*text = BYTES(end + 1, text->len - len - 1);
	return true;
}

enum err
proxy_login_parse(
    struct bytes text, const char *address, struct proxy_login *ret_login)
{
	struct bytes to, user;
	struct secret *password;

	if (!take_line(&text, &to) || !take_line(&text, &user) ||
	    !bytes_equal(to, bytes_str(address)) || !is_user(user) ||
	    !is_password(text))
		return ERR_NOT_FOUND;
	TRY(secret_copy(text, &password));
	memcpy(ret_login->user, user.p, user.len);
	ret_login->user[user.len] = '\0';
	ret_login->password = password;
	return ERR_OK;
}

enum err
proxy_login_read(const struct assistant *a, const char *address,
    struct proxy_login *ret_login)
{
	AUTO(secret) text = NULL;
	char path[FILE_PATH_MAX];
	enum err e;

	TRY(assistant_path(a, SECRET_FILE, path));
	e = file_read_secret(path, &text);
	if (e != ERR_OK)
		return e == ERR_NOMEM ? e : ERR_NOT_FOUND;
	return proxy_login_parse(secret_bytes(text), address, ret_login);
}

static enum err
write_login(
    const struct assistant *a, const char *address, const struct proxy_trial *t)
{
	AUTO_DONE(buf)
	text =
	    BUF(SETTING_VALUE_SIZE + PROXY_USER_SIZE + PROXY_PASSWORD_MAX + 2);
	char path[FILE_PATH_MAX];

	buf_printf(&text, "%s\n%s\n", address, t->user);
	buf_put(&text, t->password);
	buf_u8(&text, '\n');
	TRY(buf_status(&text));
	TRY(assistant_path(a, SECRET_FILE, path));
	return file_replace(path, buf_bytes(&text), 0600);
}

static const char *
setting(const struct assistant *a)
{
	return a->settings.value[SETTING_PROXY];
}

static enum err
refuse_proxy(struct assistant *a)
{
	(void)snprintf(a->failure.field, sizeof(a->failure.field), "proxy");
	return ERR_FIELD_INVALID;
}

enum err
assistant_proxy_set_login(
    struct assistant *a, const char *user, struct bytes password)
{
	const struct proxy_trial t = {.user = user, .password = password};

	failure_clear(a);
	if (!proxy_is_address(setting(a)))
		return refuse_proxy(a);
	if (!is_user(bytes_str(user)) || !is_password(password))
		return ERR_BAD_TEXT;
	TRY(write_login(a, setting(a), &t));
	return assistant_open_transport(a);
}

enum err
assistant_proxy_user(struct assistant *a, char ret_user[PROXY_USER_SIZE])
{
	AUTO_DONE(proxy_login) l = {.password = NULL};

	failure_clear(a);
	TRY(proxy_login_read(a, setting(a), &l));
	memcpy(ret_user, l.user, sizeof(l.user));
	return ERR_OK;
}

enum err
assistant_proxy_forget(struct assistant *a, bool *ret_had)
{
	char path[FILE_PATH_MAX];
	enum err e;

	failure_clear(a);
	TRY(assistant_path(a, SECRET_FILE, path));
	e = file_remove(path);
	if (e != ERR_OK && e != ERR_FILE_MISSING)
		return e;
	*ret_had = e == ERR_OK;
	return assistant_open_transport(a);
}

/* --- trying it --- */

static bool
is_cancelled(void *self)
{
	return assistant_is_cancelled(self);
}

/* What is tried: what was given, else what is stored. */
static enum err
fill_proxy(struct assistant *a, const struct proxy_trial *t,
    struct proxy_login *stored, struct curl_proxy *ret_p)
{
	struct curl_proxy p = {
	    .address = t->proxy != NULL ? t->proxy : setting(a)};

	if (!settings_fits(SETTING_PROXY, p.address))
		return refuse_proxy(a);
	if (t->user != NULL) {
		if (!is_user(bytes_str(t->user)) || !is_password(t->password))
			return ERR_BAD_TEXT;
		p.user = t->user;
		p.password = t->password;
	} else if (proxy_login_read(a, p.address, stored) == ERR_OK) {
		p.user = stored->user;
		p.password = secret_bytes(stored->password);
	}
	*ret_p = p;
	return ERR_OK;
}

enum err
assistant_proxy_test(struct assistant *a, const struct proxy_trial *t,
    enum transport_trouble *ret_trouble)
{
	AUTO_DONE(proxy_login) stored = {.password = NULL};
	char url[SETTING_VALUE_SIZE];
	struct curl_proxy proxy;
	const struct curl_probe probe = {&proxy, url, is_cancelled, a};
	enum transport_trouble trouble;

	failure_clear(a);
	TRY(fill_proxy(a, t, &stored, &proxy));
	TRY(office_url(a, PROXY_PROBE_PATH, url));
	trouble = curl_transport_probe(&probe);
	TRY(assistant_go_on(a));
	*ret_trouble = trouble;
	return ERR_OK;
}

const char *
transport_trouble_name(enum transport_trouble trouble)
{
	static const char *const names[] = {
	    [TRANSPORT_FINE] = "FINE",
	    [TRANSPORT_NO_PROXY] = "NO_PROXY",
	    [TRANSPORT_PROXY_LOGIN] = "PROXY_LOGIN",
	    [TRANSPORT_PROXY_REFUSES] = "PROXY_REFUSES",
	    [TRANSPORT_NO_NAME] = "NO_NAME",
	    [TRANSPORT_REFUSED] = "REFUSED",
	    [TRANSPORT_SILENT] = "SILENT",
	    [TRANSPORT_UNTRUSTED] = "UNTRUSTED",
	    [TRANSPORT_ODD] = "ODD",
	};

	return names[trouble];
}
