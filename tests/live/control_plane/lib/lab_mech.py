# SPDX-License-Identifier: MIT
"""ML2 mechanism driver for the lab: binds every port on any host at once.

No agent runs in the lab, so the stock drivers leave ports in
binding_failed.  This one claims the first segment offered, says the port is
an Open vSwitch one and ACTIVE, and does nothing else.
"""
from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.plugins.ml2 import api


class LabMechanismDriver(api.MechanismDriver):

    def initialize(self):
        pass

    @property
    def connectivity(self):
        return portbindings.CONNECTIVITY_L2

    def bind_port(self, context):
        for segment in context.segments_to_bind:
            context.set_binding(
                segment[api.ID],
                portbindings.VIF_TYPE_OVS,
                {portbindings.CAP_PORT_FILTER: True,
                 portbindings.VIF_DETAILS_BRIDGE_NAME: 'br-int',
                 'datapath_type': 'system',
                 'ovs_hybrid_plug': False},
                status=constants.PORT_STATUS_ACTIVE)
            return
