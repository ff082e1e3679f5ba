/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schema and how an older one becomes it: step n takes version n - 1 to n,
 * step 1 (schema.sql) makes an empty database into version 1. A step, once
 * released, is never changed; a new one is a new file.
 */
#ifndef OFFICE_STORE_SCHEMA_H
#define OFFICE_STORE_SCHEMA_H

#include "office/store/store_driver.h"

/* What this program needs. */
#define SCHEMA_VERSION 3

/* Bring the database forward, in one transaction. STORE_VERSION if it is
 * newer than this program; the store's errors. */
MUST_USE enum err schema_migrate(struct db *db);

#endif
