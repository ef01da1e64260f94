import type { Settings } from '../../configs/settings.ts';
import { kafkaClient } from '../clients.ts';
import { foldersOf } from '../connector-files.ts';
import type { ConnectorFile, Place } from '../connector-files.ts';
import { sinkGroup } from '../consumer-groups.ts';
import { WorkflowError } from '../lib/errors.ts';
import { listKeys } from './bucket.ts';

/** What a sink has written for one topic, or for all where it reads them by a pattern. */
export interface SinkObjects {
  readonly place: Place;
  /** `undefined`: the sink names no topics. */
  readonly topic: string | undefined;
  readonly prefix: string;
  readonly keys: readonly string[];
}

/** The objects below the prefixes that a sink writes to; none for a connector without a bucket. */
export async function listSinkObjects(settings: Settings, file: ConnectorFile): Promise<SinkObjects[]> {
  const [folder] = foldersOf([file]);
  if (!folder) return [];
  const { dir, ...place } = folder;
  const topics = file.config['topics']?.split(',').map((topic) => topic.trim()) ?? [undefined];
  return Promise.all(
    topics.map(async (topic) => {
      const prefix = topic === undefined ? `${dir}/` : `${dir}/${topic}/`;
      return { place, topic, prefix, keys: await listKeys(settings, place, prefix) };
    }),
  );
}

/**
 * With `AWS=cloud` the bucket outlives the topics. A sink that starts a new life of a topic beside the objects of an
 * earlier one meets names that are taken, and then **silently never writes** those records; so that is refused here.
 */
export async function refuseEarlierObjects(settings: Settings, file: ConnectorFile): Promise<void> {
  if (settings.aws !== 'cloud') return;
  const present = (await listSinkObjects(settings, file)).filter(({ keys }) => keys.length > 0);
  if (present.length === 0) return;
  const begun = await topicsWithOffsets(settings, file.name);
  const earlier = present.filter(({ topic }) => (topic === undefined ? begun.size === 0 : !begun.has(topic)));
  if (earlier.length === 0) return;
  const lines = earlier.map(({ place, prefix, keys }) => `${keys.length} objects below s3://${place.name}/${prefix}`);
  throw new WorkflowError(`${file.name} would start beside the objects of an earlier run:\n  ${lines.join('\n  ')}`, {
    hint: `Delete them with \`npx just aws:delete\`, or set a new \`topics.dir\` in ${file.path}; left there, they would keep new records from being written.`,
    exitCode: 2,
  });
}

/** Topics of which the sink has committed something: it goes on where it was, and its objects are its own. */
async function topicsWithOffsets(settings: Settings, connector: string): Promise<ReadonlySet<string>> {
  const admin = (await kafkaClient(settings)).admin();
  try {
    await admin.connect();
    const committed = await admin.fetchOffsets({ groupId: sinkGroup(connector) });
    return new Set(
      committed
        .filter(({ partitions }) => partitions.some(({ offset }) => Number(offset) >= 0))
        .map(({ topic }) => topic),
    );
  } finally {
    await admin.disconnect();
  }
}
