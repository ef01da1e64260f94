import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Settings } from '../configs/settings.ts';
import { unpack, verifyArchive } from './download/archive.ts';
import { expectedOf, isRecorded, recordSha256, sha256Of, verifySha256 } from './download/checksum.ts';
import { LIST_FILE, readDownloads, writeDownloads } from './download/list.ts';
import type { Download } from './download/list.ts';
import { transfer } from './download/transfer.ts';
import { WorkflowError } from './lib/errors.ts';
import { formatBytes } from './lib/format.ts';
import { withLock } from './lib/lock.ts';
import { clearProgress, showProgress } from './lib/progress.ts';

/** A server that says nothing for so long is given up and asked again. */
const SILENCE_MS = 30_000;
const INSTALLED = '.sha256';

export interface DownloadOptions {
  /** The list, when it is not the project's own. */
  readonly listFile?: string;
  /** Which uses are wanted; all by default. */
  readonly uses?: readonly Download['use'][];
  readonly silenceMs?: number;
  readonly firstPauseMs?: number;
}

export interface Downloaded {
  readonly download: Download;
  readonly folder: string;
  readonly state: 'downloaded' | 'from cache' | 'up to date';
  /** Whether this file was not here before, in which case its licence is to be shown. */
  readonly isNew: boolean;
}

type Place = Pick<Settings, 'downloadDir' | 'downloadMirror' | 'environment'>;

/**
 * Brings what no package registry serves into `DOWNLOAD_DIR`, and installs it there. Needs no network for what is there
 * already. Every file is held to its tracked sha256, or to the one recorded at its first download.
 */
export function downloadAll(place: Place, options: DownloadOptions = {}): Promise<Downloaded[]> {
  const { listFile = LIST_FILE, uses } = options;
  return withLock(join(place.downloadDir, 'download.lock'), async () => {
    const wanted = (await readDownloads(listFile)).filter(({ use }) => !uses || uses.includes(use));
    const results: Downloaded[] = [];
    for (const download of wanted) results.push(await bring(place, download, options));
    return results;
  });
}

/** Where a download is installed: a plugin below the worker's `plugin.path`, a serde as a jar of a fixed name. */
export function installFolder(
  { downloadDir }: Pick<Settings, 'downloadDir'>,
  { use, name }: Pick<Download, 'use' | 'name'>,
): string {
  return join(downloadDir, `${use}s`, name);
}

/** Where a download comes from: its vendor, or the mirror that serves every file by its plain name. */
export function addressOf({ file, source }: Pick<Download, 'file' | 'source'>, mirror: string | undefined): string {
  return mirror ? `${mirror.replace(/\/$/, '')}/${file}` : source;
}

/** Writes the recorded sha256 of every download that has none yet into the tracked list; resolves with their names. */
export async function lockDownloads({ downloadDir }: Place, listFile = LIST_FILE): Promise<string[]> {
  const downloads = await readDownloads(listFile);
  const locked = await Promise.all(
    downloads.map(async (download) => ({
      ...download,
      sha256: (await expectedOf(download, join(downloadDir, download.file)))?.sha256,
    })),
  );
  await writeDownloads(listFile, locked);
  return locked.filter(({ sha256 }, index) => sha256 && !downloads[index]?.sha256).map(({ name }) => name);
}

async function bring(place: Place, download: Download, options: DownloadOptions): Promise<Downloaded> {
  const path = join(place.downloadDir, download.file);
  const folder = installFolder(place, download);
  const wanted = (await expectedOf(download, path))?.sha256;
  const installed = await readFile(join(folder, INSTALLED), 'utf8').catch(() => undefined);
  if (wanted && installed === wanted) return { download, folder, state: 'up to date', isNew: false };

  const isNew = !(await isRecorded(path));
  const isCached = await isUsable(download, path);
  if (!isCached) await fetchWhole(place, download, options);
  await install(path, folder);
  return { download, folder, state: isCached ? 'from cache' : 'downloaded', isNew };
}

/** A file that was put there by hand is as good as a downloaded one; one that is not what it must be makes way. */
async function isUsable(download: Download, path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  const expected = await expectedOf(download, path);
  if (expected) return (await sha256Of(path)) === expected.sha256;
  await accept(download, { from: path, path }).catch(refusePlaced(path));
  return true;
}

/** Running the command again would find the same file. */
function refusePlaced(path: string): (cause: Error) => never {
  return (cause) => {
    throw new WorkflowError(cause.message, {
      hint: `Delete ${path} to have it downloaded, or put a whole one in its place.`,
      exitCode: 1,
      cause,
    });
  };
}

async function fetchWhole(place: Place, download: Download, options: DownloadOptions): Promise<void> {
  const path = join(place.downloadDir, download.file);
  const part = `${path}.part`;
  const dispatcher = await proxyAware(place, options.silenceMs ?? SILENCE_MS);
  try {
    await transfer({
      download,
      url: addressOf(download, place.downloadMirror),
      part,
      dispatcher,
      firstPauseMs: options.firstPauseMs,
      onProgress: (done, total) =>
        showProgress(`${download.title}: ${formatBytes(done)}${total ? ` of ${formatBytes(total)}` : ''}`),
    });
  } finally {
    clearProgress();
    await dispatcher.destroy();
  }
  await accept(download, { from: part, path }).catch(async (error: unknown) => {
    await rm(part, { force: true });
    throw error;
  });
}

/** Checks a whole file, records what it hashes to, and only then gives it its name. */
async function accept(download: Download, { from, path }: { from: string; path: string }): Promise<void> {
  const actual = await sha256Of(from);
  const expected = await expectedOf(download, path);
  if (expected) verifySha256(download, actual, expected);
  await verifyArchive(from);
  await recordSha256(path, actual);
  await rename(from, path);
}

/** Fills a new folder beside the final one and renames it, so that a half unpacked one is never believed. */
async function install(path: string, folder: string): Promise<void> {
  const draft = `${folder}.installing`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  if (path.endsWith('.zip')) await unpack(path, draft);
  else await copyFile(path, join(draft, `${basename(folder)}.jar`));
  await writeFile(join(draft, INSTALLED), await sha256Of(path));
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
}

async function proxyAware({ environment: env }: Place, silenceMs: number) {
  const { EnvHttpProxyAgent } = await import('undici');
  return new EnvHttpProxyAgent({
    httpProxy: env['http_proxy'] ?? env['HTTP_PROXY'],
    httpsProxy: env['https_proxy'] ?? env['HTTPS_PROXY'],
    noProxy: env['no_proxy'] ?? env['NO_PROXY'],
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
    connect: { timeout: silenceMs },
  });
}
