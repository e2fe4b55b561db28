// The operator's words for a legacy shop: what each shows and writes, and what is refused before anything is written.

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { movableRoutes } from '../../events/http/legacy.ts';
import { differenceReport, tally } from '../../functions/legacy/difference-report.ts';
import { createSwitches } from '../../functions/legacy/switches.ts';
import { switching } from '../../functions/legacy/switching.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';

const directory = mkdtempSync(join(tmpdir(), 'tandem-rules-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const root = '/tandem/dev/legacy';
const read = movableRoutes.find(({ method }) => method === 'GET')?.id ?? '';
const write = movableRoutes.find(({ method }) => method === 'POST')?.id ?? '';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-01T00:00:00.000Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const start = (values: Record<string, string>, flags: object = {}) => {
  const stored = new Map(Object.entries(values));
  const said: string[] = [];
  const puts: object[] = [];
  const client = {
    send: async (command: {
      readonly input: { Name: string; Value: string };
      readonly constructor: { readonly name: string };
    }) => {
      const { input } = command;
      const { Name, Value } = input;
      if (command.constructor.name === 'PutParameterCommand') {
        puts.push(input);
        stored.set(Name, Value);
        return {};
      }
      const found = stored.get(Name);
      if (found === 'broken') throw new Error('throttled');
      if (found !== undefined) return { Parameter: { Value: found } };
      throw Object.assign(new Error('none'), { name: 'ParameterNotFound' });
    },
  };
  const run = switching(
    { stage: 'dev', ...flags },
    {
      client: client as never,
      identify: async () => 'arn:me',
      differences: async () => ['one', 'two'],
      say: (line) => void said.push(line),
    },
  );
  return { run: (...words: string[]) => run(words), said, puts, stored };
};

const shop = { [`${root}/routes`]: `${read},${write}`, [`${root}/url`]: 'https://old.example' };
const switched = (changes: object = {}) =>
  JSON.stringify({ mode: 'tandem', share: 5, by: 'arn:you', at: '2025-12-31', ...changes });

describe('the status', () => {
  it('says of each route how it is switched, since when and by whom', async () => {
    const rule = { tolerance: 1 };
    const { run, said } = start({
      ...shop,
      [`${root}/switches/${read}`]: switched({ rule }),
      [`${root}/switches/${write}`]: 'spoilt',
    });
    await run();
    expect(said).toEqual([
      'legacy shop: https://old.example',
      `  ${read.padEnd(28)} tandem   5 %  since 2025-12-31 by arn:you, with a rule`,
      `  ${write.padEnd(28)} legacy 100 %  never switched`,
    ]);
  });

  it('says where no route is chosen, or no shop is there', async () => {
    const none = start({ ...shop, [`${root}/routes`]: '-' });
    await none.run('status');
    expect(none.said).toEqual([
      'legacy shop: https://old.example',
      'no route is chosen: -c legacyRoutes=<ids>',
    ]);
    await expect(start({}).run('status')).rejects.toThrow('stage dev has no legacy shop');
    await expect(start({ [`${root}/routes`]: 'broken' }).run()).rejects.toThrow('throttled');
  });
});

it('the differences are told line by line', async () => {
  const { run, said } = start(shop);
  await run('differences');
  expect(said).toEqual(['one', 'two']);
});

it.each([
  [['status', 'x'], 'what is x? status takes no word'],
  [['differences', 'x'], 'what is x? differences takes no word'],
  [['list'], 'there is no list; use status, differences or set'],
  [['set', read, 'tandem', 'x'], 'what is x? set <route> <mode>'],
  [['set'], `nothing is no chosen route; there are ${read}, ${write}`],
  [['set', `${read}x`, 'tandem'], `did you mean ${read}?`],
  [['set', read], 'the mode is one of legacy, shadow, tandem, not nothing'],
  [['set', read, 'both'], 'the mode is one of legacy, shadow, tandem, not both'],
  [['set', write, 'shadow'], `${write} writes (POST)`],
])('%j is refused', async (words, because) => {
  const { run, puts } = start(shop);
  await expect(run(...words)).rejects.toThrow(because);
  expect(puts).toEqual([]);
});

describe('a switch', () => {
  const rule = (content: string): string => {
    const file = join(directory, `${content.length}.json`);
    writeFileSync(file, content);
    return file;
  };

  it('is written whole, with who did it and when', async () => {
    const { run, said, puts } = start(shop);
    await run('set', write, 'tandem');
    expect(puts).toEqual([
      {
        Name: `${root}/switches/${write}`,
        Value: JSON.stringify({
          mode: 'tandem',
          share: 100,
          by: 'arn:me',
          at: '2026-01-01T00:00:00.000Z',
        }),
        Type: 'String',
        Overwrite: true,
      },
    ]);
    expect(said).toEqual([`${write}: legacy 100 % → tandem 100 %, within seconds`]);
  });

  it.each(['0', '100'])('may be for %s per cent', async (share) => {
    const { run, said } = start({ ...shop, [`${root}/switches/${read}`]: switched() }, { share });
    await run('set', read, 'shadow');
    expect(said).toEqual([`${read}: tandem 5 % → shadow ${share} %, within seconds`]);
  });

  it('is for no more than all', async () => {
    await expect(start(shop, { share: '101' }).run('set', read, 'shadow')).rejects.toThrow(
      'from 0 to 100',
    );
  });

  it.each([
    [{}, { tolerance: 1 }],
    [{ rule: 'none' }, undefined],
    [{ rule: rule('{"tolerance":22}') }, { tolerance: 22 }],
  ])('keeps its rule, loses it or gets another by %j', async (flags, after) => {
    const before = switched({ rule: { tolerance: 1 } });
    const { run, stored } = start({ ...shop, [`${root}/switches/${read}`]: before }, flags);
    await run('set', read, 'tandem');
    expect(JSON.parse(stored.get(`${root}/switches/${read}`) ?? '').rule).toEqual(after);
  });

  it.each([
    ['no-such-file.json', 'ENOENT'],
    [rule('{'), 'JSON'],
    [rule('{"path":7}'), '/path must be string'],
    [rule('7  '), '/ must be object'],
  ])('with a rule of %s is refused', async (file, because) => {
    await expect(start(shop, { rule: file }).run('set', read, 'tandem')).rejects.toThrow(because);
  });

  it('has 4,096 bytes and no more', async () => {
    const length = (text: string) =>
      JSON.stringify({
        mode: 'tandem',
        share: 100,
        rule: { answer: text },
        by: 'arn:me',
        at: '2026-01-01T00:00:00.000Z',
      }).length;
    const room = 4_096 - length('');
    const whole = start(shop, { rule: rule(JSON.stringify({ answer: 'x'.repeat(room) })) });
    await whole.run('set', read, 'tandem');
    expect(whole.puts).toHaveLength(1);
    const more = start(shop, { rule: rule(JSON.stringify({ answer: 'x'.repeat(room + 1) })) });
    await expect(more.run('set', read, 'tandem')).rejects.toThrow('the rule is too long');
  });
});

it('the switches are read again after three seconds, not before', async () => {
  const clock = testClock();
  let calls = 0;
  const client = {
    send: async () => {
      calls += 1;
      return {};
    },
  };
  const readSwitch = createSwitches({ path: root, clock, log: quietLog, client: client as never });
  await readSwitch(read);
  clock.advance(2_999);
  await readSwitch(read);
  expect(calls).toBe(1);
  clock.advance(1);
  await readSwitch(read);
  expect(calls).toBe(2);
});

describe('the report of differences', () => {
  const record = (route: string, counts: object, ...paths: string[]) => ({
    route,
    ...counts,
    differences: paths.map((path) => ({ path, kind: 'value' as const })),
  });

  it('counts by route what was compared, what differed, and where most often', () => {
    expect(
      tally([
        record('b', { Compared: 1, Different: 0 }),
        record('a', { Compared: 1, Different: 1 }, '/x', ''),
        record('a', { Compared: 1, Different: 1 }, '/y', '/x'),
        record('a', {}),
        { route: 'a' },
      ]),
    ).toEqual([
      'a: 2 compared, 2 different, 2 without two answers',
      '       2 × /x value',
      '       1 × / value',
      '       1 × /y value',
      'b: 1 compared, 0 different, 0 without two answers',
    ]);
  });

  it('on AWS says where to ask', async () => {
    const [where, query] = await differenceReport({ stage: 'prod', aws: true });
    expect(where).toContain('/aws/lambda/tandem-prod-legacy-handler');
    expect(query).toContain('filter message = "legacy compared" and Different > 0');
  });

  it('of the running system is that of its last lines', async () => {
    vi.useRealTimers();
    let answer: readonly [number, object] = [200, { lines: [] }];
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url);
      response.writeHead(answer[0]).end(JSON.stringify(answer[1]));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const report = () => differenceReport({ stage: 'dev', aws: false, endpoint });
    expect(await report()).toEqual(['nothing has been compared']);
    answer = [
      200,
      { lines: [{}, { record: record('a', { Compared: 1, Different: 0 }) }, { record: {} }] },
    ];
    expect(await report()).toEqual(['a: 1 compared, 0 different, 0 without two answers']);
    answer = [500, {}];
    await expect(report()).rejects.toThrow('the logs cannot be read: 500');
    expect(asked[0]).toBe('/_tandem/logs?text=legacy%20compared&limit=1000');
    server.closeAllConnections();
    server.close();
  });
});
