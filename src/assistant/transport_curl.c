/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/transport_curl.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_TIMEOUT_MS 10000L
#define EXCHANGE_TIMEOUT_MS 60000L

struct curl_transport {
	CURL *curl;
	char proxy[512];
};

enum err
curl_transport_new(const char *proxy, struct curl_transport **ret_t)
{
	AUTO(curl_transport) t = calloc(1, sizeof(*t));

	if (t == NULL)
		return ERR_NOMEM;
	if (strlen(proxy) >= sizeof(t->proxy))
		return ERR_TOO_LARGE;
	memcpy(t->proxy, proxy, strlen(proxy) + 1);
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

static bool
is_loopback(const char *url)
{
	static const char *const hosts[] = {
	    "http://127.0.0.1", "http://[::1]", "http://localhost"};

	for (size_t i = 0; i < COUNT(hosts); i++) {
		size_t n = strlen(hosts[i]);

		if (strncmp(url, hosts[i], n) == 0 &&
		    (url[n] == ':' || url[n] == '/' || url[n] == '\0'))
			return true;
	}
	return false;
}

static void
set_proxy(struct curl_transport *t, const char *url)
{
	if (strcmp(t->proxy, "none") == 0 || is_loopback(url))
		curl_easy_setopt(t->curl, CURLOPT_PROXY, "");
	else if (strcmp(t->proxy, "system") != 0)
		curl_easy_setopt(t->curl, CURLOPT_PROXY, t->proxy);
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
	    is_loopback(r->url) ? "http,https" : "https");
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

static enum err
err_of_curl(CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return ERR_OK;
	case CURLE_OUT_OF_MEMORY:
		return ERR_NOMEM;
	case CURLE_ABORTED_BY_CALLBACK:
		return ERR_CANCELLED;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return ERR_OFFICE_UNTRUSTED;
	case CURLE_WRITE_ERROR:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_BAD_CONTENT_ENCODING:
		return ERR_OFFICE_ANSWER;
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
		e = err_of_curl(curl_easy_perform(t->curl));
	}
	if (e == ERR_OK)
		read_head(t->curl, &a);
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

static enum transport_trouble
trouble_of_curl(CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return TRANSPORT_FINE;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_PROXY:
		return TRANSPORT_NO_PROXY;
	case CURLE_COULDNT_RESOLVE_HOST:
		return TRANSPORT_NO_NAME;
	case CURLE_COULDNT_CONNECT:
		return TRANSPORT_REFUSED;
	case CURLE_OPERATION_TIMEDOUT:
		return TRANSPORT_SILENT;
	default:
		return err_of_curl(code) == ERR_OFFICE_UNTRUSTED
			   ? TRANSPORT_UNTRUSTED
			   : TRANSPORT_ODD;
	}
}

/* Does that proxy stand between us and the address? */
static bool
has_proxy(const char *proxy, const char *url)
{
	return strcmp(proxy, "none") != 0 && strcmp(proxy, "system") != 0 &&
	       !is_loopback(url);
}

enum transport_trouble
curl_transport_probe(const char *proxy, const char *url)
{
	AUTO(curl_transport) t = NULL;
	AUTO_DONE(buf) body = BUF(TRANSPORT_ANSWER_MAX);
	const struct transport_request r = {.method = "GET", .url = url};
	enum transport_trouble trouble;
	long status = 0;

	if (curl_transport_new(proxy, &t) != ERR_OK)
		return TRANSPORT_ODD;
	set_options(t, &r, NULL, &body);
	trouble = trouble_of_curl(curl_easy_perform(t->curl));
	if (trouble == TRANSPORT_REFUSED && has_proxy(proxy, url))
		trouble = TRANSPORT_NO_PROXY; /* it was the one to refuse */
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	return trouble == TRANSPORT_FINE && status != 200 ? TRANSPORT_ODD
							  : trouble;
}
