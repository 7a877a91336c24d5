# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Builds that stages are made of.

jobs=$(nproc)

# Configures, builds and tests a preset.
preset() {
  cmake --preset "$1" && cmake --build --preset "$1" --parallel "$jobs" && ctest --preset "$1" --parallel "$jobs"
}

# Some layers' tests, built with a preset and ARGUMENTS in a folder of their own.
layer_tests() {  # PRESET FOLDER 'LAYERS' 'DOCTEST OPTIONS' CMAKE ARGUMENTS...
  local preset=$1 folder=build/$2 layers=$3 options=$4 layer
  shift 4
  # shellcheck disable=SC2046,SC2086  # layers are words
  cmake --preset "$preset" -B "$folder" -DSHEAF_CHECK_SOURCES=OFF "$@" &&
    cmake --build "$folder" --parallel "$jobs" --target $(printf '%s_tests ' $layers) || return
  for layer in $layers; do
    "$folder/tests/${layer}_tests" ${options:+"$options"} || return
  done
}

# Runs functions side by side, and tells what each said when it has ended.
at_once() {  # FUNCTION...
  local one result=0 running=()
  for one in "$@"; do
    "$one" >"build/$one.log" 2>&1 &
    running+=($!)
  done
  for one in "$@"; do
    wait "${running[0]}" || result=1
    running=("${running[@]:1}")
    cat "build/$one.log"
  done
  return "$result"
}

# The headers of Debian 13's Asio, unpacked into build/asio-trixie; the system's own packages stay as they are.
fetch_asio() {
  [ -e build/asio-trixie/usr/include/asio/version.hpp ] && return
  unpack_from_debian trixie build/asio-trixie libasio-dev &&
    grep 'define ASIO_VERSION ' build/asio-trixie/usr/include/asio/version.hpp
}
