/** What a client is told: the type goes into `__type` and `x-amzn-ErrorType`, the message into `Message`. */
export class GlueError extends Error {
  override readonly name = 'GlueError';
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, { status = 400 }: { readonly status?: number } = {}) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/** An InvalidInputException with the given text. */
export function invalidInput(message: string): GlueError {
  return new GlueError('InvalidInputException', message);
}

/** An EntityNotFoundException with the given text. */
export function notFound(message: string): GlueError {
  return new GlueError('EntityNotFoundException', message);
}

/** An AlreadyExistsException with the given text. */
export function alreadyExists(message: string): GlueError {
  return new GlueError('AlreadyExistsException', message);
}
