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

/* Each file may be read and written by whom its rights say. */
void
files_obey_their_rights(void **state)
{
	static const struct {
		ULONG read, write;
		uint32_t read_out, write_out, read_in, write_in;
	} cases[] = {
	    {SECURE_ANYONE_ACCOUNT, SECURE_USER_ACCOUNT, SAR_OK,
		SAR_USER_NOT_LOGGED_IN, SAR_OK, SAR_OK},
	    {SECURE_USER_ACCOUNT, SECURE_ANYONE_ACCOUNT, SAR_USER_NOT_LOGGED_IN,
		SAR_OK, SAR_OK, SAR_OK},
	    {SECURE_ADM_ACCOUNT, SECURE_NEVER_ACCOUNT, SAR_USER_NOT_LOGGED_IN,
		SAR_USER_NOT_LOGGED_IN, SAR_USER_NOT_LOGGED_IN,
		SAR_USER_NOT_LOGGED_IN},
	};
	struct suite *s = *state;
	BYTE out[8];
	ULONG len;

	for (size_t i = 0; i < COUNT(cases); i++) {
		login(s);
		OK(s->CreateFile(
		    s->app, TEXT("rights"), 8, cases[i].read, cases[i].write));
		len = sizeof(out);
		SAR(cases[i].read_in,
		    s->ReadFile(s->app, TEXT("rights"), 0, 8, out, &len));
		SAR(cases[i].write_in,
		    s->WriteFile(s->app, TEXT("rights"), 0, OCTETS("x"), 1));
		OK(s->ClearSecureState(s->app));
		len = sizeof(out);
		SAR(cases[i].read_out,
		    s->ReadFile(s->app, TEXT("rights"), 0, 8, out, &len));
		SAR(cases[i].write_out,
		    s->WriteFile(s->app, TEXT("rights"), 0, OCTETS("x"), 1));
		SAR(SAR_USER_NOT_LOGGED_IN,
		    s->DeleteFile(s->app, TEXT("rights")));
		login(s);
		OK(s->DeleteFile(s->app, TEXT("rights")));
	}
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
