// Server-sent events: what is written, how many may listen, and who is listened to no more.
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createEventStreams } from '../../platform/http/event-streams.ts';
import { isAppError } from '../../platform/kernel/errors.ts';

const refusalOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (isAppError(error)) return { code: error.code, retryAfter: error.options.retryAfter };
  }
  return expect.fail('nothing was refused');
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('events are written with their id, their name and their data in one line', async () => {
  const stream = createEventStreams().open('ada');
  stream.say({ id: 3, event: 'status', data: { text: 'two\nlines' } });
  stream.finish({ event: 'end', data: { reason: 'settled' } });
  expect(await text(stream)).toBe(
    'retry: 1000\n\n' +
      'id: 3\nevent: status\ndata: {"text":"two\\nlines"}\n\n' +
      'event: end\ndata: {"reason":"settled"}\n\n',
  );
});

it('what is said after the end is said to nobody', async () => {
  const stream = createEventStreams().open('ada');
  stream.finish();
  stream.say({ event: 'status', data: 1 });
  stream.finish({ event: 'end', data: 2 });
  expect(await text(stream)).toBe('retry: 1000\n\n');
});

it('a silent stream is kept alive by comments', async () => {
  const stream = createEventStreams({ heartbeatMs: 15_000 }).open('ada');
  vi.advanceTimersByTime(31_000);
  stream.finish();
  expect(await text(stream)).toBe('retry: 1000\n\n:\n\n:\n\n');
});

it('one subject has so many, and all together so many; what is closed makes room', async () => {
  const streams = createEventStreams({ inAll: 3, ofOne: 2 });
  const first = streams.open('ada');
  streams.open('ada');
  expect(refusalOf(() => streams.open('ada'))).toEqual({ code: 'rate-limited', retryAfter: 5 });
  streams.open('bob');
  expect(refusalOf(() => streams.open('eve'))).toEqual({ code: 'overloaded', retryAfter: 5 });
  first.destroy();
  await vi.waitFor(() => expect(streams.count).toBe(2));
  streams.open('ada');
  expect(streams.count).toBe(3);
});

it('a reader who takes nothing any more is dropped, with what was kept for it', async () => {
  const streams = createEventStreams({ mostBytes: 1_000 });
  const stream = streams.open('ada');
  const seen: Buffer[] = [];
  stream.once('data', (chunk) => {
    seen.push(chunk);
    stream.pause();
  });
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  for (let version = 1; version < 100; version += 1) {
    stream.say({ id: version, event: 'status', data: 'x'.repeat(100) });
  }
  expect(stream.destroyed).toBe(true);
  expect(stream.readableLength).toBeLessThan(1_200);
  await vi.waitFor(() => expect(streams.count).toBe(0));
});

it('what is there before the first read may be long: nobody was slow yet', async () => {
  const stream = createEventStreams({ mostBytes: 1_000 }).open('ada');
  for (let version = 1; version <= 50; version += 1) {
    stream.say({ id: version, event: 'status', data: 'x'.repeat(100) });
  }
  stream.finish();
  expect((await text(stream)).match(/^id: /gm)).toHaveLength(50);
});

it('a process that leaves ends all streams, and those that come after', async () => {
  const streams = createEventStreams();
  const open = streams.open('ada');
  streams.close();
  expect([await text(open), await text(streams.open('bob'))]).toEqual([
    'retry: 1000\n\n',
    'retry: 1000\n\n',
  ]);
  await vi.waitFor(() => expect(streams.count).toBe(0));
});
