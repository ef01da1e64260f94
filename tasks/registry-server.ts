import { once } from 'node:events';
import { resolve } from 'node:path';
import { readArguments } from '../glue/registry/arguments.ts';
import { startRegistry } from '../glue/registry/registry.ts';
import { addFault, clearFaults, readFaults } from '../scripts/registry-faults.ts';
import { runPaths } from '../scripts/runtime/run-folder.ts';
import { define } from './define.ts';
import type { Input, Option } from './input.ts';
import { interruption } from './interruption.ts';
import { printLines } from './output.ts';
import { loadSettings } from './settings.ts';

const startOptions: Readonly<Record<string, Option>> = {
  port: { value: 'N', summary: 'Port on the loopback address (default: GLUE_PORT)' },
  data: { value: 'DIR', summary: 'Where everything is kept (default: the run folder)' },
  faults: { summary: 'Let `registry:fault` make it fail' },
  pending: { value: 'WHEN', summary: 'Answer PENDING first: auto (as AWS does), always or never' },
  'pending-ms': { value: 'MS', summary: 'How long a version stays PENDING (default: 700)' },
  'checkpoint-base': { value: 'BASE', summary: 'What a new version is compared with: latest or checkpoint' },
  account: { value: 'ID', summary: 'Account in ARNs (default: 000000000000)' },
  region: { value: 'REGION', summary: 'Region of requests that are not signed (default: us-east-1)' },
  'max-registries': { value: 'N', summary: 'Quota of registries (default: 100)' },
  'max-versions': { value: 'N', summary: 'Quota of schema versions (default: 10000)' },
  'max-metadata': { value: 'N', summary: 'Quota of metadata pairs of a version (default: 10)' },
};

define(
  'registry:start',
  'Serve a Glue Schema Registry by itself, until Ctrl-C: for the AWS CLI, boto3, Terraform, Java',
  { options: startOptions },
  async (typed) => {
    const { gluePort, portOffset } = loadSettings();
    const { dataDir, options, ...place } = readArguments(serverArguments(typed, gluePort));
    const broken = new AbortController();
    const onWriteFailed = (error: unknown) => broken.abort(error);
    const served = { ...options, ...place, log: printLine, dataDir: resolve(dataDir), onWriteFailed };
    const registry = await startRegistry(served);
    printLines([`export AWS_ENDPOINT_URL_GLUE=${registry.endpoint}`]);
    // The commands of this project look at the settings, so that no variable of a shell leads them to another account.
    if (registry.port !== gluePort) printLines([`export GLUE_PORT=${registry.port - portOffset}`]);
    await once(AbortSignal.any([interruption(), broken.signal]), 'abort');
    broken.signal.throwIfAborted();
    await registry.close();
  },
);

function printLine(line: string): void {
  printLines([line]);
}

function serverArguments(typed: Input, port: number): string[] {
  const defaults: Readonly<Record<string, string>> = {
    port: String(port),
    data: runPaths(loadSettings()).dataDir('glue'),
  };
  return Object.entries(startOptions).flatMap(([name, { value }]) => {
    if (!value) return typed.has(name) ? [`--${name}`] : [];
    const given = typed.value(name) ?? defaults[name];
    return given === undefined ? [] : [`--${name}=${given}`];
  });
}

define(
  'registry:fault',
  'Rehearse a failure of the registry (needs GLUE_FAULTS=on); without options show what is set',
  {
    args: ['[operation]'],
    options: {
      error: {
        value: 'TYPE',
        summary: 'ThrottlingException, AccessDeniedException, ExpiredTokenException, InternalServiceException, …',
      },
      latency: { value: 'MS', summary: 'Answer so much later' },
      times: { value: 'N', summary: 'For so many calls (default: until cleared)' },
      percent: { value: 'N', summary: 'For this share of the calls (default: 100)' },
      clear: { summary: 'Remove every fault' },
    },
  },
  async ({ args, has, value, number }) => {
    const settings = loadSettings();
    const isNew = has('error') || has('latency');
    const fault = {
      operation: args[0],
      errorType: value('error'),
      latencyMs: number('latency'),
      times: number('times'),
      rate: (number('percent') ?? 100) / 100,
    };
    if (has('clear')) await clearFaults(settings);
    else if (isNew) await addFault(settings, fault);
    const faults = await readFaults(settings);
    printLines(faults.length > 0 ? faults.map((each) => JSON.stringify(each)) : ['No faults are set']);
  },
);
