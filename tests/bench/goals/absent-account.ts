// Whether an account exists must not show in how long a refused login takes: wall time, existing beside absent.
import { demo, startAuthDatabase } from '../../support/auth-database.ts';
import type { Goal } from '../goal.ts';
import { median } from '../statistics.ts';

const rounds = 10;
const tries = 30;

export const absentAccount: Goal = {
  names: ['LOGIN'],
  measure: async ({ random, log }) => {
    const auth = await startAuthDatabase();
    const refused = async (email: string): Promise<number> => {
      // Long enough for every earlier try to be forgotten.
      auth.clock.advance(3_600_000);
      const json = { email, password: 'a wrong password' };
      const started = performance.now();
      const { status } = await auth.call('POST /auth/login', { json });
      if (status !== 401) throw new Error(`login answers ${status}`);
      return performance.now() - started;
    };
    try {
      const samples: number[] = [];
      const all: number[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const existing: number[] = [];
        const absent: number[] = [];
        for (let number = 0; number < tries; number += 1) {
          const existingFirst = random() < 0.5;
          if (existingFirst) existing.push(await refused(demo.email));
          absent.push(await refused('absent@example.com'));
          if (!existingFirst) existing.push(await refused(demo.email));
        }
        // The first round is a warm-up.
        if (round === 0) continue;
        samples.push(median(existing) / median(absent));
        all.push(...existing);
        log(
          `LOGIN ${round}/${rounds}: ${median(existing).toFixed(1)} ms for an account, ${median(absent).toFixed(1)} ms for none`,
        );
      }
      const details = { refusedLoginMs: median(all) };
      const what = 'refused login of an existing account ÷ of an absent one, wall time';
      return [
        { goal: 'LOGIN', what, samples, limit: { atMost: 1.05 }, details },
        { goal: 'LOGIN', what, samples, limit: { atLeast: 0.95 }, details },
      ];
    } finally {
      await auth.stop();
    }
  },
};
