/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A library with habits of makers, for test_loader.c; built once for each
 * layout. One device with one application "CERT" and one container "c":
 *  - SKF_DisconnectDev is spelt so, and only so;
 *  - text in DEVINFO fills its field without a NUL, or ends in spaces;
 *  - hosts authenticate with SM1, so DevAuthAlgId is 0x101;
 *  - SM2 for signatures is 0x00020200 and nothing else;
 *  - r and s stand at the start of their fields;
 *  - an enveloped private key is looked for at the start of its field;
 *  - a certificate answers BUFFER_TOO_SMALL to 8 KiB, then has 9000 octets;
 *  - nothing is there to lock, to label, or to tell tries;
 *  - one arrival is told of, and then waiting never ends.
 *
 * Variants, by macros: FAKE_SERIAL; FAKE_TWINS (two devices of one number);
 * FAKE_READERS (also a card of somebody else, and empty readers); FAKE_BLANK
 * (no application); FAKE_SERVICE (there is no card service); FAKE_HOW, one of
 * the functions below, for what goes wrong at FAKE_PLACE, a function of SKF or
 * "load".
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "skf/skf.h"

#define CERT_LEN 9000

#ifndef FAKE_SERIAL
#define FAKE_SERIAL "F0001"
#endif

/* Names of devices, each with its NUL: those present, and all. */
#if defined(FAKE_TWINS)
#define PRESENT "Fake 1\0Fake 2\0"
#define ALL PRESENT
#elif defined(FAKE_READERS)
#define PRESENT "Foreign 1\0Fake 1\0"
#define ALL "Empty 1\0Foreign 1\0Fake 1\0Empty 2\0"
#else
#define PRESENT "Fake 1\0"
#define ALL PRESENT
#endif

static int device, application, container;

/* --- what goes wrong --- */

static bool lies;

#ifdef FAKE_HOW
static void
crash(void)
{
	raise(SIGSEGV);
}

static void
hang(void)
{
	for (;;)
		pause();
}

static void
leave(void)
{
	exit(0);
}

/* Print a lot, at once and through stdio, and go on. */
static void
flood(void)
{
	for (int i = 0; i < 20000; i++) {
		puts("FAKE LIBRARY SPEAKS");
		fputs("FAKE LIBRARY SPEAKS\n", stderr);
		if (write(STDOUT_FILENO, "FAKE\n", 5) < 0 ||
		    write(STDERR_FILENO, "FAKE\n", 5) < 0)
			break;
	}
	fflush(stdout);
}

/* Take the channel and say nonsense on it. */
static void
babble(void)
{
	for (int fd = STDERR_FILENO + 1; fd < 64; fd++)
		if (write(fd, "\xff\xff\xff\xff\xff\xff", 6) < 0)
			continue;
}

/* Close what is open. */
static void
shut(void)
{
	for (int fd = 0; fd < 64; fd++)
		close(fd);
}

/* Tell of lengths that nothing has. */
static void
lie(void)
{
	lies = true;
}

static void
at(const char *place)
{
	static void (*const all[])(void) = {
	    crash, hang, leave, flood, babble, shut, lie};

	(void)all;
	if (strcmp(place, FAKE_PLACE) == 0)
		FAKE_HOW();
}
#else
static void
at(const char *place)
{
	(void)place;
}
#endif

__attribute__((constructor)) static void
load(void)
{
	at("load");
}

static ULONG
give(const void *data, ULONG len, BYTE *out, ULONG *out_len)
{
	ULONG room = *out_len;

	*out_len = lies ? (ULONG)-1 : len;
	if (lies)
		return SAR_OK;
	if (out == NULL)
		return SAR_OK;
	if (room < len)
		return SAR_BUFFER_TOO_SMALL;
	memcpy(out, data, (size_t)len);
	return SAR_OK;
}

ULONG DEVAPI
SKF_EnumDev(BOOL bPresent, LPSTR szNameList, ULONG *pulSize)
{
	static const char present[] = PRESENT, all[] = ALL;

	at("EnumDev");
#ifdef FAKE_SERVICE
	return SAR_CARD_SERVICE;
#endif
	return bPresent ? give(present, sizeof(present), szNameList, pulSize)
			: give(all, sizeof(all), szNameList, pulSize);
}

ULONG DEVAPI
SKF_WaitForDevEvent(LPSTR szDevName, ULONG *pulDevNameLen, ULONG *pulEvent)
{
	static bool told;

	at("WaitForDevEvent");
	if (told)
		for (;;)
			pause();
	told = true;
	*pulEvent = DEV_EVENT_INSERTED;
	return give("Fake 1", sizeof("Fake 1"), szDevName, pulDevNameLen);
}

ULONG DEVAPI
SKF_ConnectDev(LPSTR szName, DEVHANDLE *phDev)
{
	at("ConnectDev");
	if (strncmp((const char *)szName, "Foreign", 7) == 0)
		return SAR_CARD_FOREIGN;
	if (strncmp((const char *)szName, "Fake", 4) != 0)
		return SAR_FAIL;
	*phDev = &device;
	return SAR_OK;
}

ULONG DEVAPI
SKF_DisconnectDev(DEVHANDLE hDev)
{
	return hDev == &device ? SAR_OK : SAR_INVALIDHANDLEERR;
}

ULONG DEVAPI
SKF_GetDevInfo(DEVHANDLE hDev, DEVINFO *pDevInfo)
{
	DEVINFO info;

	if (hDev != &device)
		return SAR_INVALIDHANDLEERR;
	memset(&info, 0, sizeof(info));
	memcpy(info.Manufacturer, "Fakes & Sons    ", 16);
	memset(info.Label, 'L', sizeof(info.Label));
	memcpy(info.SerialNumber, FAKE_SERIAL, sizeof(FAKE_SERIAL));
	info.AlgAsymCap = SGD_SM2_1;
	info.DevAuthAlgId = SGD_SM1_ECB;
	info.TotalSpace = 65536;
	info.FreeSpace = 4096;
	memcpy(pDevInfo, &info, sizeof(info));
	return SAR_OK;
}

ULONG DEVAPI
SKF_OpenApplication(
    DEVHANDLE hDev, LPSTR szAppName, HAPPLICATION *phApplication)
{
	if (hDev != &device || strcmp((const char *)szAppName, "CERT") != 0)
		return SAR_APPLICATION_NOT_EXISTS;
#ifdef FAKE_BLANK
	return SAR_APPLICATION_NOT_EXISTS;
#endif
	*phApplication = &application;
	return SAR_OK;
}

ULONG DEVAPI
SKF_CloseApplication(HAPPLICATION hApplication)
{
	return hApplication == &application ? SAR_OK : SAR_INVALIDHANDLEERR;
}

/* Whatever the PIN, the last try is spent: some say so with INCORRECT and 0. */
ULONG DEVAPI
SKF_VerifyPIN(HAPPLICATION hApplication, ULONG ulPINType, LPSTR szPIN,
    ULONG *pulRetryCount)
{
	(void)hApplication, (void)ulPINType, (void)szPIN;
	*pulRetryCount = 0;
	return SAR_PIN_INCORRECT;
}

ULONG DEVAPI
SKF_EnumContainer(
    HAPPLICATION hApplication, LPSTR szContainerName, ULONG *pulSize)
{
	(void)hApplication;
	return give("c\0", 3, szContainerName, pulSize);
}

ULONG DEVAPI
SKF_CreateContainer(
    HAPPLICATION hApplication, LPSTR szContainerName, HCONTAINER *phContainer)
{
	(void)hApplication, (void)szContainerName, (void)phContainer;
	return SAR_REACH_MAX_CONTAINER_COUNT;
}

ULONG DEVAPI
SKF_OpenContainer(
    HAPPLICATION hApplication, LPSTR szContainerName, HCONTAINER *phContainer)
{
	if (hApplication != &application ||
	    strcmp((const char *)szContainerName, "c") != 0)
		return SAR_FILE_NOT_EXIST;
	*phContainer = &container;
	return SAR_OK;
}

ULONG DEVAPI
SKF_CloseContainer(HCONTAINER hContainer)
{
	return hContainer == &container ? SAR_OK : SAR_INVALIDHANDLEERR;
}

ULONG DEVAPI
SKF_ImportCertificate(
    HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbCert, ULONG ulCertLen)
{
	(void)hContainer, (void)bSignFlag, (void)pbCert;
	return ulCertLen == 5 ? SAR_OK : SAR_INDATALENERR;
}

ULONG DEVAPI
SKF_ExportCertificate(
    HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbCert, ULONG *pulCertLen)
{
	BYTE cert[CERT_LEN];

	(void)hContainer;
	at("ExportCertificate");
	memset(cert, 'C', sizeof(cert));
	return bSignFlag ? give(cert, sizeof(cert), pbCert, pulCertLen)
			 : SAR_FILE_NOT_EXIST;
}

ULONG DEVAPI
SKF_GenECCKeyPair(HCONTAINER hContainer, ULONG ulAlgId, ECCPUBLICKEYBLOB *pBlob)
{
	(void)hContainer;
	if (ulAlgId != SGD_SM2_1)
		return SAR_INVALIDPARAMERR;
	memset(pBlob, 0, sizeof(*pBlob));
	pBlob->BitLen = 256;
	memset(pBlob->XCoordinate + 32, 'x', 32);
	memset(pBlob->YCoordinate + 32, 'y', 32);
	return SAR_OK;
}

ULONG DEVAPI
SKF_ExportPublicKey(
    HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbBlob, ULONG *pulBlobLen)
{
	ECCPUBLICKEYBLOB blob;

	if (!bSignFlag)
		return SAR_KEYNOTFOUNTERR;
	(void)SKF_GenECCKeyPair(hContainer, SGD_SM2_1, &blob);
	return give(&blob, sizeof(blob), pbBlob, pulBlobLen);
}

static bool
starts_with_zeros(const BYTE *p)
{
	static const BYTE zeros[32];

	return memcmp(p, zeros, sizeof(zeros)) == 0;
}

ULONG DEVAPI
SKF_ImportECCKeyPair(HCONTAINER hContainer, ENVELOPEDKEYBLOB *pEnvelopedKeyBlob)
{
	const ENVELOPEDKEYBLOB *e = pEnvelopedKeyBlob;

	(void)hContainer;
	if (e->Version != 1 || e->ulSymmAlgID != SGD_SM4_ECB ||
	    e->ulBits != 256 || e->PubKey.BitLen != 256 ||
	    e->ECCCipherBlob.CipherLen != 16)
		return SAR_INVALIDPARAMERR;
	return starts_with_zeros(e->cbEncryptedPriKey) ? SAR_INDATAERR : SAR_OK;
}

ULONG DEVAPI
SKF_ECCSignData(HCONTAINER hContainer, BYTE *pbData, ULONG ulDataLen,
    ECCSIGNATUREBLOB *pSignature)
{
	(void)hContainer, (void)pbData;
	at("ECCSignData");
	if (ulDataLen != 32)
		return SAR_INDATALENERR;
	memset(pSignature, 0, sizeof(*pSignature));
	memset(pSignature->r, 'r', 32);
	memset(pSignature->s, 's', 32);
	return SAR_OK;
}
