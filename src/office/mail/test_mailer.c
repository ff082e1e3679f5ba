/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/test_mail.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/text.h"
#include "office/mail/expand.h"
#include "office/mail/mime.h"
#include "office/process/sandbox.h"

static int
set_up(void **state)
{
	static struct post p;
	void *place;

	place_set_up(&place);
	post_open(&p, ((struct place *)place)->dir);
	*state = &p;
	free(place);
	return 0;
}

static enum err
remove_one(void *arg, const char *name)
{
	char path[FILE_PATH_MAX];

	TRY(file_path(path, arg, name));
	return file_remove(path);
}

static int
tear_down(void **state)
{
	struct post *p = *state;

	assert_ok(file_list(p->folder, "", remove_one, p->dir));
	assert_int_equal(rmdir(p->folder), 0);
	post_close(p);
	return 0;
}

/* A message as the mail process gets it: through an outbox. */
static void
message_of(struct post *p, const struct outbox_mail *m, struct buf *content)
{
	char db[128];
	AUTO(outbox_entry) e = NULL;
	AUTO(store) s = NULL;
	AUTO_DONE(outbox_batch) batch = {0};
	struct claim c = {&batch, NOW};

	snprintf(db, sizeof(db), "%s/box.db", p->folder);
	assert_ok(store_open(db, &s));
	assert_ok(outbox_compose(p->gm, m, &e));
	assert_ok(store_write(s, queue_job, e));
	assert_ok(store_write(s, claim_job, &c));
	assert_int_equal(batch.count, 1);
	buf_init(content, MAIL_MESSAGE_MAX);
	buf_put(content, buf_bytes(&batch.mails[0].content));
	assert_ok(buf_status(content));
}

static enum err
compose(struct post *p, const struct outbox_mail *m, struct buf *eml)
{
	AUTO_DONE(buf) content;
	struct mail_message message;

	message_of(p, m, &content);
	assert_ok(mail_message_parse(buf_bytes(&content), &message));
	buf_init(eml, 1 << 20);
	return mailer_compose(p->mailer, &message, eml);
}

/* The text between two marks that follow each other, first after a third. */
static struct bytes
between(struct bytes in, const char *after, const char *start, const char *end)
{
	const uint8_t *p = memmem(in.p, in.len, after, strlen(after)), *q;

	assert_non_null(p);
	p = memmem(p, in.len - (size_t)(p - in.p), start, strlen(start));
	assert_non_null(p);
	p += strlen(start);
	q = memmem(p, in.len - (size_t)(p - in.p), end, strlen(end));
	assert_non_null(q);
	return BYTES(p, (size_t)(q - p));
}

/* A part's content, decoded. */
static void
read_part(const struct buf *eml, const char *type, struct buf *out)
{
	struct bytes lines =
	    between(buf_bytes(eml), type, "\r\n\r\n", "\r\n\r\n--=_");
	AUTO_DONE(buf) text = BUF(1 << 20);

	for (size_t i = 0; i < lines.len; i++)
		if (lines.p[i] != '\r' && lines.p[i] != '\n')
			buf_u8(&text, lines.p[i]);
	buf_init(out, 1 << 20);
	assert_ok(text_unbase64(buf_bytes(&text), out));
}

static bool
contains(const struct buf *b, const char *what)
{
	return memmem(b->p, b->len, what, strlen(what)) != NULL;
}

static void
a_code_arrives_in_both_parts_and_markup_is_escaped(void **state)
{
	struct post *p = *state;
	struct outbox_mail m = approved_mail(p);
	AUTO_DONE(buf) eml;
	AUTO_DONE(buf) text;
	AUTO_DONE(buf) html;

	assert_ok(compose(p, &m, &eml));
	read_part(&eml, "text/plain; charset=utf-8", &text);
	read_part(&eml, "text/html; charset=utf-8", &html);
	assert_true(contains(&text, "7K3QX-9TRWB-MM2C4-PD8HZ"));
	assert_true(contains(&html, "7K3QX-9TRWB-MM2C4-PD8HZ"));
	assert_true(contains(&text, "2026年12月23日 00:30（北京时间）"));
	assert_true(contains(&text, "华夏 <b>商标</b> & 代理"));
	assert_true(contains(&html, "华夏 &lt;b&gt;商标&lt;/b&gt; &amp; 代理"));
	assert_false(contains(&html, "<b>商标"));
	assert_false(contains(&text, "{{"));
	assert_false(contains(&html, "{{"));
}

static void
headers_are_those_of_a_mail(void **state)
{
	struct post *p = *state;
	struct outbox_mail m = approved_mail(p);
	AUTO_DONE(buf) eml;

	assert_ok(compose(p, &m, &eml));
	assert_true(
	    contains(&eml, "Date: Sun, 22 Nov 2026 08:00:00 +0000\r\n"));
	assert_true(contains(&eml, "\r\n <no-reply@office.example>\r\n"));
	assert_true(contains(&eml, "\r\nTo: <holder@firm.example>\r\n"));
	assert_true(contains(&eml, "@office.example>\r\nSubject: =?UTF-8?B?"));
	assert_true(contains(&eml, "\r\nMIME-Version: 1.0\r\n"));
}

static void
every_line_is_short_and_ends_as_mail_lines_do(void **state)
{
	struct post *p = *state;
	struct outbox_mail m = approved_mail(p);
	AUTO_DONE(buf) eml;
	size_t length = 0;

	assert_ok(compose(p, &m, &eml));
	for (size_t i = 0; i < eml.len; i++) {
		assert_true(eml.p[i] < 0x80);
		if (eml.p[i] == '\n') {
			assert_true(i > 0 && eml.p[i - 1] == '\r');
			length = 0;
		} else {
			length++;
			assert_true(length <= 100);
		}
	}
}

/* What a parameter of that kind may be. */
static const char *
value_of(enum mail_param_kind kind)
{
	static const char *const values[] = {
	    [MAIL_PARAM_TEXT] = "u1",
	    [MAIL_PARAM_LINES] = "请补充\n营业执照",
	    [MAIL_PARAM_TIME] = "2031-11-22T08:00:00Z",
	    [MAIL_PARAM_LINK] = (ORIGIN "/confirm?token=abc"),
	    [MAIL_PARAM_CARRIER] = "soft",
	    [MAIL_PARAM_REASON] = "cessation",
	    [MAIL_PARAM_VERB] = "exchange",
	    [MAIL_PARAM_SECRET] = "7K3QX-9TRWB-MM2C4-PD8HZ",
	};

	return values[kind];
}

/* A mail by that template; params and secrets are its parameters' room. */
static struct outbox_mail
mail_by(const struct post *p, const struct mail_template *t,
    struct mail_param params[], struct mail_param secrets[])
{
	struct outbox_mail m = {TO, .template = t->name, .params = params,
	    .secrets = secrets, .mailer = sm2_key_public(p->key)};

	for (size_t i = 0; t->params[i].name != NULL; i++) {
		struct mail_param one = {
		    t->params[i].name, value_of(t->params[i].kind)};

		if (t->params[i].kind == MAIL_PARAM_SECRET)
			secrets[m.secret_count++] = one;
		else
			params[m.param_count++] = one;
	}
	return m;
}

static void
every_mail_can_be_written_in_both_languages(void **state)
{
	struct post *p = *state;
	const struct mail_template *template;

	for (size_t i = 0; (template = mail_template_at(i)) != NULL; i++)
		for (enum lang l = LANG_ZH; l <= LANG_EN; l++) {
			struct mail_param params[MAIL_TEMPLATE_PARAMS_MAX];
			struct mail_param secrets[MAIL_TEMPLATE_PARAMS_MAX];
			struct outbox_mail m =
			    mail_by(p, template, params, secrets);
			AUTO_DONE(buf) eml;
			AUTO_DONE(buf) html;

			m.lang = l;
			assert_ok(compose(p, &m, &eml));
			read_part(&eml, "text/html; charset=utf-8", &html);
			assert_true(contains(&html, "</html>"));
			assert_true(contains(&html, "u1"));
			assert_false(contains(&html, "{{"));
		}
}

/* Nothing is fetched from anywhere when a mail is opened. */
static void
no_template_has_remote_content(void **state)
{
	static const char *const forbidden[] = {
	    "http:", "https:", "src=", "url(", "<script", "<img", "<link"};

	(void)state;
	for (size_t i = 0; mail_template_at(i) != NULL; i++)
		for (enum lang l = LANG_ZH; l <= LANG_EN; l++) {
			const char *name = mail_template_at(i)->name;
			struct bytes w = mail_words(name, l, "html");

			assert_true(w.len > 0);
			assert_true(mail_words(name, l, "txt").len > 0);
			for (size_t f = 0; f < COUNT(forbidden); f++)
				assert_null(memmem(w.p, w.len, forbidden[f],
				    strlen(forbidden[f])));
		}
}

static void
the_same_message_gives_the_same_octets(void **state)
{
	struct post *p = *state;
	struct outbox_mail m = approved_mail(p);
	AUTO_DONE(buf) content;
	AUTO_DONE(buf) one = BUF(1 << 20);
	AUTO_DONE(buf) two = BUF(1 << 20);
	struct mail_message message;

	message_of(p, &m, &content);
	assert_ok(mail_message_parse(buf_bytes(&content), &message));
	assert_ok(mailer_compose(p->mailer, &message, &one));
	assert_ok(mailer_compose(p->mailer, &message, &two));
	assert_true(bytes_equal(buf_bytes(&one), buf_bytes(&two)));
}

static void
a_verb_is_shown_as_what_was_done(void **state)
{
	static const struct {
		const char *verb;
		enum lang lang;
		const char *want;
	} cases[] = {
	    {"exchange", LANG_ZH, "换发"},
	    {"exchange", LANG_EN, "exchanged"},
	    {"update", LANG_ZH, "更新"},
	    {"update", LANG_EN, "updated"},
	};
	struct post *p = *state;
	struct outbox_mail m = replaced_mail("issue");
	AUTO_DONE(buf) none;

	assert_int_equal(compose(p, &m, &none), ERR_BAD_MESSAGE);
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) eml;
		AUTO_DONE(buf) html;

		m = replaced_mail(cases[i].verb);
		m.lang = cases[i].lang;
		assert_ok(compose(p, &m, &eml));
		read_part(&eml, "text/html; charset=utf-8", &html);
		assert_true(contains(&html, cases[i].want));
	}
}

static void
a_link_leads_to_this_office_or_nowhere(void **state)
{
	static const struct {
		const char *link;
		enum err want;
	} cases[] = {
	    {ORIGIN "/confirm?token=abc", ERR_OK},
	    {ORIGIN "/", ERR_OK},
	    {ORIGIN, ERR_BAD_MESSAGE},
	    {ORIGIN ".evil.example/confirm", ERR_BAD_MESSAGE},
	    {ORIGIN "@evil.example/", ERR_BAD_MESSAGE},
	    {ORIGIN ":8443/confirm", ERR_BAD_MESSAGE},
	    {"https://evil.example/", ERR_BAD_MESSAGE},
	    {"http://office.example/", ERR_BAD_MESSAGE},
	    {"javascript:alert(1)", ERR_BAD_MESSAGE},
	    {ORIGIN "/ x", ERR_BAD_MESSAGE},
	    {ORIGIN "/\"onclick=", ERR_BAD_MESSAGE},
	    {ORIGIN "/\r\nBcc: x@y.example", ERR_BAD_MESSAGE},
	};
	struct post *p = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct outbox_mail m = link_mail(cases[i].link);
		AUTO_DONE(buf) eml;

		assert_int_equal(compose(p, &m, &eml), cases[i].want);
	}
}

static void
a_reason_is_told_in_words_of_the_mails_language(void **state)
{
	static const struct {
		const char *reason, *zh, *en;
	} cases[] = {
	    {"unspecified", "未说明", "Not stated"},
	    {"key-compromise", "密钥可能已泄露", "in other hands"},
	    {"cessation", "不再使用", "no longer used"},
	    {"privilege-withdrawn", "资格已取消", "withdrawn"},
	    {"hold", NULL, NULL},
	    {"stolen", NULL, NULL},
	    {"", NULL, NULL},
	};
	struct post *p = *state;

	for (size_t i = 0; i < COUNT(cases); i++)
		for (enum lang l = LANG_ZH; l <= LANG_EN; l++) {
			struct outbox_mail m = revoked_mail(cases[i].reason);
			AUTO_DONE(buf) eml;
			AUTO_DONE(buf) html;

			m.lang = l;
			assert_int_equal(compose(p, &m, &eml),
			    cases[i].zh == NULL ? ERR_BAD_MESSAGE : ERR_OK);
			if (cases[i].zh == NULL)
				continue;
			read_part(&eml, "text/html; charset=utf-8", &html);
			assert_true(contains(
			    &html, l == LANG_ZH ? cases[i].zh : cases[i].en));
		}
}

static void
a_name_cannot_become_a_header(void **state)
{
	struct post *p = *state;
	struct outbox_mail m = reason_mail(MAIL_RETURNED, "原因");
	const struct mail_param params[] = {
	    {"userName", "u1\r\nBcc: victim@example.org"}, {"name", "甲"},
	    {"reason", "x"}};
	AUTO_DONE(buf) eml;

	m.params = params;
	assert_int_equal(compose(p, &m, &eml), ERR_BAD_MESSAGE);
}

/* Who holds the database changes one thing at a time. */
static void
a_code_goes_to_nobody_else_and_in_no_other_mail(void **state)
{
	struct post *p = *state;
	struct outbox_mail m = approved_mail(p);
	AUTO_DONE(buf) content;
	AUTO_DONE(buf) eml = BUF(1 << 20);
	struct mail_message is, bad;

	message_of(p, &m, &content);
	assert_ok(mail_message_parse(buf_bytes(&content), &is));
	bad = is;
	strcpy(bad.recipient, "thief@evil.example");
	assert_int_equal(
	    mailer_compose(p->mailer, &bad, &eml), ERR_SIGNATURE_INVALID);
	bad = is;
	strcpy(bad.template, MAIL_CODE_RESENT);
	assert_int_equal(
	    mailer_compose(p->mailer, &bad, &eml), ERR_SIGNATURE_INVALID);
	bad = is;
	bad.id[0] ^= 1;
	assert_int_equal(
	    mailer_compose(p->mailer, &bad, &eml), ERR_SIGNATURE_INVALID);
	bad = is;
	bad.params = bytes_str("{\"expiresAt\":\"2027-12-22T16:30:00Z\","
			       "\"name\":\"x\",\"userName\":\"u1\"}");
	assert_int_equal(
	    mailer_compose(p->mailer, &bad, &eml), ERR_SIGNATURE_INVALID);
	bad = is;
	bad.sealed = BYTES(is.sealed.p, is.sealed.len - 1);
	assert_int_equal(
	    mailer_compose(p->mailer, &bad, &eml), ERR_ENVELOPE_SYNTAX);
	bad = is;
	bad.sealed = BYTES_NONE;
	assert_int_equal(
	    mailer_compose(p->mailer, &bad, &eml), ERR_BAD_MESSAGE);
	assert_int_equal(eml.len, 0);
	assert_ok(mailer_compose(p->mailer, &is, &eml));
}

static void
a_message_with_other_parameters_is_refused(void **state)
{
	static const char *const params[] = {"", "[]", "null", "{}",
	    "{\"userName\":\"u1\",\"name\":\"a\"}",
	    "{\"userName\":\"u1\",\"name\":\"a\",\"reason\":1}",
	    "{\"userName\":\"u1\",\"name\":\"a\",\"reason\":\"x\",\"y\":\"z\"}",
	    "{\"userName\":\"u1\",\"name\":\"a\",\"reason\":\"x\"} ,",
	    "{\"name\":\"a\",\"reason\":\"x\",\"name\":\"b\"}"};
	struct post *p = *state;
	struct mail_message m = {.id = "00112233445566778899aabbccddeeff",
	    .recipient = "a@b.example",
	    .template = MAIL_RETURNED,
	    .lang = "zh",
	    .created_at = NOW};

	for (size_t i = 0; i < COUNT(params); i++) {
		AUTO_DONE(buf) eml = BUF(1 << 20);

		m.params = bytes_str(params[i]);
		assert_int_equal(
		    mailer_compose(p->mailer, &m, &eml), ERR_BAD_MESSAGE);
	}
}

static void
a_handled_mail_lies_in_the_folder_once(void **state)
{
	struct post *p = *state;
	struct outbox_mail m = issued_mail();
	AUTO_DONE(buf) content;
	AUTO_DONE(buf) answer = BUF(100);
	AUTO_DONE(buf) file = BUF(1 << 20);
	struct mail_message message;
	char path[128];
	struct stat st;

	message_of(p, &m, &content);
	assert_ok(mail_message_parse(buf_bytes(&content), &message));
	assert_ok(mail_handle(p->mailer, buf_bytes(&content), &answer));
	assert_ok(mail_handle(p->mailer, buf_bytes(&content), &answer));
	assert_int_equal(answer.len, 0);
	snprintf(path, sizeof(path), "%s/%s.eml", p->folder, message.id);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(file_read(path, &file));
	assert_true(contains(&file, "Message-ID: <"));
	buf_u8(&content, 0);
	assert_int_equal(mail_handle(p->mailer, buf_bytes(&content), &answer),
	    ERR_BAD_MESSAGE);
}

/* As mail_child shuts itself in: exit status 0 if all went as it should. */
static int
send_shut_in(struct post *p, struct bytes content)
{
	const struct sandbox_path paths[] = {
	    {p->folder, SANDBOX_WRITE}, {p->folder, SANDBOX_MAKE}};
	AUTO_DONE(buf) answer = BUF(100);
	AUTO_DONE(buf) file = BUF(65536);
	bool active = false;

	if (sandbox_files(paths, COUNT(paths), &active) != ERR_OK)
		return 1;
	if (mail_handle(p->mailer, content, &answer) != ERR_OK)
		return 2;
	if (active && file_read("/etc/passwd", &file) == ERR_OK)
		return 3;
	return 0;
}

static void
the_folder_is_enough_for_the_mail_process(void **state)
{
	struct post *p = *state;
	struct outbox_mail m = issued_mail();
	AUTO_DONE(buf) content;
	pid_t pid;
	int status;

	message_of(p, &m, &content);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(send_shut_in(p, buf_bytes(&content)));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
long_headers_fold_between_characters(void **state)
{
	AUTO_DONE(buf) b = BUF(4096);
	AUTO_DONE(buf) text = BUF(4096);

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_str(&text, "证");
	mime_encode_words(&b, buf_bytes(&text));
	assert_ok(buf_status(&b));
	/* 42 octets are 14 characters: 100 take 8 words. */
	for (size_t at = 0, words = 0; at < b.len;) {
		const uint8_t *end = memmem(b.p + at, b.len - at, "\r\n ", 3);
		size_t len =
		    end == NULL ? b.len - at : (size_t)(end - b.p) - at;

		words++;
		assert_in_range(words, 1, 8);
		assert_true(len <= 75);
		at += len + (end == NULL ? 0 : 3);
	}
}

static void
expansion_is_strict(void **state)
{
	const struct expand_value values[] = {
	    {"a", bytes_str("<x>&\"'\n"), false},
	    {"b", bytes_str("<i>"), true}};
	static const struct {
		const char *text;
		enum expand_as as;
		const char *want; /* NULL: BAD_MESSAGE */
	} cases[] = {
	    {"", EXPAND_TEXT, ""},
	    {"plain { } text", EXPAND_TEXT, "plain { } text"},
	    {"1{{a}}2", EXPAND_TEXT, "1<x>&\"'\n2"},
	    {"1{{a}}2", EXPAND_HTML, "1&lt;x&gt;&amp;&quot;&#39;<br>\n2"},
	    {"{{b}}{{b}}", EXPAND_HTML, "<i><i>"},
	    {"{{c}}", EXPAND_TEXT, NULL},
	    {"{{a", EXPAND_TEXT, NULL},
	    {"{{a}", EXPAND_TEXT, NULL},
	    {"{{}}", EXPAND_TEXT, NULL},
	    {"{{ a }}", EXPAND_TEXT, NULL},
	    {"{{{a}}}", EXPAND_TEXT, NULL},
	    {"{{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}", EXPAND_TEXT, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) out = BUF(4096);
		enum err err = expand(bytes_str(cases[i].text), cases[i].as,
		    values, COUNT(values), &out);

		assert_int_equal(
		    err, cases[i].want == NULL ? ERR_BAD_MESSAGE : ERR_OK);
		if (cases[i].want != NULL)
			assert_true(bytes_equal(
			    buf_bytes(&out), bytes_str(cases[i].want)));
	}
}

/* A value that looks like a place is not filled in again. */
static void
values_are_not_expanded_again(void **state)
{
	const struct expand_value values[] = {
	    {"a", bytes_str("{{b}}"), false}, {"b", bytes_str("!"), false}};
	AUTO_DONE(buf) out = BUF(100);

	(void)state;
	assert_ok(expand(
	    bytes_str("{{a}}"), EXPAND_TEXT, values, COUNT(values), &out));
	assert_true(bytes_equal(buf_bytes(&out), bytes_str("{{b}}")));
}

#define A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void
addresses_are_checked(void **state)
{
	static const struct {
		const char *address;
		enum err want;
	} cases[] = {
	    {"a@b", ERR_OK},
	    {"first.last+tag@mail.example.com", ERR_OK},
	    {"a" A63 "@b.example", ERR_OK},
	    {"aa" A63 "@b.example", ERR_FIELD_INVALID},
	    {"a@" A63 ".example", ERR_OK},
	    {"a@a" A63 ".example", ERR_FIELD_INVALID},
	    /* 2 + 3 * 64 + 60 = 254 octets, and one more */
	    {"a@" A63 "." A63 "." A63 ".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	     "aaaaaaaaaaaaaaaaaaaaaa",
		ERR_OK},
	    {"a@" A63 "." A63 "." A63 ".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	     "aaaaaaaaaaaaaaaaaaaaaaa",
		ERR_FIELD_INVALID},
	    {"", ERR_FIELD_INVALID},
	    {"@b", ERR_FIELD_INVALID},
	    {"a@", ERR_FIELD_INVALID},
	    {"a", ERR_FIELD_INVALID},
	    {"a@b@c", ERR_FIELD_INVALID},
	    {".a@b", ERR_FIELD_INVALID},
	    {"a.@b", ERR_FIELD_INVALID},
	    {"a..b@c", ERR_FIELD_INVALID},
	    {"a@b..c", ERR_FIELD_INVALID},
	    {"a@-b.c", ERR_FIELD_INVALID},
	    {"a@b-.c", ERR_FIELD_INVALID},
	    {"a@b.c-", ERR_FIELD_INVALID},
	    {"a b@c", ERR_FIELD_INVALID},
	    {"a@b c", ERR_FIELD_INVALID},
	    {"a@b\r\nBcc: x@y", ERR_FIELD_INVALID},
	    {"\"a b\"@c", ERR_FIELD_INVALID},
	    {"<a@b>", ERR_FIELD_INVALID},
	    {"a@[127.0.0.1]", ERR_FIELD_INVALID},
	    {"用户@例子.cn", ERR_FIELD_INVALID},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
		    mail_address_check(cases[i].address), cases[i].want);
}

static void
an_address_is_shown_half(void **state)
{
	char shown[MAIL_ADDRESS_SIZE + 3];

	(void)state;
	mail_address_hide("zhang.san@example.com", shown);
	assert_string_equal(shown, "z***@example.com");
	mail_address_hide("z@example.com", shown);
	assert_string_equal(shown, "z***@example.com");
}

#define post_test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    post_test(a_code_arrives_in_both_parts_and_markup_is_escaped),
	    post_test(headers_are_those_of_a_mail),
	    post_test(every_line_is_short_and_ends_as_mail_lines_do),
	    post_test(every_mail_can_be_written_in_both_languages),
	    cmocka_unit_test(no_template_has_remote_content),
	    post_test(the_same_message_gives_the_same_octets),
	    post_test(a_verb_is_shown_as_what_was_done),
	    post_test(a_link_leads_to_this_office_or_nowhere),
	    post_test(a_reason_is_told_in_words_of_the_mails_language),
	    post_test(a_name_cannot_become_a_header),
	    post_test(a_code_goes_to_nobody_else_and_in_no_other_mail),
	    post_test(a_message_with_other_parameters_is_refused),
	    post_test(a_handled_mail_lies_in_the_folder_once),
	    post_test(the_folder_is_enough_for_the_mail_process),
	    cmocka_unit_test(long_headers_fold_between_characters),
	    cmocka_unit_test(expansion_is_strict),
	    cmocka_unit_test(values_are_not_expanded_again),
	    cmocka_unit_test(addresses_are_checked),
	    cmocka_unit_test(an_address_is_shown_half),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
