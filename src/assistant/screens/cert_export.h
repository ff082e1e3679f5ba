/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shown rows of a certificate list as files for other programs. Nothing in
 * them is secret: what a certificate says, and nicknames.
 */
#ifndef ASSISTANT_SCREENS_CERT_EXPORT_H
#define ASSISTANT_SCREENS_CERT_EXPORT_H

#include "assistant/screens/cert_list.h"

#define CERT_EXPORT_MAX (4u << 20) /* octets of either */

/*
 * A table for spreadsheets, added to b: RFC 4180 (CR LF, every field quoted)
 * in UTF-8 with a byte order mark, as Excel wants it, with a head. A field that
 * a spreadsheet would take for a formula begins with an apostrophe. Days are
 * those of this computer's clock.
 */
void cert_csv_write(const struct cert_list *l, enum lang lang, struct buf *b);

/*
 * A calendar of the days on which certificates end, added to b: RFC 5545, an
 * all-day event for each that has not ended at now, with alarms 30, 14, 7 and
 * 1 days before. An event's UID stays the same, so that a calendar which reads
 * the file again changes events and adds none.
 */
void cert_ics_write(
    const struct cert_list *l, enum lang lang, int64_t now, struct buf *b);

#endif
