// Opaque paging cursors: a position with a MAC, bound to the query and to the caller.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '../kernel/errors.ts';

export interface Seals {
  /** `binding` names what the cursor is good for: route, filters and subject. */
  seal(position: unknown, binding: string): string;
  /** Throws `invalid-cursor` for a cursor that was not sealed for this binding. */
  open<T>(cursor: string, binding: string): T;
}

const macLength = 16;

/** `secret` holds one key or several with blanks between: the first seals, all of them open, so that one can follow another. */
export const createSeals = (secret: string): Seals => {
  const keys = secret.trim().split(/\s+/);
  const mac = (key: string, body: string, binding: string) =>
    createHmac('sha256', key).update(`${body}\n${binding}`).digest().subarray(0, macLength);
  return {
    seal: (position, binding) => {
      const body = Buffer.from(JSON.stringify(position)).toString('base64url');
      return `${body}.${mac(keys[0] ?? '', body, binding).toString('base64url')}`;
    },
    open: (cursor, binding) => {
      const [body = '', tag = '', more] = cursor.split('.');
      const given = Buffer.from(tag, 'base64url');
      const genuine =
        more === undefined &&
        given.length === macLength &&
        // One cursor has one text: Node reads past padding, foreign characters and spare bits.
        given.toString('base64url') === tag &&
        keys.some((key) => timingSafeEqual(given, mac(key, body, binding)));
      if (!genuine) throw new AppError('invalid-cursor');
      return JSON.parse(Buffer.from(body, 'base64url').toString());
    },
  };
};

/** For a process that lives long: looks at the secret again with each use, and meanwhile serves with what it knows. */
export const followSeals = async (read: () => Promise<string>): Promise<Seals> => {
  let current = createSeals(await read());
  const refresh = (): void => {
    read().then(
      (secret) => {
        current = createSeals(secret);
      },
      // The keys that are known still hold; the next use tries again.
      () => undefined,
    );
  };
  return {
    seal: (position, binding) => {
      refresh();
      return current.seal(position, binding);
    },
    open: (cursor, binding) => {
      refresh();
      return current.open(cursor, binding);
    },
  };
};
