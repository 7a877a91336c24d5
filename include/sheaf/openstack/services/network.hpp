// SPDX-License-Identifier: MIT
//
// network.hpp: neutron's lists and their records, all of them. Neutron sends the members it is asked for, so that a
// record of fewer members costs less at both ends.

#ifndef SHEAF_OPENSTACK_SERVICES_NETWORK_HPP
#define SHEAF_OPENSTACK_SERVICES_NETWORK_HPP

#include <sheaf/openstack/services/network/agents.hpp>
#include <sheaf/openstack/services/network/networks.hpp>
#include <sheaf/openstack/services/network/policies.hpp>
#include <sheaf/openstack/services/network/ports.hpp>
#include <sheaf/openstack/services/network/routers.hpp>

#endif  // SHEAF_OPENSTACK_SERVICES_NETWORK_HPP
