import { logger } from 'just-task';
import { define } from './define.ts';

define('ui:up', 'Say where the management apps are', {}, () => {
  logger.info('kafka-ui and Kpow are container images: they come with `RUNTIME=docker`, not with the embedded runtime');
  logger.info('Meanwhile `npx just status`, `topics:read`, `s3:list` and `s3:read` show the same things');
  return Promise.resolve();
});
