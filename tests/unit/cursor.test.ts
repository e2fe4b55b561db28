// A cursor opens only for the query and the caller it was sealed for.
import { describe, expect, it } from 'vitest';
import { createCursors } from '../../platform/cursor.ts';

describe('cursors', () => {
  const cursors = createCursors('a key of the service');

  it('come back as the position they were made of', () => {
    const cursor = cursors.seal({ after: 'VIEW#7' }, 'orders:usr_1');
    expect(cursors.open(cursor, 'orders:usr_1')).toEqual({ after: 'VIEW#7' });
    expect(cursor).toMatch(/^[\w.-]+$/);
  });

  it.each([
    ['of another caller', (good: string) => [good, 'orders:usr_2']],
    [
      'with another position',
      (good: string) => [
        `${Buffer.from('{}').toString('base64url')}.${good.split('.')[1]}`,
        'orders:usr_1',
      ],
    ],
    ['without a tag', (good: string) => [good.split('.')[0] ?? '', 'orders:usr_1']],
    ['with more behind it', (good: string) => [`${good}.x`, 'orders:usr_1']],
    ['that is empty', () => ['', 'orders:usr_1']],
    ['that is noise', () => ['%%%.%%%', 'orders:usr_1']],
    [
      'of another service',
      () => [createCursors('another key').seal({}, 'orders:usr_1'), 'orders:usr_1'],
    ],
  ] as [string, (good: string) => [string, string]][])('%s is refused', (_, forge) => {
    const [cursor, binding] = forge(cursors.seal({ after: 'VIEW#7' }, 'orders:usr_1'));
    expect(() => cursors.open(cursor, binding)).toThrow(
      expect.objectContaining({ code: 'invalid-cursor' }),
    );
  });
});
