// One error class over the closed union of codes; the edge translates it once to RFC 9457 problem details.

import { type ErrorCode, problems } from '../../events/problems.ts';

/** What is wrong with one part of the input; `pointer` is a JSON Pointer (RFC 6901). */
export interface InputError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

export interface ErrorOptions {
  readonly detail?: string;
  /** Which check it was, for the log only: whoever is refused must not learn it. */
  readonly reason?: string;
  readonly errors?: readonly InputError[];
  /** Seconds for `Retry-After`. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An expected refusal: final for a message, a problem document for a request. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly options: ErrorOptions;

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    super(options.detail ?? problems[code][1], { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.options = options;
  }

  get status(): number {
    return problems[this.code][0];
  }
}

export const isAppError = (error: unknown, code?: ErrorCode): error is AppError =>
  error instanceof AppError && (code === undefined || error.code === code);
