// Calls operations by their id with the SDK and holds every answer against its contract: status, headers, shape of the body. What no SDK sends (unknown paths, methods and tokens, broken bodies) stays raw: the suite sends it with `shop.call`.
import { expect } from 'vitest';
import { api } from '../../events/http/api.ts';
import { type ResponseHeader, responseHeaders } from '../../events/http/headers.ts';
import type { RouteContract } from '../../events/http/route.ts';
import { refusalsOf } from '../../infra/documents/openapi/refusals.ts';
import { headersOfDeprecation } from '../../infra/documents/openapi/responses.ts';
import { faultsOf } from '../../platform/validation/validation.ts';
import { answerOf, type Question, sendBySdk } from './sdk.ts';
import type { Answer, Shop } from './shop.ts';

const isAdministration = ({ id, path }: RouteContract) =>
  /^\/(admin|oauth)\//.test(path) || id.endsWith('.list-unreadable');

const others =
  (...services: readonly RouteContract['service'][]) =>
  (route: RouteContract) =>
    services.includes(route.service) && !isAdministration(route);

/** Which file of the suite asks for an operation. */
const chapters = {
  accounts: others('auth'),
  administration: isAdministration,
  catalogue: others('products'),
  orders: others('orders', 'payments'),
  messages: others('webhooks', 'notifications', 'docs', 'health'),
  graphql: others('bff-web'),
  screens: others('bff-mobile'),
};

export const chaptersOf = (route: RouteContract): string[] =>
  Object.entries(chapters).flatMap(([name, holds]) => (holds(route) ? [name] : []));

const routeOf = (id: string): RouteContract => {
  const found = api.find((route) => route.id === id);
  if (found === undefined) throw new Error(`there is no operation ${id}`);
  return found;
};

/** What every answer of a service carries. */
const expectCommonHeaders = ({ headers }: Answer<unknown>) => {
  expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}/);
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBeTruthy();
  // Neither JSON nor a problem has parameters.
  expect(headers.get('content-type') ?? '').not.toMatch(/json *;/);
};

/** On every answer, or where its status or a repeated key asks for them. */
const undeclared: ReadonlySet<string> = new Set<ResponseHeader>([
  'X-Request-Id',
  'Idempotent-Replayed',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'WWW-Authenticate',
]);

/** What a customer is not told is a guest's. */
const sometimes: ReadonlySet<string> = new Set<ResponseHeader>(['X-Cart-Token']);

/** Headers of the contract that are there without being declared, or declared without being there. */
const headerFaults = (route: RouteContract, headers: Headers) => {
  const declared = [...(route.responseHeaders ?? []), ...headersOfDeprecation(route)];
  return Object.keys(responseHeaders).filter((name) => {
    if (undeclared.has(name)) return false;
    const isDeclared = declared.some((other) => other === name);
    return headers.has(name) ? !isDeclared : isDeclared && !sometimes.has(name);
  });
};

/** RFC 9457, with the members that clients of this API rely on. */
export const expectProblem = (answer: Answer, status: number, code: string) => {
  expect({ status: answer.status, code: answer.body?.code, text: answer.text }).toEqual({
    status,
    code,
    text: answer.text,
  });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.body).toMatchObject({
    type: expect.stringMatching(new RegExp(`^https://.+/problems/${code}$`)),
    title: expect.any(String),
    detail: expect.stringMatching(/\S \S.*\.$/s),
    status,
    code,
    instance: expect.stringMatching(/^urn:request:/),
    retryable: expect.any(Boolean),
  });
};

export const createContract = (shop: Shop) => {
  const answered = new Set<string>();

  /** By the SDK, as its users send it; the answer is looked at as it came. */
  const send = async <Body>(id: string, question: Question): Promise<Answer<Body>> => {
    const { method, path, idempotent } = routeOf(id);
    const headers = {
      ...(idempotent && { 'idempotency-key': crypto.randomUUID() }),
      ...question.headers,
    };
    return answerOf<Body>(await sendBySdk(shop.apiUrl, { method, path }, { ...question, headers }));
  };

  /** Fails unless the answer is one that the contract declares. */
  const ask = async <Body = Record<string, unknown>>(
    id: string,
    question: Question = {},
  ): Promise<Answer<Body>> => {
    const answer = await send<Body>(id, question);
    const { responses } = routeOf(id);
    if (!(answer.status in responses)) throw new Error(`${id}: ${answer.status} ${answer.text}`);
    expectCommonHeaders(answer);
    expect({ id, headers: headerFaults(routeOf(id), answer.headers) }).toEqual({ id, headers: [] });
    const schema = responses[answer.status];
    if (schema)
      expect({ id, faults: faultsOf(schema, answer.body ?? null) }).toEqual({ id, faults: [] });
    else expect(answer.text).toBe('');
    answered.add(id);
    return answer;
  };

  /** Fails unless it is refused with this code. */
  const refused = async (
    id: string,
    question: Question,
    status: number,
    code: string,
  ): Promise<Answer> => {
    const answer = await send<Record<string, unknown>>(id, question);
    expect({ id, declared: refusalsOf(routeOf(id)) }).toEqual({
      id,
      declared: expect.arrayContaining([code]),
    });
    expectProblem(answer, status, code);
    expectCommonHeaders(answer);
    expect(answer.body.instance).toBe(`urn:request:${answer.headers.get('x-request-id')}`);
    return answer;
  };

  return {
    ask,
    refused,
    /** Operations of a chapter that have not been answered as declared. */
    leftOut: (chapter: keyof typeof chapters): string[] =>
      api
        .filter((route) => chapters[chapter](route) && !answered.has(route.id))
        .map(({ id }) => id),
  };
};
