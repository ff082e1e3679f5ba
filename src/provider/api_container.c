/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.5: containers and the certificates in them. A certificate is
 * kept as it comes, with or without a key beside it.
 */
#include "provider/give.h"
#include "provider/object.h"

/* Make or open one, by its name: both end in a handle. */
static uint32_t
enter(HAPPLICATION h, LPSTR szName, HCONTAINER *phContainer,
    uint32_t (*how)(struct entry *e, struct back_application *a,
	const char *name, struct back_container **ret_c))
{
	AUTO_DONE(entry) e = {0};
	struct back_application *a;
	struct back_container *c;
	const char *name;

	SAR_TRY(entry_begin(&e));
	if (phContainer == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_name(szName, BACK_NAME_MAX, &name));
	SAR_TRY(application_of(&e, h, &a));
	SAR_TRY(how(&e, a, name, &c));
	return handle_add(&e, HANDLE_CONTAINER, c, phContainer);
}

ULONG DEVAPI
SKF_CreateContainer(
    HAPPLICATION hApplication, LPSTR szContainerName, HCONTAINER *phContainer)
{
	return enter(hApplication, szContainerName, phContainer,
	    back_end.create_container);
}

ULONG DEVAPI
SKF_OpenContainer(
    HAPPLICATION hApplication, LPSTR szContainerName, HCONTAINER *phContainer)
{
	return enter(hApplication, szContainerName, phContainer,
	    back_end.open_container);
}

ULONG DEVAPI
SKF_DeleteContainer(HAPPLICATION hApplication, LPSTR szContainerName)
{
	AUTO_DONE(entry) e = {0};
	struct back_application *a;
	const char *name;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_name(szContainerName, BACK_NAME_MAX, &name));
	SAR_TRY(application_of(&e, hApplication, &a));
	return back_end.delete_container(&e, a, name);
}

/* Callers close the application first and look at both results: a container's
 * handle stands for itself. */
ULONG DEVAPI
SKF_CloseContainer(HCONTAINER hContainer)
{
	AUTO_DONE(entry) e = {0};

	SAR_TRY(entry_begin(&e));
	return handle_close(&e, HANDLE_CONTAINER, hContainer);
}

ULONG DEVAPI
SKF_EnumContainer(
    HAPPLICATION hApplication, LPSTR szContainerName, ULONG *pulSize)
{
	AUTO_DONE(buf) names = BUF(NAMES_MAX);
	AUTO_DONE(entry) e = {0};
	struct back_application *a;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(application_of(&e, hApplication, &a));
	SAR_TRY(back_end.containers(&e, a, &names));
	return give_names(&names, szContainerName, pulSize);
}

/* What all functions about one container begin with. */
static uint32_t
begin_container(
    struct entry *ret_e, HCONTAINER h, struct back_container **ret_c)
{
	SAR_TRY(entry_begin(ret_e));
	return container_of(ret_e, h, ret_c);
}

ULONG DEVAPI
SKF_GetContainerType(HCONTAINER hContainer, ULONG *pulContainerType)
{
	AUTO_DONE(entry) e = {0};
	struct back_container *c;

	SAR_TRY(begin_container(&e, hContainer, &c));
	if (pulContainerType == NULL)
		return SAR_INVALIDPARAMERR;
	return back_end.container_type(&e, c, pulContainerType);
}

ULONG DEVAPI
SKF_GetContianerType(HCONTAINER hContainer, ULONG *pulContainerType)
{
	return SKF_GetContainerType(hContainer, pulContainerType);
}

ULONG DEVAPI
SKF_ImportCertificate(
    HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbCert, ULONG ulCertLen)
{
	AUTO_DONE(entry) e = {0};
	struct back_container *c;
	struct bytes cert;

	SAR_TRY(begin_container(&e, hContainer, &c));
	SAR_TRY(take_octets(pbCert, ulCertLen, &cert));
	if (cert.len < 1)
		return SAR_INDATALENERR;
	if (cert.len > back_end.cert_max)
		return SAR_NO_ROOM;
	return back_end.import_cert(&e, c, bSignFlag != FALSE, cert);
}

ULONG DEVAPI
SKF_ExportCertificate(
    HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbCert, ULONG *pulCertLen)
{
	AUTO_DONE(buf) cert = BUF(back_end.cert_max);
	AUTO_DONE(entry) e = {0};
	struct back_container *c;

	SAR_TRY(begin_container(&e, hContainer, &c));
	SAR_TRY(back_end.export_cert(&e, c, bSignFlag != FALSE, &cert));
	SAR_TRY_ERR(buf_status(&cert));
	return give_octets(buf_bytes(&cert), pbCert, pulCertLen);
}

ULONG DEVAPI
SKF_ExportPublicKey(
    HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbBlob, ULONG *pulBlobLen)
{
	AUTO_DONE(entry) e = {0};
	struct back_container *c;
	struct sm2_public key;
	ECCPUBLICKEYBLOB blob;

	SAR_TRY(begin_container(&e, hContainer, &c));
	SAR_TRY(back_end.public_key(&e, c, bSignFlag != FALSE, &key));
	give_public(&key, &blob);
	return give_octets(BYTES(&blob, sizeof(blob)), pbBlob, pulBlobLen);
}
