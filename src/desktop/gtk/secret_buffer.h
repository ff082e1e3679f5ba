/* SPDX-License-Identifier: Apache-2.0 */
/* The GtkEntryBuffer of a secret entry: characters in a struct secret, bullets
 * to whoever asks for the text. */
#ifndef DESKTOP_SECRET_BUFFER_H
#define DESKTOP_SECRET_BUFFER_H

#include <gtk/gtk.h>

#include "base/bytes.h"

#define SECRET_BULLET "\342\227\217" /* U+25CF */

G_DECLARE_FINAL_TYPE(
    SecretBuffer, secret_buffer, SECRET, BUFFER, GtkEntryBuffer)

GtkEntryBuffer *secret_buffer_new(void);

/* What it holds, borrowed until it changes. */
struct bytes secret_buffer_bytes(SecretBuffer *b);

/*
 * Bullets that are inserted next stand for these characters, of which there
 * must be as many; borrowed until then. NULL: what is inserted stands for
 * itself.
 */
void secret_buffer_mean(SecretBuffer *b, const char *chars);
bool secret_buffer_means(SecretBuffer *b);

#endif
