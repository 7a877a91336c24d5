# SPDX-License-Identifier: MIT
#
# Finds standalone Asio, which comes without a CMake package from most distributions and from its own sources.
#
#   asio::asio     its headers (as SYSTEM ones), threads, and what an old Asio must be told
#   Asio_VERSION
#
# Looks at, in this order: a target asio::asio that exists already (FetchContent, vcpkg, Conan), a config package, bare
# headers; Asio_ROOT says where.

if(NOT TARGET asio::asio)
  find_package(asio CONFIG QUIET)
endif()

if(TARGET asio::asio)
  get_target_property(Asio_INCLUDE_DIR asio::asio INTERFACE_INCLUDE_DIRECTORIES)
  if(Asio_INCLUDE_DIR MATCHES "\\$<|;")  # written as generator expressions, or several: the version stays unknown
    string(GENEX_STRIP "${Asio_INCLUDE_DIR}" Asio_INCLUDE_DIR)
  endif()
else()
  find_path(Asio_INCLUDE_DIR asio/version.hpp)
  mark_as_advanced(Asio_INCLUDE_DIR)
endif()

set(Asio_VERSION "")
if(EXISTS "${Asio_INCLUDE_DIR}/asio/version.hpp")
  # "#define ASIO_VERSION 102201 // 1.22.1": major * 100000 + minor * 100 + patch
  file(STRINGS "${Asio_INCLUDE_DIR}/asio/version.hpp" version_line REGEX "#define ASIO_VERSION ")
  string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" Asio_VERSION "${version_line}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Asio REQUIRED_VARS Asio_INCLUDE_DIR VERSION_VAR Asio_VERSION
  REASON_FAILURE_MESSAGE "Install standalone Asio (Debian, Ubuntu: libasio-dev) or set Asio_ROOT")

if(Asio_FOUND AND NOT TARGET asio::asio)
  find_package(Threads REQUIRED)
  add_library(asio::asio INTERFACE IMPORTED)
  target_include_directories(asio::asio INTERFACE "${Asio_INCLUDE_DIR}")
  target_link_libraries(asio::asio INTERFACE Threads::Threads)
  target_compile_definitions(asio::asio INTERFACE ASIO_STANDALONE=1)
  if(Asio_VERSION VERSION_LESS 1.30)
    # Before 1.30 the headers included earlier decide whether frames come from std::aligned_alloc or operator new; two units
    # of one program that decide differently free each other's memory in the wrong way.
    target_compile_definitions(asio::asio INTERFACE ASIO_HAS_STD_ALIGNED_ALLOC=1)
    # Those versions also overlook that Clang with libstdc++ has coroutines.
    target_compile_definitions(asio::asio INTERFACE
      "$<$<CXX_COMPILER_ID:Clang,AppleClang>:ASIO_HAS_CO_AWAIT=1;ASIO_HAS_STD_COROUTINE=1>")
  endif()
endif()
