// Items are read as the SDK reads them, in a third of its time.
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, it } from 'vitest';
import { fromAttributes, toAttributes } from '../../platform/data/dynamodb/attributes.ts';

const item = {
  text: 'Grüße 🍵',
  empty: '',
  number: -1.5,
  no: false,
  nothing: null,
  list: [1, 'two', [], { three: null }],
  members: { deep: { deeper: [true] }, none: {} },
  words: new Set(['a', 'b']),
  numbers: new Set([1, 2]),
};

it('every type that we write is read as the SDK reads it', () => {
  const written = toAttributes({ ...item, missing: undefined });
  expect(fromAttributes(written)).toEqual(item);
  expect(fromAttributes(written)).toEqual(unmarshall(written));
});

it('a number beyond those of JavaScript comes as the nearest', () => {
  expect(fromAttributes({ large: { N: '123456789012345678901' } })).toEqual({
    large: 123456789012345680000,
  });
});

it('bytes are read from the wire, where they are base64, and from the SDK', () => {
  const bytes = Buffer.from([1, 2, 255]);
  const onTheWire = { B: 'AQL/', BS: ['AQL/'] } as unknown as { B: Uint8Array; BS: Uint8Array[] };
  expect(fromAttributes({ one: { B: onTheWire.B }, many: { BS: onTheWire.BS } })).toEqual({
    one: bytes,
    many: new Set([bytes]),
  });
  expect(fromAttributes({ one: { B: bytes } })).toEqual({ one: bytes });
});
