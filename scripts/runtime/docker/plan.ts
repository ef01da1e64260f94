import type { Settings } from '../../../configs/settings.ts';
import type { Service } from '../runtime.ts';

/** A container as the settings alone describe it. */
export interface PlannedContainer {
  /** Its service in the compose files. */
  readonly name: string;
  readonly service: Service;
  readonly address: string;
  /** Image and compose file. */
  readonly source: string;
}

/** The containers that a service has with these settings: with `AWS=cloud` there are no stand-ins. */
export function plannedContainers(settings: Settings, service: Service): PlannedContainer[] {
  return service === 'aws' && settings.aws === 'cloud' ? [] : containersOf(settings, service);
}

/** Every container that a service can have; one that runs from before can be stopped. */
export function containersOf(settings: Settings, service: Service): PlannedContainer[] {
  const { images, host } = settings;
  const from = (image: string) => `${image} (compose-${service}.yml)`;
  const at = (port: number) => `http://${host}:${port}`;
  switch (service) {
    case 'aws':
      return [
        { name: 'glue', service, address: settings.glueEndpoint, source: from(`${images.NODE_IMAGE} + glue/`) },
        { name: 's3', service, address: settings.s3Endpoint, source: from(images.S3PROXY_IMAGE) },
      ];
    case 'kafka':
      return settings.brokers.map(({ id, port }) => ({
        name: `kafka-${id}`,
        service,
        address: `${host}:${port}`,
        source: from(images.KAFKA_IMAGE),
      }));
    case 'connect':
      return [{ name: 'connect', service, address: settings.connectUrl, source: from(images.KAFKA_IMAGE) }];
    case 'ui':
      return [
        { name: 'kafka-ui', service, address: at(settings.uiPort), source: from(images.KAFKA_UI_IMAGE) },
        { name: 'kpow', service, address: at(settings.kpowPort), source: from(images.KPOW_IMAGE) },
      ];
  }
}
