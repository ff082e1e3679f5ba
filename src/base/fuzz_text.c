/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every decoder of text.h, and the one of clock.h. What a decoder accepts has
 * no other text: encoding the value again must give the input.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool holds)
{
	if (!holds)
		abort();
}

static void
check_characters(struct bytes in)
{
	size_t chars = 0, at = 0, n;
	uint32_t c;

	while ((n = text_next(BYTES(in.p + at, in.len - at), &c)) > 0) {
		expect(n <= 4 && n <= in.len - at && c <= 0x10ffff);
		at += n;
		chars++;
	}
	if (text_is_utf8(in))
		expect(at == in.len && chars == text_chars(in));
	if (text_is_plain(in))
		expect(text_is_utf8(in));
}

static void
check_hex(struct bytes in)
{
	AUTO_DONE(buf) again = BUF(in.len);
	uint8_t *out = malloc(in.len / 2 + 1);
	size_t len;

	if (out != NULL && text_unhex(in, out, in.len / 2, &len) == ERR_OK) {
		text_hex(&again, BYTES(out, len));
		expect(again.len == in.len);
		/* Capital digits are the one freedom. */
		for (size_t i = 0; i < in.len; i++)
			expect(again.p[i] == (in.p[i] | 0x20));
	}
	free(out);
}

static void
check_base64(struct bytes in)
{
	AUTO_DONE(buf) data = BUF(in.len);
	AUTO_DONE(buf) again = BUF(in.len);

	if (text_unbase64(in, &data) != ERR_OK)
		return;
	text_base64(&again, buf_bytes(&data));
	expect(bytes_equal(buf_bytes(&again), in));
}

static void
check_base64url(struct bytes in)
{
	AUTO_DONE(buf) data = BUF(in.len);
	AUTO_DONE(buf) again = BUF(in.len);

	if (text_unbase64url(in, &data) != ERR_OK)
		return;
	text_base64url(&again, buf_bytes(&data));
	expect(bytes_equal(buf_bytes(&again), in));
}

static void
check_code(struct bytes in)
{
	uint8_t raw[TEXT_CODE_CHARS], back[TEXT_CODE_CHARS];
	char code[TEXT_CODE_SIZE];

	if (text_uncode(in, raw) != ERR_OK)
		return;
	text_code(raw, code);
	expect(text_uncode(bytes_str(code), back) == ERR_OK);
	expect(memcmp(raw, back, sizeof(raw)) == 0);
}

static void
check_number(const char *in)
{
	AUTO_DONE(buf) again = BUF(20);
	uint64_t v;

	if (text_u64(in, UINT64_MAX, &v) != ERR_OK)
		return;
	buf_printf(&again, "%llu", (unsigned long long)v);
	expect(bytes_equal(buf_bytes(&again), bytes_str(in)));
}

static void
check_time(const char *in)
{
	char again[CLOCK_TEXT_SIZE];
	int64_t at;

	if (clock_parse(in, &at) != ERR_OK)
		return;
	clock_text(at, again);
	expect(strcmp(again, in) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = BYTES(data, size);
	char *string = malloc(size + 1);

	if (string == NULL)
		return 0;
	if (size > 0)
		memcpy(string, data, size);
	string[size] = '\0';
	check_characters(in);
	check_hex(in);
	check_base64(in);
	check_base64url(in);
	check_code(in);
	check_number(string);
	check_time(string);
	free(string);
	return 0;
}
