# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What a machine needs, in one place, for the scripts to source:
#
#   need build            for the library's examples
#   need build tests      and for its tests
#   need build tests ci   and for what .ci/run does besides
#   need compare          for the comparisons of pages in benchmarks/compare
#   need clients          for that of HTTP clients there
#   need live             for who reads a real cloud
#   need lists            and for who compares its lists with the command line's
#   need peers            for what tests/http_peers asks besides Node.js
#
# Looks for each thing itself, not for its package. Where all are there nothing is touched; on Debian and Ubuntu what is
# missing is installed, and said; elsewhere it is named.

# for | Debian package | what it is | how to see that it is there
needed_packages='
build|g++|GCC 12 or newer|at_least 12 g++
build|cmake|CMake 3.25 or newer|at_least 3.25 cmake
build|ninja-build|Ninja|at_least 1.10 ninja
build|libasio-dev|standalone Asio 1.22 or newer, its headers|header asio/version.hpp ASIO_VERSION >= 102200
build|libssl-dev|OpenSSL 1.1.1 or newer, for developers|header openssl/ssl.h OPENSSL_VERSION_NUMBER >= 0x10101000L
build|libsimdjson-dev|simdjson 3.0 or newer, for developers|header simdjson.h 1
tests|doctest-dev|doctest 2.4 or newer|header doctest/doctest.h DOCTEST_VERSION_MAJOR * 100 + DOCTEST_VERSION_MINOR >= 204
tests|zlib1g-dev|zlib 1.2 or newer, for developers|header zlib.h 1
tests|libyaml-cpp-dev|yaml-cpp 0.7 or newer, for developers|header yaml-cpp/yaml.h 1
ci|ccache|ccache|at_least 4.0 ccache
ci|shellcheck|shellcheck|at_least 0.8 shellcheck
ci|clang-16|Clang 16|at_least 16 clang++-16
ci|libclang-rt-16-dev|the sanitizers and the fuzzer of Clang 16|fuzzer
ci|libbenchmark-dev|Google Benchmark|header benchmark/benchmark.h 1
ci|valgrind|Valgrind|program valgrind
ci|python3|Python 3|program python3
live|curl|curl|program curl
lists|python3-openstackclient|the OpenStack command line|program openstack
compare|apache2-utils|ApacheBench|program ab
compare|wrk|wrk|program wrk
compare|curl|curl|program curl
compare|python3-requests|Requests for /usr/bin/python3|module requests
compare|python3-aiohttp|aiohttp for /usr/bin/python3|module aiohttp
compare|python3-uvloop|uvloop for /usr/bin/python3|module uvloop
peers|g++|GCC 12 or newer|at_least 12 g++
peers|python3-h11|h11 for /usr/bin/python3|module h11
peers|libboost-dev|Boost 1.74 or newer, its headers|header boost/beast/version.hpp BOOST_BEAST_VERSION >= 300
clients|libcurl4-openssl-dev|libcurl, for developers|header curl/curl.h 1
clients|libboost-dev|Boost 1.74 or newer, its headers|header boost/beast/version.hpp BOOST_BEAST_VERSION >= 300
clients|python3-aiohttp|aiohttp for /usr/bin/python3|module aiohttp
clients|python3-uvloop|uvloop for /usr/bin/python3|module uvloop
clients|valgrind|Valgrind|program valgrind
clients|util-linux|taskset|program taskset
'

at_least() {  # VERSION PROGRAM
  local have
  have=$("$2" --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -1)
  [ -n "$have" ] && [ "$(printf '%s\n' "$1" "$have" | sort -V | head -1)" = "$1" ]
}

header() {  # FILE CONDITION...
  local file=$1
  shift
  printf '#include <%s>\n#if !(%s)\n#error too old\n#endif\n' "$file" "$*" |
    g++ -std=c++20 -E -x c++ - >/dev/null 2>&1
}

program() { command -v "$1" >/dev/null; }

module() { /usr/bin/python3 -c "import $1" 2>/dev/null; }

fuzzer() {
  compgen -G "$(clang++-16 -print-resource-dir 2>/dev/null)/lib/linux/libclang_rt.fuzzer-*" >/dev/null
}

# Sets missing_packages and missing_names to what is not there.
look_for_packages() {
  local group package name check
  missing_packages=()
  missing_names=()
  while IFS='|' read -r group package name check; do
    case " $* " in *" $group "*) ;; *) continue ;; esac
    # shellcheck disable=SC2086  # the check is words: a function and its arguments
    set -f && { $check || { missing_packages+=("$package") && missing_names+=("$name (Debian, Ubuntu: $package)"); }; }
    set +f
  done <<<"$(grep '|' <<<"$needed_packages")"
}

need() {  # GROUP...
  look_for_packages "$@"
  [ ${#missing_packages[@]} -eq 0 ] && return

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo)
  fi
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
    echo "Installing with apt-get: ${missing_packages[*]}"
    "${as_root[@]}" apt-get update -qq &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "${missing_packages[@]}" >/dev/null
    look_for_packages "$@"
    [ ${#missing_packages[@]} -eq 0 ] && return
  fi
  {
    echo "Missing, and not to be had by apt-get as this user:"
    printf '  %s\n' "${missing_names[@]}"
    echo "Please install what is named and run this again."
  } >&2
  exit 1
}

# Packages of a release of Debian, unpacked into a folder; the system's own stay as they are.
unpack_from_debian() {  # SUITE FOLDER PACKAGE...
  local suite=$1 folder=$2 apt=$PWD/build/apt-$1 mirror
  shift 2
  mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1)
  mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$folder"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror% } $suite main" >"$apt/sources.list"
  local options=(-qq -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt" -o Dir::State::status=/dev/null
    -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1)
  apt-get "${options[@]}" update &&
    (cd "$apt" && apt-get "${options[@]}" download "$@") || return
  local package
  for package in "$apt"/*.deb; do
    dpkg -x "$package" "$folder" || return
  done
  rm -rf "$apt"
}
