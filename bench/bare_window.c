/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare-window: on SIGUSR1 GTK 4 is initialised and a window with as many
 * buttons as our menu has entries opens; on another one it goes. What a first
 * window cannot be faster or smaller than.
 */
#include <glib-unix.h>
#include <gtk/gtk.h>

#define BUTTONS 14

static GtkWidget *window;

static void
show(void)
{
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);

	for (int n = 0; n < BUTTONS; n++)
		gtk_box_append(GTK_BOX(box), gtk_button_new_with_label("按钮"));
	window = gtk_window_new();
	gtk_window_set_default_size(GTK_WINDOW(window), 400, 600);
	gtk_window_set_child(GTK_WINDOW(window), box);
	gtk_window_present(GTK_WINDOW(window));
}

static gboolean
told(gpointer self)
{
	(void)self;
	if (window != NULL) {
		gtk_window_destroy(GTK_WINDOW(g_steal_pointer(&window)));
	} else {
		gtk_init();
		show();
	}
	return G_SOURCE_CONTINUE;
}

int
main(void)
{
	g_setenv("GSK_RENDERER", "cairo", FALSE);
	g_setenv("GDK_DEBUG", "gl-disable", FALSE);
	g_unix_signal_add(SIGUSR1, told, NULL);
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
	return 0;
}
