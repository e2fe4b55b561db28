// The strings of a query are converted, those of a body are not, whatever was checked before.
import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { faultsOf } from '../../platform/validation/validation.ts';

it.each([
  ['converting first', [true, false, true]],
  ['strictly first', [false, true, false]],
])('one schema serves both ways, %s', (_name, turns) => {
  const schema = Type.Object({ limit: Type.Integer() });
  const faults = turns.map((coerce) => faultsOf(schema, { limit: '7' }, { coerce }).length);
  expect(faults).toEqual(turns.map((coerce) => (coerce ? 0 : 1)));
});
