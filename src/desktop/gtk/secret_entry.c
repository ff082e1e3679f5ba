/* SPDX-License-Identifier: Apache-2.0 */
#include "secret_entry.h"

#include "base/secret.h"
#include "secret_buffer.h"

/* What a paste brings at most; longer is no code. */
#define PASTE_MAX 4096

static GtkText *
text_of(GtkWidget *entry)
{
	return GTK_TEXT(gtk_editable_get_delegate(GTK_EDITABLE(entry)));
}

static SecretBuffer *
buffer_of(GtkWidget *entry)
{
	return SECRET_BUFFER(gtk_text_get_buffer(text_of(entry)));
}

/*
 * Before GTK inserts characters it tells accessibility tools of them. So what
 * is to be inserted is held back, and bullets are inserted that mean it.
 */
static void
insert_bullets(GtkEditable *text, char *chars, int size, int *position)
{
	SecretBuffer *b = SECRET_BUFFER(gtk_text_get_buffer(GTK_TEXT(text)));
	glong n = g_utf8_strlen(chars, size);
	GString *bullets;

	if (secret_buffer_means(b))
		return; /* these are the bullets */
	bullets = g_string_new(NULL);
	for (glong i = 0; i < n; i++)
		g_string_append(bullets, SECRET_BULLET);
	secret_buffer_mean(b, chars);
	gtk_editable_insert_text(
	    text, bullets->str, (int)bullets->len, position);
	secret_buffer_mean(b, NULL);
	g_string_free(bullets, TRUE);
	g_signal_stop_emission_by_name(text, "insert-text");
}

/* --- pasting: the clipboard's octets go straight into a secret --- */

struct paste {
	GtkText *text;
	struct secret *got; /* PASTE_MAX and a zero */
};

static void
paste_free(struct paste *p)
{
	secret_free(p->got);
	g_object_unref(p->text);
	g_free(p);
}

/* The first line that says something, without the spaces around it: codes
 * are copied from mails. */
static void
insert_line(GtkText *text, char *chars)
{
	int at;

	if (!g_utf8_validate(chars, -1, NULL))
		return;
	chars += strspn(chars, " \t\r\n");
	chars[strcspn(chars, "\r\n")] = '\0';
	for (size_t n = strlen(chars); n > 0 && strchr(" \t", chars[n - 1]);)
		chars[--n] = '\0';
	gtk_editable_delete_selection(GTK_EDITABLE(text));
	at = gtk_editable_get_position(GTK_EDITABLE(text));
	gtk_editable_insert_text(
	    GTK_EDITABLE(text), chars, (int)strlen(chars), &at);
	gtk_editable_set_position(GTK_EDITABLE(text), at);
}

static void
paste_read(GObject *stream, GAsyncResult *result, void *self)
{
	struct paste *p = self;
	gsize size = 0;

	if (g_input_stream_read_all_finish(
		G_INPUT_STREAM(stream), result, &size, NULL)) {
		secret_data(p->got)[size] = 0;
		insert_line(p->text, (char *)secret_data(p->got));
	}
	paste_free(p);
}

static void
paste_found(GObject *clipboard, GAsyncResult *result, void *self)
{
	struct paste *p = self;
	GInputStream *stream = gdk_clipboard_read_finish(
	    GDK_CLIPBOARD(clipboard), result, NULL, NULL);

	if (!stream) {
		gtk_widget_error_bell(GTK_WIDGET(p->text));
		paste_free(p);
		return;
	}
	g_input_stream_read_all_async(stream, secret_data(p->got), PASTE_MAX,
	    G_PRIORITY_DEFAULT, NULL, paste_read, p);
	g_object_unref(stream);
}

static void
paste(GtkText *text)
{
	const char *types[] = {
	    "text/plain;charset=utf-8", "UTF8_STRING", "text/plain", NULL};
	struct secret *got = NULL;
	struct paste *p;

	g_signal_stop_emission_by_name(text, "paste-clipboard");
	if (secret_new(PASTE_MAX + 1, &got))
		return;
	p = g_new0(struct paste, 1);
	p->text = g_object_ref(text);
	p->got = got;
	gdk_clipboard_read_async(gtk_widget_get_clipboard(GTK_WIDGET(text)),
	    types, G_PRIORITY_DEFAULT, NULL, paste_found, p);
}

GtkWidget *
secret_entry_new(void)
{
	GtkWidget *entry = gtk_password_entry_new();
	GtkText *text = text_of(entry);
	GtkEntryBuffer *buffer = secret_buffer_new();

	gtk_text_set_buffer(text, buffer);
	g_object_unref(buffer);
	gtk_editable_set_enable_undo(GTK_EDITABLE(entry), FALSE);
	gtk_text_set_input_hints(text, GTK_INPUT_HINT_PRIVATE |
					   GTK_INPUT_HINT_NO_SPELLCHECK |
					   GTK_INPUT_HINT_NO_EMOJI);
	g_signal_connect(text, "insert-text", G_CALLBACK(insert_bullets), NULL);
	g_signal_connect(text, "paste-clipboard", G_CALLBACK(paste), NULL);
	return entry;
}

struct bytes
secret_entry_bytes(GtkWidget *entry)
{
	return secret_buffer_bytes(buffer_of(entry));
}

size_t
secret_entry_length(GtkWidget *entry)
{
	return gtk_entry_buffer_get_length(GTK_ENTRY_BUFFER(buffer_of(entry)));
}

void
secret_entry_clear(GtkWidget *entry)
{
	gtk_editable_delete_text(GTK_EDITABLE(entry), 0, -1);
}

void
secret_entry_limit(GtkWidget *entry, size_t max)
{
	gtk_entry_buffer_set_max_length(GTK_ENTRY_BUFFER(buffer_of(entry)),
	    max && max < SECRET_ENTRY_MAX ? (int)max : SECRET_ENTRY_MAX);
}
