import { logger } from 'just-task';

let changes = 0;

/** Says what a step has changed, and counts it. */
export function noteChange(what: string): void {
  changes += 1;
  logger.info(what);
}

/** Whether any step of this run changed something. */
export function hasChanges(): boolean {
  return changes > 0;
}
