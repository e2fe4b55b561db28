// The client for others follows an order: by its events, by asking again where there are none, and no longer than it must.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../clients/typescript/client.ts';

// The pauses between two questions are over as soon as nothing else is left to do.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.setTimerTickMode('nextTimerAsync');
});
afterEach(() => {
  vi.useRealTimers();
});

const baseUrl = 'https://shop.example.com/v1';

const json = (status: number, body: unknown, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });

type Answer = (request: Request) => Response | Promise<Response>;

/** Answers in turn, and remembers what it was asked. */
const serverOf = (...answers: Answer[]) => {
  const lines: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    lines.push(`${request.method} ${pathname}${search}`);
    const answer = answers[lines.length - 1] ?? expect.fail(`nothing for ${request.url}`);
    return answer(request);
  };
  return { fetch, lines: () => lines };
};

const broken: Answer = () => {
  throw new TypeError('fetch failed');
};

describe('an order that is followed', () => {
  const update = (version: number, status: string) => ({ id: 'ord_1', version, status });
  const streamOf = (...events: [event: string, data: unknown][]): Answer => {
    const text = events.map(
      ([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
    );
    // In pieces that end anywhere.
    const pieces = `retry: 1000\n\n:\n\n${text.join('')}`.match(/[\s\S]{1,7}/g) ?? [];
    const body = new ReadableStream({
      start: (controller) => {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });
    return () => new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  const followed = async (fetch: (request: Request) => Promise<Response>, most = 9) => {
    const states: string[] = [];
    const client = createClient({ baseUrl, fetch, attempts: 1 });
    for await (const { status } of client.followOrder('ord_1')) {
      states.push(status);
      if (states.length >= most) break;
    }
    return states;
  };

  it('is told by its events until it is settled for good', async () => {
    const { fetch, lines } = serverOf(
      streamOf(
        ['status', update(1, 'pending_stock')],
        ['status', update(3, 'rejected')],
        ['end', { reason: 'settled' }],
      ),
    );
    expect(await followed(fetch)).toEqual(['pending_stock', 'rejected']);
    expect(lines()).toEqual(['GET /v1/orders/ord_1/events']);
  });

  it('is followed on after what was seen last where the stream was cut off, or its token ended', async () => {
    const seen: (string | null)[] = [];
    const noting =
      (answer: Answer): Answer =>
      (request) => {
        seen.push(request.headers.get('last-event-id'));
        return answer(request);
      };
    const { fetch } = serverOf(
      noting(streamOf(['status', update(1, 'pending_stock')])),
      noting(broken),
      () => json(200, update(2, 'pending_payment')),
      noting(streamOf(['status', update(4, 'confirmed')], ['end', { reason: 'token-expired' }])),
      noting(() => new Response(null, { status: 204 })),
    );
    expect(await followed(fetch)).toEqual(['pending_stock', 'pending_payment', 'confirmed']);
    expect(seen).toEqual([null, '1', '2', '4']);
  });

  it('is asked for again and again where no stream comes through', async () => {
    const { fetch, lines } = serverOf(
      () => json(200, { items: [] }),
      () => json(200, update(1, 'pending_stock')),
      () => json(200, update(1, 'pending_stock')),
      () => json(200, update(4, 'cancelled')),
    );
    expect(await followed(fetch)).toEqual(['pending_stock', 'cancelled']);
    expect(lines().slice(1)).toEqual(Array(3).fill('GET /v1/orders/ord_1?wait=0'));
  });

  it('is refused as every other question', async () => {
    const { fetch } = serverOf(() =>
      json(404, { code: 'not-found', status: 404 }, 'application/problem+json'),
    );
    await expect(followed(fetch)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is left when nobody asks for more', async () => {
    let isLeft = false;
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(
          new TextEncoder().encode('event: status\ndata: {"version":4,"status":"confirmed"}\n\n'),
        );
      },
      cancel: () => {
        isLeft = true;
      },
    });
    const stream = new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    expect(await followed(async () => stream, 1)).toEqual(['confirmed']);
    expect(isLeft).toBe(true);
  });
});
