/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A maker's SKF library, loaded: its functions by whichever of their known
 * spellings it exports, and the layout it was built with (skf/abi.h), given or
 * found out from the first device that connects.
 */
#ifndef SKF_LOADER_H
#define SKF_LOADER_H

#include "skf/abi.h"

struct skf_library {
	struct library *library;
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
void skf_library_done(struct skf_library *l);
DEFINE_AUTO_DONE(skf_library)

/*
 * Connect a device; the first one tells the layout, if it is not known, and
 * what it says of itself comes back too. A SAR_ code.
 */
MUST_USE uint32_t skf_library_connect(struct skf_library *l, const char *device,
    void **ret_dev, struct skf_device_info *ret_info);

#endif
