// SPDX-License-Identifier: MIT
//
// What an error means for a list: its status, its words, and an exception that says these words too.

#ifndef SHEAF_REST_DETAIL_READ_ERROR_HPP
#define SHEAF_REST_DETAIL_READ_ERROR_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/outcome.hpp>
#include <sheaf/rest/error.hpp>
#include <sheaf/rest/listing.hpp>

#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <system_error>

namespace sheaf {
inline namespace v0 {
namespace rest {
namespace detail {

struct reading {
  list_status status;
  std::string text;
  std::exception_ptr error;
};

// Errors of a source name the service; those of http and json cannot, so they get its name here.
inline reading read_error(const std::exception_ptr& error, std::string_view service) {
  const auto named = [&](std::string_view what) {
    return service.empty() ? std::string(what) : std::string(service).append(": ").append(what);
  };
  try {
    std::rethrow_exception(error);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const unknown_service& e) {
    return {list_status::not_in_catalog, e.what(), error};
  } catch (const source_error& e) {
    return {e.timed_out() ? list_status::timed_out : list_status::failed, e.what(), error};
  } catch (const status_error& e) {
    return {e.status() == 403 ? list_status::forbidden : list_status::failed, e.what(), error};
  } catch (const endless_list& e) {
    return {list_status::truncated, e.what(), error};
  } catch (const bad_answer& e) {
    return {list_status::failed, e.what(), error};
  } catch (const http::error& e) {
    const std::string text = named(e.what());
    return {e.timed_out() ? list_status::timed_out : list_status::failed, text,
            std::make_exception_ptr(http::error(e.errc(), e.phase(), e.origin(), text, e.retry_safe()))};
  } catch (const timed_out& e) {
    return {list_status::timed_out, named(e.what()), error};
  } catch (const std::system_error& e) {
    const bool aborted = e.code() == asio::error::make_error_code(asio::error::operation_aborted);
    return {aborted ? list_status::cancelled : list_status::failed, named(aborted ? "cancelled" : e.what()), error};
  } catch (const std::exception& e) {
    return {list_status::failed, named(e.what()), error};
  } catch (...) {
    return {list_status::failed, named("an exception that is no std::exception"), error};
  }
}

}  // namespace detail
}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_DETAIL_READ_ERROR_HPP
