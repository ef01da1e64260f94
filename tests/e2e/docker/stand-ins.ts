import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $, which } from 'zx/core';
import type { Shell } from 'zx/core';
import type { Settings } from '../../../configs/settings.ts';
import { findBuild } from '../../../scripts/build/find.ts';
import { findJdk } from '../../../scripts/lib/java.ts';
import * as scripts from './scripts.ts';

const ROOT = join(import.meta.dirname, '../../..');
const BASE = 'stand-in/base';
const PROGRAMS =
  'bash sh cat mkdir cp rm mv ls id env grep sed find dirname basename sleep head tail tr cut sort chmod chown wget'.split(
    ' ',
  );

/**
 * Builds images under the official names from what this machine has: its own JRE, Node.js and shell with the real Kafka
 * and S3Proxy of the build. They prove the compose files (wiring, variables, listeners, health checks) and real Kafka;
 * not the layout of the official images.
 */
export async function buildStandIns(settings: Settings, env: Readonly<Record<string, string>>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'stand-ins-'));
  const docker = $({ quiet: true, timeout: '5m', env: { ...process.env, ...env } });
  try {
    await importBase(settings, { dir, docker });
    const { build } = await findBuild(settings);
    const { images } = settings;
    const make = async (image: string, folder: string, files: Readonly<Record<string, string>>) => {
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o755 });
      await docker`docker build -q -t ${image} ${folder}`;
    };
    const kafka = await context(dir, 'kafka', { libs: join(build.dir, 'kafka') });
    await make(images.KAFKA_IMAGE, kafka, scripts.KAFKA);
    const s3 = await context(dir, 's3', { libs: join(build.dir, 's3proxy') });
    await make(images.S3PROXY_IMAGE, s3, scripts.S3PROXY);
    const node = await context(dir, 'node', { node_modules: join(ROOT, 'node_modules') });
    await make(images.NODE_IMAGE, node, scripts.NODE);
    await make(images.KAFKA_UI_IMAGE, await context(dir, 'ui', {}), scripts.KAFKA_UI);
    const arg = `NODE_IMAGE=${images.NODE_IMAGE}`;
    const dockerfile = join(ROOT, 'docker/glue-registry/Dockerfile');
    await docker`docker build -q -t ${images.GLUE_IMAGE} --build-arg ${arg} -f ${dockerfile} ${ROOT}`;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function context(dir: string, name: string, folders: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(dir, name);
  await mkdir(folder);
  for (const [to, from] of Object.entries(folders)) await cp(from, join(folder, to), { recursive: true });
  return folder;
}

/** A root file system of the machine's own programs with the libraries they load. */
async function importBase(settings: Settings, { dir, docker }: { dir: string; docker: Shell }): Promise<void> {
  const root = join(dir, 'root');
  for (const name of ['bin', 'etc', 'tmp', 'usr/lib/jvm', 'proc', 'sys', 'dev', 'home', 'var', 'usr/bin']) {
    await mkdir(join(root, name), { recursive: true });
  }
  const { home } = await findJdk(settings.javaHome);
  const java = await realpath(home);
  await docker`tar -ch -C ${java} --exclude=jmods --exclude=man --exclude=docs --exclude=src.zip --exclude=include --ignore-failed-read . | (mkdir -p ${root}/usr/lib/jvm/java && tar -x -C ${root}/usr/lib/jvm/java)`.nothrow();
  const programs = await Promise.all(PROGRAMS.map((name) => which(name)));
  for (const [index, program] of programs.entries())
    await cp(await realpath(program), join(root, 'bin', PROGRAMS[index] ?? ''));
  await cp(await realpath(process.execPath), join(root, 'bin/node'));
  const natives = (await readdir(join(java, 'lib')))
    .filter((name) => name.endsWith('.so'))
    .map((name) => join(java, 'lib', name));
  const binaries = [
    ...programs,
    process.execPath,
    join(java, 'bin/java'),
    join(java, 'lib/server/libjvm.so'),
    ...natives,
  ];
  for (const library of await librariesOf(binaries)) {
    await mkdir(join(root, library, '..'), { recursive: true });
    await cp(await realpath(library), join(root, library));
  }
  await writeFile(join(root, 'etc/passwd'), scripts.PASSWD);
  await writeFile(join(root, 'etc/group'), scripts.GROUP);
  await docker`chmod 1777 ${root}/tmp`;
  await docker`tar -c -C ${root} . | docker import - ${BASE}`;
}

async function librariesOf(binaries: readonly string[]): Promise<Set<string>> {
  const said = await $({ quiet: true, nothrow: true })`ldd ${binaries}`;
  const found = [...said.stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].flatMap(([, path]) => path ?? []);
  return new Set(found.filter((path) => existsSync(path) && !path.includes('/jvm/')));
}
