// A cursor opens only for the query and the caller it was sealed for.
import { describe, expect, it } from 'vitest';
import { createSeals, followSeals } from '../../platform/tokens/seals.ts';
import { refusal } from '../support/refusals.ts';

describe('cursors', () => {
  const cursors = createSeals('a key of the service');

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
    ['with padding', (good: string) => [`${good}=`, 'orders:usr_1']],
    ['with a blank behind it', (good: string) => [`${good} `, 'orders:usr_1']],
    ['with a NUL behind it', (good: string) => [`${good}\0`, 'orders:usr_1']],
    [
      // 16 bytes are 22 characters, of which the last has four bits to spare.
      'with other spare bits',
      (good: string) => [
        `${good.slice(0, -1)}${{ A: 'B', Q: 'R', g: 'h', w: 'x' }[good.at(-1) ?? '']}`,
        'orders:usr_1',
      ],
    ],
    ['that is empty', () => ['', 'orders:usr_1']],
    ['that is noise', () => ['%%%.%%%', 'orders:usr_1']],
    [
      'of another service',
      () => [createSeals('another key').seal({}, 'orders:usr_1'), 'orders:usr_1'],
    ],
  ] as [string, (good: string) => [string, string]][])('%s is refused', (_, forge) => {
    const [cursor, binding] = forge(cursors.seal({ after: 'VIEW#7' }, 'orders:usr_1'));
    expect(() => cursors.open(cursor, binding)).toThrow(refusal('invalid-cursor'));
  });
});

describe('a key that follows another', () => {
  const binding = 'orders:usr_1';
  const old = createSeals('old-key');
  const opens = (secret: string, cursor: string) => () => createSeals(secret).open(cursor, binding);

  it('opens what either has sealed, and the first seals', () => {
    const both = createSeals(' old-key  new-key\n');
    expect(both.open(old.seal(1, binding), binding)).toBe(1);
    expect(both.open(createSeals('new-key').seal(2, binding), binding)).toBe(2);
    expect(old.open(both.seal(3, binding), binding)).toBe(3);
  });

  it('no cursor is refused while each process changes over in its own time', () => {
    const steps = ['old-key', 'old-key new-key', 'new-key old-key'];
    for (const [index, secret] of steps.entries()) {
      const cursor = createSeals(secret).seal(index, binding);
      for (const other of [steps[index - 1], secret, steps[index + 1]]) {
        if (other !== undefined) expect(opens(other, cursor)()).toBe(index);
      }
    }
  });

  it('a key that is gone opens nothing', () => {
    const invalid = refusal('invalid-cursor');
    expect(opens('new-key', old.seal(1, binding))).toThrow(invalid);
  });

  it('is taken over by a process that goes on running, and outlives a secret that cannot be read', async () => {
    let secret: string | Error = 'old-key';
    const read = async () => {
      if (secret instanceof Error) throw secret;
      return secret;
    };
    const cursors = await followSeals(read);
    secret = 'new-key old-key';
    cursors.seal(1, binding);
    await expect.poll(() => createSeals('new-key').open(cursors.seal(2, binding), binding)).toBe(2);
    secret = new Error('Secrets Manager does not answer');
    cursors.seal(3, binding);
    expect(cursors.open(old.seal(4, binding), binding)).toBe(4);
  });
});
