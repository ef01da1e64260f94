import { messageOf, WorkflowError } from '../lib/errors.ts';

/**
 * Waits for an answer of the registry. What the service refuses becomes a WorkflowError with its type and text; one that
 * does not answer becomes another.
 */
export async function ask<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const { GlueServiceException } = await import('@aws-sdk/client-glue');
    if (cause instanceof GlueServiceException && cause.$fault === 'client') {
      throw new WorkflowError(`The registry refused: ${cause.message || cause.name}`, { cause, exitCode: 2 });
    }
    throw new WorkflowError(`The Glue Schema Registry does not answer: ${messageOf(cause)}`, {
      hint: 'Start it with `npx just aws:up`, or read its log with `npx just logs glue`.',
      cause,
    });
  }
}

/** The same for what may be missing or be deleted meanwhile: `undefined` then. */
export async function askIfThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await ask(answer);
  } catch (error) {
    const { EntityNotFoundException } = await import('@aws-sdk/client-glue');
    if (error instanceof WorkflowError && error.cause instanceof EntityNotFoundException) return undefined;
    throw error;
  }
}

/** Asks for page after page until there is no token left, and resolves with the pages. */
export async function askAll<T extends { readonly NextToken?: string | undefined }>(
  page: (token: string | undefined) => Promise<T>,
): Promise<T[]> {
  const pages: T[] = [];
  let token: string | undefined;
  do {
    const answer = await ask(page(token));
    pages.push(answer);
    token = answer.NextToken;
  } while (token);
  return pages;
}
