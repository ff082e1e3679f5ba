/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.5: containers and the certificates in them. A certificate is
 * kept as it comes, with or without a key beside it.
 */
#include <string.h>

#include "softtoken/device.h"
#include "softtoken/give.h"

#define NAMES_MAX (MODEL_CONTAINERS_MAX * MODEL_NAME_SIZE + 2)

static int
place_of(BOOL sign)
{
	return sign ? KEY_SIGN : KEY_ENCRYPT;
}

ULONG DEVAPI
SKF_CreateContainer(
    HAPPLICATION hApplication, LPSTR szContainerName, HCONTAINER *phContainer)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	struct application_view v;
	struct container *container;
	const char *name;

	SAR_TRY(entry_begin(&e));
	if (phContainer == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_text(szContainerName, MODEL_NAME_SIZE - 1, &name));
	SAR_TRY(application_edit(&e, hApplication, &c, &v));
	if (!login_has(&e, v.application->id, PIN_USER))
		return SAR_USER_NOT_LOGGED_IN;
	if (v.application->container_count == MODEL_CONTAINERS_MAX)
		return SAR_REACH_MAX_CONTAINER_COUNT;
	SAR_TRY_ERR(application_add_container(v.application, name, &container));
	SAR_TRY_ERR(change_save(&c));
	return container_handle(&e, &v, container, phContainer);
}

ULONG DEVAPI
SKF_DeleteContainer(HAPPLICATION hApplication, LPSTR szContainerName)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	struct application_view v;
	struct container *container;
	const char *name;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_text(szContainerName, MODEL_NAME_SIZE - 1, &name));
	SAR_TRY(application_edit(&e, hApplication, &c, &v));
	if (!login_has(&e, v.application->id, PIN_USER))
		return SAR_USER_NOT_LOGGED_IN;
	container = application_container(v.application, name);
	if (container == NULL)
		return SAR_FILE_NOT_EXIST;
	application_remove_container(v.application, container);
	return sar_from_err(change_save(&c));
}

ULONG DEVAPI
SKF_OpenContainer(
    HAPPLICATION hApplication, LPSTR szContainerName, HCONTAINER *phContainer)
{
	AUTO_DONE(entry) e = {0};
	struct application_view v;
	struct container *container;
	const char *name;

	SAR_TRY(entry_begin(&e));
	if (phContainer == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_text(szContainerName, MODEL_NAME_SIZE - 1, &name));
	SAR_TRY(application_get(&e, hApplication, &v));
	container = application_container(v.application, name);
	if (container == NULL)
		return SAR_FILE_NOT_EXIST;
	return container_handle(&e, &v, container, phContainer);
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
	struct application_view v;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(application_get(&e, hApplication, &v));
	for (size_t i = 0; i < v.application->container_count; i++) {
		buf_str(&names, v.application->containers[i]->name);
		buf_u8(&names, 0);
	}
	return give_names(&names, szContainerName, pulSize);
}

ULONG DEVAPI
SKF_GetContainerType(HCONTAINER hContainer, ULONG *pulContainerType)
{
	AUTO_DONE(entry) e = {0};
	struct container_view v;

	SAR_TRY(entry_begin(&e));
	if (pulContainerType == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(container_get(&e, hContainer, &v));
	*pulContainerType = v.container->keys[KEY_SIGN].present ||
				    v.container->keys[KEY_ENCRYPT].present
				? CONTAINER_TYPE_ECC
				: CONTAINER_TYPE_NONE;
	return SAR_OK;
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
	AUTO_DONE(change) c = {0};
	struct container_view v;
	struct bytes cert;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_octets(pbCert, ulCertLen, &cert));
	if (cert.len < 1)
		return SAR_INDATALENERR;
	if (cert.len > MODEL_CERT_MAX)
		return SAR_NO_ROOM;
	SAR_TRY(container_edit(&e, hContainer, &c, &v));
	if (!login_has(&e, v.application->id, PIN_USER))
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY_ERR(blob_set(&v.container->certs[place_of(bSignFlag)], cert));
	return sar_from_err(change_save(&c));
}

ULONG DEVAPI
SKF_ExportCertificate(
    HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbCert, ULONG *pulCertLen)
{
	AUTO_DONE(entry) e = {0};
	struct container_view v;
	const struct blob *cert;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(container_get(&e, hContainer, &v));
	cert = &v.container->certs[place_of(bSignFlag)];
	if (cert->p == NULL)
		return SAR_CERTNOTFOUNTERR;
	return give_octets(BYTES(cert->p, cert->len), pbCert, pulCertLen);
}

ULONG DEVAPI
SKF_ExportPublicKey(
    HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbBlob, ULONG *pulBlobLen)
{
	AUTO_DONE(entry) e = {0};
	struct container_view v;
	const struct key_pair *pair;
	ECCPUBLICKEYBLOB blob;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(container_get(&e, hContainer, &v));
	pair = &v.container->keys[place_of(bSignFlag)];
	if (!pair->present)
		return SAR_KEYNOTFOUNTERR;
	give_public(&pair->public, &blob);
	return give_octets(BYTES(&blob, sizeof(blob)), pbBlob, pulBlobLen);
}
