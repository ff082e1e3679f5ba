/* SPDX-License-Identifier: Apache-2.0 */
#include "style.h"

#include "style_resource.h"

/* Room for the desktop's panels, in hundredths of a screen. */
enum { ROOM_WIDTH = 95, ROOM_HEIGHT = 85 };

#define PLAIN_DPI (96 * 1024) /* as GTK counts: 1024ths */

void
style_load(void)
{
	GtkCssProvider *css = gtk_css_provider_new();

	g_resources_register(style_get_resource());
	gtk_css_provider_load_from_resource(css, "/cert-assistant/style.css");
	gtk_style_context_add_provider_for_display(gdk_display_get_default(),
	    GTK_STYLE_PROVIDER(css), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
	g_object_unref(css);
}

int
style_scaled(int length)
{
	int dpi = 0;

	g_object_get(gtk_settings_get_default(), "gtk-xft-dpi", &dpi, NULL);
	if (dpi <= 0)
		dpi = PLAIN_DPI;
	return (int)((gint64)length * dpi / PLAIN_DPI);
}

static GdkMonitor *
monitor_of(GtkWindow *frame)
{
	GdkDisplay *display = gtk_widget_get_display(GTK_WIDGET(frame));
	GdkSurface *surface = gtk_native_get_surface(GTK_NATIVE(frame));

	if (surface)
		return g_object_ref(
		    gdk_display_get_monitor_at_surface(display, surface));
	return g_list_model_get_item(gdk_display_get_monitors(display), 0);
}

struct window_size
style_room(GtkWindow *frame)
{
	GdkMonitor *monitor = monitor_of(frame);
	GdkRectangle all = {.width = 1024, .height = 768};

	if (monitor)
		gdk_monitor_get_geometry(monitor, &all);
	g_clear_object(&monitor);
	return (struct window_size){
	    .width = all.width * ROOM_WIDTH / 100,
	    .height = all.height * ROOM_HEIGHT / 100,
	};
}
