// What a caller has sent may go on as a header of ours only where a header can hold it.
import { AppError } from '../kernel/errors.ts';

const held = /^[\t -~\u0080-\u00FF]*$/;

/** Asked before a policy: such a header is never sent, so it is a fault of whoever asks and no failure of the service (https://fetch.spec.whatwg.org/#header-value). */
export const checkHeaders = (headers: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(headers)) {
    if (held.test(value)) continue;
    throw new AppError(
      name === 'idempotency-key' ? 'idempotency-key-invalid' : 'malformed-request',
      { detail: `${name} holds characters that no header takes.` },
    );
  }
};
