// SPDX-License-Identifier: MIT
//
// SHEAF_COROUTINES_BEGIN and _END stand around coroutines in headers, where GCC 12 warns of what is none of the host's
// doing:
// - of a frame that holds a type local to a file, as a user's lambda or record may be (-Wsubobject-linkage);
// - of Asio's frame allocation, when it inlines one half of it into a large coroutine (-Wmismatched-new-delete).

#ifndef SHEAF_DETAIL_COROUTINES_HPP
#define SHEAF_DETAIL_COROUTINES_HPP

#if defined(__GNUC__) && !defined(__clang__)
#define SHEAF_COROUTINES_BEGIN                                                                              \
  _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wsubobject-linkage\"")                  \
      _Pragma("GCC diagnostic ignored \"-Wmismatched-new-delete\"")
#define SHEAF_COROUTINES_END _Pragma("GCC diagnostic pop")
#else
#define SHEAF_COROUTINES_BEGIN
#define SHEAF_COROUTINES_END
#endif

#endif  // SHEAF_DETAIL_COROUTINES_HPP
