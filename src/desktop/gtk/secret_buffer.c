/* SPDX-License-Identifier: Apache-2.0 */
#include "secret_buffer.h"

#include "base/secret.h"
#include "secret_entry.h"

#define BULLET_SIZE (sizeof(SECRET_BULLET) - 1)
#define CHARACTER_SIZE 4 /* octets of UTF-8 at most */

struct _SecretBuffer {
	GtkEntryBuffer parent;
	struct secret *secret; /* room for SECRET_ENTRY_MAX; NULL: no memory */
	size_t length;	       /* characters */
	size_t size;	       /* their octets */
	const char *meant;
	char bullets[SECRET_ENTRY_MAX * BULLET_SIZE + 1];
};

G_DEFINE_FINAL_TYPE(SecretBuffer, secret_buffer, GTK_TYPE_ENTRY_BUFFER)

/* Where the character at that position begins. */
static size_t
offset_of(SecretBuffer *b, size_t position)
{
	const char *text = (const char *)secret_data(b->secret);

	return (size_t)(g_utf8_offset_to_pointer(text, (glong)position) - text);
}

static const char *
get_text(GtkEntryBuffer *buffer, gsize *ret_size)
{
	SecretBuffer *b = SECRET_BUFFER(buffer);

	if (ret_size)
		*ret_size = b->length * BULLET_SIZE;
	return b->bullets;
}

static guint
get_length(GtkEntryBuffer *buffer)
{
	return (guint)SECRET_BUFFER(buffer)->length;
}

/* As many bullets as there are characters. */
static void
show_bullets(SecretBuffer *b)
{
	char *at = b->bullets;

	for (size_t n = 0; n < b->length; n++, at += BULLET_SIZE)
		memcpy(at, SECRET_BULLET, BULLET_SIZE);
	*at = '\0';
}

static guint
insert_text(GtkEntryBuffer *buffer, guint position, const char *chars, guint n)
{
	SecretBuffer *b = SECRET_BUFFER(buffer);
	const char *from = b->meant ? b->meant : chars;
	size_t at, size;
	uint8_t *data;

	if (!b->secret || n > SECRET_ENTRY_MAX - b->length)
		return 0;
	data = secret_data(b->secret);
	at = offset_of(b, position);
	size = (size_t)(g_utf8_offset_to_pointer(from, (glong)n) - from);
	memmove(data + at + size, data + at, b->size - at);
	memcpy(data + at, from, size);
	b->size += size;
	b->length += n;
	show_bullets(b);
	gtk_entry_buffer_emit_inserted_text(
	    buffer, position, b->bullets + position * BULLET_SIZE, n);
	return n;
}

static guint
delete_text(GtkEntryBuffer *buffer, guint position, guint n)
{
	SecretBuffer *b = SECRET_BUFFER(buffer);

	if (position > b->length)
		position = (guint)b->length;
	if (n > b->length - position)
		n = (guint)(b->length - position);
	if (n > 0)
		gtk_entry_buffer_emit_deleted_text(buffer, position, n);
	return n;
}

/* The class handler of "deleted-text", in which text goes. */
static void
deleted_text(GtkEntryBuffer *buffer, guint position, guint n)
{
	SecretBuffer *b = SECRET_BUFFER(buffer);
	uint8_t *data = secret_data(b->secret);
	size_t from = offset_of(b, position), to = offset_of(b, position + n);

	memmove(data + from, data + to, b->size - to);
	b->size -= to - from;
	b->length -= n;
	secret_wipe(data + b->size, to - from);
	show_bullets(b);
	g_object_notify(G_OBJECT(buffer), "text");
	g_object_notify(G_OBJECT(buffer), "length");
}

static void
secret_buffer_finalize(GObject *object)
{
	secret_free(SECRET_BUFFER(object)->secret);
	G_OBJECT_CLASS(secret_buffer_parent_class)->finalize(object);
}

static void
secret_buffer_class_init(SecretBufferClass *class)
{
	GtkEntryBufferClass *buffer = GTK_ENTRY_BUFFER_CLASS(class);

	G_OBJECT_CLASS(class)->finalize = secret_buffer_finalize;
	buffer->get_text = get_text;
	buffer->get_length = get_length;
	buffer->insert_text = insert_text;
	buffer->delete_text = delete_text;
	buffer->deleted_text = deleted_text;
}

static void
secret_buffer_init(SecretBuffer *b)
{
	/* Without locked memory nothing can be typed. */
	if (secret_new(SECRET_ENTRY_MAX * CHARACTER_SIZE + 1, &b->secret))
		b->secret = NULL;
}

GtkEntryBuffer *
secret_buffer_new(void)
{
	return g_object_new(
	    secret_buffer_get_type(), "max-length", SECRET_ENTRY_MAX, NULL);
}

struct bytes
secret_buffer_bytes(SecretBuffer *b)
{
	if (!b->secret)
		return (struct bytes){0};
	return (struct bytes){secret_data(b->secret), b->size};
}

void
secret_buffer_mean(SecretBuffer *b, const char *chars)
{
	b->meant = chars;
}

bool
secret_buffer_means(SecretBuffer *b)
{
	return b->meant != NULL;
}
