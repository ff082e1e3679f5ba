/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/permissions.h"

#include <stdlib.h>
#include <string.h>

#include "assistant/context.h"
#include "assistant/proxy.h"
#include "base/text.h"

#define FILE_NAME "permissions"
#define LOCK_NAME "permissions.lock"
#define LOCK_MS 5000
#define HEAD "cert-assistant permissions 1"

void
permissions_free(struct permissions *p)
{
	free(p);
}

/* --- rules --- */

/* A port that an origin would name, or nothing. */
static bool
is_rest(const char *rest, uint64_t usual)
{
	uint64_t port;

	return *rest == '\0' ||
	       (*rest == ':' &&
		   text_u64(rest + 1, UINT16_MAX, &port) == ERR_OK &&
		   port > 0 && port != usual);
}

static bool
is_here(const char *host)
{
	static const char *const names[] = {"127.0.0.1", "[::1]", "localhost"};

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t n = strlen(names[i]);

		if (strncmp(host, names[i], n) == 0 && is_rest(host + n, 80))
			return true;
	}
	return false;
}

bool
permission_site(const char *site)
{
	const char *host;
	size_t len;

	if (strlen(site) >= CERT_URL_SIZE)
		return false;
	if (strncmp(site, "http://", 7) == 0)
		return is_here(site + 7);
	if (strncmp(site, "https://", 8) != 0)
		return false;
	host = site + 8;
	len = *host == '[' ? 1 + strspn(host + 1, "0123456789abcdef:.")
			   : strspn(host, "abcdefghijklmnopqrstuvwxyz"
					  "0123456789.-_");
	if (*host == '[' && (len < 3 || host[len++] != ']'))
		return false;
	return len > 0 && is_rest(host + len, 443);
}

static bool
is_serial(const char *serial)
{
	size_t len = strspn(serial, "0123456789abcdef");

	return len > 0 && len % 2 == 0 && len < CERT_SERIAL_TEXT_SIZE &&
	       serial[len] == '\0';
}

/* Where it stands; count if nowhere. serial NULL: any. */
static size_t
find(const struct permissions *p, const char *site, const char *serial)
{
	size_t i = 0;

	while (i < p->count &&
	       (strcmp(p->rows[i].site, site) != 0 ||
		   (serial != NULL && strcmp(p->rows[i].serial, serial) != 0)))
		i++;
	return i;
}

static void
remove_at(struct permissions *p, size_t at)
{
	p->count--;
	memmove(&p->rows[at], &p->rows[at + 1],
	    (p->count - at) * sizeof(p->rows[0]));
}

/* --- text --- */

void
permissions_encode(const struct permissions *p, struct buf *b)
{
	buf_str(b, HEAD "\n");
	for (size_t i = 0; i < p->count; i++) {
		const struct permission *row = &p->rows[i];
		char since[CLOCK_TEXT_SIZE];

		clock_text(row->since, since);
		buf_printf(b, "%s %s %s\n", row->site, row->serial, since);
	}
}

/* The octets up to end, which is left out, as a string; false if it is not
 * there or does not fit. */
static bool
take(struct bytes *text, char end, char *out, size_t size)
{
	const uint8_t *at =
	    text->len == 0 ? NULL : memchr(text->p, end, text->len);
	size_t len;

	if (at == NULL)
		return false;
	len = (size_t)(at - text->p);
	if (len >= size || memchr(text->p, '\0', len) != NULL)
		return false;
	memcpy(out, text->p, len);
	out[len] = '\0';
	*text = BYTES(at + 1, text->len - len - 1);
	return true;
}

static bool
take_row(struct bytes *text, struct permission *row)
{
	char since[CLOCK_TEXT_SIZE];

	return take(text, ' ', row->site, sizeof(row->site)) &&
	       take(text, ' ', row->serial, sizeof(row->serial)) &&
	       take(text, '\n', since, sizeof(since)) &&
	       permission_site(row->site) && is_serial(row->serial) &&
	       clock_parse(since, &row->since) == ERR_OK;
}

enum err
permissions_parse(struct bytes text, struct permissions *ret_p)
{
	char head[sizeof(HEAD)];

	ret_p->count = 0;
	if (!take(&text, '\n', head, sizeof(head)) || strcmp(head, HEAD) != 0)
		return ERR_BAD_MESSAGE;
	while (text.len > 0) {
		struct permission *row = &ret_p->rows[ret_p->count];

		if (ret_p->count == PERMISSIONS_MAX || !take_row(&text, row) ||
		    find(ret_p, row->site, row->serial) < ret_p->count)
			return ERR_BAD_MESSAGE;
		ret_p->count++;
	}
	return ERR_OK;
}

/* --- the file --- */

enum err
assistant_permissions(struct assistant *a, struct permissions **ret_p)
{
	AUTO_DONE(buf) text = BUF(PERMISSIONS_FILE_MAX);
	AUTO(permissions) p = calloc(1, sizeof(*p));
	char path[FILE_PATH_MAX];

	failure_clear(a);
	if (p == NULL)
		return ERR_NOMEM;
	TRY(assistant_path(a, FILE_NAME, path));
	if (file_read(path, &text) != ERR_OK ||
	    permissions_parse(buf_bytes(&text), p) != ERR_OK)
		p->count = 0;
	*ret_p = TAKE(p);
	return buf_status(&text);
}

static enum err
write_file(const struct assistant *a, const struct permissions *p)
{
	AUTO_DONE(buf) text = BUF(PERMISSIONS_FILE_MAX);
	char path[FILE_PATH_MAX];

	permissions_encode(p, &text);
	TRY(buf_status(&text));
	TRY(assistant_path(a, FILE_NAME, path));
	return file_replace(path, buf_bytes(&text), 0600);
}

/* Between reading and writing nobody else may. */
static enum err
lock_file(const struct assistant *a, struct file_lock **ret_lock)
{
	char path[FILE_PATH_MAX];

	TRY(assistant_path(a, LOCK_NAME, path));
	return file_lock(path, LOCK_MS, ret_lock);
}

bool
assistant_is_permitted(
    struct assistant *a, const char *site, const char *serial)
{
	AUTO(permissions) p = NULL;

	return assistant_permissions(a, &p) == ERR_OK &&
	       find(p, site, serial) < p->count;
}

enum err
assistant_permit(struct assistant *a, const char *site, const char *serial)
{
	AUTO(file_lock) lock = NULL;
	AUTO(permissions) p = NULL;
	struct permission *row;
	size_t at;

	failure_clear(a);
	if (!permission_site(site) || !is_serial(serial))
		return ERR_FIELD_INVALID;
	TRY(lock_file(a, &lock));
	TRY(assistant_permissions(a, &p));
	at = find(p, site, serial);
	if (at < p->count)
		remove_at(p, at);
	else if (p->count == PERMISSIONS_MAX)
		remove_at(p, 0);
	row = &p->rows[p->count++];
	memcpy(row->site, site, strlen(site) + 1);
	memcpy(row->serial, serial, strlen(serial) + 1);
	row->since = clock_now(a->clock);
	return write_file(a, p);
}

enum err
assistant_forbid(struct assistant *a, const char *site, const char *serial)
{
	AUTO(file_lock) lock = NULL;
	AUTO(permissions) p = NULL;
	size_t before, at;

	TRY(lock_file(a, &lock));
	TRY(assistant_permissions(a, &p));
	before = p->count;
	while ((at = find(p, site, serial)) < p->count)
		remove_at(p, at);
	return p->count == before ? ERR_NOT_FOUND : write_file(a, p);
}

static enum err
forget_permissions(struct assistant *a, size_t *ret_count)
{
	AUTO(file_lock) lock = NULL;
	AUTO(permissions) p = NULL;
	char path[FILE_PATH_MAX];
	enum err e;

	TRY(lock_file(a, &lock));
	TRY(assistant_permissions(a, &p));
	TRY(assistant_path(a, FILE_NAME, path));
	e = file_remove(path);
	if (e != ERR_OK && e != ERR_FILE_MISSING)
		return e;
	*ret_count = p->count;
	return ERR_OK;
}

enum err
assistant_forget(struct assistant *a, struct forgotten *ret_f)
{
	struct forgotten f = {.permissions = 0};
	enum err one = assistant_proxy_forget(a, &f.proxy_login);
	enum err other = forget_permissions(a, &f.permissions);

	TRY(one);
	TRY(other);
	*ret_f = f;
	return ERR_OK;
}
