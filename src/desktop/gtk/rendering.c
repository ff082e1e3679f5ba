/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/rendering.h"

#include <string.h>

#include "base/own.h"

static const struct {
	const char *name, *value;
} variables[] = {
    {"GSK_RENDERER", "cairo"},
    {"GDK_DEBUG", "gl-disable"}, /* up to GTK 4.16 */
    {"GDK_DISABLE", "gl,vulkan"},
};

void
rendering_by_processor(void)
{
	for (size_t n = 0; n < COUNT(variables); n++)
		g_setenv(variables[n].name, variables[n].value, FALSE);
}

void
rendering_not_for(GAppLaunchContext *started)
{
	for (size_t n = 0; n < COUNT(variables); n++)
		if (g_strcmp0(
			g_getenv(variables[n].name), variables[n].value) == 0)
			g_app_launch_context_unsetenv(
			    started, variables[n].name);
}
