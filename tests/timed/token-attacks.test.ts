// A forged token costs its reader no more than a good one.
import { expect, it } from 'vitest';
import { createVerifier } from '../../platform/tokens/access-token.ts';
import { leastCpuMs } from '../support/cpu.ts';
import { attacks, clock, good, issuer, keys } from '../support/token-attacks.ts';

const verify = createVerifier({ issuer, audience: 'tandem', keys, clock });

/** CPU time of a hundred verdicts on it. */
const costOf = (token: string): Promise<number> =>
  leastCpuMs(async () => {
    for (let round = 0; round < 100; round += 1) await verify(token).catch(() => undefined);
  });

it('is refused for less than twice the CPU time of a token that is accepted', async () => {
  await costOf(good);
  const accepted = await costOf(good);
  const dear: object[] = [];
  for (const [attack, [, token]] of Object.entries(attacks)) {
    const times = (await costOf(token)) / accepted;
    if (times >= 2) dear.push({ attack, times });
  }
  expect(dear).toEqual([]);
});
