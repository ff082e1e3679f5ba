/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/transport_smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"

#define URL_SIZE (2 * CONFIG_TEXT_SIZE + 32)
#define SAID_SIZE 128 /* octets of what the server said that are logged */

struct smtp {
	const struct office_config *config;
	CURL *curl;
	struct secret *password; /* NULL: no login */
	char url[URL_SIZE];
	char from[CONFIG_TEXT_SIZE + 2];
};

/* --- making one --- */

/* "smtps://host:port/name", where name is what we greet with: our own. */
static void
set_url(struct smtp *s)
{
	const struct office_config *c = s->config;
	const char *own = strstr(c->origin, "://");
	bool v6 = strchr(c->smtp_host, ':') != NULL;
	size_t len;

	own = own == NULL ? c->origin : own + 3;
	len = own[0] == '[' ? strcspn(own, "]") + 1 : strcspn(own, ":");
	snprintf(s->url, sizeof(s->url), "%s://%s%s%s:%lld/%.*s",
	    c->smtp_security == MAIL_TLS ? "smtps" : "smtp", v6 ? "[" : "",
	    c->smtp_host, v6 ? "]" : "", (long long)c->smtp_port, (int)len,
	    own);
	snprintf(s->from, sizeof(s->from), "<%s>", c->mail_from);
}

static enum err
read_password(struct smtp *s)
{
	AUTO(secret) password = NULL;

	if (s->config->smtp_user[0] == '\0')
		return ERR_OK;
	TRY(file_read_secret(s->config->smtp_password_file, &password));
	if (secret_bytes(password).len == 0)
		return ERR_CONFIG;
	s->password = TAKE(password);
	return ERR_OK;
}

enum err
smtp_new(const struct office_config *config, struct smtp **ret_s)
{
	AUTO(smtp) s = calloc(1, sizeof(*s));

	if (s == NULL)
		return ERR_NOMEM;
	s->config = config;
	set_url(s);
	TRY(read_password(s));
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return ERR_NOMEM;
	s->curl = curl_easy_init();
	if (s->curl == NULL)
		return ERR_NOMEM;
	*ret_s = TAKE(s);
	return ERR_OK;
}

void
smtp_free(struct smtp *s)
{
	if (s == NULL)
		return;
	if (s->curl != NULL) {
		curl_easy_cleanup(s->curl);
		curl_global_cleanup();
	}
	secret_free(s->password);
	free(s);
}

/* --- sending --- */

/* One mail on its way. */
struct delivery {
	struct smtp *smtp;
	struct bytes rest; /* of the mail */
	struct curl_slist *recipients;
	char said[SAID_SIZE]; /* the server's last reply */
};

static size_t
give_mail(char *out, size_t size, size_t count, void *arg)
{
	struct delivery *d = arg;
	size_t room = size * count;
	size_t n = d->rest.len < room ? d->rest.len : room;

	if (n > 0)
		memcpy(out, d->rest.p, n);
	d->rest = BYTES(d->rest.p + n, d->rest.len - n);
	return n;
}

/* curl gives each line that the server says to the header function. */
static size_t
note_reply(char *data, size_t size, size_t count, void *arg)
{
	struct delivery *d = arg;
	size_t len = size * count, n = 0;

	for (; n < len && n < sizeof(d->said) - 1; n++)
		d->said[n] = data[n] >= ' ' && data[n] <= '~' ? data[n] : ' ';
	while (n > 0 && d->said[n - 1] == ' ')
		n--;
	d->said[n] = '\0';
	return len;
}

/* The password as a C string in locked memory, for the call. */
static enum err
set_login(struct smtp *s, struct secret **ret_text)
{
	AUTO(secret) text = NULL;
	struct bytes password;

	if (s->password == NULL)
		return ERR_OK;
	password = secret_bytes(s->password);
	TRY(secret_new(password.len + 1, &text));
	memcpy(secret_data(text), password.p, password.len);
	secret_data(text)[password.len] = 0;
	curl_easy_setopt(s->curl, CURLOPT_USERNAME, s->config->smtp_user);
	curl_easy_setopt(
	    s->curl, CURLOPT_PASSWORD, (const char *)secret_data(text));
	*ret_text = TAKE(text);
	return ERR_OK;
}

static void
set_options(struct smtp *s, struct delivery *d)
{
	CURL *c = s->curl;

	curl_easy_reset(c); /* the connection stays */
	curl_easy_setopt(c, CURLOPT_URL, s->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)SMTP_CONNECT_S);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)SMTP_SEND_S);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->config->smtp_security == MAIL_STARTTLS)
		curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	if (s->config->smtp_ca_file[0] != '\0')
		curl_easy_setopt(c, CURLOPT_CAINFO, s->config->smtp_ca_file);
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, s->from);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, d->recipients);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give_mail);
	curl_easy_setopt(c, CURLOPT_READDATA, d);
	curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)d->rest.len);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, note_reply);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, d);
}

/* Did the server say no to this mail, or is it that nothing gets through? Only
 * these codes of curl come with a reply to MAIL, RCPT or DATA. */
static enum err
judge(struct smtp *s, CURLcode code)
{
	long reply = 0;

	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &reply);
	if (code == CURLE_OK)
		return ERR_OK;
	if (code != CURLE_SEND_ERROR && code != CURLE_RECV_ERROR &&
	    code != CURLE_WEIRD_SERVER_REPLY)
		return ERR_MAIL_FAILED;
	if (reply >= 500 && reply <= 599)
		return ERR_MAIL_REFUSED;
	/* 421: the server is closing, for whatever mail */
	return reply >= 400 && reply <= 499 && reply != 421 ? ERR_MAIL_DEFERRED
							    : ERR_MAIL_FAILED;
}

static enum err
deliver(struct smtp *s, struct delivery *d, const char *id)
{
	AUTO(secret) password = NULL;
	CURLcode code;
	enum err e;

	set_options(s, d);
	TRY(set_login(s, &password));
	code = curl_easy_perform(s->curl);
	e = judge(s, code);
	if (e != ERR_OK)
		log_line(LOG_WARNING, "mail %s: %s (%s)", id,
		    curl_easy_strerror(code), d->said);
	return e;
}

static enum err
send_by_smtp(void *self, const struct mail_message *m, struct bytes mail)
{
	struct delivery d = {.smtp = self, .rest = mail};
	char recipient[MAIL_ADDRESS_SIZE + 2];
	enum err e;

	snprintf(recipient, sizeof(recipient), "<%s>", m->recipient);
	d.recipients = curl_slist_append(NULL, recipient);
	if (d.recipients == NULL)
		return ERR_NOMEM;
	e = deliver(self, &d, m->id);
	curl_slist_free_all(d.recipients);
	return e;
}

struct mail_transport
mail_transport_smtp(struct smtp *s)
{
	return (struct mail_transport){send_by_smtp, s};
}
