import type { Call } from './call.ts';
import { GlueError } from './errors.ts';
import type { Request } from './http/server.ts';
import { operations } from './operations/index.ts';
import type { RegistryOptions } from './options.ts';
import { scopeKey, scopeOf } from './scope.ts';
import type { Settler } from './settle.ts';
import { scopeState } from './store/state.ts';
import type { Store } from './store/store.ts';

interface Core {
  readonly store: Store;
  readonly settler: Settler;
  readonly options: RegistryOptions;
  readonly log: (line: string) => void;
}

/**
 * Carries one request out. No answer leaves before all that it may have seen is on disk: a client must not build on what
 * a crash can take back.
 */
export async function answer(core: Core, request: Request): Promise<object> {
  const operation = request.operation === undefined ? undefined : operations.get(request.operation);
  if (!operation) {
    core.log(`Not served: ${request.operation ?? 'a request without a target of Glue'}`);
    throw new GlueError('UnknownOperationException', '');
  }
  try {
    return await operation.answer(callFor(core, request), request.body);
  } finally {
    await core.store.durable();
  }
}

function callFor({ store, settler, options, log }: Core, { authorization }: Request): Call {
  const scope = scopeOf(authorization, options);
  const key = scopeKey(scope);
  return {
    scope,
    scopeKey: key,
    state: scopeState(store.state, key),
    options,
    now: Date.now(),
    commit: store.commit,
    settleLater: settler.settleLater,
    log,
  };
}
