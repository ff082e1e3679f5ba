/* SPDX-License-Identifier: Apache-2.0 */
/*
 * office.conf: the office's settings, an ini file in UTF-8. docs/office.conf
 * shows and explains all of them. Every setting is a row of the table in
 * config.c: section, name, kind, bounds, default. What is not in the table, is
 * given twice, or has a value out of bounds is refused.
 *
 * Names are unique over all sections. Immutable once read.
 */
#ifndef OFFICE_CONFIG_H
#define OFFICE_CONFIG_H

#include "base/bytes.h"

#define CONFIG_TEXT_SIZE 256 /* octets of a value, with NUL */
#define CONFIG_FILE_MAX 65536
#define CONFIG_WHY_SIZE 256

enum config_mail_kind { MAIL_FOLDER, MAIL_SMTP };
enum config_mail_security { MAIL_PLAIN, MAIL_STARTTLS, MAIL_TLS };

struct office_config {
	/* [office] */
	char name[CONFIG_TEXT_SIZE];   /* of the office, in certificates */
	char origin[CONFIG_TEXT_SIZE]; /* "https://host": pki/login.h */
	char listen[CONFIG_TEXT_SIZE]; /* "127.0.0.1:8443", "[::1]:0" */
	char store[CONFIG_TEXT_SIZE];  /* "sqlite" or "postgresql://…" */
	char user[CONFIG_TEXT_SIZE];   /* children become it; "": stay */
	bool captcha;
	char terms[CONFIG_TEXT_SIZE]; /* version of the terms of use */
	/* connections at once: in all, and from one address (0: any) */
	int64_t web_connections, web_connections_address;
	/* [certificate] */
	int64_t holder_days;   /* how long a holder's certificates are valid */
	int64_t staff_days;    /* and those of staff */
	int64_t renew_days;    /* before the end: renewal is open */
	int64_t crl_hours;     /* from one full list to the next */
	int64_t ocsp_hours;    /* from one answer signed ahead to the next */
	int64_t crl_partition; /* certificates that share a list */
	/* [authorisation] */
	int64_t code_days; /* a mailed code is good for so long */
	int64_t code_tries;
	int64_t code_minutes; /* a code to unlock, hold or release is */
	/* [pool] */
	int64_t pool_low, pool_high; /* encryption keys ready: filled up to
					high when below low */
	/* [session] */
	int64_t session_idle_s, session_max_s;
	int64_t challenge_s;   /* a login nonce */
	int64_t captcha_s;     /* a captcha */
	int64_t confirm_hours; /* a link that confirms an address */
	/* [limit]: attempts to log in, by user name and by address */
	int64_t tries_user, tries_address, tries_window_s;
	int64_t captcha_address; /* captchas drawn, by address */
	int64_t ocsp_address;	 /* OCSP answers on demand, by address */
	int64_t exchanges_day;	 /* and updates, of one account in a day */
	/* [mail] */
	bool reminders; /* before certificates end */
	enum config_mail_kind mail_kind;
	char mail_from[CONFIG_TEXT_SIZE];
	char smtp_host[CONFIG_TEXT_SIZE];
	int64_t smtp_port;
	enum config_mail_security smtp_security;
	char smtp_user[CONFIG_TEXT_SIZE];
	char smtp_password_file[CONFIG_TEXT_SIZE];
	char smtp_ca_file[CONFIG_TEXT_SIZE]; /* "": the system's */
};

/* Everything at its default; name and origin are empty. */
void office_config_defaults(struct office_config *ret_c);

/*
 * Read text. CONFIG, with a sentence in English about the first mistake and
 * its line in why. What has to fit together is checked too.
 */
MUST_USE enum err office_config_parse(
    struct bytes text, struct office_config *ret_c, char why[CONFIG_WHY_SIZE]);

/* The same of DIR/office.conf. OFFICE_MISSING, FILE_…, CONFIG. */
MUST_USE enum err office_config_read(
    const char *dir, struct office_config *ret_c, char why[CONFIG_WHY_SIZE]);

/* Is there an office in dir? */
bool office_config_exists(const char *dir);

/* The settings as a file that office_config_parse reads, with a comment on
 * each, added to b. */
void office_config_write(struct buf *b, const struct office_config *c);

/* Where the store of the office in dir is, for store_open. TOO_LARGE. */
MUST_USE enum err office_config_store(
    const struct office_config *c, const char *dir, char *out, size_t size);

#endif
