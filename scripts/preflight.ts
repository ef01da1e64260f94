import type { Settings } from '../configs/settings.ts';
import { checkConnectorFiles } from './connector-files.ts';
import { machineProblem, WorkflowError } from './lib/errors.ts';
import { checkDisk, checkUserXattrs } from './preflight/folder.ts';
import { checkMemory, checkPorts } from './preflight/machine.ts';
import { checkJdk, checkMaven, checkNode } from './preflight/tools.ts';
import { checkDocker } from './runtime/docker/engine.ts';

/** A thing that must be right before anything is started. */
export interface Check {
  readonly title: string;
  /** What was found when it is right; throws a `WorkflowError` with the remedy when it is not. */
  readonly check: (settings: Settings) => Promise<string>;
}

/** In the order in which they are reported. */
const CHECKS: readonly [Check, ...Check[]] = [
  { title: 'Node.js', check: checkNode },
  { title: 'JDK', check: checkJdk },
  { title: 'Maven', check: checkMaven },
  { title: 'Docker', check: checkDocker },
  { title: 'Connectors', check: checkConnectorFiles },
  { title: 'Memory', check: checkMemory },
  { title: 'Ports', check: checkPorts },
  { title: 'Run folder', check: checkDisk },
  { title: 'User xattrs', check: checkUserXattrs },
];

export interface CheckResult {
  readonly title: string;
  readonly found?: string;
  readonly problem?: WorkflowError;
}

/** Runs every check to its end, also after one has failed; but on a Node.js too old for the others, that one alone. */
export async function runChecks(settings: Settings): Promise<CheckResult[]> {
  const [node, ...others] = CHECKS;
  const first = await runCheck(node, settings);
  if (first.problem) return [first];
  return [first, ...(await Promise.all(others.map((check) => runCheck(check, settings))))];
}

async function runCheck({ title, check }: Check, settings: Settings): Promise<CheckResult> {
  try {
    return { title, found: await check(settings) };
  } catch (error) {
    const problem = machineProblem(error) ?? error;
    if (problem instanceof WorkflowError) return { title, problem };
    throw error;
  }
}

/** Throws one error with every problem and its remedy. */
export async function verifyMachine(settings: Settings): Promise<void> {
  const problems = (await runChecks(settings)).flatMap(({ problem }) => (problem ? [problem] : []));
  if (problems.length === 0) return;
  const lines = problems.map(({ message, hint }) => (hint ? `${message}\n  ${hint}` : message));
  // Several checks need a JDK, and each says so when there is none.
  throw new WorkflowError([...new Set(lines)].join('\n'), {
    hint: '`npx just doctor` shows every check.',
    exitCode: 2,
  });
}
