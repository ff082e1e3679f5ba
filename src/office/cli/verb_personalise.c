/* SPDX-License-Identifier: Apache-2.0 */
/* token personalise: an operator's desk, with one key or with many. */
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "office/cli/acting.h"
#include "office/cli/verbs.h"
#include "office/staff/pin_entry.h"
#include "office/tokens/handlist.h"
#include "office/tokens/label.h"

struct personalising {
	struct acting acting;
	const char *label, *first, *reader, *device, *library; /* options */
	const char *initial_pin_file, *device_key_file;
	const char *letters, *batch, *list;
	/* from here on what comes of them */
	struct secret *initial_pin, *device_key;
	struct token_library *lib;
	struct handlist *handlist;
	struct desk desk;
	char batch_id[TOKEN_BATCH_SIZE];
	json_t *results; /* with --json */
	size_t ready, failed;
	enum err first_err; /* of those that failed */
};

static void
personalising_done(struct personalising *p)
{
	handlist_free(p->handlist);
	token_library_free(p->lib);
	secret_free(p->initial_pin);
	secret_free(p->device_key);
	json_decref(p->results);
	acting_done(&p->acting);
}
DEFINE_AUTO_DONE(personalising)

/* --- what is told --- */

/* With --json the results alone are printed on standard output. */
static FILE *
progress(const struct personalising *p)
{
	return p->acting.call->json ? stderr : p->acting.call->out;
}

static void
tell_next(void *self, size_t done, size_t all)
{
	const struct personalising *p = self;

	fprintf(progress(p),
	    VERB_SAY(p->acting.call, "请插入第 %zu 个 USB Key（共 %zu 个）\n",
		"Plug in key %zu of %zu\n"),
	    done + 1, all);
	fflush(progress(p));
}

static void
tell_refused(void *self, const char *device, enum err why)
{
	const struct personalising *p = self;
	enum lang lang = p->acting.call->lang;

	fprintf(progress(p), "  %s: %s%s%s\n", device, err_text(why, lang),
	    lang_gap(lang),
	    lang == LANG_ZH ? "没有改动它。" : "It was left as it is.");
	fflush(progress(p));
}

static void
print_result(const struct personalising *p, const struct batch_result *r)
{
	const struct verb_call *c = p->acting.call;

	if (r->err != ERR_OK) {
		fprintf(progress(p), "  %s  %s\n    %s\n", r->p.serial,
		    err_text(r->err, c->lang), err_remedy(r->err, c->lang));
		return;
	}
	fprintf(progress(p), "  %s  %s  %s%s%s\n", r->p.label, r->p.serial,
	    r->p.resumed
		? VERB_SAY(c, "已就绪（完成了上次的最后一步）",
		      "ready (the last step of an earlier try was missing)")
		: VERB_SAY(c, "已就绪", "ready"),
	    r->p.letter[0] == '\0' ? "" : VERB_SAY(c, "，PIN 函 ", ", letter "),
	    r->p.letter);
}

static json_t *
result_json(const struct batch_result *r)
{
	char at[CLOCK_TEXT_SIZE];

	clock_text(r->p.at, at);
	return json_pack("{s:s, s:s, s:s, s:s, s:s*, s:b}", "serial",
	    r->p.serial, "label", r->p.label, "result",
	    r->err == ERR_OK ? "ready" : err_name(r->err), "at", at, "letter",
	    r->p.letter[0] == '\0' ? NULL : r->p.letter, "resumed",
	    r->p.resumed);
}

static enum err
take_result(void *self, const struct batch_result *r)
{
	struct personalising *p = self;

	if (r->err == ERR_OK)
		p->ready++;
	else
		p->failed++;
	if (p->first_err == ERR_OK)
		p->first_err = r->err;
	if (p->batch != NULL || r->err == ERR_OK)
		print_result(p, r);
	else if (r->p.serial[0] != '\0')
		verb_detail(p->acting.call, "%s", r->p.serial);
	fflush(progress(p));
	if (json_array_append_new(p->results, result_json(r)) != 0)
		return ERR_NOMEM;
	return p->handlist == NULL ? ERR_OK : handlist_add(p->handlist, r);
}

/* --- what was asked for --- */

static enum err
read_options(struct personalising *p)
{
	const struct verb_option options[] = {
	    STAFF_SIGNER_OPTIONS(&p->acting.by), {"label", &p->label, NULL},
	    {"first", &p->first, NULL}, {"reader", &p->reader, NULL},
	    {"device", &p->device, NULL}, {"library", &p->library, NULL},
	    {"initial-pin-file", &p->initial_pin_file, NULL},
	    {"device-key-file", &p->device_key_file, NULL},
	    {"letters", &p->letters, NULL}, {"batch", &p->batch, NULL},
	    {"list", &p->list, NULL}};
	struct verb_call *c = p->acting.call;

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	if ((p->initial_pin_file == NULL) == (p->letters == NULL)) {
		verb_detail(c, "%s",
		    VERB_SAY(c,
			"请用 --letters 指定存放 PIN 函的文件夹，或用"
			" --initial-pin-file 给出初始 PIN 码",
			"--letters FOLDER or --initial-pin-file FILE"));
		return ERR_USAGE;
	}
	return ERR_OK;
}

static enum err
read_number(
    struct personalising *p, const char *text, uint64_t max, uint64_t *ret_n)
{
	if (text == NULL)
		return ERR_OK;
	if (text_u64(text, max, ret_n) == ERR_OK && *ret_n > 0)
		return ERR_OK;
	verb_detail(
	    p->acting.call, "%s: 1 … %llu", text, (unsigned long long)max);
	return ERR_USAGE;
}

static enum err
read_label(struct personalising *p)
{
	enum err e = p->label == NULL ? ERR_OK : label_check(p->label);

	if (e != ERR_OK)
		verb_detail(p->acting.call, "%s",
		    VERB_SAY(p->acting.call,
			"--label：1 至 31 字节，可有一串“#”表示编号",
			"--label: 1 to 31 octets, with one run of # for a "
			"number"));
	return e;
}

static enum err
read_initial_pin(struct personalising *p)
{
	if (p->initial_pin_file == NULL)
		return ERR_OK;
	return pin_entry_read(p->acting.call,
	    &(struct pin_entry){.file = p->initial_pin_file, .whose = "-"},
	    &p->initial_pin);
}

/* What blank keys have that are not delivered with the usual one. */
static enum err
read_device_key(struct personalising *p)
{
	AUTO(secret) line = NULL;

	if (p->device_key_file == NULL)
		return ERR_OK;
	TRY(pin_entry_read(p->acting.call,
	    &(struct pin_entry){.file = p->device_key_file, .whose = "-"},
	    &line));
	return token_device_key_parse(secret_bytes(line), &p->device_key);
}

/* --- the desk --- */

static enum err
open_library(struct personalising *p)
{
	enum err e = batch_library(p->acting.workspace.gm, p->library, &p->lib);

	if (e != ERR_OK && p->library != NULL)
		verb_detail(p->acting.call, "%s", p->library);
	return e;
}

/* A name for the keys of a batch: when it began. */
static void
name_batch(struct personalising *p, int64_t now)
{
	char at[CLOCK_TEXT_SIZE];

	clock_text(now, at);
	if (p->batch != NULL)
		snprintf(p->batch_id, sizeof(p->batch_id), "%.20s", at);
}

static enum err
open_desk(struct personalising *p)
{
	struct acting *a = &p->acting;
	int64_t now;
	enum err e;

	TRY(read_initial_pin(p));
	TRY(read_device_key(p));
	TRY(acting_begin(a, ROLE_OPERATOR));
	now = clock_now(a->workspace.office.clock);
	TRY(open_library(p));
	name_batch(p, now);
	p->desk = (struct desk){.office = &a->workspace.office,
	    .gm = a->workspace.gm,
	    .actor = &a->actor,
	    .batch = p->batch_id,
	    .letters = p->letters};
	if (p->initial_pin != NULL)
		p->desk.initial_pin = secret_bytes(p->initial_pin);
	if (p->device_key != NULL)
		p->desk.device_key = secret_bytes(p->device_key);
	e = personalise_check(&p->desk, token_library_kind(p->lib));
	if (e == ERR_FILE_MISSING)
		verb_detail(a->call, "--letters %s", p->letters);
	TRY(e);
	if (p->list == NULL)
		return ERR_OK;
	return handlist_new(&(struct handlist_head){.path = p->list,
				.office = a->workspace.config.name,
				.operator= a->actor.name,
				.lang = a->call->lang,
				.at = now},
	    &p->handlist);
}

/* --- the whole --- */

static void
print_summary(const struct personalising *p)
{
	const struct verb_call *c = p->acting.call;

	fprintf(progress(p),
	    VERB_SAY(
		c, "完成 %zu 个，失败 %zu 次\n", "%zu ready, %zu failures\n"),
	    p->ready, p->failed);
	if (p->list != NULL)
		fprintf(progress(p), VERB_SAY(c, "清单：%s\n", "List: %s\n"),
		    p->list);
}

/* The results are the answer, or, if not all is well, facts about the error. */
static enum err
report(struct personalising *p, enum err e)
{
	struct verb_call *c = p->acting.call;

	if (p->batch != NULL)
		print_summary(p);
	if (e == ERR_OK)
		e = p->first_err;
	if (!c->json)
		return e;
	if (e == ERR_OK)
		return print_json(c, json_incref(p->results));
	c->facts = json_pack("{s:O}", "tokens", p->results);
	return c->facts == NULL ? ERR_NOMEM : e;
}

static enum err
run(struct personalising *p)
{
	const struct batch_listener listener = {
	    p, tell_next, tell_refused, take_result};
	struct batch b = {.desk = &p->desk,
	    .library = p->lib,
	    .device = p->device,
	    .reader = p->reader,
	    .label = p->label,
	    .listener = &listener};
	uint64_t count = 1, first = 1;

	TRY(read_number(p, p->batch, BATCH_COUNT_MAX, &count));
	TRY(read_number(p, p->first, 999999999, &first));
	b.count = count;
	b.first = first;
	return report(p, p->batch == NULL ? batch_one(&b) : batch_run(&b));
}

enum err
verb_token_personalise(struct verb_call *c)
{
	AUTO_DONE(personalising) p = {.acting = {.call = c}};

	TRY(read_options(&p));
	TRY(read_label(&p));
	p.results = json_array();
	TRY(open_desk(&p));
	return run(&p);
}
