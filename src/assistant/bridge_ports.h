/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loopback ports that the browser service may use: the first one that is
 * free. They are fixed, because pages look for it there; below the range that
 * systems give out by themselves (RFC 6335: 49152 on; Linux: 32768 on).
 */
#ifndef ASSISTANT_BRIDGE_PORTS_H
#define ASSISTANT_BRIDGE_PORTS_H

#define BRIDGE_PORTS 21651, 23651, 25651

#endif
