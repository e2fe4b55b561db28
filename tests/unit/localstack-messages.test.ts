import { describe, expect, it } from 'vitest';
import { createFaults } from '../../localstack/cloud/faults.ts';
import { generateSecret } from '../../localstack/secrets-manager/generate.ts';
import { parseMessage } from '../../localstack/ses/mime.ts';

describe('a raw e-mail', () => {
  it('with parts shows text and HTML', async () => {
    const source = [
      'From: Shop <shop@example.com>',
      'To: ada@example.org, bob@example.org',
      'Subject: =?utf-8?B?R3LDvMOfZQ==?=',
      'Content-Type: multipart/alternative; boundary="b1"',
      '',
      '--b1',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=C3=BC=C3=9Fe aus dem =',
      'Laden',
      '--b1',
      'Content-Type: text/html',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<p>Hallo</p>').toString('base64'),
      '--b1--',
    ].join('\r\n');
    expect(await parseMessage(source)).toEqual({
      from: 'Shop <shop@example.com>',
      to: ['ada@example.org', 'bob@example.org'],
      subject: 'Grüße',
      text: 'Grüße aus dem Laden',
      html: '<p>Hallo</p>',
    });
  });

  it('without parts is plain text', async () => {
    expect(await parseMessage('Subject: Hi\n\nHello')).toEqual({
      from: '',
      to: [],
      subject: 'Hi',
      text: 'Hello',
      html: '',
    });
  });

  it('in another charset, with an attachment and parts in parts, shows what is to be read', async () => {
    const head = [
      'From: "Gr\u00fc\u00dfe, GmbH" <shop@example.com>',
      'To: Undisclosed: ada@example.org, Bob <bob@example.org>;',
      'Subject: =?iso-8859-1?Q?Gr=FC=DFe?= =?iso-8859-1?Q?_zwei?=',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=outer',
      '',
      '--outer',
      'Content-Type: multipart/alternative;',
      ' boundary="in--outer"',
      '',
      '--in--outer',
      'Content-Type: text/plain; charset=iso-8859-1',
      '',
    ].join('\r\n');
    const tail = [
      '',
      '--in--outer--',
      '--outer',
      'Content-Type: application/pdf; name=bill.pdf',
      'Content-Disposition: attachment; filename=bill.pdf',
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERi0=',
      '--outer--',
    ].join('\r\n');
    const source = Buffer.concat([
      Buffer.from(`${head}\r\n`),
      Buffer.from('Gr\u00fc\u00dfe', 'latin1'),
      Buffer.from(tail),
    ]);
    expect(await parseMessage(source)).toEqual({
      from: 'Gr\u00fc\u00dfe, GmbH <shop@example.com>',
      to: ['ada@example.org', 'Bob <bob@example.org>'],
      subject: 'Gr\u00fc\u00dfe zwei',
      text: 'Gr\u00fc\u00dfe',
      html: '',
    });
  });

  it('goes to all its recipients, and has a subject of one line', async () => {
    const lines = [
      'To: a@b.c',
      'Cc: c@b.c',
      'Bcc: "Doe, J" <d@b.c>',
      'Subject: =?utf-8?Q?a=0D=0Ab?=',
      '',
      'x',
    ];
    expect(await parseMessage(lines.join('\r\n'))).toMatchObject({
      to: ['a@b.c', 'c@b.c', 'Doe, J <d@b.c>'],
      subject: 'a b',
    });
  });

  it.each(['', '\0', 'no header at all', 'Content-Type: multipart/mixed; boundary=x\n\n--x'])(
    '%j is no reason to fail',
    async (source) => {
      expect(await parseMessage(source)).toMatchObject({ from: '', to: [], subject: '', html: '' });
    },
  );
});

describe('a generated secret', () => {
  it('has the length and the characters that are asked for', () => {
    const value = generateSecret({
      PasswordLength: 200,
      ExcludePunctuation: true,
      ExcludeUppercase: 'true',
      ExcludeCharacters: 'abc',
    });
    expect(value).toMatch(/^[d-z0-9]{200}$/);
  });

  it('stands in its template', () => {
    const value = generateSecret({
      SecretStringTemplate: '{"user":"shop"}',
      GenerateStringKey: 'password',
    });
    expect(JSON.parse(value)).toEqual({
      user: 'shop',
      password: expect.stringMatching(/^.{32}$/s),
    });
  });
});

describe('faults', () => {
  const draws = (seed: number) => {
    const faults = createFaults();
    faults.set([{ target: 'sqs', kind: 'error', rate: 0.2, seed }]);
    return Array.from({ length: 1000 }, () => faults.next('sqs')?.kind ?? '-').join('');
  };

  it('are off until they are set, and meet only their target', () => {
    const faults = createFaults();
    expect(faults.next('sqs')).toBeUndefined();
    faults.set([{ target: 'sqs', kind: 'error', rate: 1 }]);
    expect(faults.next('dynamodb')).toBeUndefined();
    expect(faults.next('sqs')).toEqual({ target: 'sqs', kind: 'error', rate: 1 });
  });

  it('repeat with their seed and keep their rate', () => {
    expect(draws(7)).toBe(draws(7));
    expect(draws(7)).not.toBe(draws(8));
    const met = draws(7).split('error').length - 1;
    expect(met).toBeGreaterThan(150);
    expect(met).toBeLessThan(250);
  });
});
