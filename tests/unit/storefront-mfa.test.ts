// One-time codes in the storefront: what is asked for in which state, what is sent, and what a wrong proof is told.
import { expect, it } from 'vitest';
import { beginMfa, confirmMfa, endMfa, mfaForm } from '../../functions/storefront/pages/mfa.ts';
import { createShopApi } from '../../functions/storefront/shop-api.ts';
import { wordsOf } from '../../functions/storefront/text.ts';
import type { PageAnswer, Visit } from '../../functions/storefront/visit.ts';

const hostile = '"><script>alert(1)</script>';

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ status, code, title: code, detail: code, instance: '' }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });

const visitWith = (form: Readonly<Record<string, string>>, answer: () => Response) => {
  const asked: unknown[] = [];
  const access = { requestId: 'request-1', accessToken: 'a', cartToken: undefined };
  const api = createShopApi({ url: 'http://shop.test/v1', ...access }, async (given) => {
    const request = given as Request;
    asked.push([request.method, new URL(request.url).pathname, await request.json()]);
    return answer();
  });
  const visit = { api, words: wordsOf('en'), form: new URLSearchParams(form) };
  return { visit: visit as unknown as Visit, asked };
};

const shown = (answer: PageAnswer): string => ('main' in answer ? answer.main.text : '');

it.each([
  [false, '/account/mfa', false],
  [true, '/account/mfa/end', true],
])('where codes are used: %s, the form goes to %s', (isOn, action, asksForCode) => {
  const { text } = mfaForm(wordsOf('de'), isOn);
  expect(text).toContain(`action="${action}"`);
  expect(text.includes('name="otp"')).toBe(asksForCode);
  expect(text).toContain('type="password"');
});

it('shows the secret in groups, the codes, and asks for the first code', async () => {
  const enrolment = { secret: 'ABCDEFGHIJ', otpauthUri: `otpauth://totp/x?${hostile}` };
  const { visit, asked } = visitWith({ password: 'a long password' }, () =>
    Response.json({ ...enrolment, recoveryCodes: ['one', hostile] }),
  );
  const text = shown(await beginMfa(visit));
  expect(asked).toEqual([['POST', '/v1/users/me/mfa', { password: 'a long password' }]]);
  for (const part of ['ABCD EFGH IJ', '<code>one</code>', 'action="/account/mfa/confirmation"']) {
    expect(text).toContain(part);
  }
  expect(text).not.toContain('<script>');
});

it.each([
  [confirmMfa, 'POST', '/v1/users/me/mfa/confirm', { otp: '123456' }],
  [endMfa, 'DELETE', '/v1/users/me/mfa', { password: 'secret', otp: '123456' }],
] as const)('sends what was typed and goes back: %o', async (act, method, path, body) => {
  const { visit, asked } = visitWith({ password: 'secret', otp: '123456' }, () => {
    return new Response(null, { status: 204 });
  });
  expect(await act(visit)).toEqual({ to: '/account' });
  expect(asked).toEqual([[method, path, body]]);
});

it.each([
  [beginMfa, 401, 'invalid-credentials', 'action="/account/mfa"'],
  [confirmMfa, 401, 'invalid-credentials', 'action="/account/mfa/confirmation"'],
  [confirmMfa, 409, 'invalid-state', 'action="/account/mfa/confirmation"'],
  [endMfa, 401, 'otp-required', 'action="/account/mfa/end"'],
] as const)('a wrong proof is asked for again: %o %i %s', async (act, status, code, again) => {
  const { visit } = visitWith({}, () => problem(status, code));
  const answer = await act(visit);
  expect(answer).toMatchObject({ status: 422 });
  expect(shown(answer)).toContain(again);
  expect(shown(answer)).toContain(code);
});

it('a session that is over is none of it', async () => {
  const { visit } = visitWith({}, () => problem(401, 'invalid-token'));
  await expect(beginMfa(visit)).rejects.toMatchObject({ code: 'invalid-token' });
});
