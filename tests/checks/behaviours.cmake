# SPDX-License-Identifier: MIT
#
# Every behaviour that combinators are to have, T01 to T94, has its test:  cmake -DROOT=<source tree> -P behaviours.cmake
#
#   - a test case or a program that must not compile has the number in its name
#   - in at least one of them a comment names the mutation that was tried and made it fail, or says that there is none

cmake_minimum_required(VERSION 3.25)

cmake_path(ABSOLUTE_PATH ROOT)
set(struck T52 T55)  # the limiter is no rate limiter; what as_completed gives are always outcomes

set(named "")
set(tried "")
macro(note name text)
  string(REGEX MATCHALL "T[0-9][0-9]" numbers "${name}")
  list(APPEND named ${numbers})
  if("${text}" MATCHES "[Mm]utation")
    list(APPEND tried ${numbers})
  endif()
endmacro()

file(GLOB tests "${ROOT}/tests/*_test.cpp" "${ROOT}/tests/allocations/*_test.cpp")
foreach(test IN LISTS tests)
  file(READ "${test}" text)
  string(REGEX REPLACE "[][;]" " " text "${text}")  # which CMake's lists take for something else
  string(REPLACE "\nTEST_CASE(" ";" cases "${text}")
  list(POP_FRONT cases)
  foreach(case IN LISTS cases)
    string(REGEX MATCH "^\"[^{]*" name "${case}")
    note("${name}" "${case}")
  endforeach()
endforeach()
file(GLOB programs "${ROOT}/tests/must_not_compile/*.cpp")
foreach(program IN LISTS programs)
  cmake_path(GET program STEM name)
  file(READ "${program}" text)
  note("${name}" "${text}")
endforeach()

set(faults "")
foreach(n RANGE 101 194)
  string(SUBSTRING ${n} 1 2 number)
  string(PREPEND number T)
  if(number IN_LIST struck)
    continue()
  elseif(NOT number IN_LIST named)
    string(APPEND faults "\n  ${number}: no test has it in its name")
  elseif(NOT number IN_LIST tried)
    string(APPEND faults "\n  ${number}: no mutation stands beside its test")
  endif()
endforeach()
if(faults)
  message(FATAL_ERROR "${faults}")
endif()
list(REMOVE_DUPLICATES named)
list(LENGTH named count)
message(STATUS "${count} behaviours have their tests")
