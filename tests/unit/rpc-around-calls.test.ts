// A call is answered as soon as nobody waits for it any more, whatever its method still does.
import { Code, ConnectError, type UnaryRequest, type UnaryResponse } from '@connectrpc/connect';
import { expect, it, vi } from 'vitest';
import { QuotesService } from '../../events/proto/tandem/products/v1/quotes_pb.js';
import { aroundCalls } from '../../platform/rpc/around-calls.ts';
import { testClock } from '../support/clock.ts';
import { tracerUnderTest } from '../support/tracer.ts';

const [method] = QuotesService.methods;
const gone = new ConnectError('nobody waits', Code.Canceled);

const callWith = (signal: AbortSignal) => {
  const logCall = vi.fn();
  const around = aroundCalls({
    isOurs: () => true,
    clock: testClock(),
    tracer: tracerUnderTest().tracer,
    work: (_caller, handle) => handle(),
    logCall,
  });
  const never = () => Promise.withResolvers<UnaryResponse>().promise;
  const request = { method, header: new Headers(), signal } as unknown as UnaryRequest;
  return { answer: around(never)(request), logCall };
};

it('of a caller that had gone before its turn came', async () => {
  const { answer, logCall } = callWith(AbortSignal.abort(gone));
  await expect(answer).rejects.toBe(gone);
  expect(logCall).toHaveBeenCalledWith(expect.anything(), gone);
});

it('of a caller that goes while it is worked on', async () => {
  const caller = new AbortController();
  const { answer } = callWith(caller.signal);
  setTimeout(() => caller.abort(gone), 5);
  await expect(answer).rejects.toBe(gone);
});
