import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { abridge, describeDifference } from '../../docs/update/compare.ts';
import { isTranscript, readSteps, writeOutputs } from '../../docs/update/transcript.ts';

const PAGE = `Text.

<!-- run: exits 1, needs jq -->
\`\`\`console
$ one --long \\
    line
old
…
last
\`\`\`

*Not run here: needs Docker.*

\`\`\`console
$ two
\`\`\`
`;

describe('the commands of a page', () => {
  it('are its console blocks, each with what it prints and under which conditions it is run', () => {
    const [one, two] = readSteps(PAGE);
    assert.deepEqual(
      [one?.command, one?.output, one?.exitCode, one?.needs, one?.isRepeated, one?.notRun, one?.line],
      ['one --long \\\n    line', ['old', '…', 'last'], 1, 'jq', false, undefined, 4],
    );
    assert.deepEqual([two?.command, two?.output, two?.notRun], ['two', [], 'needs Docker']);
    assert.ok(isTranscript(PAGE));
    assert.equal(isTranscript('`<!-- run -->` in a sentence'), false);
  });

  it('must say whether they are run, so none is left out by mistake', () => {
    assert.throws(() => readSteps('```console\n$ one\n```\n'), /line 1 is neither marked/);
    assert.throws(() => readSteps('```sh\none\n```\n'), /line 1 must say what it is; commands are `console`/);
    assert.throws(() => readSteps('<!-- run: twice -->\n```console\n$ one\n```\n'), /unknown condition `twice`/);
    assert.throws(() => readSteps('<!-- run -->\n```console\n$ one\n$ two\n```\n'), /has more than one command/);
  });

  it('get new outputs, and everything else stays', () => {
    const written = writeOutputs(
      PAGE,
      new Map([
        [0, ['new', '…', 'end']],
        [1, ['more']],
      ]),
    );
    assert.equal(written, PAGE.replace('old', 'new').replace('last', 'end').replace('$ two', '$ two\nmore'));
  });
});

describe('an output is what the page shows', () => {
  const shown = ['order-0@0  1ea1c2cb-369a-4815-8a04-552e9415297e  order v1  {"quantity":"1"}', '…', 'Read in 1.2 s'];

  it('when it differs only in times, ids, sizes, offsets, counts and made-up values', () => {
    const printed = [
      'order-0@17  a4276d02-ea5d-4ab4-b55b-b8f437f14305  order v1  {"quantity":"4"}',
      'whatever',
      'Read in 10 ms',
    ];
    assert.equal(describeDifference(shown, printed), undefined);
    assert.equal(describeDifference(['order  2  0  123', 'SIZE'], ['order     0  0  4', 'SIZE']), undefined);
  });

  it('not when words, versions or states differ, a line is missing, or there is one more', () => {
    const [first = ''] = shown;
    assert.match(describeDifference(shown, [first.replace('v1', 'v2'), 'Read in 1 s']) ?? '', /printed: order-0.*v2/);
    assert.match(describeDifference(['1  AVAILABLE'], ['2  AVAILABLE']) ?? '', /printed: 2/);
    assert.match(describeDifference(shown, [first]) ?? '', /no such line/);
    assert.match(describeDifference(['one'], ['one', 'two']) ?? '', /line not shown: two/);
    assert.match(describeDifference(['{"name":"order","x":1}'], ['{"name":"orders","x":1}']) ?? '', /shown: /);
  });

  it('and a long one is abridged as the page had it', () => {
    assert.deepEqual(abridge(['a', '…', 'z'], ['b', 'c', 'd']), ['b', '…', 'd']);
    assert.deepEqual(abridge(['a'], ['b', 'c']), ['b', 'c']);
  });
});
