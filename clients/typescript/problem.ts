// A refusal of the API as an error with its code (RFC 9457).
import type { components } from './schema.ts';

export type Problem = components['schemas']['Problem'];

export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }

  /** What programs look at; codes are only ever added. */
  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  /** The same request may succeed later. */
  get retryable(): boolean {
    return this.problem.retryable;
  }

  get requestId(): string {
    return this.problem.instance.replace('urn:request:', '');
  }
}

export const isProblem = (error: unknown, code?: string): error is ProblemError =>
  error instanceof ProblemError && (code === undefined || error.code === code);

const isDocument = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'status' in value;

/** Also of what is no problem document: an error of OAuth, or the page of a proxy. */
export const problemOf = async (response: Response): Promise<ProblemError> => {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (isDocument(body)) return new ProblemError(body);
  const { error, error_description: text } = (body ?? {}) as Record<string, string>;
  return new ProblemError({
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    detail: text ?? `The answer is ${response.status} without a problem document.`,
    instance: `urn:request:${response.headers.get('x-request-id') ?? 'unknown'}`,
    code: error?.replaceAll('_', '-') ?? `http-${response.status}`,
    retryable: response.status === 429 || response.status >= 500,
  });
};
