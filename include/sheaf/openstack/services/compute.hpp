// SPDX-License-Identifier: MIT
//
// compute.hpp: nova's lists and their records, all of them. Only what identifies an object is required: microversions
// and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP
#define SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP

#include <sheaf/openstack/services/compute/flavors.hpp>
#include <sheaf/openstack/services/compute/hosts.hpp>
#include <sheaf/openstack/services/compute/projects.hpp>
#include <sheaf/openstack/services/compute/servers.hpp>

#endif  // SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP
