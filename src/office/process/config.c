/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/config.h"

#include <ini.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "pki/login.h"

enum kind { TEXT, NUMBER, CHOICE };

/* One setting. */
struct setting {
	const char *section, *name;
	enum kind kind;
	size_t at;	   /* in struct office_config */
	int64_t min, max;  /* NUMBER: of the value; TEXT: of its octets */
	const char *start; /* its default, as text */
	const char *choices[4];
	const char *comment; /* for office_config_write */
};

#define AT(member) offsetof(struct office_config, member)
#define TEXT_MAX (CONFIG_TEXT_SIZE - 1)

static const struct setting settings[] = {
    {"office", "name", TEXT, AT(name), 1, 128, NULL, {NULL},
	"受理机构名称 the office's name; stands in certificates"},
    {"office", "origin", TEXT, AT(origin), 1, TEXT_MAX, NULL, {NULL},
	"对外网址 where people reach it: https://host, or "
	"http://127.0.0.1:port"},
    {"office", "listen", TEXT, AT(listen), 1, TEXT_MAX, "127.0.0.1:8443",
	{NULL}, "监听地址 address and port; port 0 takes a free one"},
    {"office", "store", TEXT, AT(store), 1, TEXT_MAX, "sqlite", {NULL},
	"数据库 sqlite (office.db in this folder) or postgresql://…"},
    {"office", "user", TEXT, AT(user), 0, 32, "", {NULL},
	"运行用户 children become this user when started as root"},
    {"office", "captcha", CHOICE, AT(captcha), 0, 0, "on", {"off", "on"},
	"验证码 on or off; off only while listening on loopback"},
    {"office", "terms", TEXT, AT(terms), 1, 32, "1", {NULL},
	"使用条款版本 version of the terms of use"},
    {"office", "web_connections", NUMBER, AT(web_connections), 16, 4096, "512",
	{NULL}, "最多连接数 connections at once, each with a thread …"},
    {"office", "web_connections_address", NUMBER, AT(web_connections_address),
	0, 4096, "64", {NULL},
	"… and from one address; 0: as many as there are"},
    {"certificate", "holder_days", NUMBER, AT(holder_days), 1, 3660, "1826",
	{NULL}, "持有人证书有效天数 days a holder's certificates are valid"},
    {"certificate", "staff_days", NUMBER, AT(staff_days), 1, 3660, "1095",
	{NULL}, "工作人员证书有效天数 days a staff certificate is valid"},
    {"certificate", "renew_days", NUMBER, AT(renew_days), 1, 3660, "30", {NULL},
	"更新期天数 days before the end in which renewal is open"},
    {"certificate", "crl_hours", NUMBER, AT(crl_hours), 1, 168, "24", {NULL},
	"撤销列表间隔小时 hours from one full revocation list to the next"},
    {"certificate", "crl_partition", NUMBER, AT(crl_partition), 2, 10000000,
	"20000", {NULL},
	"每份撤销列表的证书数 certificates that share a revocation list"},
    {"certificate", "ocsp_hours", NUMBER, AT(ocsp_hours), 1, 84, "12", {NULL},
	"OCSP 应答间隔小时 hours from one OCSP answer signed ahead to the "
	"next"},
    {"authorisation", "code_days", NUMBER, AT(code_days), 1, 90, "14", {NULL},
	"授权码有效天数 days a mailed authorisation code is good"},
    {"authorisation", "code_tries", NUMBER, AT(code_tries), 1, 100, "10",
	{NULL}, "授权码可试次数 tries before it is locked"},
    {"authorisation", "code_minutes", NUMBER, AT(code_minutes), 1, 1440, "30",
	{NULL},
	"解锁等代码有效分钟 minutes a code to unlock, hold or release "
	"is good"},
    {"pool", "pool_low", NUMBER, AT(pool_low), 1, 100000, "64", {NULL},
	"密钥池低位 when fewer encryption keys are ready …"},
    {"pool", "pool_high", NUMBER, AT(pool_high), 1, 1000000, "256", {NULL},
	"密钥池高位 … more are made, up to so many"},
    {"session", "session_idle_s", NUMBER, AT(session_idle_s), 60, 86400, "1800",
	{NULL}, "会话空闲秒数 a login ends after so long without use"},
    {"session", "session_max_s", NUMBER, AT(session_max_s), 60, 604800, "28800",
	{NULL}, "会话最长秒数 … and after so long in any case"},
    {"session", "challenge_s", NUMBER, AT(challenge_s), 10, 3600, "300", {NULL},
	"登录口令有效秒数 seconds a login challenge is good"},
    {"session", "captcha_s", NUMBER, AT(captcha_s), 10, 3600, "300", {NULL},
	"验证码有效秒数 seconds a captcha is good"},
    {"session", "confirm_hours", NUMBER, AT(confirm_hours), 1, 720, "72",
	{NULL}, "邮箱确认链接有效小时 hours a link in a mail is good"},
    {"limit", "tries_user", NUMBER, AT(tries_user), 1, 1000000, "10", {NULL},
	"每用户名尝试次数 attempts to log in for one user name …"},
    {"limit", "tries_address", NUMBER, AT(tries_address), 1, 1000000, "100",
	{NULL}, "每地址尝试次数 … and from one address …"},
    {"limit", "captcha_address", NUMBER, AT(captcha_address), 1, 1000000,
	"1000", {NULL}, "每地址验证码数 captchas drawn for one address …"},
    {"limit", "ocsp_address", NUMBER, AT(ocsp_address), 1, 1000000, "1000",
	{NULL},
	"每地址现签 OCSP 应答数 OCSP answers signed on demand for one address "
	"…"},
    {"limit", "tries_window_s", NUMBER, AT(tries_window_s), 1, 86400, "900",
	{NULL}, "… within so many seconds"},
    {"limit", "exchanges_day", NUMBER, AT(exchanges_day), 1, 1000, "10", {NULL},
	"每日换发更新次数 exchanges and updates of one account a day"},
    {"mail", "reminders", CHOICE, AT(reminders), 0, 0, "on", {"off", "on"},
	"到期提醒 remind holders before their certificates end"},
    {"mail", "mail_kind", CHOICE, AT(mail_kind), 0, 0, "folder",
	{"folder", "smtp"}, "folder (.eml files in outgoing/) or smtp"},
    {"mail", "mail_from", TEXT, AT(mail_from), 3, TEXT_MAX,
	"cert-office@localhost", {NULL}, "发件地址 sender's address"},
    {"mail", "smtp_host", TEXT, AT(smtp_host), 0, TEXT_MAX, "", {NULL}, ""},
    {"mail", "smtp_port", NUMBER, AT(smtp_port), 1, 65535, "465", {NULL}, ""},
    {"mail", "smtp_security", CHOICE, AT(smtp_security), 0, 0, "tls",
	{"plain", "starttls", "tls"}, "plain, starttls or tls"},
    {"mail", "smtp_user", TEXT, AT(smtp_user), 0, TEXT_MAX, "", {NULL}, ""},
    {"mail", "smtp_password_file", TEXT, AT(smtp_password_file), 0, TEXT_MAX,
	"", {NULL}, "a file with the password alone, mode 0600"},
    {"mail", "smtp_ca_file", TEXT, AT(smtp_ca_file), 0, TEXT_MAX, "", {NULL},
	"whom to trust; empty: the system's list"},
};

/* --- one value --- */

static void *
member(struct office_config *c, const struct setting *s)
{
	return (uint8_t *)c + s->at;
}

static bool
set_text(struct office_config *c, const struct setting *s, const char *value)
{
	struct bytes text = bytes_str(value);

	/* After a space, a semicolon begins a comment: such a value could not
	 * be written. */
	if ((int64_t)text.len < s->min || (int64_t)text.len > s->max ||
	    !text_is_plain(text) || value[0] == ';')
		return false;
	memset(member(c, s), 0, CONFIG_TEXT_SIZE);
	memcpy(member(c, s), value, text.len);
	return true;
}

static bool
set_number(struct office_config *c, const struct setting *s, const char *value)
{
	uint64_t v;

	if (text_u64(value, (uint64_t)s->max, &v) != ERR_OK ||
	    (int64_t)v < s->min)
		return false;
	*(int64_t *)member(c, s) = (int64_t)v;
	return true;
}

/* Choices are kept as their number, in a bool or an enum. */
static void
put_choice(struct office_config *c, const struct setting *s, size_t i)
{
	if (s->at == AT(captcha))
		c->captcha = i == 1;
	else if (s->at == AT(reminders))
		c->reminders = i == 1;
	else if (s->at == AT(mail_kind))
		c->mail_kind = (enum config_mail_kind)i;
	else
		c->smtp_security = (enum config_mail_security)i;
}

static size_t
get_choice(const struct office_config *c, const struct setting *s)
{
	if (s->at == AT(captcha))
		return c->captcha ? 1 : 0;
	if (s->at == AT(reminders))
		return c->reminders ? 1 : 0;
	if (s->at == AT(mail_kind))
		return (size_t)c->mail_kind;
	return (size_t)c->smtp_security;
}

static bool
set_choice(struct office_config *c, const struct setting *s, const char *value)
{
	for (size_t i = 0; i < COUNT(s->choices) && s->choices[i] != NULL; i++)
		if (strcmp(s->choices[i], value) == 0) {
			put_choice(c, s, i);
			return true;
		}
	return false;
}

static bool
set(struct office_config *c, const struct setting *s, const char *value)
{
	switch (s->kind) {
	case TEXT:
		return set_text(c, s, value);
	case NUMBER:
		return set_number(c, s, value);
	case CHOICE:
		return set_choice(c, s, value);
	}
	return false;
}

void
office_config_defaults(struct office_config *ret_c)
{
	memset(ret_c, 0, sizeof(*ret_c));
	for (size_t i = 0; i < COUNT(settings); i++)
		if (settings[i].start != NULL)
			(void)set(ret_c, &settings[i], settings[i].start);
}

/* --- what is expected, for people --- */

static void
explain_expected(const struct setting *s, char *out, size_t size)
{
	switch (s->kind) {
	case TEXT:
		snprintf(out, size, "%lld to %lld octets of plain text",
		    (long long)s->min, (long long)s->max);
		break;
	case NUMBER:
		snprintf(out, size, "a whole number from %lld to %lld",
		    (long long)s->min, (long long)s->max);
		break;
	case CHOICE:
		snprintf(out, size, "%s%s%s%s%s", s->choices[0],
		    s->choices[2] != NULL ? ", " : " or ", s->choices[1],
		    s->choices[2] != NULL ? " or " : "",
		    s->choices[2] != NULL ? s->choices[2] : "");
		break;
	}
}

/* --- a whole file --- */

struct parse {
	struct bytes rest; /* what inih has not been given yet */
	unsigned int line; /* of what it was given last */
	struct office_config *config;
	bool seen[COUNT(settings)];
	char *why; /* CONFIG_WHY_SIZE; "" until something is wrong */
};

static void complain(struct parse *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Keep the first complaint. */
static void
complain(struct parse *p, const char *format, ...)
{
	va_list args;
	int n;

	if (p->why[0] != '\0')
		return;
	n = snprintf(p->why, CONFIG_WHY_SIZE, "line %u: ", p->line);
	va_start(args, format);
	vsnprintf(p->why + n, CONFIG_WHY_SIZE - (size_t)n, format, args);
	va_end(args);
}

static bool
is_blank(struct bytes line)
{
	for (size_t i = 0; i < line.len; i++)
		if (strchr(" \t\r\n", line.p[i]) == NULL)
			return false;
	return true;
}

static struct bytes
next_line(struct parse *p)
{
	const uint8_t *end = memchr(p->rest.p, '\n', p->rest.len);
	size_t len = end == NULL ? p->rest.len : (size_t)(end - p->rest.p) + 1;
	struct bytes line = BYTES(p->rest.p, len);

	p->rest = BYTES(p->rest.p + len, p->rest.len - len);
	p->line++;
	return line;
}

/* inih's reader. It would join an indented line to the one before, and take
 * what follows in a long line for another: neither is what anybody meant. */
static char *
give_line(char *out, int size, void *arg)
{
	struct parse *p = arg;
	struct bytes line;

	if (p->rest.len == 0 || p->why[0] != '\0')
		return NULL;
	line = next_line(p);
	if (line.len >= (size_t)size) {
		complain(p, "the line is too long");
		return NULL;
	}
	if ((line.p[0] == ' ' || line.p[0] == '\t') && !is_blank(line)) {
		complain(p, "the line is indented");
		return NULL;
	}
	memcpy(out, line.p, line.len);
	out[line.len] = '\0';
	return out;
}

static const struct setting *
find_setting(const char *section, const char *name)
{
	for (size_t i = 0; i < COUNT(settings); i++)
		if (strcmp(settings[i].name, name) == 0 &&
		    strcmp(settings[i].section, section) == 0)
			return &settings[i];
	return NULL;
}

/* inih's handler: 0 is an error, whose words are in p->why. */
static int
take_setting(
    void *arg, const char *section, const char *name, const char *value)
{
	struct parse *p = arg;
	const struct setting *s = find_setting(section, name);
	char expected[128];

	if (s == NULL) {
		complain(p, "there is no setting %s in [%s]", name, section);
		return 0;
	}
	if (p->seen[s - settings]) {
		complain(p, "%s is given twice", name);
		return 0;
	}
	p->seen[s - settings] = true;
	if (!set(p->config, s, value)) {
		explain_expected(s, expected, sizeof(expected));
		complain(p, "%s must be %s", name, expected);
		return 0;
	}
	return 1;
}

/* This very computer. */
static bool
is_here(const char *host)
{
	return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0 ||
	       strcmp(host, "localhost") == 0;
}

/* A host name or address has nothing but these. */
static bool
is_host(const char *host)
{
	return host[strspn(host,
		   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		   "0123456789-._:")] == '\0';
}

/* What has to be there, and has to fit together. */
static enum err
check_whole(const struct office_config *c, char why[CONFIG_WHY_SIZE])
{
	const char *wrong = NULL;

	if (c->name[0] == '\0')
		wrong = "name in [office] is missing";
	else if (text_chars(bytes_str(c->name)) > 64)
		wrong = "name has more than 64 characters";
	else if (login_origin_check(c->origin) != ERR_OK)
		wrong = "origin must be https://host[:port] in lower case, "
			"or http:// with a loopback address";
	else if (strcmp(c->store, "sqlite") != 0 &&
		 strncmp(c->store, "postgresql://", 13) != 0)
		wrong = "store must be sqlite or postgresql://…";
	else if (c->pool_low >= c->pool_high)
		wrong = "pool_low must be less than pool_high";
	else if (c->mail_kind == MAIL_SMTP && c->smtp_host[0] == '\0')
		wrong = "smtp_host is missing";
	else if (c->mail_kind == MAIL_SMTP && c->smtp_user[0] != '\0' &&
		 c->smtp_password_file[0] == '\0')
		wrong = "smtp_password_file is missing";
	else if (c->mail_kind == MAIL_SMTP && c->smtp_user[0] != '\0' &&
		 c->smtp_security == MAIL_PLAIN && !is_here(c->smtp_host))
		wrong = "smtp_security = plain would send the password in the "
			"clear";
	else if (c->mail_kind == MAIL_SMTP && !is_host(c->smtp_host))
		wrong = "smtp_host is no host name";
	if (wrong == NULL)
		return ERR_OK;
	snprintf(why, CONFIG_WHY_SIZE, "%s", wrong);
	return ERR_CONFIG;
}

enum err
office_config_parse(
    struct bytes text, struct office_config *ret_c, char why[CONFIG_WHY_SIZE])
{
	struct office_config c;
	struct parse p = {.rest = text, .config = &c, .why = why};
	int status;

	why[0] = '\0';
	office_config_defaults(&c);
	if (!text_is_utf8(text)) {
		snprintf(why, CONFIG_WHY_SIZE, "the file is not UTF-8 text");
		return ERR_CONFIG;
	}
	status = ini_parse_stream(give_line, &p, take_setting, &p);
	if (status > 0 && why[0] == '\0') {
		p.line = (unsigned int)status;
		complain(&p, "neither a [section] nor name = value");
	}
	if (status != 0 || why[0] != '\0')
		return ERR_CONFIG;
	TRY(check_whole(&c, why));
	*ret_c = c;
	return ERR_OK;
}

bool
office_config_exists(const char *dir)
{
	char path[FILE_PATH_MAX];

	return file_path(path, dir, "office.conf") == ERR_OK &&
	       file_exists(path);
}

enum err
office_config_read(
    const char *dir, struct office_config *ret_c, char why[CONFIG_WHY_SIZE])
{
	AUTO_DONE(buf) text = BUF(CONFIG_FILE_MAX);
	char path[FILE_PATH_MAX];
	enum err err;

	why[0] = '\0';
	TRY(file_path(path, dir, "office.conf"));
	err = file_read(path, &text);
	if (err == ERR_FILE_MISSING)
		return ERR_OFFICE_MISSING;
	TRY(err);
	return office_config_parse(buf_bytes(&text), ret_c, why);
}

/* --- writing --- */

static void
write_value(
    struct buf *b, const struct setting *s, const struct office_config *c)
{
	const uint8_t *at = (const uint8_t *)c + s->at;

	switch (s->kind) {
	case TEXT:
		buf_printf(b, "%s", (const char *)at);
		break;
	case NUMBER:
		buf_printf(
		    b, "%lld", (long long)*(const int64_t *)(const void *)at);
		break;
	case CHOICE:
		buf_printf(b, "%s", s->choices[get_choice(c, s)]);
		break;
	}
}

void
office_config_write(struct buf *b, const struct office_config *c)
{
	const char *section = "";

	buf_printf(
	    b, "; cert-office: docs/office.conf explains the settings\n");
	for (size_t i = 0; i < COUNT(settings); i++) {
		const struct setting *s = &settings[i];

		if (strcmp(s->section, section) != 0)
			buf_printf(b, "\n[%s]\n", s->section);
		section = s->section;
		if (s->comment[0] != '\0')
			buf_printf(b, "; %s\n", s->comment);
		buf_printf(b, "%s = ", s->name);
		write_value(b, s, c);
		buf_str(b, "\n");
	}
}

enum err
office_config_store(
    const struct office_config *c, const char *dir, char *out, size_t size)
{
	const char *where = c->store;
	char path[FILE_PATH_MAX];

	if (strcmp(c->store, "sqlite") == 0) {
		TRY(file_path(path, dir, "office.db"));
		where = path;
	}
	if (strlen(where) >= size)
		return ERR_TOO_LARGE;
	memcpy(out, where, strlen(where) + 1);
	return ERR_OK;
}
