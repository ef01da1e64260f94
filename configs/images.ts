import * as v from 'valibot';

const image = (fallback: string) => v.optional(v.string(), fallback);

/** The images of the Docker runtime; the compose files have the same defaults, for those who use them by hand. */
export const IMAGE_SETTINGS = {
  KAFKA_IMAGE: image('apache/kafka:4.3.1'),
  KAFKA_UI_IMAGE: image('ghcr.io/kafbat/kafka-ui:v1.5.0'),
  KPOW_IMAGE: image('factorhouse/kpow-ce:96.4'),
  S3PROXY_IMAGE: image('andrewgaul/s3proxy:4.1.0'),
  NODE_IMAGE: image('node:22.21.1-bookworm-slim'),
  GLUE_IMAGE: image('kafka-connect-workshop/glue-registry:0.1.0'),
} as const;

/** Images by the name of their setting. */
export type Images = Readonly<Record<keyof typeof IMAGE_SETTINGS, string>>;
