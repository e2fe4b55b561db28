// What takes its time says so, also where no line can be redrawn.
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTerminal } from '../../localstack/cli/terminal.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const terminal = () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()].map(
    (stream) => stream as unknown as NodeJS.WriteStream & PassThrough,
  );
  if (stdout === undefined || stderr === undefined) throw new Error('no stream');
  const said = () => [stdout.read(), stderr.read()].map((chunk) => chunk?.toString() ?? '');
  return { ...createTerminal({ stdout, stderr, environment: {} }), said };
};

it('in a line from time to time, beside the output, until it is done', () => {
  const { spin, said } = terminal();
  const done = spin('build');
  expect(said()).toEqual(['', '']);
  vi.advanceTimersByTime(9_000);
  expect(said()).toEqual(['', ' build … 4 s\n build … 8 s\n']);
  done();
  vi.advanceTimersByTime(9_000);
  expect(said()).toEqual(['', '']);
});
