// What the staff pages show to a role is what the contracts let it do.
import { expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { allowed, mayWith, staffRoles } from '../../web/console/data/may.ts';

const rolesOf = (id: string): readonly string[] => {
  const { auth } = api.find((route) => route.id === id) ?? {};
  return auth?.kind === 'bearer' ? auth.roles.filter((role) => role !== 'customer') : [];
};

it.each(Object.entries(allowed))('%s is shown to those who may', (operation, roles) => {
  expect([...roles].sort()).toEqual([...rolesOf(operation)].sort());
});

it('a customer is no member of staff', () => {
  expect(staffRoles).not.toContain('customer');
  expect(Object.keys(allowed).filter((each) => mayWith(['customer'])(each as never))).toEqual([]);
});
