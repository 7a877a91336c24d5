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

# The headers of Debian 13's Asio, unpacked into build/asio-trixie; the system's own packages stay as they are.
fetch_asio() {
  local apt=$PWD/build/apt mirror
  [ -e build/asio-trixie/usr/include/asio/version.hpp ] && return
  mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d | head -1)
  mkdir -p "$apt/lists/partial" "$apt/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror% } trixie main" >"$apt/sources.list"
  local options=(-qq -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt" -o Dir::State::status=/dev/null
    -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1)
  apt-get "${options[@]}" update &&
    (cd "$apt" && apt-get "${options[@]}" download libasio-dev) &&
    dpkg -x "$apt"/libasio-dev_*.deb build/asio-trixie &&
    rm -rf "$apt" &&
    grep 'define ASIO_VERSION ' build/asio-trixie/usr/include/asio/version.hpp
}
