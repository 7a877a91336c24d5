# SPDX-License-Identifier: MIT
"""Cinder volume driver for the lab: every operation succeeds at once."""
from cinder import interface
from cinder.volume import driver


@interface.volumedriver
class LabVolumeDriver(driver.VolumeDriver):
    VERSION = '1.0.0'
    CI_WIKI_NAME = 'none'

    def check_for_setup_error(self):
        pass

    def _update_volume_stats(self):
        self._stats = {
            'volume_backend_name': 'lab', 'vendor_name': 'lab',
            'driver_version': self.VERSION, 'storage_protocol': 'iSCSI',
            'total_capacity_gb': 100000, 'free_capacity_gb': 100000,
            'reserved_percentage': 0, 'QoS_support': False,
            'multiattach': True, 'thin_provisioning_support': True,
            'max_over_subscription_ratio': 20.0,
            'provisioned_capacity_gb': 0}

    def get_volume_stats(self, refresh=False):
        self._update_volume_stats()
        return self._stats

    def create_volume(self, volume):
        return {'provider_location': '127.0.0.1:3260,1 iqn.lab:%s 0'
                                     % volume['id']}

    def delete_volume(self, volume):
        pass

    def create_snapshot(self, snapshot):
        pass

    def delete_snapshot(self, snapshot):
        pass

    def create_volume_from_snapshot(self, volume, snapshot):
        pass

    def create_cloned_volume(self, volume, src_vref):
        pass

    def extend_volume(self, volume, new_size):
        pass

    def ensure_export(self, context, volume):
        pass

    def create_export(self, context, volume, connector):
        return {}

    def remove_export(self, context, volume):
        pass

    def initialize_connection(self, volume, connector, **kwargs):
        return {'driver_volume_type': 'fake',
                'data': {'volume_id': volume['id']}}

    def terminate_connection(self, volume, connector, **kwargs):
        pass
