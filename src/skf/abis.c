/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <string.h>

#include "skf/abi.h"
#include "skf/skf.h"

extern const struct skf_abi skf_abi_32_packed, skf_abi_32_natural;
extern const struct skf_abi skf_abi_64_packed, skf_abi_64_natural;

/* A ULONG of 64 bits is what "unsigned long" gave where it has so many; where
 * it has 32, arguments of 64 bits would not even fit the calls. */
const struct skf_abi *const skf_abis[] = {
    &skf_abi_32_packed,
    &skf_abi_32_natural,
#if ULONG_MAX > 0xffffffff
    &skf_abi_64_packed,
    &skf_abi_64_natural,
#endif
};
const size_t skf_abi_count = COUNT(skf_abis);

const struct skf_abi *
skf_abi_safest(void)
{
	return skf_abis[skf_abi_count - 1];
}

const struct skf_abi *
skf_abi_find(const char *name)
{
	for (size_t i = 0; i < skf_abi_count; i++)
		if (strcmp(skf_abis[i]->name, name) == 0)
			return skf_abis[i];
	return NULL;
}

/* One of the block ciphers that authenticate hosts, and a size that is one. */
static bool
makes_sense(const struct skf_device_info *info)
{
	switch (info->auth_algorithm) {
	case SGD_SM1_ECB:
	case SGD_SSF33_ECB:
	case SGD_SM4_ECB:
		return info->free_space <= info->total_space;
	default:
		return false;
	}
}

const struct skf_abi *
skf_abi_detect(const uint8_t raw[SKF_DEVINFO_ROOM])
{
	for (size_t i = 0; i < skf_abi_count; i++) {
		struct skf_device_info info;

		skf_abis[i]->decode_info(raw, &info);
		if (makes_sense(&info))
			return skf_abis[i];
	}
	return skf_abis[0];
}
