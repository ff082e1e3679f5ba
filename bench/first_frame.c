/* SPDX-License-Identifier: Apache-2.0 */
/*
 * first-frame: watches the X server for a new window, and once something is
 * drawn into it prints when that was, in milliseconds of the monotonic clock:
 * the same for any program, whatever it says of itself. Says "ready" first.
 */
#include <X11/Xlib.h>
#include <X11/extensions/Xdamage.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

/* Smaller ones are the toolkits' own, which nobody sees. */
#define DOTS_MIN 100

/* Windows come and go while we ask about them. */
static int
ignore(Display *display, XErrorEvent *error)
{
	(void)display;
	(void)error;
	return 0;
}

static bool
is_seen(Display *display, Drawable window)
{
	XWindowAttributes a;

	return XGetWindowAttributes(display, window, &a) != 0 &&
	       a.width >= DOTS_MIN && a.height >= DOTS_MIN &&
	       a.map_state == IsViewable;
}

int
main(void)
{
	Display *display = XOpenDisplay(NULL);
	int damaged, errors;
	XEvent event;

	if (display == NULL ||
	    !XDamageQueryExtension(display, &damaged, &errors))
		return 1;
	XSetErrorHandler(ignore);
	XSelectInput(
	    display, DefaultRootWindow(display), SubstructureNotifyMask);
	XSync(display, False);
	puts("ready");
	fflush(stdout);
	for (;;) {
		const XDamageNotifyEvent *drawn =
		    (const XDamageNotifyEvent *)&event;

		XNextEvent(display, &event);
		if (event.type == CreateNotify)
			XDamageCreate(display, event.xcreatewindow.window,
			    XDamageReportRawRectangles);
		else if (event.type == damaged + XDamageNotify &&
			 is_seen(display, drawn->drawable))
			break;
	}
	printf("%lld\n", (long long)clock_monotonic_ms());
	XCloseDisplay(display);
	return 0;
}
