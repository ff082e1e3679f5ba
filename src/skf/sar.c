/* SPDX-License-Identifier: Apache-2.0 */
#include "skf/sar.h"

#include <stddef.h>

#include "base/own.h"
#include "skf/skf.h"

/* The first row with an error is the code for it, going the other way. */
#define S(name, err)                                \
	{                                           \
		SAR_##name, ERR_##err, "SAR_" #name \
	}
static const struct {
	uint32_t sar;
	enum err err;
	const char *name;
} table[] = {
    S(OK, OK),
    S(FAIL, TOKEN_FAILED),
    S(UNKNOWNERR, TOKEN_FAILED),
    S(NOTSUPPORTYETERR, NOT_SUPPORTED),
    S(FILEERR, TOKEN_FAILED),
    S(DEVICE_REMOVED, TOKEN_REMOVED),
    S(INVALIDHANDLEERR, TOKEN_REMOVED),
    S(INVALIDPARAMERR, TOKEN_FAILED),
    S(READFILEERR, FILE_READ),
    S(WRITEFILEERR, FILE_WRITE),
    S(NAMELENERR, BAD_TEXT),
    S(KEYUSAGEERR, CERT_USAGE),
    S(MODULUSLENERR, TOKEN_FAILED),
    S(NOTINITIALIZEERR, TOKEN_FAILED),
    S(OBJERR, TOKEN_FAILED),
    S(MEMORYERR, NOMEM),
    S(TIMEOUTERR, TOKEN_BUSY),
    S(INDATALENERR, TOKEN_FAILED),
    S(INDATAERR, ENVELOPE_KEY),
    S(GENRANDERR, NO_RANDOM),
    S(HASHOBJERR, TOKEN_FAILED),
    S(HASHERR, TOKEN_FAILED),
    S(GENRSAKEYERR, TOKEN_FAILED),
    S(RSAMODULUSLENERR, TOKEN_FAILED),
    S(CSPIMPRTPUBKEYERR, TOKEN_FAILED),
    S(RSAENCERR, TOKEN_FAILED),
    S(RSADECERR, TOKEN_FAILED),
    S(HASHNOTEQUALERR, TOKEN_FAILED),
    S(KEYNOTFOUNTERR, KEY_MISSING),
    S(CERTNOTFOUNTERR, CERT_UNKNOWN),
    S(NOTEXPORTERR, TOKEN_FAILED),
    S(DECRYPTPADERR, TOKEN_FAILED),
    S(MACLENERR, TOKEN_FAILED),
    S(BUFFER_TOO_SMALL, TOO_LARGE),
    S(KEYINFOTYPEERR, TOKEN_FAILED),
    S(NOT_EVENTERR, CANCELLED),
    S(PIN_INCORRECT, PIN_WRONG),
    S(PIN_LOCKED, PIN_LOCKED),
    S(PIN_INVALID, PIN_CHARACTERS),
    S(PIN_LEN_RANGE, PIN_LENGTH),
    S(USER_ALREADY_LOGGED_IN, TOKEN_FAILED),
    S(USER_PIN_NOT_INITIALIZED, TOKEN_BLANK),
    S(USER_TYPE_INVALID, TOKEN_FAILED),
    S(APPLICATION_NAME_INVALID, BAD_TEXT),
    S(APPLICATION_EXISTS, TOKEN_NOT_BLANK),
    S(USER_NOT_LOGGED_IN, PIN_NEEDED),
    S(APPLICATION_NOT_EXISTS, TOKEN_BLANK),
    S(FILE_ALREADY_EXIST, FILE_EXISTS),
    S(NO_ROOM, TOKEN_FULL),
    S(FILE_NOT_EXIST, FILE_MISSING),
    S(REACH_MAX_CONTAINER_COUNT, TOKEN_FULL),
    S(SOFT_DAMAGED, TOKEN_DAMAGED),
    S(SOFT_FOREIGN, TOKEN_FOREIGN),
    S(SOFT_VERSION, TOKEN_VERSION),
    S(SOFT_OTHER_COMPUTER, TOKEN_OTHER_COMPUTER),
    S(SOFT_DISK_FULL, DISK_FULL),
    S(SOFT_DENIED, FILE_DENIED),
    /* Only this way: */
    {SAR_DEVICE_REMOVED, ERR_TOKEN_MISSING, "SAR_DEVICE_REMOVED"},
    {SAR_TIMEOUTERR, ERR_FILE_BUSY, "SAR_TIMEOUTERR"},
    {SAR_INVALIDPARAMERR, ERR_CERT_ALGORITHM, "SAR_INVALIDPARAMERR"},
};
#undef S

enum err
sar_to_err(uint32_t sar)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].sar == sar)
			return table[i].err;
	return ERR_TOKEN_FAILED;
}

uint32_t
sar_from_err(enum err e)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].err == e)
			return table[i].sar;
	return SAR_FAIL;
}

const char *
sar_name(uint32_t sar)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].sar == sar)
			return table[i].name;
	return "SAR_?";
}
