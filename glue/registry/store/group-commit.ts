/** Collects what is committed while a write is under way, so that many writers share one sync of the disk. */
export interface GroupCommit<T> {
  readonly push: (items: readonly T[]) => void;
  /** Resolves when all that was pushed so far is written; `undefined` when it is already. Rejects once a write failed. */
  readonly durable: () => Promise<void> | undefined;
}

/** `write` gets everything that has come together since its last call; it is never called twice at a time. */
export function groupCommit<T>(write: (batch: readonly T[]) => Promise<void>): GroupCommit<T> {
  let queue: T[] = [];
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let failed: Promise<never> | undefined;

  const writeQueue = async () => {
    const batch = queue;
    queue = [];
    next = undefined;
    try {
      await write(batch);
    } catch (error) {
      // What is in memory is now ahead of the disk: nothing may be acknowledged any more.
      failed = Promise.reject(error);
      failed.catch(() => {});
      throw error;
    }
  };
  const start = (): Promise<void> => {
    const written = writeQueue().finally(() => {
      if (current === written) current = undefined;
    });
    written.catch(() => {});
    current = written;
    return written;
  };
  return {
    push(items) {
      queue.push(...items);
      if (failed || next) return;
      next = current ? current.then(start) : Promise.resolve().then(start);
      next.catch(() => {});
    },
    durable: () => failed ?? next ?? current,
  };
}
