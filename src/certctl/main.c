/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certctl: everything the assistant's windows can do, on the command line.
 */
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/lang.h"
#include "base/log.h"
#include "certctl/prompt.h"
#include "certctl/verb.h"

#define WORDS_MAX 2 /* words of a verb's own */

static const struct verb {
	const char *words[WORDS_MAX];
	size_t arguments; /* that must follow */
	struct {
		const char *name;
		bool flag; /* takes no value */
	} options[VERB_OPTIONS_MAX];
	enum err (*run)(struct invocation *in);
	const char *usage, *zh, *en;
} verbs[] = {
    {{"login", "account"}, 0,
	{{"--user"}, {"--applicant"}, {"--captcha-id"}, {"--captcha-answer"}},
	verb_login_account,
	"login account [--user U] [--applicant A] [--captcha-id I "
	"--captcha-answer A]",
	"账号登录", "log in with the account"},
    {{"login", "certificate"}, 0,
	{{"--cert"}, {"--pin-file"}, {"--new-pin-file"},
	    {"--accept-terms", true}, {"--no-pin", true}, {"--captcha-id"},
	    {"--captcha-answer"}, {"--yes", true}},
	verb_login_certificate,
	"login certificate [--cert SERIAL] [--pin-file F [--new-pin-file F] "
	"[--accept-terms] | --no-pin]",
	"证书登录", "log in with a certificate"},
    {{"captcha"}, 0, {{"--out"}}, verb_captcha, "captcha --out FILE",
	"取一张验证码图片", "get a captcha picture"},
    {{"logout"}, 0, {{NULL}}, verb_logout, "logout", "退出登录", "log out"},
    {{"status"}, 0, {{NULL}}, verb_status, "status", "查看登录和账号状态",
	"show login and account"},
    {{"tokens"}, 0, {{"--watch", true}}, verb_tokens, "tokens [--watch]",
	"列出证书设备", "list the carriers"},
    {{"token", "init"}, 0,
	{{"--carrier"}, {"--label"}, {"--device-key-file"}, {"--new-pin-file"}},
	verb_token_init,
	"token init [--carrier SERIAL|DEVICE] [--label TEXT] "
	"[--device-key-file F] [--new-pin-file F]",
	"初始化空白的 USB Key", "set up a blank USB key"},
    {{"token", "label"}, 1, {{"--carrier"}}, verb_token_label,
	"token label [--carrier SERIAL|DEVICE] TEXT", "修改证书设备的名称",
	"change a carrier's label"},
    {{"token", "info"}, 0, {{"--carrier"}}, verb_token_info,
	"token info [--carrier SERIAL|DEVICE]",
	"查看证书设备：空间、PIN 次数、其中的证书",
	"show a carrier: space, PIN tries, what is on it"},
    {{"certs"}, 0, {{NULL}}, verb_certs, "certs", "列出证书",
	"list the certificates"},
    {{"show"}, 1, {{"--out"}, {"--pem", true}, {"--all", true}}, verb_show,
	"show SERIAL [--all | --out FILE [--pem]]", "查看证书详情，或存为文件",
	"show a certificate, or save it"},
    {{"issue"}, 0,
	{{"--carrier"}, {"--code-file"}, {"--pin-file"}, {"--new-pin-file"},
	    {"--yes", true}},
	verb_issue,
	"issue [--carrier soft|SERIAL] [--code-file F] [--pin-file F] "
	"[--new-pin-file F]",
	"证书签发", "issue the first certificates"},
    {{"exchange"}, 0,
	{{"--carrier"}, {"--cert"}, {"--code", true}, {"--code-file"},
	    {"--pin-file"}, {"--new-pin-file"}, {"--initial-pin-file"},
	    {"--yes", true}, {"--old-key"}, {"--old-token"},
	    {"--old-pin-file"}},
	verb_exchange,
	"exchange [--carrier soft|SERIAL] [--cert SERIAL] [--pin-file F] "
	"[--new-pin-file F] [--initial-pin-file F] | exchange --code "
	"[--code-file F] … | "
	"exchange --old-key FILE.p12 | --old-token SERIAL "
	"[--old-pin-file F] …",
	"证书换发", "exchange the certificates for ones with new keys"},
    {{"update"}, 0,
	{{"--cert"}, {"--pin-file"}, {"--new-pin-file"}, {"--yes", true}},
	verb_update, "update [--cert SERIAL] [--pin-file F] [--new-pin-file F]",
	"证书更新", "update: a new name, or another five years"},
    {{"pin"}, 0,
	{{"--cert"}, {"--carrier"}, {"--pin-file"}, {"--new-pin-file"},
	    {"--yes", true}},
	verb_pin,
	"pin [--cert SERIAL | --carrier SERIAL] [--pin-file F] "
	"[--new-pin-file F]",
	"修改PIN码", "change the PIN"},
    {{"unlock"}, 0,
	{{"--cert"}, {"--request", true}, {"--code-file"}, {"--new-pin-file"},
	    {"--captcha-id"}, {"--captcha-answer"}},
	verb_unlock,
	"unlock [--cert SERIAL] [--request | --code-file F] "
	"[--new-pin-file F]",
	"证书解锁", "set a new PIN with a mailed code"},
    {{"hold"}, 0,
	{{"--cert"}, {"--pin-file"}, {"--code", true}, {"--request", true},
	    {"--code-file"}, {"--yes", true}},
	verb_hold,
	"hold [--cert SERIAL] [--pin-file F | --code | --request | "
	"--code-file F] [--yes]",
	"证书锁定", "put a certificate on hold"},
    {{"release"}, 0, {{"--cert"}, {"--request", true}, {"--code-file"}},
	verb_release, "release [--cert SERIAL] [--request | --code-file F]",
	"解除锁定", "release a certificate that is on hold"},
    {{"revoke"}, 0,
	{{"--reason"}, {"--note"}, {"--cert"}, {"--pin-file"}, {"--yes", true}},
	verb_revoke,
	"revoke --reason R [--note T] [--cert SERIAL] [--pin-file F] [--yes]",
	"证书废除", "ask for revocation"},
    {{"resume"}, 0, {{"--carrier"}, {"--pin-file"}}, verb_resume,
	"resume [--carrier soft|SERIAL] [--pin-file F]",
	"继续或撤销未完成的操作", "finish or undo what was cut off"},
    {{"refresh"}, 0, {{NULL}}, verb_refresh, "refresh", "刷新",
	"read carriers and account again"},
    {{"doctor"}, 0, {{"--fix", true}, {"--undo", true}, {"--report"}},
	verb_doctor, "doctor [--fix | --undo] [--report FILE]",
	"环境修复：检查、修复、生成报告",
	"environment repair: look, repair, report"},
    {{"proxy", "test"}, 0, {{NULL}}, verb_proxy_test, "proxy test",
	"测试代理设置", "try the proxy setting"},
    {{"proxy", "login"}, 0, {{"--user"}, {"--password-file"}}, verb_proxy_login,
	"proxy login [--user U] [--password-file F]", "保存代理的用户名和密码",
	"keep user name and password of the proxy"},
    {{"proxy", "forget"}, 0, {{NULL}}, verb_proxy_forget, "proxy forget",
	"清除代理登录缓存：代理的登录信息和网站授权",
	"forget the proxy's login and what sites may do"},
    {{"permissions", "list"}, 0, {{NULL}}, verb_permissions_list,
	"permissions list", "列出不再询问的网站",
	"list the sites that are not asked about"},
    {{"permissions", "remove"}, 1, {{"--cert"}}, verb_permissions_remove,
	"permissions remove SITE [--cert SERIAL]", "取消对网站的授权",
	"ask about a site again"},
    {{"settings", "get"}, 0, {{NULL}}, verb_settings_get, "settings get [NAME]",
	"查看设置", "show settings"},
    {{"settings", "set"}, 2, {{NULL}}, verb_settings_set,
	"settings set NAME VALUE", "修改设置", "change a setting"},
};

struct globals {
	const char *home, *office;
	bool json, help, version;
	enum lang lang;
};

static void
print_help(enum lang lang)
{
	puts(lang == LANG_ZH
		 ? "用法：certctl [--json] [--home DIR] [--office URL] "
		   "[--lang zh|en] 命令 …\n"
		 : "Usage: certctl [--json] [--home DIR] [--office URL] "
		   "[--lang zh|en] COMMAND …\n");
	for (size_t i = 0; i < COUNT(verbs); i++)
		printf("  %s\n      %s\n", verbs[i].usage,
		    lang == LANG_ZH ? verbs[i].zh : verbs[i].en);
	puts(
	    lang == LANG_ZH
		? "\nPIN 码和授权码从文件的第一行读取，或在终端上询问，"
		  "从不写在命令行里。"
		: "\nPINs and codes are the first line of a file, or asked for "
		  "on the terminal; never arguments.");
}

/* If argv[*at] is this option, take its value and move on. */
static bool
take_value(int argc, char **argv, int *at, const char *name, const char **ret)
{
	size_t n = strlen(name);

	if (strncmp(argv[*at], name, n) != 0)
		return false;
	if (argv[*at][n] == '=') {
		*ret = argv[*at] + n + 1;
		return true;
	}
	if (argv[*at][n] != '\0' || *at + 1 >= argc)
		return false;
	*ret = argv[++*at];
	return true;
}

/* Options before the verb; the index of the first word. */
static enum err
parse_globals(int argc, char **argv, struct globals *g, int *ret_at)
{
	const char *lang = NULL;
	int at;

	for (at = 1; at < argc && argv[at][0] == '-'; at++) {
		if (strcmp(argv[at], "--json") == 0)
			g->json = true;
		else if (strcmp(argv[at], "--help") == 0)
			g->help = true;
		else if (strcmp(argv[at], "--version") == 0)
			g->version = true;
		else if (!take_value(argc, argv, &at, "--home", &g->home) &&
			 !take_value(argc, argv, &at, "--office", &g->office) &&
			 !take_value(argc, argv, &at, "--lang", &lang))
			return ERR_USAGE;
	}
	if (lang != NULL && lang_find(lang, &g->lang) != ERR_OK)
		return ERR_USAGE;
	*ret_at = at;
	return ERR_OK;
}

static const struct verb *
find_verb(int argc, char **argv, int *at)
{
	for (size_t i = 0; i < COUNT(verbs); i++) {
		int n = verbs[i].words[1] != NULL ? 2 : 1;

		if (*at + n > argc || strcmp(verbs[i].words[0], argv[*at]) != 0)
			continue;
		if (n == 2 && strcmp(verbs[i].words[1], argv[*at + 1]) != 0)
			continue;
		*at += n;
		return &verbs[i];
	}
	return NULL;
}

static enum err
add_option(struct invocation *in, const char *name, const char *value)
{
	if (invocation_option(in, name) != NULL ||
	    in->option_count == VERB_OPTIONS_MAX)
		return ERR_USAGE;
	in->options[in->option_count++] = (struct option_value){name, value};
	return ERR_OK;
}

/* The verb's option at argv[*at], its name without "=". */
static enum err
take_option(
    const struct verb *v, int argc, char **argv, int *at, struct invocation *in)
{
	for (size_t i = 0; i < VERB_OPTIONS_MAX && v->options[i].name; i++) {
		const char *name = v->options[i].name, *value = "";

		if (v->options[i].flag
			? strcmp(argv[*at], name) == 0
			: take_value(argc, argv, at, name, &value))
			return add_option(in, name, value);
	}
	return ERR_USAGE;
}

static enum err
parse_rest(
    const struct verb *v, int argc, char **argv, int at, struct invocation *in)
{
	for (; at < argc; at++) {
		if (strcmp(argv[at], "--json") == 0)
			in->face.json = true;
		else if (strncmp(argv[at], "--", 2) == 0)
			TRY(take_option(v, argc, argv, &at, in));
		else if (in->word_count == COUNT(in->words))
			return ERR_USAGE;
		else
			in->words[in->word_count++] = argv[at];
	}
	return in->word_count < v->arguments ? ERR_USAGE : ERR_OK;
}

/* Is something unfinished that needs this carrier next? */
static bool
is_waited_for(struct invocation *in, const char *carrier)
{
	struct unfinished u;

	if (assistant_unfinished(in->assistant, &u) != ERR_OK)
		return false;
	for (size_t i = 0; i < u.count && i < UNFINISHED_MAX; i++)
		if (carrier[0] != '\0' && strcmp(u.carriers[i], carrier) == 0)
			return true;
	return false;
}

/* A key that was pulled out can be gone on with. */
static void
tell_failure(struct invocation *in, enum err e)
{
	const struct failure *known =
	    in->assistant != NULL ? assistant_failure(in->assistant) : NULL;
	char text[256];

	face_error(&in->face, e, known);
	if (in->face.json || known == NULL ||
	    (e != ERR_TOKEN_REMOVED && e != ERR_TOKEN_MISSING) ||
	    !is_waited_for(in, known->carrier))
		return;
	face_format(
	    &in->face, text, sizeof(text), TEXT_RESUME_LATER, known->carrier);
	fprintf(stderr, "%s\n", text);
}

static enum err
run_verb(const struct verb *v, const struct globals *g, struct invocation *in)
{
	const struct assistant_options o = {.home = g->home,
	    .office = g->office,
	    .lang = in->face.lang,
	    .clock = clock_system(),
	    .random = random_system(),
	    .progress = face_progress(&in->face)};
	enum err e = assistant_open(&o, &in->assistant);

	if (e == ERR_OK)
		e = v->run(in);
	face_progress_end(&in->face);
	if (e != ERR_OK)
		tell_failure(in, e);
	assistant_free(in->assistant);
	return e;
}

static int
usage_error(const struct globals *g)
{
	const struct face f = {.json = g->json, .lang = g->lang};

	face_error(&f, ERR_USAGE, NULL);
	return err_exit(ERR_USAGE);
}

int
main(int argc, char **argv)
{
	struct globals g = {.lang = lang_of_environment()};
	struct invocation in = {0};
	const struct verb *v;
	int at;

	secret_harden_process();
	log_init("certctl", LOG_WARNING);
	fault_init();
	if (parse_globals(argc, argv, &g, &at) != ERR_OK)
		return usage_error(&g);
	if (g.version) {
		puts("certctl " CERT_VERSION);
		return 0;
	}
	if (g.help || at == argc) {
		print_help(g.lang);
		return g.help ? 0 : err_exit(ERR_USAGE);
	}
	in.face = (struct face){.json = g.json, .lang = g.lang};
	v = find_verb(argc, argv, &at);
	if (v == NULL || parse_rest(v, argc, argv, at, &in) != ERR_OK)
		return usage_error(&g);
	return err_exit(run_verb(v, &g, &in));
}
