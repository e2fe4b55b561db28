// The session of the staff pages: what is asked of the API, what is put into the cookie, and what a page gets to see.
import { expect, it } from 'vitest';
import {
  beginStaffSession,
  endStaffSession,
  staffToken,
} from '../../functions/storefront/pages/staff-session.ts';
import { createShopApi } from '../../functions/storefront/shop-api.ts';
import type { Raw, Visit } from '../../functions/storefront/visit.ts';

const url = 'http://shop.test/v1';
const issued = { accessToken: 'a-2', refreshToken: 'r-2', tokenType: 'Bearer', expiresIn: 900 };
const scope = { name: 'staff_refresh', path: '/staff/session', sameSite: 'Strict' };

const refused = (status: number, code: string) => () =>
  Response.json({ status, code, title: code, detail: code, instance: '' }, { status });

const visitWith = (
  answer: (path: string) => Response,
  { cookie, form = {} }: { cookie?: string; form?: Record<string, string> } = {},
) => {
  const asked: string[] = [];
  const apiAs = (accessToken: string | undefined) =>
    createShopApi(
      { url, requestId: 'request-1', accessToken, cartToken: undefined },
      async (given) => {
        const { method, url: at, headers } = given as Request;
        const { pathname } = new URL(at);
        asked.push(`${method} ${pathname} ${headers.get('authorization') ?? 'as nobody'}`);
        return answer(pathname);
      },
    );
  const visit = {
    apiAs,
    cookies: new Map(cookie === undefined ? [] : [['staff_refresh', cookie]]),
    form: new URLSearchParams(form),
    log: { info: () => undefined },
  };
  return { visit: visit as unknown as Visit, asked };
};

const seen = ({ status, body, cookies }: Raw) => ({ status, body: JSON.parse(body), cookies });

const answering = (path: string) =>
  path.endsWith('/refresh') ? Response.json(issued) : new Response(null, { status: 204 });

it('begins with a refresh token, which no answer shows again', () => {
  const { visit, asked } = visitWith(answering, { form: { refreshToken: 'r-1' } });
  const { cookies, ...told } = seen(beginStaffSession(visit));
  expect(told).toEqual({ status: 200, body: {} });
  expect(cookies).toEqual([{ ...scope, value: 'r-1', maxAge: 43_200 }]);
  expect(asked).toEqual([]);
});

it.each<Record<string, string>>([
  {},
  { refreshToken: '' },
  { refreshToken: 'a; Path=/' },
  { refreshToken: 'x'.repeat(4097) },
])('does not begin with %j', (form) => {
  const { status, cookies } = beginStaffSession(visitWith(answering, { form }).visit);
  expect({ status, cookies }).toEqual({ status: 400, cookies: [] });
});

it('gives the page an access token of minutes, and keeps the next refresh token to itself', async () => {
  const { visit, asked } = visitWith(answering, { cookie: 'r-1' });
  const { cookies, ...told } = seen(await staffToken(visit));
  expect(told).toEqual({ status: 200, body: { accessToken: 'a-2', expiresIn: 900 } });
  expect(cookies).toEqual([{ ...scope, value: 'r-2', maxAge: 43_200 }]);
  expect(asked).toEqual(['POST /v1/auth/refresh as nobody']);
});

it.each([
  ['without a cookie', undefined, answering, []],
  ['with one that is no token', 'a b', answering, []],
  [
    'with one that is known no longer',
    'r-1',
    refused(401, 'invalid-refresh-token'),
    ['POST /v1/auth/refresh as nobody'],
  ],
])('gives none %s, and leaves the cookie to other tabs', async (_, cookie, answer, questions) => {
  const { visit, asked } = visitWith(answer, { ...(cookie !== undefined && { cookie }) });
  expect(seen(await staffToken(visit))).toEqual({
    status: 401,
    body: { code: 'no-session' },
    cookies: [],
  });
  expect(asked).toEqual(questions);
});

it('says so where the API does not answer, and the session goes on', async () => {
  const { visit } = visitWith(refused(503, 'service-unavailable'), { cookie: 'r-1' });
  await expect(staffToken(visit)).rejects.toMatchObject({ status: 503 });
});

it('ends at the API and in the browser', async () => {
  const { visit, asked } = visitWith(answering, { cookie: 'r-1' });
  expect((await endStaffSession(visit)).cookies).toEqual([{ ...scope, value: '', maxAge: 43_200 }]);
  expect(asked).toEqual(['POST /v1/auth/refresh as nobody', 'POST /v1/auth/logout Bearer a-2']);
});

it('ends in the browser whatever the API says', async () => {
  const { visit } = visitWith(refused(401, 'invalid-refresh-token'), { cookie: 'r-1' });
  expect((await endStaffSession(visit)).cookies).toMatchObject([{ value: '' }]);
});
