// The one way a test says what something is refused with.
import { expect } from 'vitest';
import { type ErrorOptions, isAppError } from '../../platform/kernel/errors.ts';

export type Code = NonNullable<Parameters<typeof isAppError>[1]>;

/** For `toThrow`: a refusal with this code, and with these of its options where they are named. */
export const refusal = (code: Code, options?: Partial<ErrorOptions>) =>
  expect.objectContaining({
    name: 'AppError',
    code,
    ...(options && { options: expect.objectContaining(options) }),
  });

/** What it is refused with, where several answers are compared; nothing where it goes through. */
export const refusalOf = (
  act: () => unknown,
): { readonly code: Code; readonly errors?: ErrorOptions['errors'] } | undefined => {
  try {
    act();
  } catch (error) {
    if (isAppError(error)) return { code: error.code, errors: error.options.errors };
    throw error;
  }
  return undefined;
};

/** Its code alone. */
export const codeOf = (act: () => unknown): Code | undefined => refusalOf(act)?.code;

interface Answered {
  readonly status: number;
  readonly body?: unknown;
  readonly json?: unknown;
}

/** How an answer went, and why not, where it is a problem or an error of OAuth: `200`, `403 forbidden`, `400 invalid_grant`. */
export const outcomeOf = ({ status, body, json }: Answered): string => {
  const { code, error } = (json ?? body ?? {}) as { code?: string; error?: string };
  return [status, code ?? error].filter(Boolean).join(' ');
};

/** What it is refused with, by its code or else its name; nothing where it goes through. */
export const faultOf = async (act: () => Promise<unknown>): Promise<string | undefined> => {
  try {
    await act();
  } catch (error) {
    return isAppError(error) ? error.code : (error as Error).name;
  }
  return undefined;
};
