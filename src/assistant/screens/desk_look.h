/* SPDX-License-Identifier: Apache-2.0 */
/* How the desk's state comes to be: looking, asking, settings. */
#ifndef ASSISTANT_SCREENS_DESK_LOOK_H
#define ASSISTANT_SCREENS_DESK_LOOK_H

#include "assistant/screens/desk.h"

/* The state is another one: every screen's changed is called. */
void desk_changed(struct desk *d);

#endif
