#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Installs what is missing, builds the dashboard's back end (examples/horizon_async.cpp) and starts it on a simulated cloud
# that it brings along, at http://127.0.0.1:8080: prints its page once, with the time of each call, and serves it until
# Ctrl-C.
#
#   --once   ends after the first page
#
# Other arguments are the program's own; with --help it tells them.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

. cmake/packages.sh
need build

# Without the preset's warnings as errors: whatever compiler there is, the demo should run.
cmake --preset release -B build/demo -DCMAKE_CXX_FLAGS= -DSHEAF_BUILD_TESTS=OFF -DSHEAF_BUILD_BENCHMARKS=OFF >/dev/null
cmake --build build/demo --parallel "$(nproc)" --target horizon_async

exec build/demo/examples/horizon_async --simulate --listen 127.0.0.1:8080 --demo "$@"
