/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/versions.h"

#include <curl/curl.h>
#include <jansson.h>

#include "gm/gm.h"

void
versions_of_libraries(struct version out[VERSIONS_COUNT])
{
	out[0] = (struct version){"OpenSSL", gm_library_version()};
	out[1] = (struct version){
	    "libcurl", curl_version_info(CURLVERSION_NOW)->version};
	out[2] = (struct version){"Jansson", jansson_version_str()};
}
