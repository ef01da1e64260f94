import { mkdir, writeFile } from 'node:fs/promises';
import type { Settings } from '../../../configs/settings.ts';
import { LOCAL_CREDENTIALS } from '../../clients.ts';
import { propertiesText } from '../../lib/properties.ts';
import { runPaths } from '../run-folder.ts';
import { plainEnvironment } from './environment.ts';
import type { EmbeddedProcess } from './process.ts';

/** S3Proxy, an S3 server that keeps objects as plain files `<bucket>/<key>` with their metadata in user xattrs. */
export function s3proxyProcess(settings: Settings): EmbeddedProcess {
  const { etcFile, dataDir } = runPaths(settings);
  const propertiesFile = etcFile('s3proxy.properties');
  const basedir = dataDir('s3');
  return {
    name: 's3',
    service: 'aws',
    address: settings.s3Endpoint,
    source: 'S3Proxy from Maven Central',
    graceMs: 10_000,
    launch: ({ build, java }) => ({
      command: java({
        main: 'org.gaul.s3proxy.Main',
        args: ['--properties', propertiesFile],
        classPath: build.s3proxyClassPath,
        heap: settings.s3Heap,
        archive: build.archives.s3proxy,
        properties: {
          // Without it any request that logs a warning drops its connection: S3Proxy replaces System.err with its own logger.
          'org.slf4j.simpleLogger.logFile': 'System.out',
          'org.slf4j.simpleLogger.defaultLogLevel': 'warn',
        },
      }),
      env: plainEnvironment(settings),
      prepare: async () => {
        await mkdir(basedir, { recursive: true });
        await writeFile(propertiesFile, s3proxyProperties(settings, basedir));
      },
    }),
  };
}

function s3proxyProperties(settings: Settings, basedir: string): string {
  return propertiesText({
    's3proxy.endpoint': settings.s3Endpoint,
    's3proxy.authorization': 'aws-v2-or-v4',
    's3proxy.identity': LOCAL_CREDENTIALS.accessKeyId,
    's3proxy.credential': LOCAL_CREDENTIALS.secretAccessKey,
    'jclouds.provider': 'filesystem',
    'jclouds.filesystem.basedir': basedir,
  });
}
