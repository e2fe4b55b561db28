// The sandbox's HTTP API: bearer key, JSON, and what faults make of it.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFaults, type Fault, type Faults } from '../../cloud/faults.ts';
import type { Operation } from './books.ts';
import type { Ledger } from './ledger.ts';
import { operationRoutes, settlement } from './operations.ts';
import { ledgerPage } from './page.ts';
import { Refusal } from './refusal.ts';
import { AnswerLost, type Route, readJson } from './request.ts';
import { behaviourOf } from './tokens.ts';
import { type Trigger, trigger } from './trigger.ts';
import type { WebhookSender } from './webhooks.ts';

export interface ApiOptions {
  readonly ledger: Ledger;
  readonly sender: WebhookSender;
  readonly apiKey: string;
  readonly latencyMs: number;
  /** How long a lost answer holds its socket. */
  readonly holdMs?: number;
  /** How long an authorisation stays pending. */
  readonly settleMs?: number;
}

export interface Api {
  readonly listener: RequestListener;
  /** Goes on with authorisations that an earlier run left pending. */
  resume(): void;
}

const send = (response: ServerResponse, status: number, body: unknown, type?: string): void => {
  response.writeHead(status, { 'content-type': type ?? 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

const statusOf = (answer: unknown): number =>
  (answer as Partial<Operation> | null)?.status === 'declined' ? 402 : 200;

/** How the embedded cloud disturbs the sandbox, and has its webhooks sent again. */
const adminRoutes = (ledger: Ledger, sender: WebhookSender, faults: Faults): readonly Route[] => [
  [
    'POST',
    /^\/v1\/admin\/trigger$/,
    async ({ body }) => ({
      deliveries: await trigger(ledger, sender, { mode: 'normal', ...body } as Trigger),
    }),
  ],
  [
    'POST',
    /^\/v1\/admin\/faults$/,
    ({ body }) => {
      const before = faults.list();
      faults.set((body.faults ?? []) as readonly Fault[]);
      return { before };
    },
  ],
];

const isAuthorized = ({ headers }: IncomingMessage, apiKey: string): boolean => {
  const given = Buffer.from(headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${apiKey}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
};

const routeFor = (routes: readonly Route[], method: string, path: string) => {
  for (const [routeMethod, pattern, answer] of routes) {
    const match = routeMethod === method ? pattern.exec(path) : null;
    if (match) return { answer, parameter: match[1] ?? '' };
  }
  throw new Refusal(404, 'unknown_route');
};

/** The misbehaviour set for this call; administration stays well behaved. */
const misbehave = async (faults: Faults, path: string): Promise<Fault['kind'] | undefined> => {
  const fault = path.startsWith('/v1/admin/') ? undefined : faults.next('provider');
  if (fault?.kind === 'latency') await sleep(fault.delayMs ?? 1_000);
  if (fault?.kind === 'error') throw new Refusal(500, 'internal_error');
  if (fault?.kind === 'throttle') throw new Refusal(429, 'rate_limited');
  return fault?.kind;
};

/** Says what went wrong, or nothing at all where the answer is to be lost. */
const fail = async (response: ServerResponse, error: unknown, holdMs: number): Promise<void> => {
  if (error instanceof AnswerLost) {
    // Bounded, so that forgotten sockets do not pile up.
    await sleep(holdMs, undefined, { ref: false });
    response.destroy();
    return;
  }
  const refusal = error instanceof Refusal ? error : new Refusal(500, 'internal_error');
  const { status, code, detail } = refusal;
  send(response, status, { error: { code, ...(detail !== undefined && { detail }) } });
};

export const createApi = (options: ApiOptions): Api => {
  const { ledger, sender, apiKey, latencyMs, holdMs = 8_000, settleMs = 150 } = options;
  const faults = createFaults();
  const settleLater = settlement(ledger, sender, settleMs);
  const routes = [...operationRoutes(ledger, settleLater), ...adminRoutes(ledger, sender, faults)];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://provider');
    if (pathname === '/health') return send(response, 200, { status: 'ok' });
    if (pathname === '/')
      return send(response, 200, ledgerPage(ledger), 'text/html; charset=utf-8');
    if (!isAuthorized(request, apiKey)) throw new Refusal(401, 'unauthorized');
    const route = routeFor(routes, request.method ?? 'GET', pathname);
    const body = await readJson(request);
    await sleep(latencyMs);
    const fault = await misbehave(faults, pathname);
    const result = await route.answer({ body, parameter: route.parameter, query });
    if (fault === 'timeout-after') throw new AnswerLost();
    send(response, statusOf(result), result ?? {});
  };

  return {
    listener: (request, response) => {
      answer(request, response).catch((error: unknown) => fail(response, error, holdMs));
    },
    resume: () => {
      for (const operation of ledger.list()) {
        if (operation.status === 'pending') settleLater(operation.id, behaviourOf(operation.token));
      }
    },
  };
};
