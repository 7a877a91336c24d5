// SPDX-License-Identifier: MIT
//
// Every public header, for a first try. A program that cares for its compile time includes what it uses.

#ifndef SHEAF_SHEAF_HPP
#define SHEAF_SHEAF_HPP

#include <sheaf/as_completed.hpp>
#include <sheaf/error.hpp>
#include <sheaf/event.hpp>
#include <sheaf/gather.hpp>
#include <sheaf/hedge.hpp>
#include <sheaf/latencies.hpp>
#include <sheaf/limiter.hpp>
#include <sheaf/options.hpp>
#include <sheaf/outcome.hpp>
#include <sheaf/race.hpp>
#include <sheaf/retry.hpp>
#include <sheaf/scope.hpp>
#include <sheaf/shield.hpp>
#include <sheaf/single_flight.hpp>
#include <sheaf/time_source.hpp>
#include <sheaf/timeout.hpp>
#include <sheaf/version.hpp>

#include <sheaf/http/body.hpp>
#include <sheaf/http/body_source.hpp>
#include <sheaf/http/client.hpp>
#include <sheaf/http/client_options.hpp>
#include <sheaf/http/connection.hpp>
#include <sheaf/http/content_coding.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/event.hpp>
#include <sheaf/http/fields.hpp>
#include <sheaf/http/limits.hpp>
#include <sheaf/http/pool.hpp>
#include <sheaf/http/proxy.hpp>
#include <sheaf/http/request.hpp>
#include <sheaf/http/request_parser.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/http/response_parser.hpp>
#include <sheaf/http/response_stream.hpp>
#include <sheaf/http/retry_after.hpp>
#include <sheaf/http/server.hpp>
#include <sheaf/http/server_message.hpp>
#include <sheaf/http/server_options.hpp>
#include <sheaf/http/tls.hpp>
#include <sheaf/http/url.hpp>

#include <sheaf/json/arena.hpp>
#include <sheaf/json/error.hpp>
#include <sheaf/json/padded.hpp>
#include <sheaf/json/raw.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/json/write.hpp>

#include <sheaf/rest/error.hpp>
#include <sheaf/rest/fetch.hpp>
#include <sheaf/rest/filter.hpp>
#include <sheaf/rest/http_source.hpp>
#include <sheaf/rest/listing.hpp>
#include <sheaf/rest/merged.hpp>
#include <sheaf/rest/pages.hpp>
#include <sheaf/rest/paging.hpp>
#include <sheaf/rest/query.hpp>
#include <sheaf/rest/resource.hpp>
#include <sheaf/rest/resources.hpp>
#include <sheaf/rest/retries.hpp>
#include <sheaf/rest/rows.hpp>
#include <sheaf/rest/source.hpp>
#include <sheaf/rest/to_json.hpp>

#include <sheaf/openstack/answered.hpp>
#include <sheaf/openstack/catalog.hpp>
#include <sheaf/openstack/cloud.hpp>
#include <sheaf/openstack/credentials.hpp>
#include <sheaf/openstack/discovery.hpp>
#include <sheaf/openstack/error.hpp>
#include <sheaf/openstack/login.hpp>
#include <sheaf/openstack/scope.hpp>
#include <sheaf/openstack/service_options.hpp>
#include <sheaf/openstack/service_types.hpp>
#include <sheaf/openstack/services/baremetal.hpp>
#include <sheaf/openstack/services/block_storage.hpp>
#include <sheaf/openstack/services/compute.hpp>
#include <sheaf/openstack/services/compute/flavors.hpp>
#include <sheaf/openstack/services/compute/hosts.hpp>
#include <sheaf/openstack/services/compute/projects.hpp>
#include <sheaf/openstack/services/compute/servers.hpp>
#include <sheaf/openstack/services/container_infrastructure_management.hpp>
#include <sheaf/openstack/services/database.hpp>
#include <sheaf/openstack/services/dns.hpp>
#include <sheaf/openstack/services/identity.hpp>
#include <sheaf/openstack/services/image.hpp>
#include <sheaf/openstack/services/key_manager.hpp>
#include <sheaf/openstack/services/load_balancer.hpp>
#include <sheaf/openstack/services/network.hpp>
#include <sheaf/openstack/services/network/agents.hpp>
#include <sheaf/openstack/services/network/networks.hpp>
#include <sheaf/openstack/services/network/policies.hpp>
#include <sheaf/openstack/services/network/ports.hpp>
#include <sheaf/openstack/services/network/routers.hpp>
#include <sheaf/openstack/services/object_store.hpp>
#include <sheaf/openstack/services/orchestration.hpp>
#include <sheaf/openstack/services/placement.hpp>
#include <sheaf/openstack/services/shared_file_system.hpp>
#include <sheaf/openstack/settings.hpp>
#include <sheaf/openstack/token.hpp>
#include <sheaf/openstack/token_cache.hpp>
#include <sheaf/openstack/token_files.hpp>

#include <sheaf/testing/certificates.hpp>
#include <sheaf/testing/explore.hpp>
#include <sheaf/testing/explorer.hpp>
#include <sheaf/testing/manual_time.hpp>
#include <sheaf/testing/recorder.hpp>
#include <sheaf/testing/scripted_server.hpp>
#include <sheaf/testing/simulated_cloud.hpp>
#include <sheaf/testing/simulated_cloud_options.hpp>

#endif  // SHEAF_SHEAF_HPP
