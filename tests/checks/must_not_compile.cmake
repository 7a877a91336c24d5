# SPDX-License-Identifier: MIT
#
# One file of tests/must_not_compile, compiled twice:
#   cmake -DSOURCE=<file> -DCOMPILER=g++ -DOPTIONS=<file with its options> -P must_not_compile.cmake
#
# As it is, it must fail with one error that says each text of its "// EXPECT: text" lines; with -DREPAIRED it must compile,
# so that it cannot fail for another reason.

cmake_minimum_required(VERSION 3.25)

file(STRINGS "${SOURCE}" expectations REGEX "^// EXPECT: ")
if(NOT expectations)
  message(FATAL_ERROR "${SOURCE} has no line '// EXPECT: part of the compiler's message'")
endif()

function(compile)
  execute_process(COMMAND ${COMPILER} @${OPTIONS} -fsyntax-only ${ARGN} "${SOURCE}"
    OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE result)
  set(result ${result} PARENT_SCOPE)
  set(text "${text}" PARENT_SCOPE)
endfunction()

compile(-DREPAIRED)
if(NOT result EQUAL 0)
  message(NOTICE "${text}")
  message(FATAL_ERROR "does not compile even when repaired")
endif()

compile()
if(result EQUAL 0)
  message(FATAL_ERROR "compiles, and must not")
endif()
string(REGEX MATCHALL " error: " errors "${text}")
list(LENGTH errors count)
file(STRINGS "${SOURCE}" more REGEX "^// MORE ERRORS: ")
if(NOT more AND NOT count EQUAL 1)
  message(NOTICE "${text}")
  message(FATAL_ERROR "fails with ${count} errors, and should with one; allow more by '// MORE ERRORS: why'")
endif()
foreach(line IN LISTS expectations)
  string(REPLACE "// EXPECT: " "" expected "${line}")
  string(FIND "${text}" "${expected}" at)
  if(at EQUAL -1)
    message(NOTICE "${text}")
    message(FATAL_ERROR "fails as it must, but does not say '${expected}'")
  endif()
endforeach()
