// Documents that would cost a GraphQL server dearly, by a seed, each with the code that it must be refused with.
import { randomOf } from './random.ts';

export interface HostileDocument {
  readonly kind: string;
  /** A JSON value, or the text of the whole body. */
  readonly body: unknown;
  readonly code: string;
}

type Between = (least: number, most: number) => number;
type Make = (between: Between) => Omit<HostileDocument, 'kind'>;

const repeat = (count: number, of: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => of(index)).join(' ');

const nested = (field: string, depth: number): string =>
  `${`${field} { `.repeat(depth)} id ${'}'.repeat(depth)}`;

const deep: Make = (between) => ({
  body: { query: `{ categories { ${nested('parent', between(9, 150))} } }` },
  code: 'document-too-deep',
});

const deepInFragments: Make = (between) => {
  const size = between(10, 60);
  const fragments = repeat(
    size,
    (index) =>
      `fragment f${index} on Category { parent { ${index + 1 < size ? `...f${index + 1}` : 'id'} } }`,
  );
  return { body: { query: `{ categories { ...f0 } } ${fragments}` }, code: 'document-too-deep' };
};

const aliases: Make = (between) => ({
  body: { query: `{ ${repeat(between(16, 120), (index) => `a${index}: account { id }`)} }` },
  code: 'too-many-aliases',
});

/** The same command many times: a way around limits of tries. */
const aliasedCommands: Make = (between) => ({
  body: {
    query: `mutation { ${repeat(between(16, 60), (index) => `c${index}: setCartItem(sku: "MUG-BLUE", quantity: ${index + 1}) { token }`)} }`,
  },
  code: 'too-many-aliases',
});

/** Each pair of them is compared where nothing stops it before. */
const repeated: Make = (between) => ({
  body: { query: `{ account { ${'name '.repeat(between(17, 900))} } }` },
  code: 'too-many-aliases',
});

const circle: Make = (between) => {
  const size = between(1, 60);
  const ring = repeat(
    size,
    (index) => `fragment f${index} on Category { id ...f${(index + 1) % size} }`,
  );
  return { body: { query: `{ categories { ...f0 } } ${ring}` }, code: 'document-cyclic' };
};

/** Twice as many fields with each of them. */
const doubling: Make = (between) => {
  const size = between(10, 60);
  const fragments = repeat(size, (index) =>
    index + 1 < size
      ? `fragment f${index} on Category { ...f${index + 1} ...f${index + 1} }`
      : `fragment f${index} on Category { id }`,
  );
  return { body: { query: `{ categories { ...f0 } } ${fragments}` }, code: 'document-too-large' };
};

const unclosed: Make = (between) => ({
  body: {
    query: `{ account { id } } ${'# no token\n'.repeat(9)} ${'{'.repeat(between(1_000, 20_000))}`,
  },
  code: 'document-malformed',
});

const manyTokens: Make = (between) => ({
  body: { query: `{ ${repeat(between(350, 2_000), (index) => `f${index}: x`)} }` },
  code: 'document-too-large',
});

const costly: Make = (between) => ({
  body: {
    query: `{ products(first: ${between(20, 100)}) { items { id related(first: 20) { id name variants { sku available } } } } }`,
  },
  code: 'document-too-costly',
});

const costlyByVariable: Make = (between) => ({
  body: {
    query:
      'query q($n: Int!) { orders(first: $n) { items { id timeline { type } lines { sku name } } } }',
    variables: { n: between(20, 2_000_000_000) },
  },
  code: 'document-too-costly',
});

const wrongVariable: Make = (between) => ({
  body: {
    query: 'query q($n: Int!) { orders(first: $n) { items { id } } }',
    variables: { n: 'x'.repeat(between(1, 30_000)) },
  },
  code: 'variables-invalid',
});

const manyVariables: Make = (between) => ({
  body: {
    query:
      'mutation m($input: PlaceOrderInput!) { placeOrder(input: $input, idempotencyKey: "k") { id } }',
    variables: { input: { lines: Array.from({ length: between(200, 400) }, () => 1) } },
  },
  code: 'variables-invalid',
});

const deepVariables: Make = (between) => {
  const depth = between(30, 5_000);
  return {
    body: `{"query":"{ account { id } }","variables":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`,
    code: 'too-deep',
  };
};

const hugeVariables: Make = (between) => ({
  body: { query: '{ account { id } }', variables: { a: 'x'.repeat(between(33_000, 900_000)) } },
  code: 'payload-too-large',
});

const batch: Make = (between) => ({
  body: Array.from({ length: between(1, 100) }, () => ({ query: '{ account { id } }' })),
  code: 'validation-failed',
});

const unknownFields: Make = (between) => ({
  body: { query: `{ ${repeat(between(1, 300), (index) => `acount${index}`)} }` },
  code: 'document-invalid',
});

const directives: Make = (between) => ({
  body: { query: `{ account { id ${'@skip(if: true) '.repeat(between(2, 120))} } }` },
  code: 'document-invalid',
});

const operations: Make = (between) => ({
  body: { query: repeat(between(2, 120), (index) => `query q${index} { account { id } }`) },
  code: 'operation-unknown',
});

const schemaQuestions: Make = (between) => ({
  body: { query: `{ __schema { types { fields { ${nested('type', between(1, 12))} } } } }` },
  code: 'document-invalid',
});

const garbage: Make = (between) => ({
  body: { query: `{ account ${['"', '"""', '$', '(((', '...'][between(0, 4)]} `.repeat(9) },
  code: 'document-malformed',
});

const unknownDocument: Make = (between) => ({
  body: { documentId: `sha256:${between(1, 9).toString().repeat(64)}` },
  code: 'document-unknown',
});

const kinds: Readonly<Record<string, Make>> = {
  aliasedCommands,
  aliases,
  batch,
  circle,
  costly,
  costlyByVariable,
  deep,
  deepInFragments,
  deepVariables,
  directives,
  doubling,
  garbage,
  hugeVariables,
  manyTokens,
  manyVariables,
  operations,
  repeated,
  schemaQuestions,
  unclosed,
  unknownDocument,
  unknownFields,
  wrongVariable,
};

/** As many of each kind, give or take one. */
export const hostileDocuments = (seed: number, count: number): readonly HostileDocument[] => {
  const random = randomOf(seed);
  const between: Between = (least, most) => least + Math.floor(random() * (most - least + 1));
  const makers = Object.entries(kinds);
  return Array.from({ length: count }, (_, index) => {
    const [kind, make] = makers[index % makers.length] as [string, Make];
    return { kind, ...make(between) };
  });
};
