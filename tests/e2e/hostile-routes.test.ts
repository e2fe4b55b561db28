// Every route of the API against bodies, texts, headers and queries that mean harm: no 5xx, and every refusal a problem.
import { setTimeout as sleep } from 'node:timers/promises';
import { IsOptional } from 'typebox';
import { beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import type { RouteContract } from '../../events/http/route.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { malformed, strings, unexpected } from '../support/hostile-json.ts';
import { serviceToken } from '../support/service-client.ts';
import { type Answer, admin, type Call, createShop } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const tokens = { customer: '', admin: '', service: '' };
beforeAll(async () => {
  // What is accepted changes the account, so it is nobody else's.
  tokens.customer = (await shop.newCustomer()).token;
  tokens.admin = await shop.tokenOf(admin);
  tokens.service = await serviceToken(shop, 'orders');
});

/** These end the session or the account they are called with, which is no refusal. */
const endings = new Set(['auth.logout', 'auth.delete-account', 'auth.delete-me']);
const routes = api.filter(({ id }) => !endings.has(id));
const named = (contracts: readonly RouteContract[]) =>
  contracts.map((contract): [string, RouteContract] => [
    `${contract.method} ${contract.path}`,
    contract,
  ]);

const tokenFor = ({ auth }: RouteContract): string | undefined => {
  if (auth.kind !== 'bearer') return undefined;
  if (auth.roles.length === 0) return tokens.service;
  return auth.roles.includes('customer') ? tokens.customer : tokens.admin;
};

let keys = 0;
const send = (contract: RouteContract, call: Call, value = 'unknown', query = '') => {
  keys += 1;
  const path = contract.path.replaceAll(/\{\w+\}/g, encodeURIComponent(value));
  return shop.call(contract.method, `${path}${query}`, {
    token: tokenFor(contract),
    ...call,
    headers: {
      ...(contract.idempotent ? { 'idempotency-key': `hostile-routes-${keys}` } : {}),
      ...call.headers,
    },
  });
};

/** OAuth has its own shape of refusals: RFC 6749 section 5.2. */
const isRefusal = ({ auth }: RouteContract, { headers, body }: Answer): boolean => {
  const type = headers.get('content-type') ?? '';
  if (auth.kind === 'client') return /json/.test(type);
  return type === 'application/problem+json' && typeof body?.code === 'string';
};

const faultOf = (contract: RouteContract, answer: Answer): string | undefined => {
  if (answer.status >= 500) return `${answer.status} ${answer.text.slice(0, 200)}`;
  if (answer.status < 400 || isRefusal(contract, answer)) return undefined;
  return `${answer.status} without a problem: ${answer.text.slice(0, 200)}`;
};

/** Each route meets a share of the cases, another one than the route before it: every case comes to every kind of place, and to a sixth of the routes. `EVERY_CASE=1` sends them all. */
let drawn = 0;
const share = <T>(cases: readonly T[], count = Math.ceil(cases.length / 6)): readonly T[] => {
  if (process.env.EVERY_CASE) return cases;
  drawn += count;
  const start = drawn % cases.length;
  return [...cases.slice(start), ...cases.slice(0, start)].slice(0, count);
};

/** Each that waits for a function beside others starts a process of its own. */
const atOnce = 6;
/** Told to wait, as a function with few places says it, we wait. */
const patience = 20;

const patiently = async (run: () => Promise<Answer>): Promise<Answer> => {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await run();
    const isBusy = answer.status === 503 && answer.headers.has('retry-after');
    if (!isBusy || attempt === patience) return answer;
    await sleep(attempt * 25);
  }
};

/** What is wrong with the answers, by the name of the case; a refusal for too many requests is one as well. */
const faultsOf = async (
  contract: RouteContract,
  cases: readonly (readonly [string, () => Promise<Answer>])[],
): Promise<Record<string, string>> => {
  const faults: Record<string, string> = {};
  for (let at = 0; at < cases.length; at += atOnce) {
    await Promise.all(
      cases.slice(at, at + atOnce).map(async ([name, run]) => {
        const fault = await patiently(run).then(
          (answer) => faultOf(contract, answer),
          (error: unknown) => String(error),
        );
        if (fault !== undefined) faults[name] = fault;
      }),
    );
  }
  return faults;
};

const takesJson = ({ request, accepts }: RouteContract) =>
  request.body !== undefined && accepts === undefined;

describe('bodies that are not JSON', () => {
  it.each(named(routes.filter(takesJson)))('%s refuses all of them', async (_, contract) => {
    const mayBeNothing = IsOptional(contract.request.body ?? {});
    const wrong = malformed.filter(([, body]) => !(mayBeNothing && body.length === 0));
    const cases = share(wrong).map(
      ([name, body]) =>
        [
          name,
          async () => {
            const answer = await send(contract, { body });
            // Lambda gets text: bytes that are no UTF-8 are other characters when they arrive.
            const isRefused = [400, 401, 422, 429, 503].includes(answer.status);
            if (!isRefused) throw new Error(`answered ${answer.status}`);
            return answer;
          },
        ] as const,
    );
    expect(await faultsOf(contract, cases)).toEqual({});
  });
});

describe('bodies that nobody expects', () => {
  const members = ({ request }: RouteContract): string[] =>
    Object.keys((request.body as { properties?: object } | undefined)?.properties ?? {});
  const values = [null, true, -1, 1e308, [], {}, [[]], { a: { b: 1 } }];

  it.each(named(routes.filter(takesJson)))(
    '%s answers none with 5xx',
    async (_, contract) => {
      const whole = share(unexpected).map(
        ([name, body]) => [name, () => send(contract, { body })] as const,
      );
      const inMembers = members(contract).flatMap((member) =>
        values.map(
          (value) =>
            [
              `${member}: ${JSON.stringify(value).slice(0, 40)}`,
              () => send(contract, { body: { [member]: value } }),
            ] as const,
        ),
      );
      expect(await faultsOf(contract, [...whole, ...inMembers])).toEqual({});
    },
    120_000,
  );

  it.each(named(routes.filter((contract) => !takesJson(contract))))(
    '%s answers none with 5xx',
    async (_, contract) => {
      // A request of this kind has no body, says `fetch`.
      const cases = (contract.method === 'GET' ? [] : share(unexpected)).map(
        ([name, body]) => [name, () => send(contract, { body })] as const,
      );
      expect(await faultsOf(contract, cases)).toEqual({});
    },
  );
});

describe('texts that have hurt somebody', () => {
  const sendable = strings.filter((text) => /^[\t\x20-\x7e\x80-\xff]*$/.test(text));
  const printable = strings.map((text) => [JSON.stringify(text).slice(0, 40), text] as const);

  it.each(named(routes.filter(({ path }) => path.includes('{'))))(
    '%s takes none of them as a part of its path',
    async (_, contract) => {
      const body = takesJson(contract) ? {} : undefined;
      const cases = share(printable).map(
        ([name, text]) => [name, () => send(contract, { body }, text)] as const,
      );
      expect(await faultsOf(contract, cases)).toEqual({});
    },
  );

  it.each(named(routes))(
    '%s takes none of them in its query',
    async (_, contract) => {
      const known = Object.keys(
        (contract.request.query as { properties?: object } | undefined)?.properties ?? {},
      );
      const body = takesJson(contract) ? {} : undefined;
      const cases = ['surprise', ...known].flatMap((name) =>
        share(printable, 4).map(([shown, text]) => {
          const query = `?${name}=${encodeURIComponent(text)}`;
          return [`${name}=${shown}`, () => send(contract, { body }, 'unknown', query)] as const;
        }),
      );
      const bare = ['?', '?&&&', '?=', '?%', '?%zz=1', '?a[]=1', '?a[b]=1', '?limit', '?limit=1;2'];
      const odd = bare.map(
        (query) => [query, () => send(contract, { body }, 'unknown', query)] as const,
      );
      expect(await faultsOf(contract, [...odd, ...cases])).toEqual({});
    },
    120_000,
  );

  it.each(named(routes))(
    '%s takes none of them in a header',
    async (_, contract) => {
      const body = takesJson(contract) ? {} : undefined;
      const inHeader = () => share(sendable, 2);
      const names = ['authorization', 'idempotency-key', 'if-match', 'x-request-id', 'traceparent'];
      const others = [
        'accept',
        'accept-language',
        'content-type',
        'origin',
        'x-forwarded-for',
        'cookie',
      ];
      const cases = [...names, ...others].flatMap((name) =>
        inHeader().map(
          (text) =>
            [
              `${name}: ${text.slice(0, 40)}`,
              () => send(contract, { body, headers: { [name]: text } }),
            ] as const,
        ),
      );
      expect(await faultsOf(contract, cases)).toEqual({});
    },
    120_000,
  );
});
