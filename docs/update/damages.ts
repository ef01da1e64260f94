import type { Damage } from '../../tests/e2e/damages/damage.ts';

type Told = Pick<Damage, 'title' | 'faults' | 'exitCode'>;

/** What the tests do to a running stack, and what verify has to answer: the very table that they go through. */
export async function damageTable(): Promise<string> {
  const { OBJECT_DAMAGES, HARMLESS } = await import('../../tests/e2e/damages/object-damages.ts');
  const { RECORD_DAMAGES } = await import('../../tests/e2e/damages/record-damages.ts');
  const { BROKER_LOST, STATE_DAMAGES, UNCOMMITTED } = await import('../../tests/e2e/damages/state-damages.ts');
  const { VARIANTS } = await import('../../tests/e2e/damages/variants.ts');
  const { OUTAGES } = await import('../../tests/e2e/damages/outages.ts');
  const healthy = [...VARIANTS, ...HARMLESS].map((each) => ({ title: each.title, faults: [], exitCode: 0 as const }));
  return [
    ...section('Objects', OBJECT_DAMAGES),
    ...section('Records', RECORD_DAMAGES),
    ...section('State', [...STATE_DAMAGES, UNCOMMITTED, BROKER_LOST]),
    ...section('Nothing wrong', healthy),
    ...section(
      'Services',
      OUTAGES.map(({ title, faults = [], exitCode }) => ({ title, faults, exitCode })),
    ),
  ].join('\n');
}

function section(name: string, damages: readonly Told[]): string[] {
  const rows = damages.map(
    ({ title, faults, exitCode }) => `| ${title} | ${answerOf(faults, exitCode)} | ${exitCode} |`,
  );
  return [`| ${name} | answer | exit code |`, '| --- | --- | --- |', ...rows, ''];
}

function answerOf(faults: Damage['faults'], exitCode: number): string {
  if (faults.length > 0) return faults.map((fault) => `\`${fault.kind}\`${placeOf(fault)}`).join(', ');
  return exitCode === 0 ? 'proved' : 'the service is named';
}

function placeOf({ offset, line, lines }: Damage['faults'][number]): string {
  const place = [
    offset !== undefined && `offset ${offset}`,
    line !== undefined && `line ${line}`,
    lines !== undefined && `and so on, ${lines} lines`,
  ].filter(Boolean);
  return place.length > 0 ? ` (${place.join(', ')})` : '';
}
