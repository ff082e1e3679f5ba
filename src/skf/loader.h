/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A maker's SKF library, loaded: its functions by whichever of their known
 * spellings it exports, and the layout it was built with (skf/abi.h), given or
 * found out from the first device that connects. It is in this process, or in
 * one of its own (skf/host.h) which does the same there; nobody who calls
 * needs to know.
 */
#ifndef SKF_LOADER_H
#define SKF_LOADER_H

#include "skf/abi.h"
#include "skf/host.h"

struct skf_library {
	struct library *library; /* in this process, */
	struct skf_host *host;	 /* or in another */
	struct skf_calls calls;
	const struct skf_abi *abi;
	bool abi_known; /* else abi is the one that cannot do harm */
};

/*
 * Load path into l, which the caller frees by skf_library_done. layout is a
 * name of skf_abis, "auto" or NULL. TOKEN_LIBRARY if it cannot be loaded or
 * lacks what we cannot do without; NOMEM; USAGE for an unknown layout.
 */
MUST_USE enum err skf_library_load(
    const char *path, const char *layout, struct skf_library *ret_l);

/* The same in a process of its own, which is started by the first need of it.
 * NOMEM, USAGE. */
MUST_USE enum err skf_library_load_apart(
    const struct skf_host_options *o, struct skf_library *ret_l);

/* OK, or why it cannot be used: as skf_host_status and skf_host_revive for one
 * in a process of its own. */
MUST_USE enum err skf_library_status(struct skf_library *l);
MUST_USE enum err skf_library_revive(struct skf_library *l);

void skf_library_done(struct skf_library *l);
DEFINE_AUTO_DONE(skf_library)

/* Connect a device; the first one tells the layout, if it is not known. A SAR_
 * code. */
MUST_USE uint32_t skf_library_connect(
    struct skf_library *l, const char *device, void **ret_dev);

/* Find the layout out from a device that is connected, unless it is known. */
MUST_USE uint32_t skf_library_learn(struct skf_library *l, void *dev);

#endif
