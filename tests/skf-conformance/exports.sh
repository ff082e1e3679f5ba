#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# exports.sh LIBRARY SKF.H: the library exports what the header declares, and
# nothing else.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
nm -D --defined-only "$1" | awk '{print $3}' | sort >"$dir/exported"
grep -o 'DEVAPI SKF_[A-Za-z]*' "$2" | cut -d' ' -f2 | sort >"$dir/declared"
test -s "$dir/declared"
diff "$dir/declared" "$dir/exported"
