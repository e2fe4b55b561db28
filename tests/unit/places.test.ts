// Places for requests: taken, full, one's share, and given back once.
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createPlaces, whenOver } from '../../platform/http/server/places.ts';
import { sourceIpOf } from '../../platform/http/server/source-ip.ts';

const responseOf = (destroyed = false) =>
  Object.assign(new EventEmitter(), { destroyed }) as unknown as ServerResponse & EventEmitter;

describe('places', () => {
  it('are as many as there are, and no more', () => {
    const places = createPlaces({ inAll: 2 });
    expect(places.free).toBe(2);
    expect(places.take(responseOf(), 'one')).toBeDefined();
    expect(places.take(responseOf(), 'one')).toBeDefined();
    expect(places.free).toBe(0);
    expect(places.take(responseOf(), 'two')).toBeUndefined();
    expect(places.free).toBe(0);
  });

  it('of one are his share at most, beside which others find theirs', () => {
    const places = createPlaces({ inAll: 5, ofOne: 2 });
    expect(places.take(responseOf(), 'one')).toBeDefined();
    expect(places.take(responseOf(), 'one')).toBeDefined();
    expect(places.take(responseOf(), 'one')).toBeUndefined();
    expect(places.take(responseOf(), 'two')).toBeDefined();
    expect(places.free).toBe(2);
  });

  it('come back once, by whichever of the two ends first', () => {
    const places = createPlaces({ inAll: 3, ofOne: 2 });
    const [first, second] = [responseOf(), responseOf()];
    const giveBack = places.take(first, 'one');
    places.take(second, 'one');
    giveBack?.();
    giveBack?.();
    first.emit('close');
    expect(places.free).toBe(2);
    expect(first.listenerCount('close')).toBe(0);
    second.emit('close');
    expect(places.free).toBe(3);
    expect(places.take(responseOf(), 'one')).toBeDefined();
    expect(places.take(responseOf(), 'one')).toBeDefined();
    expect(places.take(responseOf(), 'one')).toBeUndefined();
  });

  it('are not taken for a connection that is gone', () => {
    const places = createPlaces({ inAll: 1 });
    places.take(responseOf(true))?.();
    expect(places.free).toBe(1);
  });
});

describe('a response is over', () => {
  it('when its connection is gone, now or later', () => {
    expect(whenOver(responseOf(true)).aborted).toBe(true);
    const response = responseOf();
    const over = whenOver(response);
    expect(over.aborted).toBe(false);
    response.emit('close');
    expect(over.aborted).toBe(true);
  });
});

it.each([
  [{}, '10.0.0.1'],
  [{ 'x-forwarded-for': '' }, '10.0.0.1'],
  [{ 'x-forwarded-for': ' , ' }, '10.0.0.1'],
  [{ 'x-forwarded-for': '203.0.113.7' }, '203.0.113.7'],
  [{ 'x-forwarded-for': '192.0.2.1, 203.0.113.7 ' }, '203.0.113.7'],
  [{ 'x-forwarded-for': ['192.0.2.1', '198.51.100.2,203.0.113.7'] }, '203.0.113.7'],
  [{ 'x-gateway-source-ip': '203.0.113.7' }, '203.0.113.7'],
  [
    { 'x-gateway-source-ip': '203.0.113.7', 'x-forwarded-for': '203.0.113.7, 10.0.5.5' },
    '203.0.113.7',
  ],
])('of %j from 10.0.0.1 the sender is %s', (headers, sender) => {
  expect(sourceIpOf(headers as never, '10.0.0.1')).toBe(sender);
});
