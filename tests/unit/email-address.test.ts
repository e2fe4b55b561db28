// Which e-mail addresses are taken, and under which spelling they are known.
import { describe, expect, it } from 'vitest';
import { Email } from '../../events/http/auth/auth.ts';
import { checkedEmailAddress, emailAddressOf } from '../../platform/kernel/email-address.ts';
import { faultsOf } from '../../platform/validation/validation.ts';

const long = (length: number) => 'a'.repeat(length);

const known: readonly (readonly [written: string, knownAs: string])[] = [
  ['ada@example.com', 'ada@example.com'],
  ['Ada.Lovelace@Example.COM', 'ada.lovelace@example.com'],
  ['ada+shop@mail.example.co.uk', 'ada+shop@mail.example.co.uk'],
  ["o'neil@example.com", "o'neil@example.com"],
  ["!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com"],
  ['1@1.example', '1@1.example'],
  ['kunde@bücher.example', 'kunde@xn--bcher-kva.example'],
  ['kunde@BÜCHER.example', 'kunde@xn--bcher-kva.example'],
  ['kunde@bu\u0308cher.example', 'kunde@xn--bcher-kva.example'],
  ['user@xn--zzzzzzzzzz.com', 'user@xn--zzzzzzzzzz.com'],
  ['kunde@XN--BCHER-KVA.example', 'kunde@xn--bcher-kva.example'],
  ['info@straße.example', 'info@xn--strae-oqa.example'],
  ['user@例え.テスト', 'user@xn--r8jz45g.xn--zckzah'],
  ['user@उदाहरण.परीक्षा', 'user@xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g'],
  [`${long(64)}@example.com`, `${long(64)}@example.com`],
  [`a@${long(63)}.example`, `a@${long(63)}.example`],
];

const refused: readonly string[] = [
  'a@b',
  'a@',
  '@example.com',
  'example.com',
  'a@@example.com',
  'a@b@example.com',
  'a..b@example.com',
  '.a@example.com',
  'a.@example.com',
  'a..b@example..com',
  'a@example..com',
  'a@.example.com',
  'x@example.com.',
  'a,b@example.com',
  'a,victim@example.com',
  'a;b@example.com',
  'a:b@example.com',
  'a b@example.com',
  ' a@example.com',
  'a@example.com ',
  'a@exam ple.com',
  'a@example.com\n',
  'a\r\nBcc:b@example.com',
  'foo<victim@example.com>',
  '"x"<victim@example.com>',
  '<victim@example.com>',
  '"quoted"@example.com',
  'a(comment)@example.com',
  'mailto:a@example.com',
  'użytkownik@example.com',
  'ada@example.com\u200b',
  'ada\u202e@example.com',
  'ａｄａ@example.com',
  'ada＠example.com',
  'a@[127.0.0.1]',
  'a@127.0.0.1',
  'a@0x7f.1',
  'a@example.123',
  'a@-example.com',
  'a@example-.com',
  'a@exa_mple.com',
  'a@exa%6dple.com',
  'a@example.com/path',
  'a@example.com:25',
  'a@example.com?x',
  'a@example.com#x',
  'a@xn--99999999.com',
  'a@xn--.com',
  'a@💩.example',
  'a@xn--ls8h.example',
  `${long(65)}@example.com`,
  `a@${long(64)}.example`,
  `a@${`${long(60)}.`.repeat(4)}example.com`,
  `a@${'ü'.repeat(62)}.example`,
];

const takes = (text: string): boolean =>
  faultsOf(Email, text).length === 0 && emailAddressOf(text) !== undefined;

describe('an e-mail address', () => {
  it.each(known)('%s is known as %s', (written, knownAs) => {
    expect([takes(written), emailAddressOf(written)]).toEqual([true, knownAs]);
    expect(emailAddressOf(knownAs)).toBe(knownAs);
  });

  it.each(refused)('%j is none', (text) => {
    expect(takes(text)).toBe(false);
  });

  it('that mail cannot reach is refused with its place', () => {
    expect(() => checkedEmailAddress('a@xn--99999999.com')).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        options: { errors: [expect.objectContaining({ pointer: '/email', code: 'pattern' })] },
      }),
    );
  });
});
