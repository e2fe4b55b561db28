// What the console draws: an axis for moments far apart, spans below their parents, services and their flows.
import { describe, expect, it } from 'vitest';
import { mapPicture } from '../../web/console/map/drawing.ts';
import { flowsOf, placesOf } from '../../web/console/map/layout.ts';
import { timeAxis } from '../../web/console/orders/time-axis.ts';
import { age, duration, money, short } from '../../web/console/parts/format.ts';
import { type Span, waterfall } from '../../web/console/traces/span.ts';

describe('the axis of a timeline', () => {
  const day = 86_400_000;
  const axis = timeAxis([
    { from: 0, to: 100 },
    { from: 1_000, to: 2_000 },
    { from: day, to: day },
  ]);

  it('has a burst for what lies together, and leaves out the time between', () => {
    expect(axis.bursts.map(({ from, to }) => [from, to])).toEqual([
      [0, 2_000],
      [day, day],
    ]);
  });

  it('goes on from left to right and fills its width', () => {
    const places = [0, 500, 2_000, day / 2, day].map((time) => axis.at(time));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    const last = axis.bursts.at(-1);
    expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(100);
  });

  it('is drawn for no moment, one, and a thousand far apart', () => {
    expect(timeAxis([])).toMatchObject({ bursts: [] });
    expect(timeAxis([{ from: 5, to: 5 }]).at(5)).toBe(0);
    const many = timeAxis(
      Array.from({ length: 1_000 }, (_, index) => ({ from: index * day, to: index * day })),
    );
    expect(many.bursts.every(({ width }) => width > 0)).toBe(true);
  });
});

describe('a waterfall', () => {
  const span = (spanId: string, parentId: string | null, startMs: number): Span => ({
    traceId: 't',
    spanId,
    parentId,
    name: spanId,
    kind: 'internal',
    service: 'orders',
    startMs,
    durationMs: 1,
    failed: false,
    attributes: {},
  });
  const read = (spans: readonly Span[]) =>
    waterfall(spans).map((step) => `${' '.repeat(step.depth)}${step.span.spanId}`);

  it('has each span below its parent, in the order they began', () => {
    const spans = [span('c', 'a', 3), span('a', null, 1), span('d', 'b', 4), span('b', 'a', 2)];
    expect(read(spans)).toEqual(['a', ' b', '  d', ' c']);
  });

  it('begins with a span whose parent is unknown, and ends where spans are their own parents', () => {
    expect(read([span('a', 'gone', 1), span('b', 'b', 2)])).toEqual(['a', 'b']);
    expect(read([span('a', null, 1), span('a', null, 1)])).toEqual(['a']);
  });
});

describe('the map', () => {
  const node = (id: string, service: string | null) => {
    const [kind = '', name = ''] = id.split(':');
    return { id, kind, name, service };
  };
  const graph = {
    nodes: [
      node('gateway:api', null),
      node('container:orders', 'orders'),
      node('table:tandem-dev-users', null),
      node('function:x', 'a-new-service'),
    ],
    edges: [
      {
        from: 'gateway:api',
        to: 'container:orders',
        kind: 'request',
        types: [],
        count: 2,
        errors: 1,
      },
      { from: 'gateway:api', to: 'gateway:api', kind: 'call', types: [], count: 9, errors: 0 },
      { from: 'nobody', to: 'container:orders', kind: 'call', types: [], count: 9, errors: 0 },
    ],
  };

  it('has a place for every service, those it does not know too', () => {
    expect(placesOf(graph).map(({ name }) => name)).toEqual([
      'gateway',
      'auth',
      'orders',
      'a-new-service',
    ]);
  });

  it('is the same picture whatever is counted, and text is text in it', () => {
    const name = '<script>"&';
    const parts = { nodes: [...graph.nodes, node(`function:${name}`, name)], edges: graph.edges };
    const busy = parts.edges.map((edge) => ({ ...edge, count: 99, errors: 9 }));
    const picture = mapPicture(parts);
    expect(mapPicture({ ...parts, edges: busy })).toBe(picture);
    expect(picture).toContain('&#60;script&#62;&#34;&#38;');
    expect(picture).not.toContain('<script');
    expect(picture.match(/<path class="request" d="M\d/g)).toHaveLength(2);
  });

  it('shows what flows between services, and nothing of what is inside or unknown', () => {
    expect(flowsOf(graph)).toEqual([
      { from: 'gateway', to: 'orders', kind: 'request', types: [], count: 2, errors: 1 },
    ]);
  });
});

describe('what people read', () => {
  it.each([
    [{ amount: 1250, currency: 'EUR' }, '€12.50'],
    [{ amount: 1250, currency: 'JPY' }, '¥1,250'],
    [{ amount: 1250, currency: 'KWD' }, 'KWD\u00a01.250'],
  ])('money has the digits of its currency: %o', (amount, text) => {
    expect(money(amount)).toBe(text);
  });

  it('times are told by their largest unit, those to come too', () => {
    expect([age(0, 500), age(0, 90_000), age(7_200_000, 0)]).toEqual([
      'now',
      '1 min ago',
      'in 2 h',
    ]);
    expect([duration(0.5), duration(12), duration(1_500)]).toEqual(['500 µs', '12 ms', '1.50 s']);
    expect(short('tandem-dev-orders-inbox')).toBe('orders-inbox');
  });
});
