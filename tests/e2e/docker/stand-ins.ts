import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../../configs/settings.ts';
import type { Engine } from './engine.ts';
import * as scripts from './scripts.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Images that were built for a test; removed after it. */
export interface StandIns extends AsyncDisposable {
  readonly images: readonly string[];
}

/**
 * Builds the images that the engine lacks under their official names from what this machine has: its own JRE, Node.js and
 * shell with the real Kafka and S3Proxy of the build. They prove the compose files (wiring, variables, listeners,
 * health checks) and real Kafka; not the layout of the official images, and neither kafka-ui nor Kpow. An official image
 * that the engine has is used as it is.
 */
export async function buildStandIns({ shell }: Engine, settings: Settings, dir: string): Promise<StandIns> {
  const { images } = settings;
  const built: string[] = [];
  const make = async (image: string, files: Readonly<Record<string, string>>) => {
    if ((await shell`docker image inspect ${image}`.nothrow()).exitCode === 0) return;
    const context = join(dir, image.replaceAll(/\W/g, '-'));
    await mkdir(context);
    for (const [name, text] of Object.entries(files)) await writeFile(join(context, name), text, { mode: 0o755 });
    await shell`docker build -q -t ${image} ${context}`;
    built.push(image);
  };
  await Promise.all([
    make(images.KAFKA_IMAGE, scripts.KAFKA),
    make(images.S3PROXY_IMAGE, scripts.S3PROXY),
    make(images.KAFKA_UI_IMAGE, scripts.KAFKA_UI),
    make(images.KPOW_IMAGE, scripts.KPOW),
    make(images.NODE_IMAGE, scripts.NODE),
  ]);
  // This one is the project's own, from its own Dockerfile.
  const dockerfile = join(ROOT, 'docker/glue-registry/Dockerfile');
  await shell`docker build -q -t ${images.GLUE_IMAGE} --build-arg ${`NODE_IMAGE=${images.NODE_IMAGE}`} -f ${dockerfile} ${ROOT}`;
  built.push(images.GLUE_IMAGE);
  return {
    images: built,
    [Symbol.asyncDispose]: async () => void (await shell`docker rmi -f ${built}`.nothrow()),
  };
}
