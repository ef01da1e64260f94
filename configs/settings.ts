import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { WorkflowError } from '../scripts/lib/errors.ts';
import { readDotenv } from './dotenv.ts';
import { IMAGE_SETTINGS } from './images.ts';
import type { Images } from './images.ts';
import { kpowLicenseOf } from './kpow-license.ts';
import type { KpowLicense } from './kpow-license.ts';
import { Schema } from './schema.ts';

const HOST = '127.0.0.1';
const BROKERS = 3;
/** A controller listens this far above its broker. */
const CONTROLLER_DISTANCE = 10;
const PROJECT = 'kafka-connect-workshop';
/** Confluent's sink reserves 25 MiB for every file it has open. */
const CONNECT_HEAPS = { bundled: '384m', upstream: '1g' } as const;

export interface Broker {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
}

/** Every setting, parsed, with the addresses that follow from the ports. Ports already contain `PORT_OFFSET`. */
export interface Settings {
  readonly runtime: 'embedded' | 'docker';
  readonly aws: 'local' | 'cloud';
  readonly connectors: 'bundled' | 'upstream';
  readonly host: string;
  readonly brokers: readonly Broker[];
  /** `host:port` of every broker. */
  readonly bootstrap: readonly string[];
  readonly connectPort: number;
  readonly connectUrl: string;
  readonly gluePort: number;
  readonly portOffset: number;
  readonly glueEndpoint: string;
  readonly s3Port: number;
  readonly s3Endpoint: string;
  readonly uiPort: number;
  readonly kpowPort: number;
  /** Whether the registry emulator may be told to fail. */
  readonly glueFaults: boolean;
  readonly kafkaHeap: string;
  readonly connectHeap: string;
  readonly s3Heap: string;
  readonly uiHeap: string;
  /** How much of the keys that references may name `verify` holds in memory; more of them are in files of the run. */
  readonly verifyKeyBytes: number;
  readonly images: Images;
  /** `undefined`: Kpow is left out. */
  readonly kpowLicense: KpowLicense | undefined;
  /** Compose's name for all containers, volumes and the network of a run. */
  readonly composeProject: string;
  /** Absolute: data, logs, pid files and reports of one run. */
  readonly runDir: string;
  /** Absolute: what `just build` makes; shared by runs and read-only to them. */
  readonly buildDir: string;
  /** Absolute: what no package registry serves. No `clean` deletes it: the sha256 of first downloads is recorded there. */
  readonly downloadDir: string;
  /** Asked for every file by its plain name instead of the vendors' own hosts. */
  readonly downloadMirror: string | undefined;
  /** Absolute paths of the connector JSON files, in the order in which they are applied. */
  readonly connectorFiles: readonly string[];
  /** Absolute: what `verify` holds the data against beside the connectors' own promises. `undefined`: nothing. */
  readonly rulesFile: string | undefined;
  /** `undefined`: the `java` on the PATH. */
  readonly javaHome: string | undefined;
  /**
   * What a child process inherits: the shell's environment without any `AWS_*`, so that a profile, a key or an endpoint
   * that happens to be exported reaches nothing.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** With `AWS=cloud` the endpoint variables of the shell, for the worker to follow too; else none. */
  readonly cloudEndpoints: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Sources {
  /** Overrides from the command line, such as `AWS` from `--aws`. */
  readonly options?: Readonly<Record<string, string | undefined>>;
  readonly env?: Environment;
  /** Where the user stands: holds `.env`, `.run/`, `.build/` and `.downloads/`. */
  readonly cwd?: string;
}

/**
 * Reads every setting: options, then the shell, then `.env`, then the default. `AWS` is not taken from the shell: an
 * exported variable alone must never reach a real account. Throws one error that names every bad setting.
 */
export function loadSettings({ options = {}, env = process.env, cwd = process.cwd() }: Sources = {}): Settings {
  const names = Object.keys(Schema.entries);
  const { values: file, problems: slips } = readDotenv(join(cwd, '.env'), names);
  if (slips.length > 0) throw badSettings(slips);
  const shell: Record<string, string | undefined> = { ...env, AWS: undefined };
  const values = Object.fromEntries(
    names.map((name) => [name, options[name] || shell[name] || file[name] || undefined]),
  );
  const parsed = v.safeParse(Schema, values);
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`);
    throw badSettings(problems);
  }
  const cloudEndpoints = parsed.output.AWS === 'cloud' ? endpointsOf(env) : {};
  const settings = { ...derive(parsed.output, cwd), environment: withoutAws(env), cloudEndpoints };
  refuseBadPorts(portsOf(settings));
  return settings;
}

function derive(raw: v.InferOutput<typeof Schema>, cwd: string): Omit<Settings, 'environment' | 'cloudEndpoints'> {
  const at = (base: number) => base + raw.PORT_OFFSET;
  const brokers = brokersFrom(at(raw.KAFKA_PORT));
  const connectors = raw.CONNECTORS ?? (raw.RUNTIME === 'docker' ? 'upstream' : 'bundled');
  return {
    runtime: raw.RUNTIME,
    aws: raw.AWS,
    connectors,
    host: HOST,
    brokers,
    bootstrap: brokers.map((broker) => `${HOST}:${broker.port}`),
    connectPort: at(raw.CONNECT_PORT),
    connectUrl: `http://${HOST}:${at(raw.CONNECT_PORT)}`,
    gluePort: at(raw.GLUE_PORT),
    portOffset: raw.PORT_OFFSET,
    glueEndpoint: `http://${HOST}:${at(raw.GLUE_PORT)}`,
    s3Port: at(raw.S3_PORT),
    s3Endpoint: `http://${HOST}:${at(raw.S3_PORT)}`,
    glueFaults: raw.GLUE_FAULTS === 'on',
    uiPort: at(raw.UI_PORT),
    kpowPort: at(raw.KPOW_PORT),
    kafkaHeap: raw.KAFKA_HEAP,
    verifyKeyBytes: raw.VERIFY_KEY_MEMORY,
    connectHeap: raw.CONNECT_HEAP ?? CONNECT_HEAPS[connectors],
    s3Heap: raw.S3_HEAP,
    uiHeap: raw.UI_HEAP,
    images: v.parse(v.object(IMAGE_SETTINGS), raw),
    kpowLicense: kpowLicenseOf(raw),
    composeProject: raw.COMPOSE_PROJECT_NAME || `${PROJECT}${raw.PORT_OFFSET > 0 ? `-${raw.PORT_OFFSET}` : ''}`,
    runDir: resolve(cwd, raw.RUN_DIR),
    buildDir: resolve(cwd, raw.BUILD_DIR),
    downloadDir: resolve(cwd, raw.DOWNLOAD_DIR),
    downloadMirror: raw.DOWNLOAD_MIRROR,
    connectorFiles: connectorFilesOf(raw, cwd),
    rulesFile: rulesFileOf(raw, cwd),
    javaHome: raw.JAVA_HOME || undefined,
  };
}

function brokersFrom(firstPort: number): Broker[] {
  return Array.from({ length: BROKERS }, (_, index) => ({
    id: index + 1,
    port: firstPort + index,
    controllerPort: firstPort + index + CONTROLLER_DISTANCE,
  }));
}

function withoutAws(env: Environment): Record<string, string> {
  return pick(env, (name) => !name.startsWith('AWS_'));
}

function endpointsOf(env: Environment): Record<string, string> {
  return pick(env, (name) => /^AWS_ENDPOINT_URL(?:_GLUE|_S3|_STS)?$/.test(name));
}

function pick(env: Environment, isWanted: (name: string) => boolean): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => isWanted(name));
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

type Ports = Omit<Settings, 'environment' | 'cloudEndpoints'>;

/** Every port that a run listens on, with the name of what listens there. */
export function portsOf(settings: Ports): NamedPort[] {
  return [...pipelinePorts(settings), ...appPorts(settings)];
}

/** The ports of what `up` starts. */
export function pipelinePorts(settings: Ports): NamedPort[] {
  const { aws, runtime } = settings;
  const local = [
    { name: 'the Glue registry', setting: 'GLUE_PORT', port: settings.gluePort },
    { name: 'S3', setting: 'S3_PORT', port: settings.s3Port },
  ];
  return [
    ...(aws === 'local' ? local : []),
    ...settings.brokers.flatMap(({ id, port, controllerPort }) => [
      { name: `broker ${id}`, setting: 'KAFKA_PORT', port },
      ...(runtime === 'embedded' ? [{ name: `controller ${id}`, setting: 'KAFKA_PORT', port: controllerPort }] : []),
    ]),
    { name: 'Kafka Connect', setting: 'CONNECT_PORT', port: settings.connectPort },
  ];
}

/** The ports of the management apps, which only containers have. */
export function appPorts({ runtime, uiPort, kpowPort }: Ports): NamedPort[] {
  if (runtime === 'embedded') return [];
  return [
    { name: 'kafka-ui', setting: 'UI_PORT', port: uiPort },
    { name: 'Kpow', setting: 'KPOW_PORT', port: kpowPort },
  ];
}

export interface NamedPort {
  readonly name: string;
  /** The setting that moves it. */
  readonly setting: string;
  readonly port: number;
}

function refuseBadPorts(named: readonly NamedPort[]): void {
  const problems = named.flatMap(({ name, port: value }, index) => {
    if (value > 65_535) return [`port ${value} of ${name} is above 65535`];
    const twin = named.slice(0, index).find((other) => other.port === value);
    return twin ? [`port ${value} is used by both ${twin.name} and ${name}`] : [];
  });
  if (problems.length > 0) throw badSettings(problems);
}

function badSettings(problems: readonly string[]): WorkflowError {
  return new WorkflowError(`Bad settings:\n  ${problems.join('\n  ')}`, {
    hint: 'Correct them in `.env`, in the shell or in what was typed.',
    exitCode: 2,
  });
}

/** The tutorial's rules are about the tutorial's topics: whoever names connectors of their own names rules of their own. */
function rulesFileOf(raw: v.InferOutput<typeof Schema>, cwd: string): string | undefined {
  if (raw.RULES_FILE) return resolve(cwd, raw.RULES_FILE);
  return raw.CONNECTOR_FILES ? undefined : join(import.meta.dirname, 'rules.json');
}

function connectorFilesOf({ CONNECTOR_FILES: files }: v.InferOutput<typeof Schema>, cwd: string): string[] {
  if (files) return files.split(',').map((path) => resolve(cwd, path.trim()));
  return ['source.json', 'sink.json'].map((name) => join(import.meta.dirname, name));
}
