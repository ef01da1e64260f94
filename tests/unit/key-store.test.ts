import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { openKeyFolder, sweepKeyFolders } from '../../scripts/verify/key-folder.ts';
import { createKeyRoom, type KeyStore, openKeys, sealKeys } from '../../scripts/verify/key-store.ts';
import { ask, healthy, replaceRecord } from './verify-fixture.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-store-'));
});
after(async () => {
  await rm(folder, { recursive: true });
});

const KEYS = 20_000;

async function fill(store: KeyStore): Promise<void> {
  const writers = [openKeys(store), openKeys(store), openKeys(store)];
  for (let key = 0; key < KEYS; key += 1) writers[key % 3]?.add(`key ${key}`);
  writers[0]?.add('key 1');
  for (const writer of writers) writer.close();
  await sealKeys(store);
}

describe('createKeyRoom', () => {
  it('holds keys in memory as long as there is room, and the others in files', async () => {
    const room = createKeyRoom(64 * 1024, async () => folder);
    const stores = [await room.create('a', 2000), await room.create('b', 2000), await room.create('c', 2000)];
    assert.deepEqual(
      stores.map(({ kind }) => kind),
      ['memory', 'memory', 'files'],
    );
  });

  for (const maxBytes of [0, 100_000]) {
    it(`finds in files what several workers added, and nothing else, with ${maxBytes} bytes of memory`, async () => {
      const store = await createKeyRoom(maxBytes, async () => folder).create(`keys-${maxBytes}`, KEYS);
      await fill(store);
      const set = openKeys(store);
      let missing = 0;
      let wrong = 0;
      for (let key = 0; key < KEYS; key += 1) {
        if (!set.has(`key ${key}`)) missing += 1;
        if (set.has(`another ${key}`)) wrong += 1;
      }
      set.close();
      assert.deepEqual({ kind: store.kind, missing, wrong }, { kind: 'files', missing: 0, wrong: 0 });
      const files = await readdir(join(folder, `keys-${maxBytes}`));
      assert.ok(files.length > 0 && files.every((name) => name.endsWith('.table')), 'the buckets are gone');
    });
  }

  it('has nothing of what an earlier look at the topic left', async () => {
    const room = createKeyRoom(0, async () => folder);
    await fill(await room.create('again', KEYS));
    const store = await room.create('again', KEYS);
    await sealKeys(store);
    const set = openKeys(store);
    assert.equal(set.has('key 1'), false);
    set.close();
  });

  it('gives verify the same answer from files as from memory', async () => {
    const fixture = healthy();
    const [record] = fixture.logs.get('customer-0')?.records ?? [];
    assert.ok(record);
    replaceRecord(fixture, 'customer-0', { offset: record.offset, key: Buffer.from('nobody') });
    const fromMemory = await ask(fixture);
    fixture.room = createKeyRoom(0, async () => folder);
    assert.deepEqual((await ask(fixture)).faults, fromMemory.faults);
    assert.ok(fromMemory.faults.some(({ kind }) => kind === 'reference-dangling'));
  });
});

describe('openKeyFolder', () => {
  it('makes a folder of the run when it is asked for, and takes it away', async () => {
    const settings = loadSettings({ cwd: folder, env: {} });
    const keys = openKeyFolder(settings);
    assert.equal(existsSync(settings.runDir), false);
    const path = await keys.path();
    await writeFile(join(path, '0.keys'), 'keys');
    await sweepKeyFolders(settings);
    assert.ok(existsSync(join(path, '0.keys')), 'a verify that runs keeps its own');
    await keys.close();
    assert.equal(existsSync(path), false);
  });

  it('is swept when the verify that made it was killed', async () => {
    const settings = loadSettings({ cwd: folder, env: {} });
    const { pid } = spawnSync(process.execPath, ['--version']);
    const left = join(settings.runDir, `verify-keys-${pid}`);
    await mkdir(left, { recursive: true });
    await writeFile(join(left, '0.keys'), 'keys');
    await sweepKeyFolders(settings);
    assert.equal(existsSync(left), false);
  });
});

describe('a key set in memory', () => {
  it('finds an ASCII key as bytes, and says nothing of any other', async () => {
    const set = openKeys(await createKeyRoom(Infinity, async () => folder).create('bytes', 10));
    for (const key of ['anna', 'Ã©', 'é']) set.add(key);
    const has = (text: string) => set.hasBytes(Buffer.from(`"${text}"`), 1, 1 + Buffer.byteLength(text));
    // The bytes of é are the characters of Ã©, which is another key.
    assert.deepEqual(['anna', 'bob', 'é', ''].map(has), [true, false, false, false]);
    assert.deepEqual(
      ['anna', 'bob', 'é', 'è'].map((key) => set.has(key)),
      [true, false, true, false],
    );
  });
});
