/* SPDX-License-Identifier: Apache-2.0 */
#include "skf/loader.h"

#include <string.h>

#include "skf/skf.h"

static const struct {
	const char *name, *other;
	bool needed;
} functions[SKF_FN_COUNT] = {
#define F(name_, other_, needed_) \
	[SKF_FN_##name_] = {"SKF_" #name_, other_, needed_},
#include "skf/functions.def"
#undef F
};

static enum err
find_functions(struct skf_library *l)
{
	for (size_t i = 0; i < SKF_FN_COUNT; i++) {
		library_symbol *fn =
		    library_find(l->library, functions[i].name);

		if (fn == NULL && functions[i].other != NULL)
			fn = library_find(l->library, functions[i].other);
		if (fn == NULL && functions[i].needed)
			return ERR_TOKEN_LIBRARY;
		l->calls.fn[i] = fn;
	}
	return ERR_OK;
}

static enum err
choose_layout(struct skf_library *l, const char *layout)
{
	l->abi_known = layout != NULL && strcmp(layout, "auto") != 0;
	l->abi = l->abi_known ? skf_abi_find(layout) : skf_abi_safest();
	return l->abi == NULL ? ERR_USAGE : ERR_OK;
}

enum err
skf_library_load(
    const char *path, const char *layout, struct skf_library *ret_l)
{
	AUTO_DONE(skf_library) l = {0};

	TRY(choose_layout(&l, layout));
	TRY(library_open(path, &l.library));
	TRY(find_functions(&l));
	*ret_l = l;
	l.library = NULL;
	return ERR_OK;
}

void
skf_library_done(struct skf_library *l)
{
	library_free(l->library);
	l->library = NULL;
}

uint32_t
skf_library_connect(struct skf_library *l, const char *device, void **ret_dev,
    struct skf_device_info *ret_info)
{
	uint8_t raw[SKF_DEVINFO_ROOM];
	void *dev;
	uint32_t sar = l->abi->connect(&l->calls, device, &dev);

	if (sar != SAR_OK)
		return sar;
	sar = l->abi->device_info(&l->calls, dev, raw);
	if (sar != SAR_OK) {
		(void)l->abi->disconnect(&l->calls, dev);
		return sar;
	}
	if (!l->abi_known) {
		l->abi = skf_abi_detect(raw);
		l->abi_known = true;
	}
	l->abi->decode_info(raw, ret_info);
	*ret_dev = dev;
	return SAR_OK;
}
