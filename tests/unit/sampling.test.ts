// Which traces begin kept: few a second, reads apart from writes, more while somebody looks.
import { expect, it, onTestFinished, vi } from 'vitest';
import {
  requestTrace,
  traceparentOf,
  xrayHeaderOf,
} from '../../localstack/telemetry/request-trace.ts';
import { createSampling, isTraced } from '../../localstack/telemetry/sampling.ts';

const kept = (decisions: readonly boolean[]) => decisions.filter((isKept) => isKept).length;

it('of a second one that reads and two that write are kept, and five of each while somebody looks', () => {
  let now = 1_000_000;
  let isWatched = false;
  const keeps = createSampling(
    () => isWatched,
    () => now,
  );
  const ask = (method: string) => kept(Array.from({ length: 20 }, () => keeps(method)));
  expect([ask('GET'), ask('POST')]).toEqual([1, 2]);
  now += 1_000;
  isWatched = true;
  expect([ask('GET'), ask('DELETE')]).toEqual([5, 5]);
});

it('nothing is traced where the variable of OpenTelemetry says so, and only then', () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  const isTracedWith = (value: string | undefined) => {
    vi.stubEnv('OTEL_SDK_DISABLED', value);
    return isTraced();
  };
  expect([undefined, '', 'false', '1', 'true'].map(isTracedWith)).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
});

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const traceOf = (headers: Record<string, string>, keeps = true) =>
  requestTrace(
    (name) => headers[name],
    () => keeps,
  );

it.each([
  [{ traceparent: `00-${traceId}-${parent}-01` }, false, traceId, parent, true],
  [{ traceparent: `00-${traceId}-${parent}-00` }, true, traceId, parent, false],
  [
    {
      'x-amzn-trace-id': `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${parent};Sampled=0`,
    },
    true,
    traceId,
    parent,
    false,
  ],
  [
    { 'x-amzn-trace-id': `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}` },
    true,
    traceId,
    null,
    true,
  ],
])('what a client sends in %j goes on', (headers, keeps, wanted, parentId, isKept) => {
  expect(traceOf(headers, keeps)).toMatchObject({ traceId: wanted, parentId, isKept });
});

it.each([
  {},
  { traceparent: `00-${'0'.repeat(32)}-${parent}-01` },
  { traceparent: `00-${traceId}-${'0'.repeat(16)}-01` },
  { traceparent: `ff-${traceId}-${parent}-01` },
  { traceparent: `00-${traceId}-${parent}-01\r\nx: y` },
  { 'x-amzn-trace-id': 'Root=1-<script>' },
  { 'x-amzn-trace-id': ';'.repeat(100_000) },
])('what is no trace, as %#, begins one', (headers) => {
  const trace = traceOf(headers as Record<string, string>);
  expect(trace).toMatchObject({
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    parentId: null,
    isKept: true,
  });
  expect(trace.traceId).not.toBe(traceId);
  expect(traceparentOf(trace)).toBe(`00-${trace.traceId}-${trace.spanId}-01`);
  expect(xrayHeaderOf(trace)).toMatch(
    /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/,
  );
});
