// Free texts and times of every contract: what a person can read passes, what only looks like it is refused.
import type { TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { Email } from '../../events/http/auth/auth.ts';
import { Day, line, lines, optionalLine, Timestamp } from '../../events/schemas.ts';
import { faultsOf } from '../../platform/validation/validation.ts';
import { leastCpuMs } from '../support/cpu.ts';

const takes = (schema: TSchema, text: string): boolean => faultsOf(schema, text).length === 0;

const readable: readonly (readonly [string, string])[] = [
  ['a letter', 'a'],
  ['a sign', '&'],
  ['an emoji', '😀'],
  ['an emoji of several', '👩‍👩‍👧'],
  ['a flag', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['German', 'Größe: groß'],
  ['decomposed letters', 'Gro\u0308ße'],
  ['Greek', 'Ωραίο'],
  ['Russian', 'Кружка'],
  ['Chinese', '杯子'],
  ['Korean', '머그컵'],
  ['Thai', 'แก้ว'],
  ['Hindi', 'किताब'],
  ['Persian with a joiner', 'می\u200cخواهم'],
  ['Hebrew with a mark', 'שלום\u200f!'],
  ['Arabic', 'كوب قهوة'],
];

const hidden: readonly (readonly [string, string])[] = [
  ['a space', ' '],
  ['a wide space', '\u3000'],
  ['a space that does not break', '\u00a0'],
  ['a zero-width space', '\u200b'],
  ['a word joiner', '\u2060'],
  ['a soft hyphen', '\u00ad'],
  ['a byte order mark', '\ufeff'],
  ['a joiner', '\u200d'],
  ['a mark of direction', '\u200e'],
  ['a Hangul filler', '\u3164'],
  ['a half-width Hangul filler', '\uffa0'],
  ['an empty Braille cell', '\u2800'],
  ['a selector alone', '\ufe0f'],
  ['a tag alone', '\u{e0061}'],
  ['an accent alone', '\u0301'],
];

const dangerous: readonly (readonly [string, string])[] = [
  ['NUL', 'a\u0000b'],
  ['a tab', 'a\tb'],
  ['a carriage return', 'a\rb'],
  ['a line break of Windows', 'a\r\nBcc: b@example.com'],
  ['an escape', 'a\u001b[31mb'],
  ['DEL', 'a\u007fb'],
  ['a next line', 'a\u0085b'],
  ['a line separator', 'a\u2028b'],
  ['a paragraph separator', 'a\u2029b'],
  ['an embedding to the left', 'a\u202ab'],
  ['an embedding to the right', 'a\u202bb'],
  ['an override to the left', 'a\u202db'],
  ['an override to the right', 'invoice\u202efdp.exe'],
  ['an isolate', 'a\u2066b\u2069'],
];

describe('a line', () => {
  it.each(readable)('holds %s', (_, text) => {
    expect([takes(line(100), text), takes(optionalLine(100), text)]).toEqual([true, true]);
  });

  it.each([...hidden, ...dangerous, ['a line break', 'a\nb']] as const)('is no %s', (_, text) => {
    expect([takes(line(100), text), takes(optionalLine(100), text)]).toEqual([false, false]);
  });

  it('has its length', () => {
    expect([takes(line(3), ''), takes(optionalLine(3), '')]).toEqual([false, true]);
    expect(['abc', 'abcd', '😀😀😀'].map((text) => takes(line(3), text))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('is judged in a time that grows with its length, and no faster', async () => {
    const judge = (length: number) =>
      leastCpuMs(() => {
        takes(line(1_000_000), `${'a '.repeat(length / 2)}\n`);
        takes(optionalLine(1_000_000), `${' '.repeat(length)}\n`);
      });
    const [short, long] = [await judge(8_000), await judge(80_000)];
    // Ten times as long; by its square it would be a hundred.
    expect(long / short).toBeLessThan(40);
  });
});

it('is told what is wrong in words', () => {
  const detailOf = (schema: TSchema, text: string) => faultsOf(schema, text)[0]?.detail;
  expect([
    detailOf(Day, '2026-02-31'),
    detailOf(Timestamp, '2026-02-31T00:00:00Z'),
    detailOf(line(9), 'a\u202eb'),
    detailOf(optionalLine(9), '\u200b'),
    detailOf(lines(9), 'a\r\nb'),
    detailOf(Email, 'foo<victim@example.com>'),
  ]).toEqual([
    'must be a day of the calendar, such as 2026-01-31',
    'must be a time of the calendar in UTC, such as 2026-01-31T12:00:00Z',
    expect.stringMatching(/^must be one line that shows something, without control/),
    expect.stringMatching(/^must be empty or one line that shows something/),
    expect.stringMatching(/^must be lines parted by/),
    'must be an address such as name@example.com, without a display name',
  ]);
});

describe('a text of lines', () => {
  it.each(readable)('holds %s', (_, text) => {
    expect(takes(lines(100), `${text}\n\n${text}\n`)).toBe(true);
  });

  it('may be empty', () => {
    expect(takes(lines(100), '')).toBe(true);
  });

  it.each(dangerous)('holds no %s', (_, text) => {
    expect(takes(lines(100), text)).toBe(false);
  });
});

describe('a time', () => {
  it.each([
    '2026-01-31T00:00:00Z',
    '2026-02-28T23:59:59.999Z',
    '2024-02-29T12:00:00Z',
    '2000-02-29T00:00:00Z',
    '2026-04-30T00:00:00.123456789Z',
    '2026-12-31T23:59:59Z',
  ])('is %s', (time) => {
    expect([takes(Timestamp, time), takes(Day, time.slice(0, 10))]).toEqual([true, true]);
  });

  it.each([
    '2026-02-29',
    '2026-02-30',
    '2026-02-31',
    '1900-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-06-31',
    '2026-09-31',
    '2026-11-31',
    '2026-01-32',
    '2026-01-00',
    '2026-00-01',
    '2026-13-01',
    '2026-1-1',
    '20260101',
    '+002026-01-01',
  ])('is on no day %s', (day) => {
    expect([takes(Day, day), takes(Timestamp, `${day}T00:00:00Z`)]).toEqual([false, false]);
  });

  it.each([
    '24:00:00Z',
    '12:60:00Z',
    '12:00:60Z',
    '12:00Z',
    '12:00:00',
    '12:00:00+00:00',
    '12:00:00z',
    '12:00:00.Z',
  ])('of a day is not %s', (time) => {
    expect(takes(Timestamp, `2026-01-31T${time}`)).toBe(false);
  });

  it('is a day for JavaScript as well, for every text of eight digits in four years', () => {
    const two = (count: number) => String(count).padStart(2, '0');
    for (const year of ['1900', '2000', '2024', '2026']) {
      for (let number = 0; number < 1_400; number += 1) {
        const day = `${year}-${two(Math.floor(number / 100))}-${two(number % 100)}`;
        const date = new Date(`${day}T00:00:00Z`);
        const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
        expect([day, takes(Day, day)]).toEqual([day, exists]);
      }
    }
  });
});

interface Text {
  readonly at: string;
  readonly schema: TSchema;
}

/** Every text that a schema takes, with the way to it. */
const textsIn = (schema: unknown, at: string): Text[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, enum: choices, const: only } = schema as Record<string, unknown>;
  if (type === 'string') {
    return choices === undefined && only === undefined ? [{ at, schema: schema as TSchema }] : [];
  }
  return Object.entries(schema).flatMap(([name, part]) => textsIn(part, `${at}/${name}`));
};

/** Compared with what is known and never kept: they may be anything. */
const compared =
  /password|otp|token|client_|grant_type|scope|cursor|reasons|dead-letters\.|graphql \/query|\/q$|products\.list /i;
/** Judged by rules of their own. */
const url = /webhooks\..*\/url$/;
const ofLines = /products\.\w+ .*description$/;

describe('every text that a body brings and a service keeps', () => {
  const kept = api
    .flatMap(({ id, request }) => textsIn(request.body, `${id} `))
    .map(({ at, schema }) => ({ at: at.replaceAll('/properties', ''), schema }))
    .filter(({ at }) => !compared.test(at) && !url.test(at));

  it('is found', () => {
    expect(kept.length).toBeGreaterThan(40);
  });

  it.each(kept)('$at is a line', ({ at, schema }) => {
    const refused = ofLines.test(at) ? dangerous : [...hidden, ...dangerous];
    const passed = refused.filter(([, text]) => takes(schema, text)).map(([name]) => name);
    expect(passed).toEqual([]);
    expect(takes(schema, 'a\nb')).toBe(ofLines.test(at));
  });
});
