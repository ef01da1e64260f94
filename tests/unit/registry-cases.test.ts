import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startRegistry } from '../../glue/registry/registry.ts';
import type { Case } from '../glue/case.ts';
import { cases } from '../glue/cases/index.ts';
import { httpChannel, sdkChannel, type Channel } from '../glue/channels.ts';

type Open = (endpoint: string, region?: string) => Channel;

async function runCase({ run, options }: Case, open: Open): Promise<void> {
  await using registry = await startRegistry(options);
  const opened: Channel[] = [];
  const callIn = (region?: string) => {
    const channel = open(registry.endpoint, region);
    opened.push(channel);
    return channel.call;
  };
  try {
    await run({ call: callIn(), callIn, endpoint: registry.endpoint });
  } finally {
    for (const channel of opened) channel.close();
  }
}

function describeCases(channel: Channel['name'], open: Open): void {
  const isHere = ({ only }: Case) => only === undefined || channel === 'raw HTTP';
  describe(`the specification through ${channel}`, { concurrency: true }, () => {
    for (const entry of Object.values(cases).flat().filter(isHere)) {
      it(`case ${entry.number} (${entry.evidence}): ${entry.title}`, () => runCase(entry, open));
    }
  });
}

describeCases('raw HTTP', httpChannel);
describeCases('AWS SDK', sdkChannel);

describe('the cases', () => {
  it('are all there from 1 to 146, in order and once each; 147 is tested with the record codec', () => {
    const numbers = Object.values(cases)
      .flat()
      .map(({ number }) => number);
    assert.deepEqual(
      numbers,
      Array.from({ length: 146 }, (_, index) => index + 1),
    );
  });
});
