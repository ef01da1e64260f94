import { randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../configs/settings.ts';
import type { Folder } from '../connector-files.ts';
import { bucketCall, withS3 } from './bucket.ts';
import { notChecked } from './finding.ts';
import type { Finding } from './finding.ts';
import { askFor, notProbed } from './rights.ts';
import type { Right, RightsOptions } from './rights.ts';

/** What the pipeline must be allowed below a sink's folder, a right to a row, asked about a key that is not there. */
export function checkBucketRights(
  settings: Settings,
  folder: Folder,
  { probeWrites }: RightsOptions,
): Promise<Finding[]> {
  const get = rightBelow(folder, 's3:GetObject');
  const put = rightBelow(folder, 's3:PutObject');
  const abort = rightBelow(folder, 's3:AbortMultipartUpload');
  const target = { Bucket: folder.name, Key: `${folder.dir}/probe-${randomUUID()}` };
  return withS3(settings, folder, async (client) => {
    const { AbortMultipartUploadCommand, GetObjectCommand } = await import('@aws-sdk/client-s3');
    const reading = await askFor(get, () => client.send(new GetObjectCommand(target)));
    if (!probeWrites) return [reading, notProbed(put), notProbed(abort)];
    const UploadId = randomUUID();
    const aborting = await askFor(abort, () => client.send(new AbortMultipartUploadCommand({ ...target, UploadId })));
    // What cannot be given up is not begun: it would stay.
    if (aborting.result === 'problem') {
      return [reading, notChecked(put.what, 'asked for only where s3:AbortMultipartUpload is allowed'), aborting];
    }
    return [reading, await askFor(put, () => beginAndGiveUp(client, target)), aborting];
  });
}

async function beginAndGiveUp(client: S3Client, target: { readonly Bucket: string; readonly Key: string }) {
  const { AbortMultipartUploadCommand, CreateMultipartUploadCommand } = await import('@aws-sdk/client-s3');
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
}

function rightBelow(folder: Folder, action: string): Right {
  return { what: `${action} on bucket ${folder.name}/${folder.dir}/`, call: bucketCall(action, folder) };
}
