/* SPDX-License-Identifier: Apache-2.0 */
/* GM/T 0016 7.4 and 7.5: files, containers, certificates. */
#include "suite.h"

static bool
is_listed(struct suite *s, const char *name)
{
	CHAR list[4096];
	ULONG len = sizeof(list);

	OK(s->EnumContainer(s->app, list, &len));
	for (CHAR *p = list; *p != 0; p += strlen((char *)p) + 1)
		if (strcmp((char *)p, name) == 0)
			return true;
	return false;
}

void
containers_are_made_listed_and_removed(void **state)
{
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "容器 1"), other = NULL;
	ULONG type = 99;

	assert_true(is_listed(s, "容器 1"));
	OK(s->GetContainerType(c, &type));
	assert_int_equal(type, CONTAINER_TYPE_NONE);
	SAR(SAR_FILE_ALREADY_EXIST,
	    s->CreateContainer(s->app, TEXT("容器 1"), &other));
	OK(s->OpenContainer(s->app, TEXT("容器 1"), &other));
	OK(s->CloseContainer(other));
	leave_container(s, c, "容器 1");
	assert_false(is_listed(s, "容器 1"));
	SAR(SAR_FILE_NOT_EXIST,
	    s->OpenContainer(s->app, TEXT("容器 1"), &other));
	SAR(SAR_FILE_NOT_EXIST, s->DeleteContainer(s->app, TEXT("容器 1")));
}

void
containers_need_the_user(void **state)
{
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "guarded");

	OK(s->ClearSecureState(s->app));
	SAR(SAR_USER_NOT_LOGGED_IN,
	    s->DeleteContainer(s->app, TEXT("guarded")));
	SAR(SAR_USER_NOT_LOGGED_IN,
	    s->ImportCertificate(c, TRUE, OCTETS("x"), 1));
	login(s);
	leave_container(s, c, "guarded");
}

void
a_container_name_has_at_most_64_octets(void **state)
{
	struct suite *s = *state;
	HCONTAINER c = NULL;
	char name[66];

	memset(name, 'n', 65);
	name[65] = '\0';
	login(s);
	SAR(SAR_NAMELENERR, s->CreateContainer(s->app, TEXT(name), &c));
	SAR(SAR_NAMELENERR, s->CreateContainer(s->app, TEXT(""), &c));
	OK(s->CreateContainer(s->app, TEXT(name + 1), &c));
	leave_container(s, c, name + 1);
}

void
a_container_closes_after_its_application(void **state)
{
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "outlives"), again = NULL;
	HAPPLICATION app = NULL;

	OK(s->OpenApplication(s->dev, TEXT(CONFORMANCE_APPLICATION), &app));
	OK(s->OpenContainer(app, TEXT("outlives"), &again));
	OK(s->CloseApplication(app));
	OK(s->CloseContainer(again));
	leave_container(s, c, "outlives");
}

void
certificates_are_kept_as_they_come(void **state)
{
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "certificates");
	BYTE cert[1234], back[2000];
	ULONG len = sizeof(back);

	memset(cert, 2, sizeof(cert));
	SAR(SAR_CERTNOTFOUNTERR, s->ExportCertificate(c, TRUE, back, &len));
	OK(s->ImportCertificate(c, FALSE, cert, 100));
	OK(s->ImportCertificate(c, FALSE, cert, sizeof(cert)));
	len = sizeof(back);
	SAR(SAR_CERTNOTFOUNTERR, s->ExportCertificate(c, TRUE, back, &len));
	len = sizeof(back);
	OK(s->ExportCertificate(c, FALSE, back, &len));
	assert_int_equal(len, sizeof(cert));
	assert_memory_equal(back, cert, sizeof(cert));
	leave_container(s, c, "certificates");
}

/* Certificates of the real world, in both places, replaced by others. */
void
certificates_of_4_kb_fit(void **state)
{
	static const ULONG lens[] = {4096, 1, 2048, 2049, 3000};
	static BYTE cert[4096], back[5000];
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "large");
	ULONG len;

	for (size_t i = 0; i < sizeof(cert); i++)
		cert[i] = (BYTE)(i * 31 >> 3);
	for (size_t i = 0; i < COUNT(lens); i++) {
		OK(s->ImportCertificate(c, TRUE, cert, lens[i]));
		OK(s->ImportCertificate(c, FALSE, cert + 1, 4095));
		len = sizeof(back);
		OK(s->ExportCertificate(c, TRUE, back, &len));
		assert_int_equal(len, lens[i]);
		assert_memory_equal(back, cert, len);
		len = sizeof(back);
		OK(s->ExportCertificate(c, FALSE, back, &len));
		assert_int_equal(len, 4095);
		assert_memory_equal(back, cert + 1, len);
	}
	leave_container(s, c, "large");
}

void
what_does_not_fit_leaves_what_is_there(void **state)
{
	static BYTE huge[1u << 20];
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "huge");
	BYTE back[16];
	ULONG len = sizeof(back);

	OK(s->ImportCertificate(c, TRUE, OCTETS("certificate"), 11));
	SAR(SAR_NO_ROOM, s->ImportCertificate(c, TRUE, huge, sizeof(huge)));
	assert_int_not_equal(
	    s->ImportCertificate(c, TRUE, OCTETS(""), 0), SAR_OK);
	SAR(SAR_INVALIDPARAMERR, s->ImportCertificate(c, TRUE, NULL, 11));
	OK(s->ExportCertificate(c, TRUE, back, &len));
	assert_int_equal(len, 11);
	SAR(SAR_NO_ROOM, s->CreateFile(s->app, TEXT("huge"), 1u << 30,
			     SECURE_USER_ACCOUNT, SECURE_USER_ACCOUNT));
	leave_container(s, c, "huge");
}

void
space_that_is_used_comes_back(void **state)
{
	static BYTE cert[2000];
	struct suite *s = *state;
	DEVINFO before, during, after;
	HCONTAINER c;

	OK(s->GetDevInfo(s->dev, &before));
	c = enter_container(s, "space");
	OK(s->ImportCertificate(c, TRUE, cert, sizeof(cert)));
	OK(s->GetDevInfo(s->dev, &during));
	assert_true(during.FreeSpace + sizeof(cert) <= before.FreeSpace);
	leave_container(s, c, "space");
	OK(s->GetDevInfo(s->dev, &after));
	assert_int_equal(after.FreeSpace, before.FreeSpace);
}

void
lengths_are_told_without_a_buffer(void **state)
{
	struct suite *s = *state;
	HCONTAINER c = enter_container(s, "lengths");
	BYTE out[64];
	ULONG len = 0;

	OK(s->ImportCertificate(c, TRUE, OCTETS("certificate"), 11));
	OK(s->ExportCertificate(c, TRUE, NULL, &len));
	assert_int_equal(len, 11);
	len = 10;
	SAR(SAR_BUFFER_TOO_SMALL, s->ExportCertificate(c, TRUE, out, &len));
	assert_int_equal(len, 11);
	OK(s->ExportCertificate(c, TRUE, out, &len));
	SAR(SAR_INVALIDPARAMERR, s->ExportCertificate(c, TRUE, out, NULL));
	leave_container(s, c, "lengths");
}

/* 7.4: who is what, and which rights let them. */
static const struct {
	const char *user, *admin; /* PINs; NULL: not logged in */
	ULONG is;
} people[] = {
    {NULL, NULL, SECURE_NEVER_ACCOUNT},
    {USER_PIN, NULL, SECURE_USER_ACCOUNT},
    {NULL, ADMIN_PIN, SECURE_ADM_ACCOUNT},
    {USER_PIN, ADMIN_PIN, SECURE_USER_ACCOUNT | SECURE_ADM_ACCOUNT},
};

static const ULONG rights[] = {SECURE_NEVER_ACCOUNT, SECURE_ADM_ACCOUNT,
    SECURE_USER_ACCOUNT, SECURE_ADM_ACCOUNT | SECURE_USER_ACCOUNT,
    SECURE_ANYONE_ACCOUNT};
#define LAST_RIGHT (COUNT(rights) - 1)

static uint32_t
expect(ULONG right, ULONG is)
{
	return right == SECURE_ANYONE_ACCOUNT || (right & is) != 0
		   ? SAR_OK
		   : SAR_USER_NOT_LOGGED_IN;
}

static void
become(struct suite *s, HAPPLICATION app, size_t who)
{
	ULONG left;

	OK(s->ClearSecureState(app));
	if (people[who].user != NULL)
		OK(s->VerifyPIN(app, USER_TYPE, TEXT(people[who].user), &left));
	if (people[who].admin != NULL)
		OK(s->VerifyPIN(
		    app, ADMIN_TYPE, TEXT(people[who].admin), &left));
}

/* File i is read with rights[i] and written with the opposite one. */
static void
file_name(size_t i, char out[8])
{
	memcpy(out, "file-0", 7);
	out[5] = (char)('0' + i);
}

void
files_obey_their_rights(void **state)
{
	struct suite *s = *state;
	char name[8];
	BYTE out[8];
	ULONG len;

	login(s);
	for (size_t i = 0; i < COUNT(rights); i++) {
		file_name(i, name);
		OK(s->CreateFile(
		    s->app, TEXT(name), 8, rights[i], rights[LAST_RIGHT - i]));
	}
	for (size_t who = 0; who < COUNT(people); who++) {
		become(s, s->app, who);
		for (size_t i = 0; i < COUNT(rights); i++) {
			file_name(i, name);
			len = sizeof(out);
			SAR(expect(rights[i], people[who].is),
			    s->ReadFile(s->app, TEXT(name), 0, 8, out, &len));
			SAR(expect(rights[LAST_RIGHT - i], people[who].is),
			    s->WriteFile(
				s->app, TEXT(name), 0, OCTETS("x"), 1));
		}
	}
	become(s, s->app, 2); /* deleting is as creating: the user's here */
	SAR(SAR_USER_NOT_LOGGED_IN, s->DeleteFile(s->app, TEXT("file-0")));
	become(s, s->app, 1);
	for (size_t i = 0; i < COUNT(rights); i++) {
		file_name(i, name);
		OK(s->DeleteFile(s->app, TEXT(name)));
	}
}

/* dwCreateFileRights is about files; containers are the user's. */
void
files_are_made_by_whom_the_application_says(void **state)
{
	struct suite *s = *state;

	for (size_t i = 0; i < COUNT(rights); i++) {
		HAPPLICATION app = enter_application(s, rights[i]);

		if (app == NULL)
			return; /* the device takes one application */
		for (size_t who = 0; who < COUNT(people); who++) {
			uint32_t want = expect(rights[i], people[who].is);
			HCONTAINER c = NULL;

			become(s, app, who);
			SAR(want,
			    s->CreateFile(app, TEXT("made"), 8,
				SECURE_ANYONE_ACCOUNT, SECURE_ANYONE_ACCOUNT));
			SAR(want == SAR_OK ? SAR_OK : SAR_USER_NOT_LOGGED_IN,
			    s->DeleteFile(app, TEXT("made")));
			if (people[who].user != NULL)
				continue;
			SAR(SAR_USER_NOT_LOGGED_IN,
			    s->CreateContainer(app, TEXT("c"), &c));
		}
		leave_application(s, app);
	}
}

void
a_large_file_is_read_and_written_in_parts(void **state)
{
	static BYTE data[20000], back[20000];
	struct suite *s = *state;
	ULONG len;

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (BYTE)(i * 17 >> 4);
	login(s);
	OK(s->CreateFile(s->app, TEXT("large"), sizeof(data),
	    SECURE_USER_ACCOUNT, SECURE_USER_ACCOUNT));
	len = sizeof(back);
	OK(s->ReadFile(s->app, TEXT("large"), 19000, 20000, back, &len));
	assert_int_equal(len, 1000);
	assert_int_equal(back[0] | back[999], 0); /* begins as zeros */
	OK(s->WriteFile(s->app, TEXT("large"), 0, data, 12345));
	OK(s->WriteFile(
	    s->app, TEXT("large"), 12345, data + 12345, 20000 - 12345));
	len = sizeof(back);
	OK(s->ReadFile(s->app, TEXT("large"), 0, 20000, back, &len));
	assert_int_equal(len, sizeof(data));
	assert_memory_equal(back, data, sizeof(data));
	OK(s->DeleteFile(s->app, TEXT("large")));
}

void
a_file_is_read_and_written_within_its_size(void **state)
{
	struct suite *s = *state;
	FILEATTRIBUTE info;
	BYTE out[300];
	ULONG len = sizeof(out);

	login(s);
	OK(s->CreateFile(s->app, TEXT("small"), 256, SECURE_USER_ACCOUNT,
	    SECURE_USER_ACCOUNT));
	SAR(SAR_FILE_ALREADY_EXIST,
	    s->CreateFile(s->app, TEXT("small"), 1, 0xff, 0xff));
	OK(s->WriteFile(s->app, TEXT("small"), 16, OCTETS("12345678"), 8));
	OK(s->ReadFile(s->app, TEXT("small"), 16, 8, out, &len));
	assert_int_equal(len, 8);
	assert_memory_equal(out, "12345678", 8);
	len = sizeof(out);
	OK(s->ReadFile(s->app, TEXT("small"), 250, 256, out, &len));
	assert_int_equal(len, 6); /* to the end and no further */
	assert_int_not_equal(
	    s->WriteFile(s->app, TEXT("small"), 255, OCTETS("12"), 2), SAR_OK);
	OK(s->WriteFile(s->app, TEXT("small"), 255, OCTETS("1"), 1));
	OK(s->GetFileInfo(s->app, TEXT("small"), &info));
	assert_int_equal(info.FileSize, 256);
	assert_int_equal(info.ReadRights, SECURE_USER_ACCOUNT);
	OK(s->DeleteFile(s->app, TEXT("small")));
	SAR(SAR_FILE_NOT_EXIST, s->DeleteFile(s->app, TEXT("small")));
}
