import type { Case } from './case.ts';
import { cases } from './cases/index.ts';

/** Cases that are also told by a client of another language. */
const CLIENTS: Readonly<Record<number, string>> = {
  6: 'boto3',
  140: 'Java',
  141: 'Java',
  142: 'Java',
  143: 'Java',
  144: 'Java',
  145: 'Java',
};

const RECORD: readonly string[][] = [
  [
    '147',
    'a record of a real converter is read and written byte for byte, and damaged ones are refused with the texts of the Java reader',
    'same',
    'JC, run',
    'record bytes',
  ],
];

/** What the service has and the registry has not. */
const NOT_DONE: readonly string[] = [
  'Operations of Glue outside the schema registry: answered with UnknownOperationException, and a log line names them',
  'Signatures are read for account and region and never verified; AccessDeniedException and throttling come from faults only; a strict mode that refuses unsigned requests with MissingAuthenticationTokenException',
  'Request ids are in every answer, and in the log only for what was refused',
  'The state DELETING: what is deleted is gone at once',
  'ConcurrentModificationException and OperationTimeoutException, faults apart: writers take turns',
  'Compatibility of JSON and PROTOBUF: every valid definition is taken, as the service is reported to do for JSON (awslabs #494)',
  'JSON: references are not followed; a definition without `$schema` counts as draft-07; a schema that is nested some 700 levels deep is refused',
  'PROTOBUF: extensions and groups are not refused, imports and type names are not resolved, and a difference is one replacement of the whole text',
  'AVRO: unions of more than some 300 records that contain themselves or have fields with aliases, which are refused instead of compared for minutes',
  'AVRO: comments in a definition, which Avro for Java lets pass, are refused',
  'Tags of anything but registries and schemas',
];

const INTRO = `# The Glue Schema Registry emulator

A Glue Schema Registry on loopback for pipelines and tests that have no AWS account: all 23 operations, AWS JSON 1.1, data
that survives a crash. Every expectation below is a test; what it rests on is said beside it.

\`\`\`
npx just registry:start --port 5050 --data .run/glue
export AWS_ENDPOINT_URL_GLUE=http://127.0.0.1:5050   # in another shell, for every AWS client
\`\`\`

\`npx just registry:schemas\` and its like look at \`GLUE_PORT\` instead; with another port than that, the second line that
\`registry:start\` prints sets it.

From TypeScript, on a free port and without a trace on the disk:

\`\`\`ts
await using registry = await startRegistry();
const glue = new GlueClient({ endpoint: registry.endpoint, region, credentials });
\`\`\`

## Options

| option | default | meaning |
|---|---|---|
| \`--port\`, \`--data\` | none | where it serves and where it keeps its log |
| \`--account\`, \`--region\` | 000000000000, us-east-1 | scope of requests whose credential names none; an access key of twelve digits is an account |
| \`--max-registries\`, \`--max-versions\`, \`--max-metadata\` | 100, 10000, 10 | quotas: the first two for an account and region, the third for a version |
| \`--pending\` | auto | \`auto\`: only the \`_ALL\` modes answer PENDING first; \`always\`; \`never\` |
| \`--pending-ms\` | 700 | how long PENDING lasts; the Java client gives up after 3 s |
| \`--checkpoint-base\` | latest | what BACKWARD, FORWARD and FULL compare with: the latest AVAILABLE version, or the \`checkpoint\` |
| \`--faults\` | off | lets \`npx just registry:fault\` rehearse failures, through \`/_faults\`: GET shows, PUT \`{"faults":[…]}\` replaces, DELETE removes them |

A fault is \`{"operation", "error": {"type", "message", "status"}, "latencyMs", "times", "rate"}\`, every member optional.

## Speed

\`npm run bench -- registry\`, 16 clients, beside moto's server in the same run (2 cores, Node.js 20.20; a registration is on
disk when it is answered, and checked under BACKWARD):

\`\`\`
               start   reads/s  p50       p99       registrations/s  p50       p99       failed  memory
this registry  152 ms  20443    0.58 ms   3.66 ms   2546             5.28 ms   17.22 ms  0       127 MB
moto server    495 ms  399      39.96 ms  74.51 ms  293              54.43 ms  116.2 ms  0       103 MB

versions  restart  reads/s  p99      registrations/s  p99       list page  memory
10        157 ms   8889     7.61 ms  431              22.81 ms  0.29 ms    69 MB
1000      199 ms   8903     6.17 ms  1352             47.84 ms  0.58 ms    89 MB
10000     356 ms   9480     7.82 ms  1588             24.78 ms  1.62 ms    130 MB
\`\`\`

## The \`registry:*\` commands against AWS

With \`AWS=cloud\` they work on your account, and look only into the registries that the connector files name; say
\`registry/schema\` for one of another. They need to be allowed, with your account's number in the place of the zeros:

\`\`\`json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "glue:ListSchemas",
        "glue:GetSchema",
        "glue:ListSchemaVersions",
        "glue:GetSchemaVersionsDiff",
        "glue:GetSchemaByDefinition",
        "glue:RegisterSchemaVersion",
        "glue:DeleteSchemaVersions",
        "glue:DeleteSchema"
      ],
      "Resource": [
        "arn:aws:glue:ap-southeast-2:000000000000:registry/online-order",
        "arn:aws:glue:ap-southeast-2:000000000000:schema/online-order/*"
      ]
    },
    {
      "Effect": "Allow",
      "Action": ["glue:GetSchemaVersion", "glue:CheckSchemaVersionValidity"],
      "Resource": ["*"]
    }
  ]
}
\`\`\`

## What is the same as AWS, what is assumed, what is not done

This project has not run anything against AWS itself. \`same\`: recorded from the service, documented for it, or vouched for
by the source named. \`assumed\`: nobody could say; the convention of AWS services or of other emulators was taken. Sources,
strongest first: NC recorded answers of the service, RB a second record, TR stack traces, TF the Terraform provider's tests,
JC source of AWS's Java client, T tried with boto3, MDL the service model, DOC AWS documentation, MO moto (reviewed by an
engineer of the service), MZ Materialize, FL floci.
`;

/** The page about the registry, with a row for every case. */
export function document(): string {
  const rows = [
    ...Object.values(cases).flat().map(rowOf),
    ...RECORD,
    ...NOT_DONE.map((what) => ['', what, 'not done', '', '']),
  ];
  const header = ['case', 'what happens', 'state', 'rests on', 'tested through'];
  const lines = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  return `${INTRO}\n${lines.join('\n')}\n`;
}

function rowOf({ number, title, evidence, only }: Case): string[] {
  const isAssumed = evidence.startsWith('assumed');
  const sources = evidence.replace(/^(sure|assumed)[:;,]? ?/, '');
  const channels = [...(only === undefined ? ['HTTP', 'AWS SDK'] : ['HTTP']), CLIENTS[number] ?? []].flat();
  return [String(number), title, isAssumed ? 'assumed' : 'same', sources, channels.join(', ')];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
