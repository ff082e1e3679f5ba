/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of the settings' window, in the guide's order: what a wish for it
 * has as its page. */
#ifndef ASSISTANT_SCREENS_SETTINGS_PAGES_H
#define ASSISTANT_SCREENS_SETTINGS_PAGES_H

enum settings_page_number {
	SETTINGS_USER,
	SETTINGS_GENERAL,
	SETTINGS_ABOUT,
	SETTINGS_LIST,
	SETTINGS_PROXY,
	SETTINGS_PAGES
};

#endif
