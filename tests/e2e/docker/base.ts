import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { $, which } from 'zx/core';
import type { Settings } from '../../../configs/settings.ts';
import { findBuild } from '../../../scripts/build/find.ts';
import type { Engine } from './engine.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** What every stand-in is made from. */
export const BASE = 'stand-in/base';

const PROGRAMS =
  'bash sh cat mkdir cp rm mv ln ls id env grep sed find dirname basename sleep head tail tr cut sort chmod chown wget'.split(
    ' ',
  );
const PASSWD =
  'root:x:0:0:root:/root:/bin/bash\nappuser:x:1000:1000::/home:/bin/bash\nnode:x:1000:1000::/home:/bin/bash\n';
const GROUP = 'root:x:0:\nappuser:x:1000:\nnode:x:1000:\n';

const ENVIRONMENT = 'ENV PATH=/usr/lib/jvm/java/bin:/bin:/usr/bin JAVA_HOME=/usr/lib/jvm/java';

/**
 * Imports a root file system, drafted in `dir`: the machine's own shell, JRE and Node.js with the libraries they load, and
 * all that the stand-ins hold. One import takes seconds; copies of so many files into every image take a minute.
 */
export async function importBase({ shell }: Engine, settings: Settings, dir: string): Promise<void> {
  const root = join(dir, 'root');
  for (const name of ['bin', 'etc', 'tmp', 'usr/lib/jvm/java', 'proc', 'sys', 'dev', 'home', 'var', 'usr/bin']) {
    await mkdir(join(root, name), { recursive: true });
  }
  const { build, jdk } = await findBuild(settings);
  await copyPrograms(root, await realpath(jdk.home));
  await cp(join(build.dir, 'kafka'), join(root, 'opt/kafka/libs'), { recursive: true });
  await cp(join(build.dir, 's3proxy'), join(root, 'opt/s3proxy/libs'), { recursive: true });
  for (const path of await productionModules()) {
    await cp(join(ROOT, path), join(root, 'opt', path), { recursive: true });
  }
  await writeFile(join(root, 'etc/passwd'), PASSWD);
  await writeFile(join(root, 'etc/group'), GROUP);
  await shell`chmod 1777 ${root}/tmp && tar -c -C ${root} . | docker import --change ${ENVIRONMENT} - ${BASE}`;
}

async function copyPrograms(root: string, java: string): Promise<void> {
  // The JDK's links lead to /etc, so what they lead to is copied; one that leads nowhere is no loss.
  await $({
    quiet: true,
    nothrow: true,
  })`tar -ch -C ${java} --exclude=jmods --exclude=man --exclude=docs --exclude=src.zip --exclude=include --ignore-failed-read . | tar -x -C ${root}/usr/lib/jvm/java`;
  const programs = [...(await Promise.all(PROGRAMS.map((name) => which(name)))), process.execPath];
  for (const [index, program] of programs.entries()) {
    await cp(await realpath(program), join(root, 'bin', PROGRAMS[index] ?? 'node'));
  }
  const natives = (await readdir(join(java, 'lib'))).filter((name) => name.endsWith('.so'));
  const ofJava = ['bin/java', 'lib/server/libjvm.so', ...natives.map((name) => `lib/${name}`)];
  for (const library of await librariesOf([...programs, ...ofJava.map((name) => join(java, name))])) {
    await mkdir(join(root, library, '..'), { recursive: true });
    await cp(await realpath(library), join(root, library));
  }
}

/** What `npm ci --omit=dev` would install, without the AWS SDK, for which the registry has no use. */
async function productionModules(): Promise<string[]> {
  const { packages } = v.parse(Lock, JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')));
  return Object.entries(packages).flatMap(([path, { dev }]) =>
    path === '' || dev || /@(?:aws|smithy|typescript)/.test(path) || !existsSync(join(ROOT, path)) ? [] : path,
  );
}

const Lock = v.object({ packages: v.record(v.string(), v.object({ dev: v.optional(v.boolean(), false) })) });

async function librariesOf(binaries: readonly string[]): Promise<Set<string>> {
  const said = await $({ quiet: true, nothrow: true })`ldd ${binaries}`;
  const found = [...said.stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].flatMap(([, path]) => path ?? []);
  return new Set(found.filter((path) => existsSync(path) && !path.includes('/jvm/')));
}
