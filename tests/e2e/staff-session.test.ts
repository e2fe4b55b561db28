// What other sites, and strangers with a cookie, can do to the session of a member of staff: nothing.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { admin } from '../support/shop.ts';
import { logIn, pagesOf, shop, site, staffUrl, visitStaff } from '../support/staff.ts';

const post = (what: string, headers: Record<string, string>, body?: URLSearchParams) =>
  fetch(`${staffUrl}/session/${what}`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
    ...(body && { body }),
    redirect: 'manual',
  });

const cookieOf = (answer: Response): string =>
  answer.headers.getSetCookie().find((each) => each.startsWith('staff_refresh=')) ?? '';

const begun = async (): Promise<string> => {
  const { body } = await shop.patiently<{ refreshToken: string }>('POST', '/auth/login', {
    body: admin,
  });
  const answer = await post('begin', {}, new URLSearchParams({ refreshToken: body.refreshToken }));
  expect(answer.status).toBe(200);
  return cookieOf(answer).split(';')[0] ?? '';
};

describe('a request that no page of ours has sent', () => {
  it.each([
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'same-site'],
    ['sec-fetch-site', 'none'],
  ])('by %s: %s is refused, and the session goes on', async (name, value) => {
    const cookie = await begun();
    const stolen = new URLSearchParams({ refreshToken: 'of-a-stranger' });
    const answers = [
      await post('begin', { cookie, [name]: value }, stolen),
      await post('token', { cookie, [name]: value }),
      await post('end', { cookie, [name]: value }),
    ];
    for (const answer of answers) {
      expect([answer.status, cookieOf(answer)]).toEqual([403, '']);
      expect(await answer.text()).not.toContain('accessToken');
    }
    expect((await post('token', { cookie })).status).toBe(200);
  });

  it('by an origin that is not ours is refused where a browser says nothing else', async () => {
    const cookie = await begun();
    for (const origin of ['https://evil.example', 'null', `${site}.evil.example`]) {
      const answer = await fetch(`${staffUrl}/session/token`, {
        method: 'POST',
        headers: { cookie, origin },
      });
      expect([origin, answer.status]).toEqual([origin, 403]);
    }
  });
});

describe('the cookie', () => {
  it('goes to its own routes alone, over TLS, from pages of ours, and no script reads it', async () => {
    const { body } = await shop.patiently<{ refreshToken: string }>('POST', '/auth/login', {
      body: admin,
    });
    const { refreshToken } = body;
    const answer = await post('begin', {}, new URLSearchParams({ refreshToken }));
    expect(cookieOf(answer)).toBe(
      `staff_refresh=${refreshToken}; Path=/staff/session; Max-Age=43200; HttpOnly; Secure; SameSite=Strict`,
    );
    expect(await answer.text()).toBe('{}');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('is good once: whoever sends an older one later is out', async () => {
    const first = await begun();
    const renewed = await post('token', { cookie: first });
    const { accessToken, ...rest } = (await renewed.json()) as Record<string, unknown>;
    expect(rest).toEqual({ expiresIn: expect.any(Number) });
    expect(cookieOf(renewed)).not.toContain(first);
    const me = await shop.call('GET', '/users/me', { token: String(accessToken) });
    expect(me.body).toMatchObject({ email: admin.email });
    expect((await post('token', { cookie: first })).status).toBe(401);
  });

  it('opens nothing by itself: the API asks for a token', async () => {
    const cookie = await begun();
    const { status } = await shop.call('GET', '/admin/users', { headers: { cookie } });
    expect(status).toBe(401);
  });

  it.each(['', 'a b', 'x'.repeat(5000), '%00', '"><script>'])(
    'with %j in it is none',
    async (value) => {
      const cookie = `staff_refresh=${encodeURIComponent(value)}`;
      const answer = await post('token', { cookie });
      expect(answer.status).toBe(401);
    },
  );
});

it.skipIf(!hasBrowser)(
  'a page of another site ends no session and gets no token',
  async () => {
    const evil = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<form method="post" action="${staffUrl}/session/end"></form>`);
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void evil.close());
    const elsewhere = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/`;
    const browser = await openBrowser();
    onTestFinished(() => browser.close());
    const { page } = await visitStaff(browser);
    await logIn(page, admin);
    expect(await pagesOf(page)).toContain('People');
    const other = await page.context().newPage();
    await other.goto(elsewhere);
    const taken = await other.evaluate(
      `fetch('${staffUrl}/session/token', { method: 'POST', credentials: 'include' }).then((answer) => answer.text(), () => 'blocked')`,
    );
    expect(taken).toBe('blocked');
    await other.evaluate('document.forms[0].submit()');
    await other.waitForURL(`${staffUrl}/session/end`);
    await page.reload();
    expect(await pagesOf(page)).toContain('People');
  },
  240_000,
);
