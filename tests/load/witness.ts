// Asks as other people do, in a process of its own: how busy whoever puts the pressure on is, is not what is measured.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Answered, type Ask, createCall, openLoop } from './offered.ts';
import { percentile } from './percentile.ts';

/** `bare` is a server that does nothing, asked beside the others: what becomes of it is the machine's doing. */
export const witnesses = ['bare', 'health', 'key sets', 'products', 'profile', 'orders'] as const;
export type Witness = (typeof witnesses)[number];

/** Milliseconds that 99 of 100 answers took at most, and how many were others than 200, by status. */
interface Served {
  readonly p99: number;
  readonly refused: Readonly<Record<string, number>>;
}

export type Heard = Readonly<Record<Witness, Served>>;

interface Whom {
  readonly apiUrl: string;
  readonly token: string;
}

/** Requests a second of each witness. */
const rate = 10;

const countOf = (answers: readonly Answered[]): Readonly<Record<string, number>> => {
  const byStatus = Map.groupBy(answers, ({ status }) => status);
  return Object.fromEntries([...byStatus].map(([status, all]) => [status, all.length]));
};

const served = (answers: readonly Answered[]): Served => ({
  p99: percentile(
    answers.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other),
    0.99,
  ),
  refused: countOf(answers.filter(({ status }) => status !== 200)),
});

const bareUrl = async (): Promise<string> => {
  const server = createServer((_request, response) => response.end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
};

const createLook = async ({ apiUrl, token }: Whom) => {
  const read = (path: string, as?: string) =>
    createCall(apiUrl, { method: 'GET', path, token: as });
  const asked: Readonly<Record<Witness, Ask>> = {
    bare: createCall(await bareUrl(), { method: 'GET', path: '/' }),
    health: read('/health'),
    'key sets': read('/.well-known/jwks.json'),
    products: read('/products'),
    profile: read('/users/me', token),
    orders: read('/orders', token),
  };
  return async (seconds: number): Promise<Heard> => {
    const heard = witnesses.map(async (name) => {
      return [name, served(await openLoop(asked[name], rate, seconds))] as const;
    });
    return Object.fromEntries(await Promise.all(heard)) as Record<Witness, Served>;
  };
};

export interface Look {
  (seconds: number): Promise<Heard>;
  stop(): void;
}

/** In a process of its own, until it is stopped. */
export const startWitness = (whom: Whom): Look => {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(whom)]);
  const look = async (seconds: number): Promise<Heard> => {
    child.send(seconds);
    const [heard] = await once(child, 'message');
    return heard as Heard;
  };
  return Object.assign(look, { stop: () => void child.disconnect() });
};

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  const look = await createLook(JSON.parse(process.argv[2] ?? '') as Whom);
  process.on('message', (seconds: number) => {
    void look(seconds).then((heard) => process.send?.(heard));
  });
  process.on('disconnect', () => process.exit());
}
