# SPDX-License-Identifier: MIT
"""Reports the state of agents that do not exist, so that neutron lists some.

Usage: lab_agents.py --config-file neutron.conf
"""
import datetime
import sys
import time

import eventlet
eventlet.monkey_patch()

from neutron.agent import rpc as agent_rpc  # noqa: E402
from neutron.common import config  # noqa: E402
from neutron.conf.agent import common as agent_config  # noqa: E402
from neutron_lib.agent import topics  # noqa: E402
from neutron_lib import context  # noqa: E402
from oslo_config import cfg  # noqa: E402

AGENTS = [
    ('neutron-openvswitch-agent', 'Open vSwitch agent', 'lab-compute-1',
     {'bridge_mappings': {'physnet1': 'br-ex'}, 'tunnel_types': ['vxlan'],
      'tunneling_ip': '127.0.0.1', 'datapath_type': 'system'}),
    ('neutron-openvswitch-agent', 'Open vSwitch agent', 'lab-network-1',
     {'bridge_mappings': {'physnet1': 'br-ex'}, 'tunnel_types': ['vxlan'],
      'tunneling_ip': '127.0.0.1', 'datapath_type': 'system'}),
    ('neutron-dhcp-agent', 'DHCP agent', 'lab-network-1',
     {'dhcp_driver': 'neutron.agent.linux.dhcp.Dnsmasq',
      'dhcp_lease_duration': 86400, 'log_agent_heartbeats': False}),
    ('neutron-l3-agent', 'L3 agent', 'lab-network-1',
     {'agent_mode': 'legacy', 'handle_internal_only_routers': True,
      'interface_driver': 'openvswitch', 'log_agent_heartbeats': False}),
    ('neutron-metadata-agent', 'Metadata agent', 'lab-network-1',
     {'metadata_proxy_socket': '/var/lib/neutron/metadata_proxy',
      'nova_metadata_host': '127.0.0.1', 'nova_metadata_port': 8775}),
]
TOPIC = {'Open vSwitch agent': 'N/A', 'DHCP agent': topics.DHCP_AGENT,
         'L3 agent': topics.L3_AGENT, 'Metadata agent': 'N/A'}


def main():
    config.register_common_config_options()
    agent_config.register_agent_state_opts_helper(cfg.CONF)
    config.init(sys.argv[1:])
    config.setup_logging()
    api = agent_rpc.PluginReportStateAPI(topics.REPORTS)
    ctx = context.get_admin_context_without_session()
    first = True
    while True:
        for binary, kind, host, conf in AGENTS:
            state = {'binary': binary, 'agent_type': kind, 'host': host,
                     'topic': TOPIC[kind], 'availability_zone': 'nova',
                     'configurations': conf}
            if first:
                state['start_flag'] = True
            try:
                api.report_state(ctx, state)
            except Exception as e:
                print(datetime.datetime.utcnow(), kind, e, flush=True)
        first = False
        time.sleep(20)


main()
