// Who may see what: no token, a wrong one, an expired one, and other people's things.
import { beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { outcomeOf } from '../support/refusals.ts';
import { admin, createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let token: string;
beforeAll(async () => {
  token = await shop.tokenOf(demo);
});

const bearerRoutes = api.filter(({ auth }) => auth.kind === 'bearer');
const pathOf = (path: string) =>
  path.replaceAll(/\{\w+\}/g, 'ord_00000000000000000000000000000000');

describe('every route that wants a token', () => {
  it.each(bearerRoutes.map(({ method, path }) => [method, path]))(
    '%s %s answers 401 without one and with a wrong one',
    async (method, path) => {
      for (const given of [undefined, 'x', `${token.slice(0, -6)}AAAAAA`]) {
        const answer = await shop.call(method, pathOf(path), { token: given });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('content-type')).toBe('application/problem+json');
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
        expect(answer.body).toMatchObject({ status: 401, code: 'unauthenticated' });
      }
    },
  );
});

it("someone else's order is as unknown as one that never was", async () => {
  const { body } = await shop.place(token, order('MUG-BLUE'));
  const other = await shop.newCustomer();
  const paths = [`/orders/${body.id}`, '/orders/ord_00000000000000000000000000000000', '/orders/x'];
  const answers = await Promise.all(
    paths.map((path) => shop.call('GET', path, { token: other.token })),
  );
  const bodies = answers.map((answer) => ({ ...answer.body, instance: undefined }));
  expect(answers.map(outcomeOf)).toEqual(Array(3).fill('404 not-found'));
  expect(bodies[0]).toEqual(bodies[1]);
  expect(bodies[2]).toEqual(bodies[1]);
  const staff = await shop.call('GET', `/orders/${body.id}`, {
    token: await shop.tokenOf(admin),
  });
  expect(staff.status).toBe(200);
});

it('a customer may not do what staff may', async () => {
  const answer = await shop.call('GET', '/inventory/MUG-BLUE', { token });
  expect({ status: answer.status, code: answer.body.code }).toEqual({
    status: 403,
    code: 'forbidden',
  });
});

it('an unknown path is 404 and a known one with another method 405 with Allow', async () => {
  const unknown = await shop.call('GET', '/nowhere');
  expect({ status: unknown.status, code: unknown.body.code }).toEqual({
    status: 404,
    code: 'not-found',
  });
  const wrong = await shop.call('PUT', '/products');
  expect({ status: wrong.status, code: wrong.body.code }).toEqual({
    status: 405,
    code: 'method-not-allowed',
  });
  expect(wrong.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST']);
});
