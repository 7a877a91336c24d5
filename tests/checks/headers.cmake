# SPDX-License-Identifier: MIT
#
# What every header promises by its place and name:  cmake -DROOT=<source tree> -P headers.cmake
#
#   - its first line is the licence, its include guard (opening and closing) is its path in capitals
#   - it includes its own layer and those below, in no circle; third parties come in through their one door
#   - sheaf.hpp lists every public header, and nobody includes it
#   - detail/launch.hpp alone reaches into asio::detail, where there is another way for an Asio that has changed it
#   - a public header x.hpp has its tests in x_test.cpp at the same path under tests/

cmake_minimum_required(VERSION 3.25)

cmake_path(ABSOLUTE_PATH ROOT)

# Public headers without a test of their own: nothing in them to run.
set(untested sheaf.hpp openstack/services/compute.hpp openstack/services/network.hpp)

# What a layer may include besides itself. "core" is the root folder and its detail/.
set(below_core "")
set(below_json "")
set(below_http core)
set(below_rest core http json)
set(below_openstack core http json rest)
set(below_testing core)
set(testing_may_include http/tls.hpp)  # for TLS servers; nothing else of what it helps to test

# What needs a package of its own is in nobody's way.
set(optional http/gzip.hpp openstack/clouds_yaml.hpp)

# Where third parties may be included; anything else that is neither ours nor the standard library's may be nowhere.
set(simdjson_allowed "^json/")
set(openssl_allowed "^(http|testing)/")
set(yaml-cpp_allowed "^openstack/clouds_yaml\\.hpp$")
set(asio_allowed "^(detail|http|testing)/")

set(faults "")
macro(fault text)
  list(APPEND faults "${text}")
endmacro()

function(layer_of path out)
  string(REGEX MATCH "^[^/]+/" folder "${path}")
  string(REPLACE "/" "" layer "${folder}")
  if(layer STREQUAL "" OR layer STREQUAL "detail")
    set(layer core)
  endif()
  set(${out} ${layer} PARENT_SCOPE)
endfunction()

set(include_dir "${ROOT}/include/sheaf")
file(GLOB_RECURSE headers RELATIVE "${include_dir}" "${include_dir}/*.hpp")
if(NOT headers)
  message(FATAL_ERROR "there are no headers under ${include_dir}")
endif()

foreach(header IN LISTS headers)
  layer_of(${header} layer)
  if(NOT DEFINED below_${layer})
    fault("${header}: '${layer}' is no layer")
    continue()
  endif()

  file(STRINGS "${include_dir}/${header}" first_lines LIMIT_COUNT 1)
  if(NOT first_lines STREQUAL "// SPDX-License-Identifier: MIT")
    fault("${header}: the first line is not // SPDX-License-Identifier: MIT")
  endif()

  string(TOUPPER "SHEAF_${header}" guard)
  string(REGEX REPLACE "[^A-Z0-9]" "_" guard "${guard}")
  file(READ "${include_dir}/${header}" text)
  string(FIND "${text}" "#ifndef ${guard}\n#define ${guard}\n" opening)
  if(opening EQUAL -1)
    fault("${header}: the include guard does not open with ${guard}")
  endif()
  if(NOT text MATCHES "\n#endif  // ${guard}\n$")
    fault("${header}: does not end with '#endif  // ${guard}'")
  endif()

  if(NOT header STREQUAL "detail/launch.hpp" AND text MATCHES "asio::detail")
    fault("${header}: reaches into asio::detail, which is for detail/launch.hpp")
  endif()

  file(STRINGS "${include_dir}/${header}" includes REGEX "^ *# *include")
  set(ours "")
  set(seen_any FALSE)
  foreach(line IN LISTS includes)
    string(REGEX MATCH "<([^>]+)>" _ "${line}")
    set(file "${CMAKE_MATCH_1}")
    if(NOT line MATCHES "<")
      fault("${header}: ${line} (write <sheaf/...>)")
    elseif(file MATCHES "^sheaf/(.*)")
      set(target "${CMAKE_MATCH_1}")
      list(APPEND ours ${target})
      layer_of(${target} target_layer)
      if(NOT EXISTS "${include_dir}/${target}")
        fault("${header}: includes ${target}, which does not exist")
      elseif(header STREQUAL "sheaf.hpp")
        # it may include all
      elseif(target STREQUAL "sheaf.hpp")
        fault("${header}: includes sheaf.hpp, which is for users")
      elseif(NOT target_layer STREQUAL layer AND NOT target_layer IN_LIST below_${layer}
             AND NOT target IN_LIST ${layer}_may_include)
        fault("${header}: ${layer} may not include ${target_layer} (${target})")
      endif()
    elseif(file MATCHES "^(asio|boost/.*)$|^asio\\.hpp$")
      fault("${header}: never <${file}>")
    elseif(file MATCHES "^(asio|simdjson|openssl|yaml-cpp)[/.]")
      set(party ${CMAKE_MATCH_1})
      if(file MATCHES "^asio/ssl")
        set(party openssl)
      endif()
      if(NOT header MATCHES "${${party}_allowed}")
        fault("${header}: may not include <${file}>")
      endif()
      if(party STREQUAL "asio" AND NOT seen_any)
        fault("${header}: <${file}> comes first, where <sheaf/detail/asio.hpp> must")
      endif()
    elseif(file MATCHES "/" AND NOT file MATCHES "^(sys|netinet|arpa|linux)/")
      fault("${header}: <${file}> is of no package of ours")
    endif()
    set(seen_any TRUE)
  endforeach()
  set(includes_of_${header} ${ours})

  if(NOT header MATCHES "detail/" AND NOT header IN_LIST untested)
    string(REGEX REPLACE "\\.hpp$" "_test.cpp" test "tests/${header}")
    if(NOT EXISTS "${ROOT}/${test}")
      fault("${header}: has no ${test}")
    endif()
  endif()
  if(NOT header MATCHES "detail/" AND NOT header STREQUAL "sheaf.hpp" AND NOT header IN_LIST optional)
    list(APPEND public_headers ${header})
  endif()
endforeach()

foreach(header IN LISTS public_headers)
  if(NOT header IN_LIST includes_of_sheaf.hpp)
    fault("sheaf.hpp: does not include ${header}")
  endif()
endforeach()

# No circles: take away headers that include nothing that is left, until nothing changes.
set(left ${headers})
set(changed TRUE)
while(changed)
  set(changed FALSE)
  foreach(header IN LISTS left)
    set(blocked FALSE)
    foreach(target IN LISTS includes_of_${header})
      if(target IN_LIST left)
        set(blocked TRUE)
        break()
      endif()
    endforeach()
    if(NOT blocked)
      list(REMOVE_ITEM left ${header})
      set(changed TRUE)
    endif()
  endforeach()
endwhile()
if(left)
  list(JOIN left ", " left)
  fault("these include each other in a circle, or include those that do: ${left}")
endif()

list(LENGTH faults count)
if(count GREATER 0)
  list(JOIN faults "\n  " faults)
  message(FATAL_ERROR "${count} faults:\n  ${faults}")
endif()
list(LENGTH headers count)
message(STATUS "${count} headers are in order")
