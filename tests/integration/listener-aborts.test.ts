// Thousands of requests that are left at random stages take nothing from any port: EVERY_CASE=1 sends ten thousand to each.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { abortRequests, knockAll } from '../support/aborts.ts';
import { type Listener, listeners } from '../support/listeners.ts';

const count = Number(process.env.ABORTS ?? (process.env.EVERY_CASE ? 10_000 : 400));
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const atOnce = 25;
/** Integrations and pools may keep what they have had for so long: an environment beside another one goes after 30 s. */
const settleMs = 45_000;

/** As many as may be there at once, all of them answered. */
const serveAll = async ({ port, whole: { path, places, ...init } }: Listener) => {
  const answers = Array.from({ length: places }, async () => {
    const headers = { ...init.headers, connection: 'close' };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers });
    await answer.arrayBuffer();
    return answer.status;
  });
  expect(await Promise.all(answers), `seed ${seed}`).toEqual(Array(places).fill(200));
};

/** Sockets, servers, timers, pipes: what keeps this process awake, by kind. */
const held = (): Readonly<Record<string, number>> => {
  const kinds = Map.groupBy(process.getActiveResourcesInfo(), (kind) => kind);
  return Object.fromEntries([...kinds].map(([kind, all]) => [kind, all.length]));
};

const moreThan = (before: Readonly<Record<string, number>>) =>
  Object.entries(held())
    .filter(([kind, now]) => kind !== 'Immediate' && now > (before[kind] ?? 0))
    .map(([kind, now]) => `${kind}: ${now} of ${before[kind] ?? 0}`);

it.each(Object.entries(listeners))(
  '%s serves as many as before, and holds no more than before',
  async (name, start) => {
    const listener = await start();
    try {
      const { port, texts } = listener;
      // Pools and environments are as large as they get before it is counted.
      await knockAll({ port, texts, count: 2 * atOnce });
      await serveAll(listener);
      await sleep(1_500);
      const before = held();
      await abortRequests({ port, texts, count, seed, atOnce });
      const deadline = performance.now() + settleMs;
      while (moreThan(before).length > 0 && performance.now() < deadline) await sleep(50);
      expect(moreThan(before), `${name}, seed ${seed}, ${JSON.stringify(before)}`).toEqual([]);
      await serveAll(listener);
    } finally {
      await listener.stop();
    }
  },
  180_000,
);
