/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ledger as somebody may have left it. The first octet says what follows:
 * even, a whole file; odd, the records of one group, which is then sealed
 * rightly, so that the fuzzer gets past the mac.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "office/ca/ledger.h"
#include "office/process/child.h"

#define FILE_MAX_OCTETS 65536
#define HEADER "CERTLGR1sixteen octets.."
#define HEADER_LEN 24

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

const struct child_program child_programs[CHILD_COUNT] = {0};

static const uint8_t key[LEDGER_KEY_LEN] = {1, 2, 3};

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
write_file(const char *path, struct bytes content)
{
	FILE *f = fopen(path, "wb");

	must(f != NULL);
	must(fwrite(content.p, 1, content.len, f) == content.len);
	must(fclose(f) == 0);
}

static void
seal_group(struct gm *gm, struct bytes records, struct buf *file)
{
	uint8_t before[SM3_LEN], mac[SM3_LEN];
	struct bytes parts[3] = {BYTES_ARRAY(before), BYTES_NONE, BYTES_NONE};
	struct buf head = BUF(16);

	must(sm3_of(gm, bytes_str(HEADER), before) == ERR_OK);
	buf_u32(&head, (uint32_t)records.len);
	buf_u64(&head, 0);
	parts[1] = buf_bytes(&head);
	must(sm3_hmac(gm, BYTES_ARRAY(key), parts, 3, mac) == ERR_OK);
	buf_put(&head, BYTES(mac, 4));
	parts[1] = buf_bytes(&head);
	parts[2] = records;
	must(sm3_hmac(gm, BYTES_ARRAY(key), parts, 3, mac) == ERR_OK);
	buf_str(file, HEADER);
	buf_put(file, buf_bytes(&head));
	buf_put(file, records);
	buf_put(file, BYTES_ARRAY(mac));
	buf_done(&head);
}

/* What opens, opens again just so, and takes another use. */
static void
open_twice(struct gm *gm, const char *path)
{
	struct ledger_use use = {.id = {9}, .count = 1, .serial = {{{7}, 9}}};
	struct ledger *l = NULL;
	enum err err = ledger_open(gm, path, BYTES_ARRAY(key), &l);
	size_t uses;

	if (err != ERR_OK) {
		must(err == ERR_LEDGER_DAMAGED);
		return;
	}
	uses = ledger_uses(l);
	if (ledger_note_use(l, &use) == ERR_OK)
		must(ledger_commit(l, 1) == ERR_OK);
	must(ledger_uses(l) <= uses + 1);
	uses = ledger_uses(l);
	ledger_free(l);
	must(ledger_open(gm, path, BYTES_ARRAY(key), &l) == ERR_OK);
	must(ledger_uses(l) == uses && ledger_cut(l) == 0);
	ledger_free(l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(gm) gm = NULL;
	AUTO_DONE(buf) file = BUF(FILE_MAX_OCTETS);
	char path[64];

	if (size == 0 || size > FILE_MAX_OCTETS / 2)
		return 0;
	must(gm_new(&gm) == ERR_OK);
	if (data[0] % 2 == 0)
		buf_put(&file, BYTES(data + 1, size - 1));
	else
		seal_group(gm, BYTES(data + 1, size - 1), &file);
	must(buf_status(&file) == ERR_OK);
	snprintf(path, sizeof(path), "/tmp/fuzz-ledger-%d", (int)getpid());
	write_file(path, BYTES(file.len == 0 ? data : file.p, file.len));
	open_twice(gm, path);
	unlink(path);
	return 0;
}
