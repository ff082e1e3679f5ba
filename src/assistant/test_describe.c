/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates of strangers, made with the openssl tool (3.0, under faketime
 * 2026-01-01), which also says what is in them: the rows wanted are what
 * "openssl x509 -text" shows.
 */
#include "assistant/describe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/text.h"
#include "pki/cert.h"

/* SM2, with every extension that has words. */
static const char all[] =
    "MIIDkDCCAzegAwIBAgICSlswCgYIKoEcz1UBg3UwUTELMAkGA1UEBhMCQ04xGDAWBgNV"
    "BAoMD+a1i+ivleWVhuagh+WxgDEXMBUGA1UEAwwO5byg5LiJLCDmnY7lm5sxDzANBgNV"
    "BAUTBnVzZXItMTAgFw0yNjAxMDEwMDAwMDFaGA8yMDc1MDQxNDAwMDAwMVowUTELMAkG"
    "A1UEBhMCQ04xGDAWBgNVBAoMD+a1i+ivleWVhuagh+WxgDEXMBUGA1UEAwwO5byg5LiJ"
    "LCDmnY7lm5sxDzANBgNVBAUTBnVzZXItMTBZMBMGByqGSM49AgEGCCqBHM9VAYItA0IA"
    "BGvemEGVkwus+wnz0yhIkNufHloKEdaUieV0YnB8+7Vrhdz/z+doTtqtTxNbJVZ6NNYL"
    "o/veLci+L4N1KuODD/mjggH7MIIB9zASBgNVHRMBAf8ECDAGAQH/AgEBMA4GA1UdDwEB"
    "/wQEAwIBxjAiBgNVHSUEGzAZBggrBgEFBQcDAgYIKwYBBQUHAwEGAyoDBDAdBgNVHQ4E"
    "FgQUc780Rb3/KOuCpSci+/9OQKkegxkwSgYDVR0RBEMwQYIOb2ZmaWNlLmV4YW1wbGWB"
    "EGFAb2ZmaWNlLmV4YW1wbGWGF2h0dHBzOi8vb2ZmaWNlLmV4YW1wbGUvhwTAAAIHMBkG"
    "A1UdIAQSMBAwBgYEKgMEBTAGBgRVHSAAME8GA1UdHwRIMEYwIaAfoB2GG2h0dHA6Ly9v"
    "ZmZpY2UuZXhhbXBsZS9hLmNybDAhoB+gHYYbaHR0cDovL29mZmljZS5leGFtcGxlL2Iu"
    "Y3JsMDAGA1UdLgQpMCcwJaAjoCGGH2h0dHA6Ly9vZmZpY2UuZXhhbXBsZS9kZWx0YS5j"
    "cmwwYAYIKwYBBQUHAQEEVDBSMCYGCCsGAQUFBzABhhpodHRwOi8vb2ZmaWNlLmV4YW1w"
    "bGUvb2NzcDAoBggrBgEFBQcwAoYcaHR0cDovL29mZmljZS5leGFtcGxlL2NhLmNydDAP"
    "BgkrBgEFBQcwAQUEAgUAMB8GByqBHNAUBAQEFAwSOTExMTAwMDAxMDAwMDAwMDBYMBAG"
    "BSoDBAUGBAcMBWhlbGxvMAoGCCqBHM9VAYN1A0cAMEQCIDi8q01+5Zi7m6yV1X91OS+G"
    "KvO9vVWD/tgL5TssjGZFAiAOhWArAwW0HWerejDk1MoNyvu0tA2/GuGg3sx/2pkFqw==";

/* RSA of 1024 bits, a negative serial number, and extensions in forms that
 * have no words: a directory name, a key identifier with issuer and number. */
static const char odd[] =
    "MIICGTCCAYKgAwIBAgIB+zANBgkqhkiG9w0BAQsFADAOMQwwCgYDVQQDDANvZGQwIBcN"
    "MjYwMTAxMDAwMDAwWhgPMjA3NTA0MTQwMDAwMDBaMA4xDDAKBgNVBAMMA29kZDCBnzAN"
    "BgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEAtO9JC2zD/7VVardSytUXDZkwwmkXIAXz+IRR"
    "pEvpdsenK0whGdRZuGX9ml822dYG8Zsip7n7vMj0RjTRhnQIR9qhntxQlXOl2NToXX4F"
    "YzXH4OKEaBIr6A/tKaHxrC9DlJUS3HasSeQ6MS+XTtDNDZ+sVCW3ILZVfl8TO2ujiicC"
    "AwEAAaOBhDCBgTAJBgNVHRMEAjAAMAwGA1UdDwQFAwMHCYAwGQYDVR0RBBIwEKQOMAwx"
    "CjAIBgNVBAMMAXgwIAYDVR0jBBkwF6ESpBAwDjEMMAoGA1UEAwwDb2RkggH7MAoGBFUd"
    "DwEEAgUAMB0GA1UdDgQWBBQDSsVPBHFU8DzxHmAdxMaBNOB9+jANBgkqhkiG9w0BAQsF"
    "AAOBgQCPNWD4hVD7qJfaVw2Zq28lKhBiBxVYPUaUEM7Djvcd10NRulLn+cofWqIhfDQs"
    "Qg/2zvurEkvX92NXpl3pr20S0kzMbYBjIeOpOaGQuI9qIcJ0IqyncHxEaMz8aOPVLEOl"
    "LuB6/xYduldJEFdyWUIsV/QK2sVxq22O0VN9Ul0xaw==";

static void
read_base64(const char *text, struct buf *der)
{
	buf_init(der, CERT_DER_MAX + 1);
	assert_int_equal(text_unbase64(bytes_str(text), der), ERR_OK);
}

static const char *
value_of(const struct cert_fields *f, const char *label)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->rows[i].label, label) == 0)
			return f->rows[i].value;
	fail_msg("no row %s", label);
	return NULL;
}

static void
every_field_is_a_row_in_english(void **state)
{
	static const struct {
		const char *label, *value;
	} want[] = {
	    {"Version", "V3"},
	    {"Serial number", "4a5b"},
	    {"Signature algorithm", "SM2-SM3 (1.2.156.10197.1.501)"},
	    {"Issuer",
		"C=CN, O=测试商标局, CN=张三\\, 李四, serialNumber=user-1"},
	    {"Valid from", "2026-01-01 00:00:01 UTC"},
	    {"Valid until", "2075-04-14 00:00:01 UTC"},
	    {"Subject",
		"C=CN, O=测试商标局, CN=张三\\, 李四, serialNumber=user-1"},
	    {"Key algorithm", "SM2 (256 bit)"},
	    {"Public key",
		"046b de98 4195 930b acfb 09f3 d328 4890 db9f 1e5a 0a11 d694 "
		"89e5 7462 707c fbb5 6b85 dcff cfe7 684e daad 4f13 5b25 567a "
		"34d6 0ba3 fbde 2dc8 be2f 8375 2ae3 830f f9"},
	    {"Basic constraints", "CA, path length 1 (critical)"},
	    {"Key usage", "digital signature, non-repudiation, certificate "
			  "signing, CRL signing (critical)"},
	    {"Extended key usage",
		"client authentication, server authentication, 1.2.3.4"},
	    {"Subject key identifier",
		"73bf 3445 bdff 28eb 82a5 2722 fbff 4e40 a91e 8319"},
	    {"Subject alternative name",
		"office.example, a@office.example, https://office.example/, "
		"192.0.2.7"},
	    {"Certificate policies", "1.2.3.4.5, 2.5.29.32.0"},
	    {"CRL distribution points",
		"http://office.example/a.crl, http://office.example/b.crl"},
	    {"Freshest CRL", "http://office.example/delta.crl"},
	    {"Authority information access",
		"OCSP: http://office.example/ocsp, CA issuers: "
		"http://office.example/ca.crt"},
	    {"OCSP no check", "yes"},
	    {"Social credit code", "91110000100000000X"},
	    {"Extension 1.2.3.4.5.6", "0c05 6865 6c6c 6f"},
	    {"Signature value",
		"3044 0220 38bc ab4d 7ee5 98bb 9bac 95d5 7f75 392f 862a f3bd "
		"bd55 83fe d80b e53b 2c8c 6645 0220 0e85 602b 0305 b41d 67ab "
		"7a30 e4d4 ca0d cafb b4b4 0dbf 1ae1 a0de cc7f da99 05ab"},
	};
	AUTO(cert_fields) f = NULL;
	AUTO_DONE(buf) der;

	(void)state;
	read_base64(all, &der);
	assert_int_equal(cert_describe(buf_bytes(&der), LANG_EN, &f), ERR_OK);
	assert_int_equal(f->count, COUNT(want));
	for (size_t i = 0; i < COUNT(want); i++) {
		assert_string_equal(f->rows[i].label, want[i].label);
		assert_string_equal(f->rows[i].value, want[i].value);
	}
}

static void
every_field_is_a_row_in_chinese(void **state)
{
	static const struct {
		const char *label, *value;
	} want[] = {
	    {"版本", "V3"},
	    {"公钥算法", "SM2（256 位）"},
	    {"基本约束", "CA，其下最多 1 级 CA（关键）"},
	    {"密钥用法", "数字签名，不可否认，签发证书，签发撤销列表（关键）"},
	    {"增强型密钥用法", "客户端身份验证，服务器身份验证，1.2.3.4"},
	    {"颁发机构信息访问",
		"OCSP：http://office.example/ocsp，颁发者证书："
		"http://office.example/ca.crt"},
	    {"OCSP 免查询", "是"},
	    {"统一社会信用代码", "91110000100000000X"},
	    {"扩展 1.2.3.4.5.6", "0c05 6865 6c6c 6f"},
	};
	AUTO(cert_fields) f = NULL;
	AUTO_DONE(buf) der;

	(void)state;
	read_base64(all, &der);
	assert_int_equal(cert_describe(buf_bytes(&der), LANG_ZH, &f), ERR_OK);
	for (size_t i = 0; i < COUNT(want); i++)
		assert_string_equal(value_of(f, want[i].label), want[i].value);
}

static void
what_has_no_words_is_shown_as_octets(void **state)
{
	static const struct {
		const char *label, *value;
		bool octets;
	} want[] = {
	    {"Serial number", "fb", false},
	    {"Signature algorithm", "RSA-SHA256 (1.2.840.113549.1.1.11)",
		false},
	    {"Key algorithm", "RSA (1024 bit)", false},
	    {"Basic constraints", "not a CA", false},
	    {"Key usage", "key agreement, encipher only, decipher only", false},
	    {"Subject alternative name",
		"3010 a40e 300c 310a 3008 0603 5504 030c 0178", true},
	    {"Extension 2.5.29.15.1", "0500", true},
	};
	AUTO(cert_fields) f = NULL;
	AUTO_DONE(buf) der;

	(void)state;
	read_base64(odd, &der);
	assert_int_equal(cert_describe(buf_bytes(&der), LANG_EN, &f), ERR_OK);
	for (size_t i = 0; i < COUNT(want); i++)
		assert_string_equal(value_of(f, want[i].label), want[i].value);
	for (size_t i = 0; i < f->count; i++)
		for (size_t k = 0; k < COUNT(want); k++)
			if (strcmp(f->rows[i].label, want[k].label) == 0)
				assert_int_equal(
				    f->rows[i].octets, want[k].octets);
}

static void
what_is_no_certificate_is_refused(void **state)
{
	static const uint8_t zeros[CERT_DER_MAX + 1];
	struct cert_fields *f = NULL;
	AUTO_DONE(buf) der;

	(void)state;
	read_base64(all, &der);
	for (size_t len = 0; len < der.len; len++)
		assert_int_equal(cert_describe(BYTES(der.p, len), LANG_ZH, &f),
		    ERR_CERT_SYNTAX);
	buf_u8(&der, 0);
	assert_int_equal(
	    cert_describe(buf_bytes(&der), LANG_ZH, &f), ERR_CERT_SYNTAX);
	assert_int_equal(
	    cert_describe(BYTES_ARRAY(zeros), LANG_ZH, &f), ERR_CERT_SYNTAX);
	assert_null(f);
}

static void
a_certificate_is_written_as_der_and_as_text(void **state)
{
	char dir[] = "/tmp/describe-XXXXXX", path[FILE_PATH_MAX];
	AUTO_DONE(buf) der;
	AUTO_DONE(buf) got = BUF(65536);
	AUTO_DONE(buf) back = BUF(65536);

	(void)state;
	read_base64(all, &der);
	assert_non_null(mkdtemp(dir));
	assert_int_equal(file_path(path, dir, "a.cer"), ERR_OK);
	assert_int_equal(
	    assistant_export(buf_bytes(&der), path, EXPORT_DER), ERR_OK);
	assert_int_equal(file_read(path, &got), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&got), buf_bytes(&der)));
	buf_truncate(&got, 0);
	assert_int_equal(
	    assistant_export(buf_bytes(&der), path, EXPORT_PEM), ERR_OK);
	assert_int_equal(file_read(path, &got), ERR_OK);
	assert_memory_equal(got.p, "-----BEGIN CERTIFICATE-----\n", 28);
	assert_int_equal(
	    pem_decode(buf_bytes(&got), "CERTIFICATE", &back), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&back), buf_bytes(&der)));
	unlink(path);
	rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_field_is_a_row_in_english),
	    cmocka_unit_test(every_field_is_a_row_in_chinese),
	    cmocka_unit_test(what_has_no_words_is_shown_as_octets),
	    cmocka_unit_test(what_is_no_certificate_is_refused),
	    cmocka_unit_test(a_certificate_is_written_as_der_and_as_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
