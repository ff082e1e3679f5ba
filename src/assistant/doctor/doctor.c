/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/doctor/doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assistant/doctor/doctor_private.h"
#include "base/machine.h"

#define FINDINGS_MAX 1024

static const struct {
	const char *name, *zh, *en;
	void (*examine)(struct doctor *d);
} layers[DOCTOR_LAYER_COUNT] = {
#define L(name, zh, en, examine) {#name, zh, en, examine},
#include "assistant/doctor/layers.def"
#undef L
};

static const struct {
	const char *name;
	enum doctor_severity severity;
	const char *text[2], *advice[2];
} kinds[DOCTOR_KIND_COUNT] = {
#define D(name, severity, zh, en, zh_advice, en_advice)              \
	{#name, DOCTOR_##severity, {[LANG_ZH] = zh, [LANG_EN] = en}, \
	    {[LANG_ZH] = zh_advice, [LANG_EN] = en_advice}},
#include "assistant/doctor/findings.def"
#undef D
};

void
doctor_findings_free(struct doctor_findings *f)
{
	if (f == NULL)
		return;
	free(f->rows);
	free(f);
}

struct doctor_finding *
doctor_found(struct doctor *d, enum doctor_kind kind, const char *about)
{
	struct doctor_findings *all = d->findings;
	struct doctor_finding *f = NULL;

	if (all->count < FINDINGS_MAX)
		f = realloc(all->rows, (all->count + 1) * sizeof(*f));
	if (f == NULL) {
		d->err = all->count < FINDINGS_MAX ? ERR_NOMEM : d->err;
		return &d->nowhere;
	}
	all->rows = f;
	f += all->count++;
	*f = (struct doctor_finding){.layer = d->layer, .kind = kind};
	if (about != NULL)
		(void)snprintf(f->about, sizeof(f->about), "%s", about);
	return f;
}

enum err
doctor_look(struct assistant *a, struct doctor_findings **ret_findings)
{
	AUTO(doctor_findings) all = calloc(1, sizeof(*all));
	struct doctor d = {.a = a, .findings = all, .office = ERR_CANCELLED};

	failure_clear(a);
	if (all == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < DOCTOR_LAYER_COUNT; i++) {
		assistant_step(a, STEP_LOOK, (int)i, DOCTOR_LAYER_COUNT);
		TRY(assistant_go_on(a));
		d.layer = (enum doctor_layer)i;
		layers[i].examine(&d);
	}
	failure_clear(a);
	TRY(d.err);
	*ret_findings = TAKE(all);
	return ERR_OK;
}

const char *
doctor_layer_name(enum doctor_layer layer)
{
	return layers[layer].name;
}

const char *
doctor_kind_name(enum doctor_kind kind)
{
	return kinds[kind].name;
}

enum doctor_severity
doctor_severity(enum doctor_kind kind)
{
	return kinds[kind].severity;
}

const char *
doctor_layer_text(enum doctor_layer layer, enum lang lang)
{
	return lang == LANG_ZH ? layers[layer].zh : layers[layer].en;
}

/* A sentence of the table: %s and %d once each at most, in any order. */
static void
put_sentence(struct buf *b, const char *s, const struct doctor_finding *f)
{
	for (; *s != '\0'; s++) {
		if (s[0] == '%' && s[1] == 's') {
			buf_str(b, f->about);
			s++;
		} else if (s[0] == '%' && s[1] == 'd') {
			buf_printf(b, "%lld", (long long)f->number);
			s++;
		} else {
			buf_u8(b, (uint8_t)*s);
		}
	}
}

void
doctor_put_found(struct buf *b, const struct doctor_finding *f, enum lang lang)
{
	put_sentence(b, kinds[f->kind].text[lang], f);
	if (f->err == ERR_OK)
		return;
	if (lang == LANG_EN)
		buf_str(b, " ");
	buf_str(b, err_text(f->err, lang));
}

enum err
doctor_advice_error(const struct doctor_finding *f)
{
	return kinds[f->kind].advice[LANG_ZH][0] == '\0' ? f->err : ERR_OK;
}

void
doctor_put_advice(struct buf *b, const struct doctor_finding *f, enum lang lang)
{
	enum err e = doctor_advice_error(f);

	if (e == ERR_OK)
		put_sentence(b, kinds[f->kind].advice[lang], f);
	else
		buf_str(b, err_remedy(e, lang));
}

/* --- the report --- */

static const char *const marks[][2] = {
    [DOCTOR_FINE] = {[LANG_ZH] = "正常", [LANG_EN] = "fine"},
    [DOCTOR_NOTICE] = {[LANG_ZH] = "提示", [LANG_EN] = "notice"},
    [DOCTOR_PROBLEM] = {[LANG_ZH] = "问题", [LANG_EN] = "PROBLEM"},
};

static void
put_head(struct assistant *a, enum lang lang, struct buf *b)
{
	char at[CLOCK_TEXT_SIZE], system[256];

	clock_text(clock_now(a->clock), at);
	machine_describe(system, sizeof(system));
	buf_str(b, lang == LANG_ZH ? "证书助手 · 环境检查报告\n\n"
				   : "Certificate Assistant: environment\n\n");
	buf_printf(b, "%s %s\n%s %s\n%s %s\n",
	    lang == LANG_ZH ? "时间" : "time", at,
	    lang == LANG_ZH ? "版本" : "version", CERT_VERSION,
	    lang == LANG_ZH ? "系统" : "system", system);
}

static void
put_finding(struct buf *b, const struct doctor_finding *f, enum lang lang)
{
	size_t mark;

	buf_printf(b, "  [%s] ", marks[doctor_severity(f->kind)][lang]);
	doctor_put_found(b, f, lang);
	mark = b->len;
	buf_str(b, "\n      ");
	doctor_put_advice(b, f, lang);
	if (b->len == mark + strlen("\n      "))
		buf_truncate(b, mark);
	buf_str(b, "\n");
}

/* The user's own folders, which have their name in them, become ~. */
static enum err
hide_home(struct bytes text, struct buf *b)
{
	char home[FILE_PATH_MAX];
	enum err e = machine_home(home);
	size_t len;

	if (e == ERR_FILE_MISSING) {
		buf_put(b, text);
		return buf_status(b);
	}
	TRY(e);
	len = strlen(home);
	for (size_t i = 0; i < text.len; i++) {
		if (len > 1 && text.len - i >= len &&
		    memcmp(text.p + i, home, len) == 0) {
			buf_str(b, "~");
			i += len - 1;
		} else {
			buf_u8(b, text.p[i]);
		}
	}
	return buf_status(b);
}

enum err
doctor_report(struct assistant *a, const struct doctor_findings *findings,
    enum lang lang, struct buf *b)
{
	AUTO_DONE(buf) text = BUF(1 << 20);

	put_head(a, lang, &text);
	for (size_t i = 0; i < findings->count; i++) {
		const struct doctor_finding *f = &findings->rows[i];

		if (i == 0 || f->layer != f[-1].layer)
			buf_printf(
			    &text, "\n%s\n", doctor_layer_text(f->layer, lang));
		put_finding(&text, f, lang);
	}
	TRY(buf_status(&text));
	return hide_home(buf_bytes(&text), b);
}
