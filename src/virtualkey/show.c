/* SPDX-License-Identifier: Apache-2.0 */
#include "virtualkey/show.h"

#include "base/text.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Text whose characters hosts chose. */
static void
put_plain(struct buf *b, const char *text)
{
	struct bytes rest = bytes_str(text);

	while (rest.len > 0) {
		uint32_t c;
		size_t n = text_next(rest, &c);

		if (n == 0 || !text_is_plain(BYTES(rest.p, n)))
			buf_str(b, REPLACEMENT);
		else
			buf_put(b, BYTES(rest.p, n));
		rest = BYTES(
		    rest.p + (n == 0 ? 1 : n), rest.len - (n == 0 ? 1 : n));
	}
}

static void
put_json(struct buf *b, const char *text)
{
	AUTO_DONE(buf) plain = BUF(4096);

	put_plain(&plain, text);
	buf_u8(b, '"');
	for (size_t i = 0; i < plain.len; i++) {
		if (plain.p[i] == '"' || plain.p[i] == '\\')
			buf_u8(b, '\\');
		buf_u8(b, plain.p[i]);
	}
	buf_u8(b, '"');
}

static const char *
word(bool flag)
{
	return flag ? "true" : "false";
}

/* --- JSON --- */

static void
json_pin(const struct vk_pin *pin, struct buf *b)
{
	buf_printf(b, "{\"max\": %u, \"left\": %u, \"initial\": %s}", pin->max,
	    pin->left, word(pin->initial));
}

static void
json_container(const struct vk_container *c, struct buf *b)
{
	buf_str(b, "{\"name\": ");
	put_json(b, c->name);
	buf_printf(b,
	    ", \"signKey\": %s, \"encryptKey\": %s, "
	    "\"signCertificate\": %zu, \"encryptCertificate\": %zu}",
	    word(c->keys[CARD_SIGN_KEY].present),
	    word(c->keys[CARD_ENCRYPT_KEY].present),
	    c->certificates[CARD_SIGN_KEY].len,
	    c->certificates[CARD_ENCRYPT_KEY].len);
}

static void
json_file(const struct vk_file *f, struct buf *b)
{
	buf_str(b, "{\"name\": ");
	put_json(b, f->name);
	buf_printf(b,
	    ", \"size\": %zu, \"readRights\": %u, \"writeRights\": %u}",
	    f->content.len, f->read_rights, f->write_rights);
}

static void
json_application(const struct vk_application *a, struct buf *b)
{
	buf_str(b, "{\"name\": ");
	put_json(b, a->name);
	buf_printf(
	    b, ", \"fileRights\": %u, \"pins\": {\"admin\": ", a->file_rights);
	json_pin(&a->pins[CARD_PIN_ADMIN], b);
	buf_str(b, ", \"user\": ");
	json_pin(&a->pins[CARD_PIN_USER], b);
	buf_str(b, "}, \"containers\": [");
	for (size_t i = 0; i < a->container_count; i++) {
		buf_str(b, i == 0 ? "" : ", ");
		json_container(a->containers[i], b);
	}
	buf_str(b, "], \"files\": [");
	for (size_t i = 0; i < a->file_count; i++) {
		buf_str(b, i == 0 ? "" : ", ");
		json_file(a->files[i], b);
	}
	buf_str(b, "]}");
}

void
vk_show_json(const struct vk_state *s, struct buf *b)
{
	const size_t used = vk_space_used(s);

	buf_str(b, "{\"serial\": ");
	put_json(b, s->serial);
	buf_str(b, ", \"label\": ");
	put_json(b, s->label);
	buf_printf(b, ", \"space\": %u, \"free\": %zu, \"applications\": [",
	    s->space, s->space - used);
	for (size_t i = 0; i < s->application_count; i++) {
		buf_str(b, i == 0 ? "" : ", ");
		json_application(s->applications[i], b);
	}
	buf_str(b, "]}\n");
}

/* --- for people --- */

static void
text_container(const struct vk_container *c, struct buf *b)
{
	static const char *const names[CARD_USAGE_COUNT] = {"encrypt", "sign"};

	buf_str(b, "  container  ");
	put_plain(b, c->name);
	for (int u = CARD_USAGE_COUNT - 1; u >= 0; u--) {
		if (c->keys[u].present)
			buf_printf(b, "  %s-key", names[u]);
		if (c->certificates[u].p != NULL)
			buf_printf(b, "  %s-certificate %zu", names[u],
			    c->certificates[u].len);
	}
	buf_str(b, "\n");
}

static void
text_pin(const char *name, const struct vk_pin *pin, struct buf *b)
{
	buf_printf(b, "  %s PIN  %u of %u tries left%s\n", name, pin->left,
	    pin->max, pin->initial ? "  initial" : "");
}

static void
text_application(const struct vk_application *a, struct buf *b)
{
	buf_str(b, "application  ");
	put_plain(b, a->name);
	buf_str(b, "\n");
	text_pin("admin", &a->pins[CARD_PIN_ADMIN], b);
	text_pin("user ", &a->pins[CARD_PIN_USER], b);
	for (size_t i = 0; i < a->container_count; i++)
		text_container(a->containers[i], b);
	for (size_t i = 0; i < a->file_count; i++) {
		buf_str(b, "  file       ");
		put_plain(b, a->files[i]->name);
		buf_printf(b, "  %zu octets\n", a->files[i]->content.len);
	}
}

void
vk_show_text(const struct vk_state *s, struct buf *b)
{
	buf_str(b, "serial       ");
	put_plain(b, s->serial);
	buf_str(b, "\nlabel        ");
	put_plain(b, s->label);
	buf_printf(b, "\nspace        %zu of %u octets free\n",
	    s->space - vk_space_used(s), s->space);
	for (size_t i = 0; i < s->application_count; i++)
		text_application(s->applications[i], b);
}
