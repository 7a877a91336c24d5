# SPDX-License-Identifier: MIT
#
# Including Sheaf defines macros named SHEAF_* and no others of its own:
#   cmake -DROOT=<source tree> -DWORK=<scratch folder> -DCOMPILER=g++ -DOPTIONS=<file with its options> -P macros.cmake
#
# What the preprocessor knows after all our headers, less what it knows after the same third-party headers alone.

cmake_minimum_required(VERSION 3.25)

cmake_path(ABSOLUTE_PATH ROOT)
file(GLOB_RECURSE headers RELATIVE "${ROOT}/include" "${ROOT}/include/*.hpp")
set(ours "")
set(theirs "")
foreach(header IN LISTS headers)
  string(APPEND ours "#include <${header}>\n")
  file(STRINGS "${ROOT}/include/${header}" includes REGEX "^ *# *include <")
  foreach(line IN LISTS includes)
    string(REGEX MATCH "<[^>]+>" file "${line}")
    if(NOT file MATCHES "^<sheaf/")
      string(APPEND theirs "#if __has_include(${file})\n#include ${file}\n#endif\n")
    endif()
  endforeach()
endforeach()

function(macros_after name text out)
  file(WRITE "${WORK}/${name}.cpp" "${text}")
  execute_process(COMMAND ${COMPILER} @${OPTIONS} -E -dM "${WORK}/${name}.cpp"
    OUTPUT_FILE "${WORK}/${name}.txt" ERROR_VARIABLE error RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${error}")
  endif()
  file(READ "${WORK}/${name}.txt" text)
  string(REGEX MATCHALL "#define [A-Za-z0-9_]+" names "${text}")
  list(TRANSFORM names REPLACE "#define " "")
  set(${out} ${names} PARENT_SCOPE)
endfunction()
macros_after(ours "${ours}" all)
macros_after(theirs "${theirs}" third_party)

list(REMOVE_ITEM all ${third_party})
list(LENGTH all count)
if(count EQUAL 0)
  message(FATAL_ERROR "not even the include guards were found")
endif()
list(FILTER all EXCLUDE REGEX "^SHEAF_")
if(all)
  list(JOIN all ", " all)
  message(FATAL_ERROR "macros that are not SHEAF_*: ${all}")
endif()
message(STATUS "${count} macros, all of them SHEAF_*")
