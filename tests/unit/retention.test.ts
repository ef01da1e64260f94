import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import { OffsetGoneError } from '../../scripts/records.ts';
import { scanThroughRetention } from '../../scripts/verify/retention.ts';
import { describeError, errorOf } from '../../scripts/verify/worker-messages.ts';

const GONE = new OffsetGoneError('No offset 5 of `order` partition 0 in the log', { hint: 'Run it again.' });

describe('a scan from under which retention takes the records', () => {
  const scanAgain = (failures: number, error: Error) => {
    let scans = 0;
    const said: string[] = [];
    const scan = async () => {
      scans += 1;
      if (scans <= failures) throw errorOf(structuredClone(describeError(error)));
      return scans;
    };
    return { answer: scanThroughRetention(scan, (text) => said.push(text)), said };
  };

  it('begins again, also when a thread says so', async () => {
    const { answer, said } = scanAgain(2, GONE);
    assert.equal(await answer, 3);
    assert.equal(said.length, 2);
  });

  it('ends with what to do about it when that happens again and again', async () => {
    await assert.rejects(scanAgain(9, GONE).answer, { message: GONE.message, hint: GONE.hint, exitCode: 3 });
  });

  it('does not begin again for anything else', async () => {
    const { answer, said } = scanAgain(1, new WorkflowError('S3 does not answer'));
    await assert.rejects(answer, /S3 does not answer/);
    assert.deepEqual(said, []);
  });
});
