#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Run a command with a folder of tokens of its own, gone afterwards.
set -u
dir=$(mktemp -d) || exit 71
CERT_TOKENS=$dir/tokens "$@"
status=$?
rm -rf "$dir"
exit $status
