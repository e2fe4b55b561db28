// `npm run tandem -- facts`: each fact once, in order, of the time and the types that are asked for.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../../localstack/cli/command.ts';
import { createTerminal } from '../../localstack/cli/terminal.ts';
import { facts } from '../../localstack/commands/facts.ts';

const placed = 'orders.order-placed.v1';
const voided = 'payments.payment-voided.v1';

const fact = (id: string, type: string, time: string) => JSON.stringify({ id, type, time });

const files: Readonly<Record<string, string>> = {
  [`type=${placed}/day=2026-01-31/a.ndjson`]: `${fact('m3', placed, '2026-01-31T12:00:00.000Z')}\n${fact('m1', placed, '2026-01-31T10:00:00.000Z')}\n`,
  // Delivered twice, with a line that is not whole, one of something else, and one of another form.
  [`type=${placed}/day=2026-01-31/b.ndjson`]: `${fact('m1', placed, '2026-01-31T10:00:00.000Z')}\nnull\n{"id":7}\n{"id":"m9","ty`,
  [`type=${placed}/day=2026-02-01/a.ndjson`]: `${fact('m4', placed, '2026-02-01T00:00:00.000Z')}\n`,
  [`type=${voided}/day=2026-01-31/a.ndjson`]: `${fact('m2', voided, '2026-01-31T11:00:00.000Z')}\n`,
  [`type=${voided}/day=2026-01-31/notes.txt`]: `${fact('m8', voided, '2026-01-31T11:00:00.000Z')}\n`,
  'readme.ndjson': `${fact('m7', voided, '2026-01-31T11:00:00.000Z')}\n`,
};

const archive = (): string => {
  const data = mkdtempSync(join(tmpdir(), 'tandem-facts-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const folder = join(data, 's3/tandem-dev-facts-1-x/facts');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return data;
};

const ask = async (...args: string[]) => {
  const [lines, errors]: [string[], string[]] = [[], []];
  const terminal = {
    ...createTerminal(),
    line: (text = '') => void lines.push(text),
    error: (text: string) => void errors.push(text),
  };
  const code = await runCommand(facts, args, terminal);
  return { code, ids: lines.map((line) => JSON.parse(line).id), errors };
};

describe('facts', () => {
  it.each([
    [[], ['m1', 'm2', 'm3', 'm4']],
    [['--since', '2026-02-01'], ['m4']],
    [
      ['--since', '2026-01-31T11:00Z'],
      ['m2', 'm3', 'm4'],
    ],
    [
      ['--until', '2026-02-01'],
      ['m1', 'm2', 'm3'],
    ],
    [['--since', '2026-01-31T11:00:00.000Z', '--until', '2026-01-31T12:00:00.000Z'], ['m2']],
    [['--type', voided], ['m2']],
    [
      ['--type', voided, '--type', placed, '--until', '2026-02-01'],
      ['m1', 'm2', 'm3'],
    ],
    [['--type', 'orders.order-gifted.v1'], []],
    [['--type', '../..'], []],
  ])('%j are %j', async (flags, ids) => {
    const errors = ids.length === 0 ? ['no such fact has happened'] : [];
    expect(await ask('--data', archive(), ...flags)).toEqual({ code: 0, ids, errors });
  });

  it('are read from a copy of the bucket, too', async () => {
    const folder = join(archive(), 's3/tandem-dev-facts-1-x/facts');
    expect((await ask('--from', folder)).ids).toHaveLength(4);
  });

  it.each([
    [['--data', tmpdir()], /there are no facts in/],
    [['--from', '/nowhere/at/all'], /there is no folder/],
    [['--since', 'yesterday'], /--since wants a day or a time/],
    [['--since', '2026-13-45'], /--since wants a day or a time/],
    [['--until', ''], /--until wants a day or a time/],
    [['--to', 'new-consumer', '--endpoint', 'nowhere'], /--endpoint nowhere is not a URL/],
    [['--from', 'package.json'], /there is no folder .*package\.json/],
    [['orders'], /takes no word/],
  ])('%j is refused', async (flags, message) => {
    const where = flags.some((flag) => ['--data', '--from'].includes(flag))
      ? []
      : ['--data', archive()];
    await expect(ask(...where, ...flags)).rejects.toThrow(message);
  });
});
