// A forged token costs its reader little more than a good one.
import { expect, it } from 'vitest';
import { createVerifier } from '../../platform/tokens/access-token.ts';
import { leastCpuMs } from '../support/cpu.ts';
import { attacks, clock, issuer, keys, withClaims } from '../support/token-attacks.ts';

const verify = createVerifier({ issuer, audience: 'tandem', keys, clock });
const verdicts = 20;

const judge = async (tokens: Iterable<string>): Promise<void> => {
  for (const token of tokens) await verify(token).catch(() => undefined);
};

/** A token that was accepted is remembered: each of these is a new one. */
let number = 0;
const goodTokens = (): string[] =>
  Array.from({ length: verdicts }, () => {
    number += 1;
    return withClaims({ jti: `jti_${number}` });
  });

/** CPU time of accepting so many, the least of some rounds (milliseconds). */
const accepted = (): Promise<number> => {
  const rounds = Array.from({ length: 5 }, goodTokens);
  return leastCpuMs(() => judge(rounds.pop() ?? []));
};

it('is refused for less than three times the CPU time of one that is accepted', async () => {
  await accepted();
  const dear: object[] = [];
  for (const [attack, [, token]] of Object.entries(attacks)) {
    const good = await accepted();
    const refused = await leastCpuMs(() => judge(Array.from({ length: verdicts }, () => token)));
    if (refused >= 3 * good) dear.push({ attack, times: refused / good });
  }
  expect(dear).toEqual([]);
});
