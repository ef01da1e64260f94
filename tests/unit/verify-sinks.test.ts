import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFaultLog } from '../../scripts/verify/fault-log.ts';
import { planJobs } from '../../scripts/verify/jobs.ts';
import { describePipeline, type Pipeline } from '../../scripts/verify/pipeline.ts';
import { ask, healthy, replaceRecord } from './verify-fixture.ts';

const file = (name: string, config: Record<string, string>) => ({ path: '', name, config });
const sink = (name: string, change: Record<string, string> = {}) => file(name, { ...healthy().sinkConfig, ...change });
const textsOf = ({ notProvable }: Pick<Pipeline, 'notProvable'>) => notProvable.map(({ what }) => what);
const pipelineOf = (...files: ReturnType<typeof file>[]) => describePipeline([], { files, present: [] });

describe('what follows from the records alone, and what is not provable', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['transforms', 'mask', /^transformation `mask` of connector `a`$/],
    [
      'value.converter',
      'org.apache.kafka.connect.json.JsonConverter',
      /^converter `org.*JsonConverter` of connector `a`$/,
    ],
    [
      'format.class',
      'io.confluent.connect.s3.format.parquet.ParquetFormat',
      /^format `io.*ParquetFormat` of connector `a`$/,
    ],
    ['s3.compression.type', 'bzip2', /^compression `bzip2` of connector `a`$/],
    ['behavior.on.null.values', 'write', /^objects of tombstones of connector `a`$/],
    ['store.kafka.keys', 'true', /^objects of keys of connector `a`$/],
    ['store.kafka.headers', 'true', /^objects of headers of connector `a`$/],
    ['json.decimal.format', 'NUMERIC', /^decimals as `NUMERIC` of connector `a`$/],
    ['partitioner.class', 'com.example.Mine', /^partitioner `com.example.Mine` of connector `a`$/],
    ['value.converter.region', 'eu-west-1', /^schemas in eu-west-1 \(others are in ap-southeast-2\) of connector `a`$/],
    ['value.converter', '', /^the worker's default `value.converter` of connector `a`$/],
    ['schema.compatibility', 'BACKWARD', /^objects split by schema \(`BACKWARD`\) of connector `a`$/],
    [
      'consumer.override.auto.offset.reset',
      'latest',
      /^where a reader without .* begins \(`latest`\) of connector `a`$/,
    ],
    ['store.url', 'http://elsewhere:9000', /^objects at http:..elsewhere:9000 \(.*\) of connector `a`$/],
  ];
  for (const [key, value, sentence] of cases) {
    it(`names ${key}=${value}, and proves the other sink all the same`, () => {
      const pipeline = pipelineOf(sink('b'), sink('a', { [key]: value }));
      const { sinks } = pipeline;
      const notProvable = textsOf(pipeline);
      assert.equal(notProvable.length, 1, notProvable.join());
      assert.match(notProvable[0] ?? '', sentence);
      assert.deepEqual(
        sinks.map(({ name }) => name),
        ['b'],
      );
    });
  }

  it('reads a topic as long as one sink reads it with Glue`s converter, and none that another converter writes', () => {
    const json = { 'value.converter': 'org.apache.kafka.connect.json.JsonConverter' };
    assert.deepEqual(pipelineOf(sink('a', json), sink('b', { topics: 'order' })).topics, ['order']);
    assert.deepEqual(pipelineOf(sink('a', json)).topics, []);
    const source = file('s', { 'connector.class': 'GeneratorSourceConnector', 'genv.plain.id.with': '1', ...json });
    const pipeline = pipelineOf(source);
    assert.deepEqual(pipeline.topics, []);
    assert.match(textsOf(pipeline).join(), /converter `.*JsonConverter` of connector `s`/);
  });

  it('names a sink that writes elsewhere than S3, so that nobody takes it for proved', () => {
    const status = { name: 'lake', connector: { state: 'RUNNING', worker_id: 'w' }, tasks: [] };
    const config = { 'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector', topics: 'order' };
    const lake = { name: 'lake', config, type: 'sink', status };
    assert.deepEqual(textsOf(describePipeline([lake], { files: [], present: [] })), [
      'what connector `lake` writes: it is no S3 sink',
    ]);
  });

  const patterns: Record<string, RegExp> = {
    '(?i)ORDER': /^topics, as only Java reads `\(\?i\)ORDER`, of connector `a`$/,
    '\\p{Lower}+': /^topics, as only Java reads/,
    'parcel-.*': /^topics, of which `parcel-\.\*` matches none, of connector `a`$/,
  };
  for (const [pattern, sentence] of Object.entries(patterns)) {
    it(`names topics.regex=${pattern} where order is all there is, instead of proving nothing`, () => {
      const { topics: _topics, ...config } = healthy().sinkConfig;
      const files = [file('a', { ...config, 'topics.regex': pattern })];
      const pipeline = describePipeline([], { files, present: ['order'] });
      assert.match(textsOf(pipeline).join(), sentence);
      assert.deepEqual(pipeline.sinks, []);
    });
  }

  it('reads no topic of a generator whose converter only the worker knows', () => {
    const source = file('s', { 'connector.class': 'GeneratorSourceConnector', 'genv.plain.id.with': '1' });
    const pipeline = pipelineOf(source);
    assert.deepEqual(pipeline.topics, []);
    assert.deepEqual(textsOf(pipeline), ["the worker's default `value.converter` of connector `s`"]);
  });

  it('knows which connectors are in their files only', () => {
    const status = { name: 'a', connector: { state: 'RUNNING', worker_id: 'w' }, tasks: [] };
    const live = { name: 'a', config: healthy().sinkConfig, type: 'sink', status };
    const { missing } = describePipeline([live], { files: [sink('a'), sink('b')], present: [] });
    assert.deepEqual([...missing], ['b']);
  });

  it('notes a source whose topics it does not know', () => {
    const status = { name: 'db', connector: { state: 'RUNNING', worker_id: 'w' }, tasks: [] };
    const db = { name: 'db', config: { 'connector.class': 'PostgresConnector' }, type: 'source', status };
    const { notes, topics } = describePipeline([db], { files: [], present: ['db.orders'] });
    assert.match(notes.join(), /what connector `db` writes/);
    assert.deepEqual(topics, []);
  });

  it('takes the schema name that a converter is given, and none where a class makes names up', async () => {
    const fixture = healthy();
    fixture.sourceConfig['value.converter.schemaName'] = 'shared';
    const named = (await ask(fixture)).faults;
    assert.ok(named.some(({ kind, expected }) => kind === 'schema-foreign' && expected?.includes('`shared`')));
    fixture.sourceConfig['value.converter.schemaName'] = '';
    fixture.sourceConfig['value.converter.schemaNameGenerationClass'] = 'com.example.Names';
    const { faults, notProvable } = await ask(fixture);
    assert.deepEqual(faults, []);
    assert.deepEqual(notProvable, ['names of schemas that `com.example.Names` of connector `order-source` makes up']);
  });

  it('takes simple class names for what they are', () => {
    const simple = { 'format.class': 'JsonFormat', 'partitioner.class': 'DefaultPartitioner' };
    assert.deepEqual(pipelineOf(sink('a', simple)).notProvable, []);
  });
});

describe('several sinks on one topic', () => {
  const jobsOf = (pipeline: Pipeline, sinks = pipeline.sinks) =>
    planJobs(
      'order',
      {
        pipeline,
        sinks,
        offsets: new Map([['order', [{ partition: 0, low: 0, high: 10, end: 10 }]]]),
        rules: pipeline.rules,
        keys: new Map(),
        compacted: new Set(),
        settled: false,
      },
      {
        view: { listing: () => undefined, committed: () => null, ends: new Map(), at: new Date(), stray: [] },
        fault: createFaultLog().add,
      },
    );

  it('have its records judged once, and its objects once for each', () => {
    const jobs = jobsOf(pipelineOf(sink('a'), sink('b', { 'topics.dir': 'other' })));
    assert.deepEqual(
      jobs.map(({ sink: own, judges, rules }) => [own?.name, judges, rules.ranges.length > 0]),
      [
        ['a', true, false],
        ['b', false, false],
      ],
    );
  });

  it('hold their lines against the same schema, whatever registry a converter names', () => {
    const jobs = jobsOf(pipelineOf(sink('a'), sink('b', { 'value.converter.registry.name': 'another' })));
    assert.deepEqual(
      jobs.map(({ schema }) => schema.registry),
      ['online-order', 'online-order'],
    );
  });

  it('decide about tombstones and the registry also where only the records are asked about', () => {
    const other = { 'value.converter.registry.name': 'another' };
    const jobs = jobsOf(pipelineOf(sink('b', { ...other, topics: 'customer' }), sink('a')), []);
    assert.deepEqual(
      jobs.map(({ sink: own, stopsAtTombstones, schema }) => [own, stopsAtTombstones, schema.registry]),
      [[undefined, true, 'online-order']],
    );
  });

  it('name the registry of a topic although nothing that they write is provable', () => {
    const other = { 'value.converter.registry.name': 'another', topics: 'order', transforms: 'mask' };
    const jobs = jobsOf(pipelineOf(sink('b', { topics: 'customer' }), sink('a', other)));
    assert.deepEqual(
      jobs.map(({ sink: own, schema }) => [own, schema.registry]),
      [[undefined, 'another']],
    );
  });

  it('stop at a tombstone when one of them does, whichever comes first', async () => {
    const jobs = jobsOf(pipelineOf(sink('a', { 'behavior.on.null.values': 'ignore' }), sink('b')));
    assert.deepEqual(
      jobs.map(({ stopsAtTombstones }) => stopsAtTombstones),
      [true, true],
    );
    const fixture = healthy();
    replaceRecord(fixture, 'order-1', { offset: 23, value: null });
    assert.ok((await ask(fixture)).faults.some(({ kind }) => kind === 'tombstone'));
  });
});
