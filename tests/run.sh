#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Installs what is missing, builds everything with GCC into build/gcc and runs every test. Ends in ctest's summary.
# Arguments go to ctest:  tests/run.sh -R json

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

. cmake/packages.sh
need build tests

cmake --preset gcc
cmake --build --preset gcc --parallel "$(nproc)"
ctest --preset gcc --parallel "$(nproc)" "$@"
