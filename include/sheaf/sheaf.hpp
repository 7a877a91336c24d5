// SPDX-License-Identifier: MIT
//
// Every public header, for a first try. A program that cares for its compile time includes what it uses.

#ifndef SHEAF_SHEAF_HPP
#define SHEAF_SHEAF_HPP

#include <sheaf/gather.hpp>
#include <sheaf/options.hpp>
#include <sheaf/outcome.hpp>
#include <sheaf/single_flight.hpp>
#include <sheaf/testing/certificates.hpp>
#include <sheaf/testing/manual_time.hpp>
#include <sheaf/testing/scripted_server.hpp>
#include <sheaf/testing/simulated_cloud.hpp>
#include <sheaf/testing/simulated_cloud_options.hpp>
#include <sheaf/time_source.hpp>
#include <sheaf/timeout.hpp>
#include <sheaf/version.hpp>

#endif  // SHEAF_SHEAF_HPP
