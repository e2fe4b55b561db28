// A raw request for tests of endpoints, without a server.

import { createReadable } from '../../platform/data/readable.ts';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import type { RawRequest } from '../../platform/http/request.ts';
import type { HttpServices } from '../../platform/http/services.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import type { Identity } from '../../platform/tokens/identity.ts';
import { faultsOf } from '../../platform/validation/validation.ts';
import { testClock } from './clock.ts';

export const quietLog = createLog({
  SERVICE: 'test',
  SERVICE_VERSION: 'test',
  LOG_LEVEL: 'silent',
});

/** Nobody hears of what cannot be read. */
export const quietReadable = () => createReadable({ clock: testClock(), log: quietLog });

export interface TestRequest {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Sent as JSON, or as it is when it is text or bytes. */
  readonly body?: unknown;
}

const encode = (body: unknown): Uint8Array => {
  if (body === undefined) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
};

export const rawRequest = (
  { contract }: Endpoint,
  { headers = {}, params = {}, query = '', body }: TestRequest = {},
): RawRequest => {
  const json: Record<string, readonly string[]> =
    body === undefined ? {} : { 'content-type': ['application/json'] };
  const given = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    typeof value === 'string' ? [value] : value,
  ]);
  return {
    method: contract.method,
    path: contract.path.replaceAll(/\{(\w+)\}/g, (_, name) => params[name] ?? ''),
    query: new URLSearchParams(query),
    headers: { ...json, ...Object.fromEntries(given) },
    params,
    body: encode(body),
    sourceIp: '192.0.2.1',
  };
};

export const identity = (changes: Partial<Identity> = {}): Identity => ({
  subject: 'usr_00000000000000000000000000000001',
  kind: 'user',
  clientId: 'tandem',
  roles: ['customer'],
  scopes: [],
  tokenId: 'tok_1',
  issuedAt: 1_767_225_600,
  expiresAt: 1_767_226_200,
  ...changes,
});

export const services = (changes: Partial<HttpServices> = {}): HttpServices => ({
  verify: async () => identity(),
  log: quietLog,
  clock: testClock(),
  ...changes,
});

/** Throws where a success is not one that the contract declares, by its status and the shape of its body. */
export const holdToContract = ({ contract }: Endpoint, status: number, body: unknown): void => {
  if (status < 200 || status > 299) return;
  const schema = contract.responses[status];
  if (schema === undefined) throw new Error(`${contract.id} declares no answer ${status}`);
  const faults = schema ? faultsOf(schema, body ?? null) : [];
  if (faults.length > 0) {
    throw new Error(`${contract.id} does not answer as it declares: ${JSON.stringify(faults)}`);
  }
};

/** Status, headers and parsed body of what an endpoint answers, also where its contract is another's. */
export const callAnyhow = async (
  endpoint: Endpoint,
  request: TestRequest = {},
  given: HttpServices = services(),
) => {
  const {
    status,
    headers = {},
    body,
  } = await endpoint.answer(rawRequest(endpoint, request), given);
  return { status, headers, body: body === '' ? undefined : JSON.parse(body), text: body };
};

/** The same, held to what the contract declares. */
export const call: typeof callAnyhow = async (endpoint, request, given) => {
  const answer = await callAnyhow(endpoint, request, given);
  holdToContract(endpoint, answer.status, answer.body);
  return answer;
};
