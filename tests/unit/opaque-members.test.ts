// What only its issuer reads has no form: anything in its place gets the code of one that is not known.
import { expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';

const opaque = new Set(['cursor', 'token', 'refreshToken', 'refresh_token', 'deviceToken']);

interface Schema {
  readonly properties?: Readonly<Record<string, object>>;
}

/** `auth.verify-email token`, of every member by that name at the top of a query or a body. */
const members = api.flatMap(({ id, request }) =>
  [request.query, request.body].flatMap((schema) =>
    Object.entries((schema as Schema | undefined)?.properties ?? {})
      .filter(([name]) => opaque.has(name))
      .map(([name, member]) => [`${id} ${name}`, member] as const),
  ),
);

it.each(members)('%s takes any text', (_, member) => {
  const { description: _text, ...rules } = member as { readonly description?: string };
  expect(rules).toEqual({ type: 'string' });
});

it('there are many of them', () => {
  expect(members.length).toBeGreaterThan(15);
});
