// A forged token costs its reader next to nothing.
import { expect, it } from 'vitest';
import { createVerifier } from '../../platform/tokens/access-token.ts';
import { attacks, clock, issuer, keys } from '../support/token-attacks.ts';

const verify = createVerifier({ issuer, audience: 'tandem', keys, clock });

it('refuses within a millisecond of CPU time', async () => {
  const slice = async (token: string): Promise<number> => {
    const before = process.cpuUsage();
    for (let round = 0; round < 10; round += 1) await verify(token).catch(() => undefined);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 10_000;
  };
  const costs = [];
  for (const [, token] of Object.values(attacks)) {
    costs.push(Math.min(await slice(token), await slice(token), await slice(token)));
  }
  expect(Math.max(...costs)).toBeLessThan(1);
});
