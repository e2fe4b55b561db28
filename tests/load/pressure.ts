// What others are served while somebody takes all they can: orders without measure, slow bodies, idle connections, logins.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { admin, demo, order, type Shop } from '../support/shop.ts';
import { type Ask, closedLoop, createAsk, createCall, openLoop } from './offered.ts';
import { drained } from './overload.ts';
import { type Heard, startWitness, witnesses } from './witness.ts';

export interface PressureReport {
  readonly pressure: string;
  /** Beside as many requests of the same clients that are refused at the gateway; beside nothing where there are none. */
  readonly before: Heard;
  readonly under: Heard;
  readonly breaches: readonly string[];
}

interface Pressure {
  /** Lasts so long. */
  readonly put: (seconds: number) => Promise<unknown>;
  /** What the same clients take of this machine by being there. */
  readonly instead?: (seconds: number) => Promise<unknown>;
}

const factor = 5;
const clients = 16;
const capacitySeconds = 5;
const slowBodies = 400;
const idleConnections = 2_000;
const logins = 400;
/** What one address has under way is counted: whoever puts the pressure on has another than those who are served beside it. */
const stranger = '127.9.255.1';
const goals = { ratio: 2, leastMs: 20 };

/** So many connections, opened within some seconds, each after what `greet` has sent; closed in the end. */
const holdOpen = async (
  shop: Shop,
  count: number,
  { seconds, greet, tick }: { seconds: number; greet: string; tick?: string },
): Promise<void> => {
  const port = Number(new URL(shop.apiUrl).port);
  const sockets: Socket[] = [];
  for (let opened = 0; opened < count; opened += 1) {
    const socket = connect({ port, host: '127.0.0.1', localAddress: stranger }, () =>
      socket.write(greet),
    );
    sockets.push(socket.on('error', () => undefined).resume());
    // The throttle of the gateway is not what is tried.
    if (opened % 50 === 49) await sleep(150);
  }
  const ticking = setInterval(() => {
    if (tick === undefined) return;
    for (const socket of sockets) if (socket.writable) socket.write(tick);
  }, 1_000);
  await sleep(seconds * 1_000);
  clearInterval(ticking);
  for (const socket of sockets) socket.destroy();
};

/** All of them at once, again as soon as the last of them is answered. */
const atOnce = async (asks: readonly Ask[], seconds: number): Promise<void> => {
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    await Promise.all(asks.map((ask) => ask()));
    await sleep(1_000);
  }
};

const createPressures = async (
  shop: Shop,
  say: (what: string) => void,
): Promise<Readonly<Record<string, Pressure>>> => {
  const sku = await shop.newSku(1_000_000);
  const place = createAsk(shop.apiUrl, await shop.tokenOf(demo), () => order(sku));
  const knock = createAsk(shop.apiUrl, undefined, () => order(sku));
  const full = await closedLoop(place, clients, capacitySeconds);
  const capacity = full.filter(({ status }) => status === 201).length / capacitySeconds;
  say(`capacity ${capacity.toFixed(1)} orders/s`);
  const path = `${new URL(shop.apiUrl).pathname}/cart/lines/MUG-BLUE`;
  const slow = `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`;
  const idle = `GET ${new URL(shop.apiUrl).pathname}/health HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const guesses = Array.from({ length: logins }, (_, number) =>
    createCall(shop.apiUrl, {
      method: 'POST',
      path: '/auth/login',
      localAddress: `127.9.${number >> 8}.${number & 255}`,
      bodyOf: () => ({ email: `crowd-${number}@example.com`, password: 'wrong' }),
    }),
  );
  return {
    [`${factor} × the capacity`]: {
      put: (seconds) => openLoop(place, capacity * factor, seconds),
      instead: (seconds) => openLoop(knock, capacity * factor, seconds),
    },
    [`${slowBodies} slow bodies`]: {
      put: (seconds) => holdOpen(shop, slowBodies, { seconds, greet: slow, tick: ' ' }),
    },
    [`${idleConnections} idle connections`]: {
      put: (seconds) => holdOpen(shop, idleConnections, { seconds, greet: idle }),
    },
    [`${logins} logins at once`]: {
      put: (seconds) => atOnce(guesses, seconds),
      instead: (seconds) => atOnce(Array(logins).fill(knock), seconds),
    },
  };
};

/** A server that does nothing is later under pressure as well: so much of it is the machine's. */
const shareOfMachine = (before: Heard, under: Heard): number =>
  Math.max(1, under.bare.p99 / Math.max(before.bare.p99, 1));

const breachesOf = (before: Heard, under: Heard): string[] =>
  witnesses.slice(1).flatMap((name) => {
    const { p99, refused } = under[name];
    const calm = Math.max(before[name].p99, goals.leastMs);
    const most = goals.ratio * calm * shareOfMachine(before, under);
    return [
      ...(p99 > most ? [`${name}: p99 ${p99.toFixed(0)} ms of ${most.toFixed(0)} ms`] : []),
      ...(Object.keys(refused).length > 0
        ? [`${name}: answers ${JSON.stringify(refused)} in place of 200`]
        : []),
    ];
  });

export const pressureLine = ({ pressure, before, under }: PressureReport): string =>
  [
    pressure.padEnd(22),
    ...witnesses.map((name) => {
      const ratio = under[name].p99 / before[name].p99;
      const ms = `${before[name].p99.toFixed(0)} → ${under[name].p99.toFixed(0)} ms`;
      return `${name} ${ms} (×${ratio.toFixed(1)})`;
    }),
  ].join('  ');

/** One pressure after the other, each lasting so long. */
export const runPressure = async (
  shop: Shop,
  seconds: number,
  say: (what: string) => void,
): Promise<PressureReport[]> => {
  const look = startWitness({ apiUrl: shop.apiUrl, token: await shop.tokenOf(admin) });
  const pressures = await createPressures(shop, say);
  // Orders that were taken are worked on for a while.
  const rest = async () => {
    await sleep(3_000);
    await drained(shop, 60);
  };
  await rest();
  await look(seconds / 4);
  const reports: PressureReport[] = [];
  for (const [pressure, { put, instead = () => sleep(0) }] of Object.entries(pressures)) {
    const [before] = await Promise.all([look(seconds), instead(seconds)]);
    await rest();
    const [under] = await Promise.all([look(seconds), put(seconds)]);
    await rest();
    const report = { pressure, before, under, breaches: breachesOf(before, under) };
    say(pressureLine(report));
    reports.push(report);
  }
  look.stop();
  return reports;
};
