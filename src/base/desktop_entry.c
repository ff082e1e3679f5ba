/* SPDX-License-Identifier: Apache-2.0 */
#include "base/desktop_entry.h"

#include <string.h>

#include "base/text.h"

#define GROUP "[Desktop Entry]"

/* --- writing --- */

/*
 * A word of Exec in quotes. Inside them four characters have a backslash; a
 * value of this type has each backslash twice; and a percent sign that is none
 * of a field code is doubled.
 */
static void
put_word(struct buf *b, const char *word)
{
	buf_u8(b, '"');
	for (; *word != '\0'; word++) {
		if (*word == '\\') {
			buf_str(b, "\\\\\\\\");
			continue;
		}
		if (strchr("\"`$", *word) != NULL)
			buf_str(b, "\\\\");
		if (*word == '%')
			buf_u8(b, '%');
		buf_u8(b, (uint8_t)*word);
	}
	buf_u8(b, '"');
}

void
desktop_entry_write(struct buf *b, const struct desktop_entry *e)
{
	if (!text_is_plain(bytes_str(e->program)) && b->err == ERR_OK)
		b->err = ERR_BAD_TEXT;
	buf_str(b, GROUP "\nType=Application\nVersion=1.0\n"
			 "Name=Certificate Assistant\nName[zh_CN]=证书助手\n"
			 "Icon=cert-assistant\nTerminal=false\n");
	if (e->program[0] != '\0') {
		buf_str(b, "Exec=");
		put_word(b, e->program);
		buf_str(b, " --hidden\n");
	}
	if (e->hidden)
		buf_str(b, "Hidden=true\n");
}

/* --- reading --- */

/* The value as a text: \s, \n, \t, \r and \\ stand for what they do. */
static bool
unescape(struct bytes value, struct buf *b)
{
	static const char letters[] = "sntr\\", meant[] = " \n\t\r\\";

	for (size_t i = 0; i < value.len; i++) {
		const char *at;

		if (value.p[i] != '\\') {
			buf_u8(b, value.p[i]);
			continue;
		}
		if (++i == value.len)
			return false;
		at = memchr(letters, value.p[i], sizeof(letters) - 1);
		if (at == NULL)
			return false;
		buf_u8(b, (uint8_t)meant[at - letters]);
	}
	return true;
}

/* The first word of a command, which ends at a space or at its quote. */
static bool
first_word(struct bytes command, struct buf *b)
{
	bool quoted = command.len > 0 && command.p[0] == '"';

	for (size_t i = quoted; i < command.len; i++) {
		uint8_t c = command.p[i];

		if (quoted ? c == '"' : c == ' ')
			return true;
		if ((quoted && c == '\\') || c == '%') {
			if (++i == command.len ||
			    (c == '%' && command.p[i] != '%'))
				return false;
			c = command.p[i];
		}
		buf_u8(b, c);
	}
	return !quoted;
}

static enum err
read_exec(struct bytes value, struct desktop_entry *e)
{
	AUTO_DONE(buf) command = BUF(DESKTOP_ENTRY_MAX);
	AUTO_DONE(buf) word = BUF(FILE_PATH_MAX - 1);

	if (!unescape(value, &command) ||
	    !first_word(buf_bytes(&command), &word) || word.len == 0)
		return ERR_BAD_TEXT;
	TRY(buf_status(&command));
	if (buf_status(&word) != ERR_OK || !text_is_plain(buf_bytes(&word)))
		return ERR_BAD_TEXT;
	memcpy(e->program, word.p, word.len);
	e->program[word.len] = '\0';
	return ERR_OK;
}

/* What follows "name", spaces and "="; false if it is not that line. */
static bool
value_of(struct bytes line, const char *name, struct bytes *ret_value)
{
	size_t at = strlen(name);

	if (line.len < at || memcmp(line.p, name, at) != 0)
		return false;
	while (at < line.len && line.p[at] == ' ')
		at++;
	if (at == line.len || line.p[at++] != '=')
		return false;
	while (at < line.len && line.p[at] == ' ')
		at++;
	*ret_value = BYTES(line.p + at, line.len - at);
	return true;
}

static struct bytes
next_line(struct bytes *text)
{
	const uint8_t *end = memchr(text->p, '\n', text->len);
	size_t len = end == NULL ? text->len : (size_t)(end - text->p);
	struct bytes line = BYTES(text->p, len);

	if (end != NULL)
		len++;
	*text = BYTES(text->p + len, text->len - len);
	if (line.len > 0 && line.p[line.len - 1] == '\r')
		line.len--;
	return line;
}

enum err
desktop_entry_read(struct bytes text, struct desktop_entry *ret_e)
{
	struct desktop_entry e = {.hidden = false};
	bool here = false, found = false, told = false;

	if (!text_is_utf8(text))
		return ERR_BAD_TEXT;
	while (text.len > 0) {
		struct bytes line = next_line(&text), value;

		if (line.len > 0 && line.p[0] == '[') {
			here = bytes_equal(line, bytes_str(GROUP));
			found = found || here;
		} else if (here && value_of(line, "Exec", &value) &&
			   e.program[0] == '\0') {
			TRY(read_exec(value, &e));
		} else if (here && value_of(line, "Hidden", &value) && !told) {
			told = true;
			e.hidden = bytes_equal(value, bytes_str("true"));
		}
	}
	if (!found)
		return ERR_BAD_TEXT;
	*ret_e = e;
	return ERR_OK;
}
