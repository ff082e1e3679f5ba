/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What operations of the office work with, put together once by a program:
 * the web process, or a verb of the command line. All borrowed; any number of
 * threads at once, each with a struct gm of its own.
 */
#ifndef OFFICE_OFFICE_H
#define OFFICE_OFFICE_H

#include "base/clock.h"
#include "base/random.h"
#include "office/process/config.h"
#include "office/process/ipc.h"
#include "office/registry/authority.h"
#include "office/store/store.h"

struct office {
	const struct office_config *config;
	const struct authority *authority;
	struct store *store;
	struct ipc_client *ca, *keycentre, *mail; /* NULL: not needed */
	struct clock clock;
	struct random random;
};

#endif
