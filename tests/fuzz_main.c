/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main() for a fuzz target without libFuzzer: gives it the empty input and
 * every file of the corpus folder once. What a finding is, the target and the
 * sanitizers decide, by ending the program.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX (1 << 20) /* octets; as libFuzzer's largest */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy that ends where the input does, so that ASan sees a step past it. */
static int
run_input(const uint8_t *data, size_t len)
{
	uint8_t *exact = calloc(1, len == 0 ? 1 : len);

	if (exact == NULL)
		return -1;
	if (len > 0)
		memcpy(exact, data, len);
	LLVMFuzzerTestOneInput(exact, len);
	free(exact);
	return 0;
}

static int
run_file(const char *dir, const char *name)
{
	static uint8_t data[INPUT_MAX];
	char path[4096];
	FILE *file;
	size_t len;
	int failed;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "rb");
	if (file == NULL) {
		perror(path);
		return -1;
	}
	len = fread(data, 1, sizeof(data), file);
	failed = ferror(file) || (len == sizeof(data) && fgetc(file) != EOF);
	fclose(file);
	if (failed) {
		fprintf(stderr, "%s: cannot be read, or too large\n", path);
		return -1;
	}
	return run_input(data, len);
}

static int
run_folder(const char *dir)
{
	DIR *folder = opendir(dir);
	struct dirent *entry;
	int failed = 0, count = 0;

	if (folder == NULL) {
		perror(dir);
		return -1;
	}
	while (!failed && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		failed = run_file(dir, entry->d_name);
		count++;
	}
	closedir(folder);
	printf("%s: %d inputs\n", dir, count);
	return failed || count == 0 ? -1 : 0;
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
		return 64;
	}
	if (run_input(NULL, 0) != 0 || run_folder(argv[1]) != 0)
		return 1;
	return 0;
}
