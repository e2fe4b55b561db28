// The strings of a query are converted, those of a body are not, whatever was checked before; of a union is told what was meant.
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../platform/validation/validation.ts';

it.each([
  ['converting first', [true, false, true]],
  ['strictly first', [false, true, false]],
])('one schema serves both ways, %s', (_name, turns) => {
  const schema = Type.Object({ limit: Type.Integer() });
  const faults = turns.map((coerce) => faultsOf(schema, { limit: '7' }, { coerce }).length);
  expect(faults).toEqual(turns.map((coerce) => (coerce ? 0 : 1)));
});

describe('of a union', () => {
  const closed = { additionalProperties: false };
  const Shape = Type.Union([
    Type.Object({ kind: Type.Literal('circle'), radius: Type.Integer({ minimum: 1 }) }, closed),
    Type.Object({ kind: Type.Literal('square'), side: Type.Integer({ minimum: 1 }) }, closed),
  ]);
  const Phone = Type.Union([Type.String({ pattern: '^[0-9]+$' }), Type.Null()]);
  const schema = Type.Object({
    shape: Type.Optional(Shape),
    shapes: Type.Optional(Type.Array(Shape)),
    phone: Type.Optional(Phone),
  });
  const told = (value: object): string[] =>
    faultsOf(schema, value).map(({ pointer, code }) => `${pointer} ${code}`);
  const circle = { kind: 'circle', radius: 1 };

  it.each<[object, string[]]>([
    [{ shape: { kind: 'circle', radius: 0 } }, ['/shape/radius minimum']],
    [
      { shape: { kind: 'square', radius: 1 } },
      ['/shape/side required', '/shape/radius unknown-member'],
    ],
    [{ shape: { kind: 'circle' } }, ['/shape/radius required']],
    [{ shapes: [circle, { kind: 'square', side: 0 }] }, ['/shapes/1/side minimum']],
    [
      {
        shapes: [
          { kind: 'square', side: 0 },
          { kind: 'circle', radius: 0 },
        ],
      },
      ['/shapes/0/side minimum', '/shapes/1/radius minimum'],
    ],
    [{ phone: 'x' }, ['/phone pattern']],
  ])('%j is told by what was meant: %j', (value, faults) => {
    expect(told(value)).toEqual(faults);
  });

  it('that fits no kind is told all of it, and nothing twice', () => {
    expect(told({ phone: 7 })).toEqual(['/phone type', '/phone type']);
    expect(told({ shape: null })).toEqual(['/shape type']);
    expect(told({ shape: { kind: 'oval', radius: 1 } })).toContain('/shape/kind const');
  });

  it('that fits is not wrong', () => {
    expect(told({ shape: circle, shapes: [circle], phone: null })).toEqual([]);
  });
});
