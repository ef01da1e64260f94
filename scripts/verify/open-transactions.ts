import type { PartitionReport } from './report.ts';

/** Sentences on what open transactions held back, one for each partition. */
export function describeHeldBack(partitions: readonly PartitionReport[]): string[] {
  const held = partitions.filter(({ heldBack }) => heldBack > 0);
  const sentences = held.map(({ topic, partition, high, heldBack }) => {
    const offsets = heldBack === 1 ? 'the last offset' : `the last ${heldBack} offsets`;
    return `${offsets} of ${topic}-${partition}, which an open transaction holds back from offset ${high} on`;
  });
  return [...new Set(sentences)];
}
