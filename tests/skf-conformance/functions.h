/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of a library, found by name when it is loaded, and what they
 * want text and octets to look like: for skf-conformance and skf-hammer.
 */
#ifndef SKF_CONFORMANCE_FUNCTIONS_H
#define SKF_CONFORMANCE_FUNCTIONS_H

#include "base/library.h"
#include "skf/skf.h"

/* Every function of the standard, and then the extensions. */
/* clang-format off */
#define SKF_STANDARD_FUNCTIONS(F) \
	F(WaitForDevEvent) F(CancelWaitForDevEvent) F(EnumDev) \
	F(ConnectDev) F(DisConnectDev) F(GetDevState) F(SetLabel) \
	F(GetDevInfo) F(LockDev) F(UnlockDev) F(Transmit) \
	F(ChangeDevAuthKey) F(DevAuth) F(ChangePIN) F(GetPINInfo) \
	F(VerifyPIN) F(UnblockPIN) F(ClearSecureState) \
	F(CreateApplication) F(EnumApplication) F(DeleteApplication) \
	F(OpenApplication) F(CloseApplication) F(CreateFile) F(DeleteFile) \
	F(EnumFiles) F(GetFileInfo) F(ReadFile) F(WriteFile) \
	F(CreateContainer) F(DeleteContainer) F(OpenContainer) \
	F(CloseContainer) F(EnumContainer) F(GetContainerType) \
	F(ImportCertificate) F(ExportCertificate) F(GenRandom) \
	F(GenRSAKeyPair) F(ImportRSAKeyPair) F(RSASignData) F(RSAVerify) \
	F(RSAExportSessionKey) F(GenECCKeyPair) F(ImportECCKeyPair) \
	F(ECCSignData) F(ECCVerify) F(ECCExportSessionKey) \
	F(ExtECCEncrypt) F(GenerateAgreementDataWithECC) \
	F(GenerateAgreementDataAndKeyWithECC) F(GenerateKeyWithECC) \
	F(ExportPublicKey) F(ImportSessionKey) F(EncryptInit) F(Encrypt) \
	F(EncryptUpdate) F(EncryptFinal) F(DecryptInit) F(Decrypt) \
	F(DecryptUpdate) F(DecryptFinal) F(DigestInit) F(Digest) \
	F(DigestUpdate) F(DigestFinal) F(MacInit) F(Mac) F(MacUpdate) \
	F(MacFinal) F(CloseHandle)
#define SKF_EXTENSION_FUNCTIONS(F) \
	F(SetSymmKey) F(ECCDecrypt) F(ExtECCDecrypt) F(ExtECCSign) \
	F(ExtECCVerify) F(GenExtRSAKey) F(ExtRSAPubKeyOperation) \
	F(ExtRSAPriKeyOperation) F(GetContianerType) F(DisconnectDev)
/* clang-format on */

/* Members of a struct: s->EnumDev(...) */
#define SKF_FUNCTION_MEMBER(name) __typeof__(&SKF_##name) name;
#define SKF_FUNCTION_MEMBERS                        \
	SKF_STANDARD_FUNCTIONS(SKF_FUNCTION_MEMBER) \
	SKF_EXTENSION_FUNCTIONS(SKF_FUNCTION_MEMBER)

/* Text for the standard's CHAR *. */
#define TEXT(s) ((LPSTR)(uintptr_t)(const char *)(s))
#define OCTETS(p) ((BYTE *)(uintptr_t)(const void *)(p))

#endif
