/* SPDX-License-Identifier: Apache-2.0 */
#include "virtualkey/faults.h"

#include <string.h>

#include "base/text.h"
#include "card/command.h"

#define WORDS_MAX 3
#define WORD_SIZE VK_FAULT_NAME_SIZE

static const struct action {
	const char *name;
	bool number, status; /* what argument it has */
	struct vk_effect effect;
} actions[] = {
    {"unplug-before", false, false, {.unplug_before = true}},
    {"unplug-after", false, false, {.unplug_after = true}},
    {"slow", true, false, {.slow_ms = 0}},
    {"full", false, false, {.status = CARD_SW_NO_SPACE}},
    {"fail", false, true, {.status = 0}},
    {"garbage", false, false, {.mangle = VK_GARBAGE}},
    {"short", false, false, {.mangle = VK_SHORT}},
    {"long", false, false, {.mangle = VK_LONG}},
    {"reset", false, false, {.reset = true}},
};

static const char *const names[] = {
#define C(name, ins) #name,
#include "card/commands.def"
#undef C
    "SELECT",
    "GET_RESPONSE",
    "UNKNOWN",
    "*",
};

struct line {
	char words[WORDS_MAX][WORD_SIZE];
	size_t count;
};

/* The words of one piece of the script. */
static enum err
split(struct bytes piece, struct line *l)
{
	size_t len = 0;

	l->count = 0;
	for (size_t i = 0; i <= piece.len; i++) {
		bool space = i == piece.len || piece.p[i] == ' ' ||
			     piece.p[i] == '\t' || piece.p[i] == '\r';

		if (!space) {
			if (l->count == WORDS_MAX || len + 1 == WORD_SIZE)
				return ERR_BAD_TEXT;
			l->words[l->count][len++] = (char)piece.p[i];
		} else if (len > 0) {
			l->words[l->count++][len] = '\0';
			len = 0;
		}
	}
	return ERR_OK;
}

static enum err
read_when(const char *word, struct vk_fault *f)
{
	if (word[0] >= '0' && word[0] <= '9') {
		if (text_u64(word, UINT32_MAX, &f->number) != ERR_OK)
			return ERR_BAD_TEXT;
		return f->number == 0 ? ERR_BAD_TEXT : ERR_OK;
	}
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], word) == 0) {
			memcpy(f->name, word, strlen(word) + 1);
			return ERR_OK;
		}
	return ERR_BAD_TEXT;
}

static enum err
read_argument(
    const struct action *a, const char *word, struct vk_effect *effect)
{
	uint8_t octets[2];
	uint64_t number;
	size_t len;

	if (a->number) {
		if (text_u64(word, VK_SLOW_MAX, &number) != ERR_OK)
			return ERR_BAD_TEXT;
		effect->slow_ms = (uint32_t)number;
		return ERR_OK;
	}
	if (text_unhex(bytes_str(word), octets, sizeof(octets), &len) !=
		ERR_OK ||
	    len != sizeof(octets) || octets[0] == 0)
		return ERR_BAD_TEXT;
	effect->status = (uint16_t)(octets[0] << 8 | octets[1]);
	return ERR_OK;
}

static enum err
read_action(const struct line *l, struct vk_effect *effect)
{
	for (size_t i = 0; i < COUNT(actions); i++) {
		const struct action *a = &actions[i];
		bool argument = a->number || a->status;

		if (strcmp(a->name, l->words[1]) != 0)
			continue;
		if (l->count != (argument ? 3 : 2))
			return ERR_BAD_TEXT;
		*effect = a->effect;
		return argument ? read_argument(a, l->words[2], effect)
				: ERR_OK;
	}
	return ERR_BAD_TEXT;
}

static enum err
add_piece(struct vk_faults *f, struct bytes piece)
{
	struct vk_fault row = {0};
	struct line l;

	TRY(split(piece, &l));
	if (l.count == 0 || l.words[0][0] == '#')
		return ERR_OK;
	if (l.count < 2)
		return ERR_BAD_TEXT;
	if (f->count == VK_FAULTS_MAX)
		return ERR_TOO_LARGE;
	TRY(read_when(l.words[0], &row));
	TRY(read_action(&l, &row.effect));
	f->rows[f->count++] = row;
	return ERR_OK;
}

enum err
vk_faults_parse(const char *script, struct vk_faults *ret_f)
{
	struct vk_faults f = {.count = 0};
	const char *from = script;

	for (;;) {
		size_t len = strcspn(from, ";\n");

		TRY(add_piece(&f, BYTES(from, len)));
		if (from[len] == '\0')
			break;
		from += len + 1;
	}
	*ret_f = f;
	return ERR_OK;
}

static bool
falls_due(const struct vk_fault *f, uint64_t number, const char *name)
{
	if (f->number != 0)
		return f->number == number;
	return strcmp(f->name, "*") == 0 || strcmp(f->name, name) == 0;
}

static void
join(struct vk_effect *to, const struct vk_effect *e)
{
	to->unplug_before |= e->unplug_before;
	to->unplug_after |= e->unplug_after;
	to->reset |= e->reset;
	to->slow_ms += e->slow_ms;
	if (e->status != 0)
		to->status = e->status;
	if (e->mangle != VK_MANGLE_NONE)
		to->mangle = e->mangle;
}

struct vk_effect
vk_faults_next(struct vk_faults *f, const char *name)
{
	struct vk_effect effect = {0};

	f->commands++;
	for (size_t i = 0; i < f->count; i++) {
		struct vk_fault *row = &f->rows[i];

		if (row->over || !falls_due(row, f->commands, name))
			continue;
		row->over = strcmp(row->name, "*") != 0;
		join(&effect, &row->effect);
	}
	return effect;
}
