/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/tray_icon.h"

#include "base/machine.h"

struct pixmap {
	int size; /* dots, each way */
	const uint8_t *argb;
};

#include "tray_pixmaps.h"

static const char *const names[] = {
    [TRAY_NONE] = "cert-assistant-none",
    [TRAY_FINE] = "cert-assistant-fine",
    [TRAY_EXPIRING] = "cert-assistant-expiring",
    [TRAY_PROBLEM] = "cert-assistant-problem",
    [TRAY_BUSY] = "cert-assistant-busy",
};

GVariant *
tray_icon_pixmaps(enum tray_icon icon)
{
	GVariantBuilder all;

	g_variant_builder_init(&all, G_VARIANT_TYPE("a(iiay)"));
	for (size_t n = 0; n < PIXMAP_SIZES; n++) {
		const struct pixmap *p = &pixmaps[icon][n];
		gsize len = (gsize)p->size * (gsize)p->size * 4;

		g_variant_builder_add(&all, "(ii@ay)", p->size, p->size,
		    g_variant_new_fixed_array(
			G_VARIANT_TYPE_BYTE, p->argb, len, 1));
	}
	return g_variant_builder_end(&all);
}

const char *
tray_icon_name(enum tray_icon icon)
{
	return names[icon];
}

char *
tray_icon_folder(void)
{
	char program[FILE_PATH_MAX];
	g_autofree char *icons = NULL;
	g_autofree char *one = NULL;

	if (machine_program_dir(program) != ERR_OK)
		return NULL;
	icons = g_build_filename(program, "..", "share", "icons", NULL);
	one = g_build_filename(icons, "hicolor", "scalable", "status",
	    "cert-assistant-fine.svg", NULL);
	return file_exists(one) ? g_steal_pointer(&icons) : NULL;
}
