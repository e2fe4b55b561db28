// The sandbox's HTTP API: bearer key, JSON, one answer per key, and the misbehaviour its tokens ask for.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFaults, type Fault } from '../../cloud/faults.ts';
import { type Ledger, type NewAuthorization, type Operation, Refusal } from './ledger.ts';
import { ledgerPage } from './page.ts';
import { type Behaviour, behaviourOf } from './tokens.ts';
import { type Trigger, trigger } from './trigger.ts';
import { newEventId, type WebhookSender } from './webhooks.ts';

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

/** Silence on purpose: the request was followed and its answer is lost. */
class AnswerLost extends Error {}

interface Call {
  readonly body: Record<string, unknown>;
  readonly parameter: string;
  readonly query: URLSearchParams;
}

type Route = readonly [method: string, path: RegExp, answer: (call: Call) => unknown];

const maxBody = 64 * 1024;

const readJson = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) throw new Refusal(413, 'too_large');
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new Refusal(400, 'malformed_json');
  }
};

const text = (body: Record<string, unknown>, name: string): string => {
  const value = body[name];
  if (typeof value !== 'string' || value === '' || value.length > 255) {
    throw new Refusal(422, `invalid_${name}`);
  }
  return value;
};

const amountOf = (body: Record<string, unknown>): number | undefined =>
  body.amount === undefined ? undefined : Number(body.amount);

const send = (response: ServerResponse, status: number, body: unknown, type?: string): void => {
  response.writeHead(status, { 'content-type': type ?? 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

const statusOf = (answer: unknown): number =>
  (answer as Partial<Operation> | null)?.status === 'declined' ? 402 : 200;

export const createApi = ({
  ledger,
  sender,
  apiKey,
  latencyMs,
  holdMs = 8_000,
  settleMs = 150,
}: ApiOptions): Api => {
  const failed = new Set<string>();
  const faults = createFaults();

  const settleLater = (authorization: string, { settles }: Behaviour): void => {
    if (settles === undefined) return;
    setTimeout(() => {
      const before = ledger.byId(authorization);
      if (before?.status !== 'pending') return;
      const data = ledger.settle(authorization, settles);
      const type = data.status === 'succeeded' ? 'authorization.succeeded' : 'authorization.failed';
      void sender.deliver({ id: newEventId(), type, timestamp: new Date().toISOString(), data });
    }, settleMs).unref();
  };

  const failOnce = (key: string, { failsOnce }: Behaviour, step: Behaviour['failsOnce']): void => {
    if (failsOnce !== step || failed.has(key) || ledger.find(key) !== undefined) return;
    failed.add(key);
    throw new Refusal(500, 'internal_error');
  };

  const authorize = ({ body }: Call): Operation => {
    const request: NewAuthorization = {
      key: text(body, 'key'),
      reference: text(body, 'reference'),
      amount: Number(body.amount),
      currency: text(body, 'currency'),
      token: text(body, 'token'),
    };
    const behaviour = behaviourOf(request.token);
    failOnce(request.key, behaviour, 'authorization');
    const isFirst = ledger.find(request.key) === undefined;
    const operation = ledger.authorize(request, behaviour.outcome);
    if (isFirst && operation.status === 'pending') settleLater(operation.id, behaviour);
    if (behaviour.losesAnswer) throw new AnswerLost();
    return operation;
  };

  const capture = ({ body, parameter }: Call): Operation => {
    const key = text(body, 'key');
    const token = ledger.byId(parameter)?.token ?? '';
    failOnce(key, behaviourOf(token), 'capture');
    return ledger.capture({ key, authorization: parameter, amount: amountOf(body) });
  };

  const find = ({ parameter }: Call): Operation => {
    const operation = ledger.find(decodeURIComponent(parameter));
    if (operation === undefined) throw new Refusal(404, 'unknown_key');
    return operation;
  };

  const listOperations = ({ query }: Call) => {
    const from = query.get('from') ?? '';
    const until = query.get('until') ?? '9999';
    const isWithin = ({ createdAt }: Operation) => createdAt >= from && createdAt < until;
    return { operations: ledger.list().filter(isWithin) };
  };

  const routes: readonly Route[] = [
    ['POST', /^\/v1\/authorizations$/, authorize],
    ['POST', /^\/v1\/authorizations\/([^/]+)\/capture$/, capture],
    [
      'POST',
      /^\/v1\/authorizations\/([^/]+)\/void$/,
      ({ body, parameter }) => ledger.void({ key: text(body, 'key'), authorization: parameter }),
    ],
    [
      'POST',
      /^\/v1\/refunds$/,
      ({ body }) =>
        ledger.refund({
          key: text(body, 'key'),
          authorization: text(body, 'authorization'),
          amount: amountOf(body),
        }),
    ],
    ['GET', /^\/v1\/operations\/([^/]+)$/, find],
    ['GET', /^\/v1\/ledger$/, listOperations],
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

  const isAuthorized = ({ headers }: IncomingMessage): boolean => {
    const given = Buffer.from(headers.authorization ?? '');
    const expected = Buffer.from(`Bearer ${apiKey}`);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };

  const routeFor = (method: string, path: string) => {
    for (const [routeMethod, pattern, answer] of routes) {
      const match = routeMethod === method ? pattern.exec(path) : null;
      if (match) return { answer, parameter: match[1] ?? '' };
    }
    throw new Refusal(404, 'unknown_route');
  };

  /** The misbehaviour set for this call; administration stays well behaved. */
  const misbehave = async (path: string): Promise<Fault['kind'] | undefined> => {
    const fault = path.startsWith('/v1/admin/') ? undefined : faults.next('provider');
    if (fault?.kind === 'latency') await sleep(fault.delayMs ?? 1_000);
    if (fault?.kind === 'error') throw new Refusal(500, 'internal_error');
    if (fault?.kind === 'throttle') throw new Refusal(429, 'rate_limited');
    return fault?.kind;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://provider');
    if (pathname === '/health') return send(response, 200, { status: 'ok' });
    if (pathname === '/')
      return send(response, 200, ledgerPage(ledger), 'text/html; charset=utf-8');
    if (!isAuthorized(request)) throw new Refusal(401, 'unauthorized');
    const route = routeFor(request.method ?? 'GET', pathname);
    const body = await readJson(request);
    await sleep(latencyMs);
    const fault = await misbehave(pathname);
    const result = await route.answer({ body, parameter: route.parameter, query });
    if (fault === 'timeout-after') throw new AnswerLost();
    send(response, statusOf(result), result ?? {});
  };

  const listener: RequestListener = (request, response) => {
    answer(request, response).catch(async (error: unknown) => {
      if (error instanceof AnswerLost) {
        // Bounded, so that forgotten sockets do not pile up.
        await sleep(holdMs, undefined, { ref: false });
        response.destroy();
        return;
      }
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'internal_error');
      const { status, code, detail } = refusal;
      send(response, status, { error: { code, ...(detail !== undefined && { detail }) } });
    });
  };

  return {
    listener,
    resume: () => {
      for (const operation of ledger.list()) {
        if (operation.status === 'pending') settleLater(operation.id, behaviourOf(operation.token));
      }
    },
  };
};
