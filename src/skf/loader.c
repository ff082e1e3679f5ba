/* SPDX-License-Identifier: Apache-2.0 */
#include "skf/loader.h"

#include <string.h>

#include "skf/sar.h"
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

static bool
is_auto(const char *layout)
{
	return layout == NULL || strcmp(layout, "auto") == 0;
}

static enum err
choose_layout(struct skf_library *l, const char *layout)
{
	l->abi_known = !is_auto(layout);
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

enum err
skf_library_load_apart(
    const struct skf_host_options *o, struct skf_library *ret_l)
{
	struct skf_library l = {.abi = &skf_abi_apart, .abi_known = true};
	struct skf_host_options given = *o;

	if (is_auto(o->layout))
		given.layout = "auto";
	else if (skf_abi_find(o->layout) == NULL)
		return ERR_USAGE;
	TRY(skf_host_new(&given, &l.host));
	l.calls.peer = skf_host_peer(l.host);
	*ret_l = l;
	return ERR_OK;
}

enum err
skf_library_status(struct skf_library *l)
{
	return l->host != NULL ? skf_host_status(l->host) : ERR_OK;
}

enum err
skf_library_revive(struct skf_library *l)
{
	return l->host != NULL ? skf_host_revive(l->host) : ERR_OK;
}

void
skf_library_done(struct skf_library *l)
{
	library_free(l->library);
	skf_host_free(l->host);
	l->library = NULL;
	l->host = NULL;
}

uint32_t
skf_library_learn(struct skf_library *l, void *dev)
{
	uint8_t raw[SKF_DEVINFO_ROOM];

	if (l->abi_known)
		return SAR_OK;
	SAR_TRY(l->abi->raw_info(&l->calls, dev, raw));
	l->abi = skf_abi_detect(raw);
	l->abi_known = true;
	return SAR_OK;
}

uint32_t
skf_library_connect(struct skf_library *l, const char *device, void **ret_dev)
{
	void *dev;
	uint32_t sar;

	SAR_TRY(l->abi->connect(&l->calls, device, &dev));
	sar = skf_library_learn(l, dev);
	if (sar != SAR_OK) {
		(void)l->abi->disconnect(&l->calls, dev);
		return sar;
	}
	*ret_dev = dev;
	return SAR_OK;
}
