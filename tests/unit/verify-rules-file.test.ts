import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import { describePipeline } from '../../scripts/verify/pipeline.ts';
import { nameOf } from '../../scripts/verify/rules.ts';
import { readRulesFile, refuseUnknownTopics } from '../../scripts/verify/rules-file.ts';
import { ask, healthy } from './verify-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'rules-'));
const path = join(folder, 'rules.json');
after(() => rmSync(folder, { recursive: true }));

const read = (rules: object | string) => {
  writeFileSync(path, typeof rules === 'string' ? rules : JSON.stringify(rules));
  return readRulesFile(path);
};

const refusal = async (rules: object | string): Promise<string> => {
  const error = await read(rules).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof WorkflowError, 'the file was taken');
  assert.equal(error.exitCode, 2);
  assert.match(error.hint ?? '', /RULES_FILE/);
  return error.message;
};

describe('the rules file', () => {
  it('holds references, ranges with either end open, and expected schemas beside it', async () => {
    writeFileSync(join(folder, 'order.avsc'), '"string"');
    const rules = await read({
      references: [{ from: 'shop.order.value.buyer.id', to: 'customer.key', nullable: true }],
      ranges: [{ of: 'shop.order.value.total', min: 0.01 }],
      schemas: [{ topic: 'shop.order', file: 'order.avsc', evolves: false }],
    });
    assert.deepEqual(rules.references, [
      {
        from: { topic: 'shop.order', part: 'value', field: 'buyer.id' },
        to: { topic: 'customer', part: 'key', field: undefined },
        nullable: true,
      },
    ]);
    const [range] = rules.ranges;
    assert.deepEqual([range?.min, range?.max, range?.whole, range?.nullable], [0.01, Infinity, false, false]);
    assert.deepEqual(rules.schemas, [
      { topic: 'shop.order', file: 'order.avsc', definition: '"string"', evolves: false },
    ]);
  });

  it('may be missing, and is the tutorial`s own as long as the connectors are', async () => {
    assert.deepEqual(await readRulesFile(undefined), { references: [], ranges: [], schemas: [] });
    const own = await readRulesFile(loadSettings({ env: {}, cwd: folder }).rulesFile);
    assert.deepEqual(
      own.schemas.map(({ topic }) => topic),
      ['order'],
    );
    assert.equal(loadSettings({ env: { CONNECTOR_FILES: 'a.json' }, cwd: folder }).rulesFile, undefined);
    assert.equal(loadSettings({ env: { RULES_FILE: 'mine.json' }, cwd: folder }).rulesFile, join(folder, 'mine.json'));
  });

  it('is refused with everything that is wrong with it, by place, with the nearest word that is valid', async () => {
    const message = await refusal({
      reference: [],
      references: [{ from: 'order.valeu.customer_id', to: 'customer.key' }],
      ranges: [{ of: 'order.value.quantity', mim: 1 }, { of: 'order.value.quantity' }, { of: 3, min: 'one' }],
      schemas: [{ topic: 'order' }],
    });
    assert.match(message, /reference is not known; did you mean `references`/);
    assert.match(
      message,
      /references\[0\]\.from must be TOPIC\.key, .*`order\.valeu\.customer_id`; did you mean `value`/,
    );
    assert.match(message, /ranges\[0\]\.mim is not known; did you mean `min`/);
    assert.match(message, /ranges\[2\]\.min must be a number/);
    assert.match(message, /schemas\[0\]\.file is missing/);
  });

  it('is refused when a range has no end, or its ends stand the wrong way round', async () => {
    const ranges = [{ of: 'order.value.quantity' }, { of: 'order.value.quantity', min: 2, max: 1 }];
    const message = await refusal({ ranges });
    assert.match(message, /ranges\[0\] needs `min`, `max` or both/);
    assert.match(message, /ranges\[1\] `min` must not be above `max`/);
  });

  it('is refused when it is no JSON, no object, not there, or names a definition that is not', async () => {
    assert.match(await refusal('{'), /Bad rules in .*rules\.json/);
    assert.match(await refusal('[]'), /the file must be an object/);
    assert.match(
      await refusal({ schemas: [{ topic: 'order', file: 'gone.avsc' }] }),
      /schema of topic `order`: ENOENT/,
    );
    await assert.rejects(readRulesFile(join(folder, 'gone.json')), /Bad rules in .*gone\.json/);
  });

  it('is refused when it names a topic that nobody knows, with the nearest', async () => {
    const rules = await read({ references: [{ from: 'oder.value.customer_id', to: 'customer.key' }] });
    assert.throws(() => refuseUnknownTopics(rules, ['customer', 'order']), {
      message: 'There is no topic `oder`, which oder.value.customer_id names; did you mean `order`',
      exitCode: 2,
    });
    refuseUnknownTopics(rules, ['customer', 'oder']);
  });
});

describe('rules of a user', () => {
  it('are asked beside those of the generator, and one that both have is asked once', async () => {
    const fixture = healthy();
    fixture.userRules = await read({
      references: [{ from: 'order.value.customer_id', to: 'customer.key' }],
      ranges: [{ of: 'order.value.product_id', max: 200 }],
    });
    const { faults, partitions } = await ask(fixture);
    assert.deepEqual(faults, []);
    assert.equal(
      partitions.reduce((sum, { ruled }) => sum + ruled, 0),
      415 * 4,
    );
  });

  it('find what breaks them: nothing but text is near a range that it spells', async () => {
    const fixture = healthy();
    fixture.userRules = await read({
      ranges: [
        { of: 'order.value.customer_id', max: 5 },
        { of: 'customer.value.name', min: 0 },
      ],
    });
    const { faults } = await ask(fixture);
    assert.deepEqual([...new Set(faults.map(({ kind }) => kind))], ['value-out-of-range']);
    assert.equal(faults[0]?.expected, 'customer.value.name of 0 at least');
    assert.equal(faults.at(-1)?.expected, 'order.value.customer_id of 5 at most');
    assert.equal(faults.length, 832);
  });

  it('add their topics to those that are read', async () => {
    const rules = await read({ references: [{ from: 'payment.value.order', to: 'order.key' }] });
    const schemas = [{ topic: 'click', file: 'click.avsc', definition: '"string"', evolves: true }];
    const { topics } = describePipeline([], { files: [], present: [], userRules: { ...rules, schemas } });
    assert.deepEqual(topics, ['click', 'order', 'payment']);
  });

  it('on keys that are more than a text are not provable, and are named instead of passed', async () => {
    const rules = await read({
      references: [
        { from: 'order.value.customer_id', to: 'customer.key.id' },
        { from: 'order.value.product_id', to: 'product.key' },
      ],
      ranges: [{ of: 'order.value.quantity', min: 1 }],
    });
    const config = { topics: 'product,order', 'key.converter': 'org.apache.kafka.connect.json.JsonConverter' };
    const files = [{ path: '', name: 'sink', config }];
    const pipeline = describePipeline([], { files, present: [], userRules: rules });
    assert.deepEqual(
      pipeline.rules.references.map(({ from }) => nameOf(from)),
      [],
    );
    assert.equal(pipeline.rules.ranges.length, 1);
    assert.deepEqual(
      pipeline.notProvable.map(({ what }) => what),
      [
        'rules on customer.key.id: it is a field of a key, and keys are read as text',
        'rules on product.key: the key is written by `org.apache.kafka.connect.json.JsonConverter`, and keys are read as text',
      ],
    );
  });

  it('on a value that another converter writes are not provable, and its topic is not read', async () => {
    const rules = await read({ ranges: [{ of: 'plain.value.id', min: 1 }] });
    const config = {
      'connector.class': 'S3SinkConnector',
      topics: 'plain',
      'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    };
    const pipeline = describePipeline([], { files: [{ path: '', name: 's', config }], present: [], userRules: rules });
    assert.deepEqual(pipeline.topics, []);
    assert.match(
      pipeline.notProvable.map(({ what }) => what).join(),
      /rules on plain\.value\.id: the values of `plain` are not read/,
    );
  });
});

describe('readerOf', () => {
  it('follows dots into records, and tells a field that is null from one that is not there', async () => {
    const { readerOf } = await import('../../scripts/verify/attribute-reader.ts');
    const record = { offset: 0, timestamp: 0, key: Buffer.from('k'), value: null, aborted: false };
    const at = (field: string | undefined, datum: unknown) =>
      readerOf({ topic: 't', part: 'value', field })(record, datum);
    assert.equal(at('a.b', { a: { b: 7n } }), '7');
    assert.equal(at('a.b', { a: null }), null);
    assert.equal(at('a.b', { a: {} }), undefined);
    assert.equal(at('a', undefined), undefined);
    assert.equal(at(undefined, 1.5), '1.5');
    assert.equal(readerOf({ topic: 't', part: 'key', field: undefined })(record, undefined), 'k');
  });
});
