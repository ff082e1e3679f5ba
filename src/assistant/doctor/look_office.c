/* SPDX-License-Identifier: Apache-2.0 */
/* Network, office and clock: can it be reached, is it who it was, and do the
 * clocks agree? */
#include <stdio.h>
#include <string.h>

#include "assistant/doctor/doctor_private.h"
#include "assistant/office.h"
#include "assistant/proxy.h"

#define CLOCK_DRIFT_S 60

/* The host of an address, without what may be before or behind it. */
static void
host_of(const char *url, char out[256])
{
	const char *host = strstr(url, "://");
	const char *at;
	size_t len;

	host = host == NULL ? url : host + 3;
	len = strcspn(host, "/");
	at = memchr(host, '@', len); /* a name and password before it */
	if (at != NULL) {
		len -= (size_t)(at + 1 - host);
		host = at + 1;
	}
	if (len >= 256)
		len = 255;
	memcpy(out, host, len);
	out[len] = '\0';
}

/* What a probe that failed without a proxy means. */
static enum doctor_kind
kind_of(enum transport_trouble trouble)
{
	static const enum doctor_kind kinds[] = {
	    [TRANSPORT_FINE] = DOCTOR_NETWORK_FINE,
	    [TRANSPORT_NO_PROXY] = DOCTOR_PROXY_UNKNOWN,
	    [TRANSPORT_PROXY_LOGIN] = DOCTOR_PROXY_LOGIN,
	    [TRANSPORT_PROXY_REFUSES] = DOCTOR_PROXY_REFUSES,
	    [TRANSPORT_NO_NAME] = DOCTOR_NAME_UNKNOWN,
	    [TRANSPORT_REFUSED] = DOCTOR_REFUSED,
	    [TRANSPORT_SILENT] = DOCTOR_SILENT,
	    [TRANSPORT_UNTRUSTED] = DOCTOR_TLS_UNTRUSTED,
	    [TRANSPORT_ODD] = DOCTOR_ODD_ANSWER,
	};

	return kinds[trouble];
}

static enum transport_trouble
probe_by(struct doctor *d, const char *proxy)
{
	enum transport_trouble trouble = TRANSPORT_ODD;

	err_ignore(assistant_proxy_test(
	    d->a, &(struct proxy_trial){.proxy = proxy}, &trouble));
	return trouble;
}

/* Is it about the proxy, and not what is behind it? */
static bool
is_of_proxy(enum transport_trouble trouble)
{
	return trouble == TRANSPORT_NO_PROXY ||
	       trouble == TRANSPORT_PROXY_LOGIN ||
	       trouble == TRANSPORT_PROXY_REFUSES;
}

/* One that wants a login is named as that; any other that a direct connection
 * does without is broken. */
static void
probe(struct doctor *d, const char *office)
{
	const char *proxy = d->a->settings.value[SETTING_PROXY];
	enum transport_trouble trouble = probe_by(d, proxy);
	bool direct = trouble != TRANSPORT_FINE && strcmp(proxy, "none") != 0 &&
		      probe_by(d, "none") == TRANSPORT_FINE;
	enum doctor_kind kind = kind_of(trouble);
	struct doctor_finding *f;
	char host[256];

	if (direct && trouble != TRANSPORT_PROXY_LOGIN)
		kind = DOCTOR_PROXY_BROKEN;
	host_of(direct || is_of_proxy(trouble) ? proxy : office, host);
	f = doctor_found(d, kind, host);
	if (direct)
		f->repair = DOCTOR_REPAIR_DIRECT;
}

void
doctor_network(struct doctor *d)
{
	const char *office = d->a->settings.value[SETTING_OFFICE];

	if (*office == '\0')
		(void)doctor_found(d, DOCTOR_OFFICE_UNSET, NULL);
	else
		probe(d, office);
}

static bool
is_known(const struct assistant *a)
{
	return *a->settings.value[SETTING_ROOT] != '\0';
}

/* Ask the office for its time; what assistant_connect says of the rest. */
static void
ask(struct doctor *d)
{
	AUTO_DONE(office_info) i = {.root = BUF(0)};
	bool pinned;

	d->office = office_info_get(d->a, &i);
	if (d->office != ERR_OK)
		return;
	d->clock_known = true;
	d->clock_off_s = clock_now(d->a->clock) - i.time;
	/* Looking must not be the first contact, which pins the root. */
	d->office =
	    is_known(d->a) ? assistant_connect(d->a, &pinned) : ERR_CANCELLED;
}

void
doctor_office(struct doctor *d)
{
	if (*d->a->settings.value[SETTING_OFFICE] == '\0')
		return;
	ask(d);
	if (d->office == ERR_OFFICE_UNREACHABLE)
		(void)doctor_found(d, DOCTOR_OFFICE_SKIPPED, NULL);
	else if (d->office == ERR_CANCELLED)
		(void)doctor_found(d, DOCTOR_OFFICE_NEW, NULL);
	else if (d->office == ERR_OK || d->office == ERR_CLOCK_WRONG)
		(void)doctor_found(d, DOCTOR_OFFICE_FINE, NULL);
	else
		doctor_found(d, DOCTOR_OFFICE_WRONG, NULL)->err = d->office;
}

void
doctor_clock(struct doctor *d)
{
	int64_t off = d->clock_off_s < 0 ? -d->clock_off_s : d->clock_off_s;
	enum doctor_kind kind = off > CLOCK_SLACK_S   ? DOCTOR_CLOCK_WRONG
				: off > CLOCK_DRIFT_S ? DOCTOR_CLOCK_DRIFTS
						      : DOCTOR_CLOCK_FINE;

	if (!d->clock_known)
		kind = DOCTOR_CLOCK_SKIPPED;
	doctor_found(d, kind, NULL)->number = off;
}
