/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/transport_curl.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_TIMEOUT_MS 10000L
#define EXCHANGE_TIMEOUT_MS 60000L

#define PROXY_SIZE 512 /* octets of an address, with NUL */
#define USER_SIZE 256  /* of a proxy's user name, with NUL */

struct curl_transport {
	CURL *curl;
	char proxy[PROXY_SIZE], user[USER_SIZE];
	struct secret *password; /* with its NUL; NULL: no login */
};

static enum err
keep_login(struct curl_transport *t, const struct curl_proxy *proxy)
{
	size_t len = proxy->password.len;

	if (proxy->user == NULL)
		return ERR_OK;
	if (strlen(proxy->user) >= sizeof(t->user))
		return ERR_TOO_LARGE;
	memcpy(t->user, proxy->user, strlen(proxy->user) + 1);
	TRY(secret_new(len + 1, &t->password));
	if (len > 0)
		memcpy(secret_data(t->password), proxy->password.p, len);
	return ERR_OK;
}

enum err
curl_transport_new(
    const struct curl_proxy *proxy, struct curl_transport **ret_t)
{
	AUTO(curl_transport) t = calloc(1, sizeof(*t));

	if (t == NULL)
		return ERR_NOMEM;
	if (strlen(proxy->address) >= sizeof(t->proxy))
		return ERR_TOO_LARGE;
	memcpy(t->proxy, proxy->address, strlen(proxy->address) + 1);
	TRY(keep_login(t, proxy));
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return ERR_NOMEM;
	t->curl = curl_easy_init();
	if (t->curl == NULL)
		return ERR_NOMEM;
	*ret_t = TAKE(t);
	return ERR_OK;
}

void
curl_transport_free(struct curl_transport *t)
{
	if (t == NULL)
		return;
	if (t->curl != NULL) {
		curl_easy_cleanup(t->curl);
		curl_global_cleanup();
	}
	secret_free(t->password);
	free(t);
}

void
transport_answer_done(struct transport_answer *a)
{
	buf_done(&a->body);
}

static size_t
take_body(char *data, size_t size, size_t count, void *arg)
{
	struct buf *body = arg;

	buf_put(body, BYTES(data, size * count));
	return buf_status(body) == ERR_OK ? size * count : 0;
}

/* "Name: value" added to list; false when memory ran out. */
static bool
add_header(struct curl_slist **list, const char *name, const char *value)
{
	AUTO_DONE(buf) line = BUF(4096);
	struct curl_slist *longer;

	buf_printf(&line, "%s: %s", name, value);
	buf_u8(&line, 0);
	if (buf_status(&line) != ERR_OK)
		return false;
	longer = curl_slist_append(*list, (const char *)line.p);
	if (longer == NULL)
		return false;
	*list = longer;
	return true;
}

static bool
make_headers(const struct transport_request *r, struct curl_slist **list)
{
	char bearer[256];

	if (!add_header(list, "Accept-Language", r->language) ||
	    !add_header(list, "Expect", ""))
		return false;
	if (r->body.len > 0 &&
	    !add_header(list, "Content-Type", "application/json"))
		return false;
	if (r->idempotency_key != NULL &&
	    !add_header(list, "Idempotency-Key", r->idempotency_key))
		return false;
	if (r->bearer == NULL)
		return true;
	if (snprintf(bearer, sizeof(bearer), "Bearer %s", r->bearer) >=
	    (int)sizeof(bearer))
		return false;
	return add_header(list, "Authorization", bearer);
}

bool
transport_is_loopback(const char *url)
{
	static const char *const hosts[] = {
	    "http://127.0.0.1", "http://[::1]", "http://localhost"};

	for (size_t i = 0; i < COUNT(hosts); i++) {
		size_t n = strlen(hosts[i]);

		if (strncmp(url, hosts[i], n) != 0)
			continue;
		/* No more than a port: what is before "@" is no host. */
		if (url[n] == ':')
			n += 1 + strspn(url + n + 1, "0123456789");
		if (url[n] == '/' || url[n] == '\0')
			return true;
	}
	return false;
}

/* Does a proxy of the settings stand between us and the address? */
static bool
has_proxy(const struct curl_transport *t, const char *url)
{
	return strcmp(t->proxy, "none") != 0 &&
	       strcmp(t->proxy, "system") != 0 && !transport_is_loopback(url);
}

/* The safest way to log in that the proxy knows. */
static void
set_login(struct curl_transport *t)
{
	if (t->password == NULL)
		return;
	curl_easy_setopt(t->curl, CURLOPT_PROXYAUTH, (long)CURLAUTH_ANY);
	curl_easy_setopt(t->curl, CURLOPT_PROXYUSERNAME, t->user);
	curl_easy_setopt(t->curl, CURLOPT_PROXYPASSWORD,
	    (const char *)secret_data(t->password));
}

static void
set_proxy(struct curl_transport *t, const char *url)
{
	if (strcmp(t->proxy, "none") == 0 || transport_is_loopback(url)) {
		curl_easy_setopt(t->curl, CURLOPT_PROXY, "");
	} else if (has_proxy(t, url)) {
		curl_easy_setopt(t->curl, CURLOPT_PROXY, t->proxy);
		curl_easy_setopt(t->curl, CURLOPT_NOPROXY, "");
		set_login(t);
	}
}

/* libcurl's callback: other than 0 ends the exchange. */
static int
ask_cancelled(void *arg, curl_off_t down_total, curl_off_t down,
    curl_off_t up_total, curl_off_t up)
{
	const struct transport_request *r = arg;

	(void)down_total;
	(void)down;
	(void)up_total;
	(void)up;
	return r->cancelled(r->self) ? 1 : 0;
}

static void
set_cancelled(CURL *c, const struct transport_request *r)
{
	if (r->cancelled == NULL)
		return;
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, ask_cancelled);
	curl_easy_setopt(c, CURLOPT_XFERINFODATA, r);
}

static void
set_options(struct curl_transport *t, const struct transport_request *r,
    struct curl_slist *headers, struct buf *body)
{
	CURL *c = t->curl;

	curl_easy_reset(c);
	curl_easy_setopt(c, CURLOPT_URL, r->url);
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, r->method);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR,
	    transport_is_loopback(r->url) ? "http,https" : "https");
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, EXCHANGE_TIMEOUT_MS);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, body);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "cert-assistant/" CERT_VERSION);
	set_proxy(t, r->url);
	set_cancelled(c, r);
	if (r->body.len > 0) {
		curl_easy_setopt(
		    c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len);
		curl_easy_setopt(
		    c, CURLOPT_POSTFIELDS, (const char *)r->body.p);
	}
}

/* --- what went wrong --- */

/* What a SOCKS proxy said. */
static enum transport_trouble
trouble_of_socks(CURL *c)
{
	long why = CURLPX_OK;

	curl_easy_getinfo(c, CURLINFO_PROXY_ERROR, &why);
	switch (why) {
	case CURLPX_NO_AUTH:
	case CURLPX_USER_REJECTED:
		return TRANSPORT_PROXY_LOGIN;
	case CURLPX_REPLY_HOST_UNREACHABLE:
	case CURLPX_REPLY_NETWORK_UNREACHABLE:
		return TRANSPORT_NO_NAME;
	case CURLPX_REPLY_CONNECTION_REFUSED:
		return TRANSPORT_REFUSED;
	case CURLPX_REPLY_NOT_ALLOWED:
	case CURLPX_REPLY_GENERAL_SERVER_FAILURE:
		return TRANSPORT_PROXY_REFUSES;
	default:
		return TRANSPORT_NO_PROXY;
	}
}

static enum transport_trouble
trouble_of_curl(const struct curl_transport *t, const char *url, CURLcode code)
{
	long answered = 0; /* by an HTTP proxy, to CONNECT */

	curl_easy_getinfo(t->curl, CURLINFO_HTTP_CONNECTCODE, &answered);
	if (code != CURLE_OK && answered == 407)
		return TRANSPORT_PROXY_LOGIN;
	if (code != CURLE_OK && answered >= 300)
		return TRANSPORT_PROXY_REFUSES;
	switch (code) {
	case CURLE_OK:
		return TRANSPORT_FINE;
	case CURLE_COULDNT_RESOLVE_PROXY:
		return TRANSPORT_NO_PROXY;
	case CURLE_PROXY:
		return trouble_of_socks(t->curl);
	case CURLE_COULDNT_RESOLVE_HOST:
		return TRANSPORT_NO_NAME;
	case CURLE_COULDNT_CONNECT: /* nothing but the next hop is connected */
		return has_proxy(t, url) ? TRANSPORT_NO_PROXY
					 : TRANSPORT_REFUSED;
	case CURLE_OPERATION_TIMEDOUT:
		return TRANSPORT_SILENT;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return TRANSPORT_UNTRUSTED;
	default:
		return TRANSPORT_ODD;
	}
}

static enum err
err_of_curl(const struct curl_transport *t, const char *url, CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return ERR_OK;
	case CURLE_OUT_OF_MEMORY:
		return ERR_NOMEM;
	case CURLE_ABORTED_BY_CALLBACK:
		return ERR_CANCELLED;
	case CURLE_WRITE_ERROR:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_BAD_CONTENT_ENCODING:
		return ERR_OFFICE_ANSWER;
	default:
		break;
	}
	switch (trouble_of_curl(t, url, code)) {
	case TRANSPORT_UNTRUSTED:
		return ERR_OFFICE_UNTRUSTED;
	case TRANSPORT_PROXY_LOGIN:
		return ERR_PROXY_LOGIN;
	default:
		return ERR_OFFICE_UNREACHABLE;
	}
}

static void
read_head(CURL *c, struct transport_answer *a)
{
	const char *type = NULL;
	long status = 0;

	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type);
	a->status = (int)status;
	if (type != NULL && strlen(type) < sizeof(a->content_type))
		memcpy(a->content_type, type, strlen(type) + 1);
}

static enum err
exchange(void *self, const struct transport_request *r,
    struct transport_answer *ret_answer)
{
	struct curl_transport *t = self;
	AUTO_DONE(transport_answer) a = {.body = BUF(TRANSPORT_ANSWER_MAX)};
	struct curl_slist *headers = NULL;
	enum err e = ERR_NOMEM;

	if (make_headers(r, &headers)) {
		set_options(t, r, headers, &a.body);
		e = err_of_curl(t, r->url, curl_easy_perform(t->curl));
	}
	if (e == ERR_OK)
		read_head(t->curl, &a);
	curl_easy_reset(t->curl); /* what it had of the login */
	curl_slist_free_all(headers);
	if (e != ERR_OK)
		return e;
	*ret_answer = a;
	buf_init(&a.body, 0);
	return ERR_OK;
}

struct transport
curl_transport_of(struct curl_transport *t)
{
	return (struct transport){exchange, t};
}

enum transport_trouble
curl_transport_probe(const struct curl_probe *p)
{
	AUTO(curl_transport) t = NULL;
	AUTO_DONE(buf) body = BUF(TRANSPORT_ANSWER_MAX);
	const struct transport_request r = {.method = "GET",
	    .url = p->url,
	    .cancelled = p->cancelled,
	    .self = p->self};
	enum transport_trouble trouble;
	long status = 0;

	if (curl_transport_new(p->proxy, &t) != ERR_OK)
		return TRANSPORT_ODD;
	set_options(t, &r, NULL, &body);
	trouble = trouble_of_curl(t, p->url, curl_easy_perform(t->curl));
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	return trouble == TRANSPORT_FINE && status != 200 ? TRANSPORT_ODD
							  : trouble;
}
