// Opaque paging cursors: a position with a MAC, bound to the query and to the caller.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from './errors.ts';

export interface Cursors {
  /** `binding` names what the cursor is good for: route, filters and subject. */
  seal(position: unknown, binding: string): string;
  /** Throws `invalid-cursor` for a cursor that was not sealed for this binding. */
  open<T>(cursor: string, binding: string): T;
}

export const createCursors = (key: string): Cursors => {
  const mac = (body: string, binding: string) =>
    createHmac('sha256', key).update(`${body}\n${binding}`).digest();
  return {
    seal: (position, binding) => {
      const body = Buffer.from(JSON.stringify(position)).toString('base64url');
      return `${body}.${mac(body, binding).subarray(0, 16).toString('base64url')}`;
    },
    open: (cursor, binding) => {
      const [body = '', tag = '', more] = cursor.split('.');
      const given = Buffer.from(tag, 'base64url');
      const expected = mac(body, binding).subarray(0, 16);
      const genuine =
        more === undefined && given.length === expected.length && timingSafeEqual(given, expected);
      if (!genuine) throw new AppError('invalid-cursor');
      return JSON.parse(Buffer.from(body, 'base64url').toString());
    },
  };
};
