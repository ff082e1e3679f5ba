/* SPDX-License-Identifier: Apache-2.0 */
#include "window.h"

static const struct view *
view_of(void *self)
{
	return screen_view(self);
}

static void
send_to(void *self, const struct event *e)
{
	screen_send(self, e);
}

struct window *
window_new(struct screen *s, const struct window_host *host)
{
	return window_new_for(
	    &(struct window_content){
		.self = s,
		.name = screen_name(screen_kind(s)),
		.view = view_of,
		.send = send_to,
	    },
	    host);
}
