// Clients that go away: somewhere in the head, in the body, while the handler works, while the answer comes.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from './random.ts';

/** A request as bytes: with a body where there is one. */
export const requestText = (line: string, body = '', headers: readonly string[] = []): string =>
  [
    `${line} HTTP/1.1`,
    'Host: localhost',
    ...headers,
    ...(body === ''
      ? []
      : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]),
    '',
    body,
  ].join('\r\n');

interface Departure {
  readonly text: string;
  /** At the first byte of the answer, else so many milliseconds after the text was sent. */
  readonly leaves: 'at the answer' | number;
  /** By RST instead of FIN. */
  readonly resets: boolean;
}

const departure = (texts: readonly string[], random: () => number): Departure => {
  const text = texts[Math.floor(random() * texts.length)] ?? '';
  const headLength = text.indexOf('\r\n\r\n') + 4;
  const resets = random() < 0.5;
  const soon = Math.floor(random() * 60);
  const stages: readonly (() => Pick<Departure, 'text' | 'leaves'>)[] = [
    () => ({ text: text.slice(0, Math.floor(random() * headLength)), leaves: soon }),
    () => ({
      text: text.slice(0, headLength + Math.floor(random() * (text.length - headLength))),
      leaves: soon,
    }),
    () => ({ text, leaves: soon }),
    () => ({ text, leaves: 'at the answer' }),
    () => ({ text: text.repeat(3), leaves: soon }),
  ];
  const stage = stages[Math.floor(random() * stages.length)] ?? (() => ({ text, leaves: soon }));
  return { ...stage(), resets };
};

const depart = (port: number, { text, leaves, resets }: Departure): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const leave = () => {
      if (resets) socket.resetAndDestroy();
      else socket.destroy();
    };
    // An answer that does not come is left as well.
    const timer = setTimeout(leave, leaves === 'at the answer' ? 1_000 : leaves);
    socket.on('data', () => {
      if (leaves === 'at the answer') leave();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });

export interface Aborts {
  readonly port: number;
  /** Requests of which one is begun each time. */
  readonly texts: readonly string[];
  readonly count: number;
  readonly seed: number;
  /** @default 25 */
  readonly atOnce?: number;
}

/** So many of each request at once, each left when its answer comes: pools are then as large as they get. */
export const knockAll = async ({
  port,
  texts,
  count,
}: Pick<Aborts, 'port' | 'texts' | 'count'>) => {
  const all = texts.flatMap((text) => Array<string>(count).fill(text));
  const leaves = 'at the answer';
  await Promise.all(all.map((text) => depart(port, { text, leaves, resets: false })));
};

/** Begins so many requests, each on a connection of its own, and finishes none of them. */
export const abortRequests = async ({ port, texts, count, seed, atOnce = 25 }: Aborts) => {
  const random = randomOf(seed);
  const plan = Array.from({ length: count }, () => departure(texts, random));
  const client = async () => {
    for (let next = plan.pop(); next !== undefined; next = plan.pop()) await depart(port, next);
  };
  await Promise.all(Array.from({ length: atOnce }, client));
};

/** Resolves once the count is what it should be; fails with what it stays at. */
export const settlesAt = async (
  wanted: number,
  count: () => number | Promise<number>,
  withinMs = 5_000,
): Promise<void> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await count();
    if (found === wanted) return;
    if (performance.now() > deadline) throw new Error(`stays at ${found} instead of ${wanted}`);
    await sleep(20);
  }
};
