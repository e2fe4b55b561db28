// By which ids a request is found again: the one of whoever sent it, the one of the gateway, or one of our own.
import { describe, expect, it } from 'vitest';
import { gatewayRequestId } from '../../events/gateway.ts';
import {
  lineIdsOf,
  type RawRequest,
  requestIdIn,
  traceparentOf,
} from '../../platform/http/request.ts';

const gateway = gatewayRequestId.toLowerCase();
const raw = (headers: Readonly<Record<string, string>>) =>
  ({
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
  }) as unknown as RawRequest;
const idOf = (headers: Readonly<Record<string, string>>) => requestIdIn((name) => headers[name]);

const renamed = (headers: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name === 'GATEWAY' ? gateway : name, value]),
  );

describe('the id of a request', () => {
  it.each([
    ['sent-0001', { 'x-request-id': 'sent-0001', GATEWAY: 'gate-0001' }],
    ['gate-0001', { GATEWAY: 'gate-0001' }],
    ['gate-0001', { 'x-request-id': 'short', GATEWAY: 'gate-0001' }],
    ['x'.repeat(64), { 'x-request-id': 'x'.repeat(64) }],
  ])('is %s of %j', (id, headers) => {
    expect(idOf(renamed(headers))).toBe(id);
  });

  it.each([{}, { 'x-request-id': 'x'.repeat(65) }, { 'x-request-id': 'with a blank' }])(
    'is one of our own where there is none: %j',
    (headers) => {
      expect(idOf(headers as Record<string, string>)).toMatch(/^[\da-f-]{36}$/);
    },
  );
});

it.each([
  [{}, {}],
  [{ GATEWAY: 'sent-0001' }, {}],
  [{ GATEWAY: 'gate-0001' }, { gatewayRequestId: 'gate-0001' }],
])('a line of a request with %j says the gateway’s id where it is another', (headers, more) => {
  expect(lineIdsOf(raw(renamed(headers)), 'sent-0001')).toEqual({
    requestId: 'sent-0001',
    correlationId: 'sent-0001',
    ...more,
  });
});

const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
it.each([
  [trace, trace],
  [`01${trace.slice(2)}`, undefined],
  [`${trace}-more`, undefined],
  [trace.toUpperCase(), undefined],
])('the trace %s is %s', (given, taken) => {
  expect(traceparentOf(raw({ traceparent: given }))).toBe(taken);
  expect(traceparentOf(raw({}))).toBeUndefined();
});
