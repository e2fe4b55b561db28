// Switches of routes: read again after some seconds, kept while they cannot be read, guessed never.
import type { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { LegacySwitch, legacyPaths, movableRoutes } from '../../events/http/legacy.ts';
import { tally } from '../../functions/legacy/difference-report.ts';
import { createSwitches, parseSwitch, untouched } from '../../functions/legacy/switches.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { faultsOf } from '../../platform/validation/validation.ts';

const path = '/tandem/dev/legacy/switches';
const at = (time: string, mode = 'tandem', share = 100) => ({
  mode,
  share,
  by: 'arn:of-me',
  at: time,
});

const world = () => {
  const lines: string[] = [];
  const state = { now: 0, calls: 0, broken: false, values: {} as Record<string, string> };
  const client = {
    send: async ({ input }: GetParametersByPathCommand) => {
      state.calls += 1;
      if (state.broken) throw new Error('throttled');
      const all = Object.entries(state.values).map(([route, Value]) => ({
        Name: `${path}/${route}`,
        Value,
      }));
      // One on each page.
      const index = Number(input.NextToken ?? 0);
      const more = index + 1 < all.length ? { NextToken: String(index + 1) } : {};
      return { Parameters: all.slice(index, index + 1), ...more };
    },
  };
  const config = { SERVICE: 'legacy', SERVICE_VERSION: '1', LOG_LEVEL: 'info' };
  const log = createLog(config, { write: (line: string) => void lines.push(line) });
  const read = createSwitches({
    path,
    clock: { now: () => state.now },
    log,
    client: client as never,
    maxAgeMs: 1000,
  });
  return { lines, state, read };
};

describe('the switch of a route', () => {
  it('is that of the legacy shop until somebody sets it', async () => {
    const { read } = world();
    expect(await read('products.read')).toEqual(untouched);
  });

  it('is read once for all who ask, over all pages, and again when it is old', async () => {
    const { read, state } = world();
    state.values = {
      'orders.list': JSON.stringify(at('1')),
      'products.read': JSON.stringify(at('2')),
    };
    const both = await Promise.all([read('orders.list'), read('products.read')]);
    expect(both.map(({ at: time }) => time)).toEqual(['1', '2']);
    expect(state.calls).toBe(2);
    state.values['orders.list'] = JSON.stringify(at('3', 'shadow', 5));
    expect(await read('orders.list')).toMatchObject({ at: '1' });
    state.now = 1000;
    expect(await read('orders.list')).toMatchObject({ at: '3', mode: 'shadow', share: 5 });
  });

  it('stays as it was while it cannot be read, or is spoilt', async () => {
    const { read, state, lines } = world();
    state.values = { 'products.read': JSON.stringify(at('1')) };
    await read('products.read');
    state.broken = true;
    state.now = 2000;
    expect(await read('products.read')).toMatchObject({ mode: 'tandem' });
    expect(lines.join()).toContain('they stay as they were');
    state.broken = false;
    state.values['products.read'] = '{ "mode": "both" }';
    state.now = 4000;
    expect(await read('products.read')).toMatchObject({ mode: 'tandem', at: '1' });
  });

  it('is nothing to guess at: without one that was read, nobody answers', async () => {
    const { read, state } = world();
    state.broken = true;
    await expect(read('products.read')).rejects.toMatchObject({ code: 'overloaded' });
    state.broken = false;
    state.values = { 'products.read': 'tandem' };
    await expect(read('products.read')).rejects.toMatchObject({ code: 'overloaded' });
    expect(await read('orders.list')).toEqual(untouched);
  });

  it('leaves a line of who has changed it', async () => {
    const { read, state, lines } = world();
    await read('products.read');
    state.values = { 'products.read': JSON.stringify(at('1', 'shadow', 10)) };
    state.now = 1000;
    await read('products.read');
    state.now = 2000;
    await read('products.read');
    const audits = lines.map((line) => JSON.parse(line).audit).filter(Boolean);
    expect(audits).toEqual([
      {
        event: 'legacy-route-switched',
        actor: 'arn:of-me',
        route: 'products.read',
        mode: 'shadow',
        share: 10,
      },
    ]);
  });

  it.each([
    ['no JSON', 'tandem'],
    ['another mode', JSON.stringify(at('1', 'both'))],
    ['a share above all', JSON.stringify(at('1', 'tandem', 101))],
    ['half a per cent', JSON.stringify(at('1', 'tandem', 0.5))],
    ['a member that is not known', JSON.stringify({ ...at('1'), extra: 1 })],
    ['a path that walks up', JSON.stringify({ ...at('1'), rule: { path: '/../admin' } })],
    ['a path with a query', JSON.stringify({ ...at('1'), rule: { path: '/a?b' } })],
    ['a path that is a host', JSON.stringify({ ...at('1'), rule: { path: '//evil.example' } })],
    ['a tolerance below zero', JSON.stringify({ ...at('1'), rule: { tolerance: -1 } })],
  ])('is not read from %s', (_, text) => expect(parseSwitch(text)).toBeUndefined());
});

it('differences are told by route, the most frequent first', () => {
  const price = { path: '/price', kind: 'value' } as const;
  const lines = tally([
    { route: 'products.read', Compared: 1, Different: 0, differences: [] },
    { route: 'products.read', Compared: 1, Different: 1, differences: [price] },
    {
      route: 'products.read',
      Compared: 1,
      Different: 1,
      differences: [{ path: '', kind: 'status' }, price],
    },
    { route: 'products.read' },
    { route: 'orders.list', Compared: 1, Different: 0, differences: [] },
  ]);
  expect(lines).toEqual([
    'orders.list: 1 compared, 0 different, 0 without two answers',
    'products.read: 3 compared, 2 different, 1 without two answers',
    '       2 × /price value',
    '       1 × / status',
  ]);
});

describe('a switch at its limits', () => {
  const x = (length: number) => 'x'.repeat(length);
  const place = (...lengths: number[]) => lengths.map((length) => `/${x(length)}`).join('');
  const many = (count: number, length: number) => Array<number>(count).fill(length);
  const places = (count: number) => Array<string>(count).fill('/a');

  it.each<[string, object, object]>([
    ['a share', { share: 0 }, { share: -1 }],
    ['a share', { share: 100 }, { share: 101 }],
    ['who has switched', { by: x(300) }, { by: x(301) }],
    ['a time', { at: x(40) }, { at: x(41) }],
    ['a path', { rule: { path: `/${x(199)}` } }, { rule: { path: `/${x(200)}` } }],
    ['what may differ', { rule: { ignore: places(50) } }, { rule: { ignore: places(51) } }],
    ['lists', { rule: { unordered: places(50) } }, { rule: { unordered: places(51) } }],
    ['a name', { rule: { ignore: [place(100)] } }, { rule: { ignore: [place(101)] } }],
    [
      'a depth',
      { rule: { ignore: [place(...many(20, 1))] } },
      { rule: { ignore: [place(...many(21, 1))] } },
    ],
    [
      'a length',
      { rule: { ignore: [place(...many(5, 99))] } },
      { rule: { ignore: [place(...many(4, 99), 100)] } },
    ],
    ['a tolerance', { rule: { tolerance: 0 } }, { rule: { tolerance: -0.01 } }],
    ['its members', {}, { other: 1 }],
  ])('has %s as in %j, and not as in %j', (_, last, beyond) => {
    const sound = at('2026-01-01T00:00:00.000Z');
    expect(faultsOf(LegacySwitch, { ...sound, ...last })).toEqual([]);
    expect(faultsOf(LegacySwitch, { ...sound, ...beyond })).toHaveLength(1);
  });

  it('is there for routes of goods and orders that answer at once, to whoever may be a person', () => {
    const ids = movableRoutes.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['products.list', 'orders.place', 'orders.ship']));
    expect(new Set(movableRoutes.map(({ service }) => service))).toEqual(
      new Set(['orders', 'products']),
    );
    // Asked by services alone, and answered as a stream.
    expect(ids).not.toContain('products.list-variants');
    expect(ids).not.toContain('orders.read-events');
  });

  it('lets a mebibyte through to the paths of the legacy shop, which are open', () => {
    expect(legacyPaths.map(({ id, bodyLimit, auth }) => [id, bodyLimit, auth.kind])).toEqual(
      ['get', 'post', 'put', 'patch', 'delete'].map((method) => [
        `legacy.${method}`,
        1_048_576,
        'public',
      ]),
    );
    const params = legacyPaths[0]?.request.params;
    const faults = (length: number) => params && faultsOf(params, { proxy: x(length) }).length;
    expect([faults(2_000), faults(2_001)]).toEqual([0, 1]);
  });
});
