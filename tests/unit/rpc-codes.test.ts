// Refusals between services, there and back: each status as a code of gRPC, and each code as what a caller is told.
import { Code, ConnectError } from '@connectrpc/connect';
import { describe, expect, it } from 'vitest';
import { ProblemSchema } from '../../events/proto/tandem/problem/v1/problem_pb.js';
import { QuotesService } from '../../events/proto/tandem/products/v1/quotes_pb.js';
import { AppError } from '../../platform/kernel/errors.ts';
import { callIdOf, createLogCall } from '../../platform/rpc/call-log.ts';
import { fromConnectError, toConnectError } from '../../platform/rpc/codes.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { testClock } from '../support/clock.ts';

describe('a refusal of ours', () => {
  it.each([
    ['unauthenticated', Code.Unauthenticated],
    ['forbidden', Code.PermissionDenied],
    ['not-found', Code.NotFound],
    ['invalid-state', Code.FailedPrecondition],
    ['precondition-failed', Code.FailedPrecondition],
    ['precondition-required', Code.FailedPrecondition],
    ['payload-too-large', Code.ResourceExhausted],
    ['rate-limited', Code.ResourceExhausted],
    ['internal', Code.Internal],
    ['overloaded', Code.Unavailable],
    ['gateway-timeout', Code.DeadlineExceeded],
    ['malformed-request', Code.InvalidArgument],
    ['validation-failed', Code.InvalidArgument],
  ] as const)('of %s has code %d, and the problem as its detail', (code, of) => {
    const error = toConnectError(new AppError(code, { detail: 'No.' }), 'req-1');
    expect([error.code, error.rawMessage]).toEqual([of, 'No.']);
    expect(error.findDetails(ProblemSchema)).toEqual([
      expect.objectContaining({ code, detail: 'No.', instance: 'urn:request:req-1' }),
    ]);
    expect(error.metadata.get('retry-after')).toBeNull();
  });

  it('says when to come again, and keeps its cause for the log', () => {
    const refusal = new AppError('overloaded', { retryAfter: 7 });
    const error = toConnectError(refusal, 'req-1');
    expect(error.metadata.get('retry-after')).toBe('7');
    expect(error.cause).toBe(refusal);
  });

  it('of Connect itself stays what it is, and anything else is internal', () => {
    const own = new ConnectError('late', Code.DeadlineExceeded);
    expect(toConnectError(own, 'req-1')).toBe(own);
    expect(toConnectError(new Error('secret'), 'req-1')).toMatchObject({ code: Code.Internal });
    expect(toConnectError(new Error('secret'), 'req-1').rawMessage).not.toContain('secret');
  });
});

describe('an answer of another service', () => {
  const told = (code: Code) => fromConnectError(new ConnectError('why', code), 'products');

  it.each([
    Code.InvalidArgument,
    Code.NotFound,
    Code.AlreadyExists,
    Code.PermissionDenied,
    Code.ResourceExhausted,
    Code.FailedPrecondition,
    Code.OutOfRange,
    Code.Unimplemented,
  ])('of code %d is a refusal', (code) => {
    const detail = `products answered ${Code[code]}: why`;
    expect(told(code)).toMatchObject({ code: 'validation-failed', options: { detail } });
  });

  it('that does not know the token says so', () => {
    expect(told(Code.Unauthenticated)).toMatchObject({ code: 'unauthenticated' });
  });

  it.each([
    Code.Canceled,
    Code.Unknown,
    Code.DeadlineExceeded,
    Code.Aborted,
    Code.Internal,
    Code.Unavailable,
    Code.DataLoss,
  ])('of code %d is a failure', (code) => {
    expect(told(code)).not.toBeInstanceOf(AppError);
    expect(told(code).message).toBe(`products answered ${Code[code]}: why`);
  });
});

describe('the line of a call', () => {
  const lines = (error?: ConnectError) => {
    const written: Record<string, unknown>[] = [];
    const clock = testClock();
    const log = createLog(
      { SERVICE: 'products', SERVICE_VERSION: '1', LOG_LEVEL: 'info' },
      { write: (line) => void written.push(JSON.parse(line)) },
    );
    const [method] = QuotesService.methods;
    const started = clock.now();
    clock.advance(25);
    createLogCall({ log, clock })({ method, requestId: 'req-0001', started } as never, error);
    return written;
  };

  it('says which it was, how it went and how long it took', () => {
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'info',
        method: 'RPC',
        route: expect.stringMatching(/^tandem\.products\.v1\.QuotesService\/\w+$/),
        status: 'Ok',
        durationMs: 25,
        requestId: 'req-0001',
        correlationId: 'req-0001',
      }),
    ]);
    const [refused, ...more] = lines(new ConnectError('no', Code.NotFound));
    expect([refused?.status, more]).toEqual(['NotFound', []]);
  });

  it('of our own fault comes after what it was', () => {
    const [fault, line] = lines(toConnectError(new Error('why'), 'req-0001'));
    expect(fault).toMatchObject({ level: 'error', message: 'call failed' });
    expect(line).toMatchObject({ level: 'info', status: 'Internal' });
  });

  it('is known by the id that came', () => {
    expect(callIdOf(new Headers({ 'x-request-id': 'request-0001' }))).toBe('request-0001');
  });
});
