/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/journal.h"

#include <stdio.h>
#include <string.h>

#include "assistant/context.h"
#include "assistant/json.h"

#define JOURNAL_FORMAT "cert-journal-v1"
#define ANSWER_MAX 24576 /* octets of a CSRResponse */

static const char *const states[] = {
    [JOURNAL_BEGUN] = "begun",
    [JOURNAL_ASKED] = "asked",
    [JOURNAL_ANSWERED] = "answered",
    [JOURNAL_CONFIRMED] = "confirmed",
};
/* The members that are text, and those that are Base64. */
#define TEXT(member, field)                      \
	member, offsetof(struct journal, field), \
	    sizeof(((struct journal *)0)->field)
static const struct {
	const char *name;
	size_t offset, size;
	bool later; /* older programs did not write it: empty */
} texts[] = {
    {TEXT("key", key)},
    {TEXT("userName", user_name)},
    {TEXT("carrierSerial", carrier_serial)},
    {TEXT("container", container)},
    {TEXT("device", device)},
    {TEXT("pair", pair)},
    {TEXT("oldCarrier", old_carrier), true},
    {TEXT("oldContainer", old_container), true},
};
static const struct {
	const char *name;
	size_t offset;
} blobs[] = {
    {"csr", offsetof(struct journal, csr)},
    {"ask", offsetof(struct journal, ask)},
    {"escrow", offsetof(struct journal, escrow)},
    {"answer", offsetof(struct journal, answer)},
};

void
journal_init(struct journal *j)
{
	*j = (struct journal){.csr = BUF(CSR_DER_MAX),
	    .ask = BUF(EVIDENCE_DER_MAX),
	    .escrow = BUF(ESCROW_DER_MAX),
	    .answer = BUF(ANSWER_MAX)};
}

void
journal_done(struct journal *j)
{
	buf_done(&j->csr);
	buf_done(&j->ask);
	buf_done(&j->escrow);
	buf_done(&j->answer);
}

static const struct buf *
blob_of(const struct journal *j, size_t i)
{
	return (const struct buf *)((const char *)j + blobs[i].offset);
}

enum err
journal_encode(const struct journal *j, struct buf *b)
{
	AUTO_JSON json = json_pack("{s:s, s:s, s:s, s:s, s:b}", "format",
	    JOURNAL_FORMAT, "state", states[j->state], "verb",
	    ask_verb_name(j->verb), "carrier", carrier_name(j->carrier),
	    "newToken", (int)j->new_token);

	if (json == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (json_object_set_new(json, texts[i].name,
			json_string((const char *)j + texts[i].offset)) != 0)
			return ERR_NOMEM;
	for (size_t i = 0; i < COUNT(blobs); i++)
		TRY(json_set_base64(
		    json, blobs[i].name, buf_bytes(blob_of(j, i))));
	return json_write(json, b);
}

static enum err
read_state(const json_t *json, enum journal_state *ret_state)
{
	char text[16];

	TRY(json_text(json, "state", text, sizeof(text)));
	for (size_t i = 0; i < COUNT(states); i++)
		if (strcmp(states[i], text) == 0) {
			*ret_state = (enum journal_state)i;
			return ERR_OK;
		}
	return ERR_BAD_MESSAGE;
}

static enum err
read_head(const json_t *json, struct journal *j)
{
	char format[32], verb[16], carrier[16];

	TRY(json_text(json, "format", format, sizeof(format)));
	TRY(json_text(json, "verb", verb, sizeof(verb)));
	TRY(json_text(json, "carrier", carrier, sizeof(carrier)));
	j->verb = ask_verb_find(verb);
	j->carrier = carrier_find(carrier);
	if (strcmp(format, JOURNAL_FORMAT) != 0 || j->verb == 0 ||
	    j->carrier == 0)
		return ERR_BAD_MESSAGE;
	TRY(read_state(json, &j->state));
	return json_bool(json, "newToken", &j->new_token);
}

static enum err
read_members(const json_t *json, struct journal *j)
{
	TRY(read_head(json, j));
	for (size_t i = 0; i < COUNT(texts); i++) {
		if (texts[i].later &&
		    json_object_get(json, texts[i].name) == NULL)
			continue;
		TRY(json_text(json, texts[i].name, (char *)j + texts[i].offset,
		    texts[i].size));
	}
	for (size_t i = 0; i < COUNT(blobs); i++)
		TRY(json_base64(json, blobs[i].name,
		    (struct buf *)((char *)j + blobs[i].offset)));
	if (strlen(j->key) != JOURNAL_KEY_SIZE - 1 ||
	    strspn(j->key, "0123456789abcdef") != JOURNAL_KEY_SIZE - 1)
		return ERR_BAD_MESSAGE;
	return ERR_OK;
}

enum err
journal_parse(struct bytes text, struct journal *ret_j)
{
	AUTO_JSON json = NULL;
	struct journal j;
	enum err e;

	TRY(json_read(text, &json));
	journal_init(&j);
	e = read_members(json, &j);
	if (e != ERR_OK) {
		journal_done(&j);
		return e;
	}
	*ret_j = j;
	return ERR_OK;
}

static enum err
path_of(const struct assistant *a, const char *key, char out[FILE_PATH_MAX])
{
	char name[64];

	(void)snprintf(name, sizeof(name), "journal/%s.op", key);
	return assistant_path(a, name, out);
}

enum err
journal_write(struct assistant *a, const struct journal *j)
{
	AUTO_DONE(buf) text = BUF(JOURNAL_FILE_MAX);
	char path[FILE_PATH_MAX];

	TRY(path_of(a, j->key, path));
	TRY(journal_encode(j, &text));
	return file_replace(path, buf_bytes(&text), 0600);
}

enum err
journal_remove(struct assistant *a, const struct journal *j)
{
	char path[FILE_PATH_MAX];
	enum err e;

	TRY(path_of(a, j->key, path));
	e = file_remove(path);
	return e == ERR_FILE_MISSING ? ERR_OK : e;
}

struct walk {
	struct assistant *a;
	const char *dir;
	enum err (*each)(void *arg, struct journal *j);
	void *arg;
};

static enum err
visit(void *arg, const char *name)
{
	struct walk *w = arg;
	AUTO_DONE(buf) text = BUF(JOURNAL_FILE_MAX);
	AUTO_DONE(journal) j;
	char path[FILE_PATH_MAX];

	journal_init(&j);
	TRY(file_path(path, w->dir, name));
	if (file_read(path, &text) != ERR_OK ||
	    journal_parse(buf_bytes(&text), &j) != ERR_OK)
		return ERR_OK;
	return w->each(w->arg, &j);
}

enum err
journal_each(struct assistant *a,
    enum err (*each)(void *arg, struct journal *j), void *arg)
{
	char dir[FILE_PATH_MAX];
	struct walk w = {a, dir, each, arg};

	TRY(assistant_path(a, "journal", dir));
	return file_list(dir, ".op", visit, &w);
}
