// JSON from outside is taken only when it says one thing.
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../platform/validation/json.ts';
import { refusal } from '../support/refusals.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('parseJson', () => {
  it('takes ordinary JSON', () => {
    const text = '{"a":[1,2.5,-3e2,true,null,"x"],"b":{"a":"\\u00e9\\n","":""}}';
    expect(parseJson(bytes(text))).toEqual(JSON.parse(text));
    expect(parseJson(bytes('  "text"  '))).toBe('text');
    expect(parseJson(bytes('"😀 \\ufffd"'))).toBe('😀 \ufffd');
    expect(parseJson(bytes('{"a":{"b":1},"c":{"b":2}}'))).toEqual({ a: { b: 1 }, c: { b: 2 } });
    expect(parseJson(bytes('[{"a":1},{"a":2}]'))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it.each([
    ['', 'malformed-json'],
    ['{', 'malformed-json'],
    ['{"a":1,}', 'malformed-json'],
    ["{'a':1}", 'malformed-json'],
    ['NaN', 'malformed-json'],
    ['\ufeff{}', 'malformed-json'],
    ['{"a":1} {"a":2}', 'malformed-json'],
    ['{"a":"\u0000"}', 'malformed-json'],
    ['{"a":"D\ufffdemo"}', 'malformed-json'],
    ['{"a":1,"a":2}', 'duplicate-member'],
    ['{"a":1,"\\u0061":2}', 'duplicate-member'],
    ['{"x":[{"b":{},"b":{}}]}', 'duplicate-member'],
    ['{"__proto__":{"admin":true}}', 'forbidden-member'],
    ['{"\\u005f_proto__":1}', 'forbidden-member'],
    ['{"a":{"constructor":1}}', 'forbidden-member'],
    [nested(21), 'too-deep'],
    [nested(5000), 'too-deep'],
    [`[${'1,'.repeat(1000)}1]`, 'too-deep'],
    ['{"a":"\\ud800"}', 'validation-failed'],
    ['{"a":"\\u0000"}', 'validation-failed'],
    ['{"a\\u0007":1}', 'validation-failed'],
  ])('refuses %s', (text, code) => {
    expect(() => parseJson(bytes(text))).toThrow(expect.objectContaining({ code }));
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseJson(new Uint8Array([0x22, 0xff, 0x22]))).toThrow(refusal('malformed-json'));
    expect(() => parseJson(new Uint8Array([0x22, 0xc0, 0xaf, 0x22]))).toThrow(
      refusal('malformed-json'),
    );
  });

  it('takes exactly the depth and the members it promises', () => {
    expect(() => parseJson(bytes(nested(20)))).not.toThrow();
    expect(() => parseJson(bytes(`[${Array(999).fill(1).join(',')}]`))).not.toThrow();
  });
});
