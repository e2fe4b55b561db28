// Whoever reads any list of the API reads it by one form: items, and where the next ones are.
import { expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';

type Members = Readonly<Record<string, unknown>>;

const membersOf = (schema: unknown): Members =>
  (schema as { properties?: Members } | null)?.properties ?? {};

/** What says in its own way that there are more. */
const otherWays = ['more', 'nextSince'];

const lists = api.flatMap((route) => {
  const answer = membersOf(route.responses[200]);
  const isForServices = route.auth.kind === 'bearer' && route.auth.roles.length === 0;
  return 'items' in answer && !isForServices ? [[route.id, answer] as const] : [];
});

it('there are lists', () => {
  expect(lists.length).toBeGreaterThan(20);
});

it.each(lists)('%s says where the next items are', (_, answer) => {
  const isOther = otherWays.some((name) => name in answer);
  expect('nextCursor' in answer).toBe(!isOther);
});
