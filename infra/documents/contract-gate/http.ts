// What clients of the released HTTP API can no longer rely on: the contract changes by addition only.
import { answered, node, type Released, sent } from './readings.ts';
import { type Breach, incompatibilities, type Reading, type Schema } from './schemas.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}
const parametersOf = (operation: Schema) =>
  new Map(
    ((operation.parameters ?? []) as Parameter[]).map((each) => [`${each.in} ${each.name}`, each]),
  );

const parameterBreaches = (
  before: Schema,
  after: Schema,
  where: string,
  reading: Reading,
): Breach[] => {
  const [old, now] = [parametersOf(before), parametersOf(after)];
  const wanted = [...now].filter(([key, { required }]) => required && !old.get(key)?.required);
  return [
    ...wanted.map(([key]) => ({ where: `${where} ${key}`, what: 'is required' })),
    ...[...old].flatMap(([key, { schema }]) => {
      const reader = now.get(key)?.schema;
      return reader === undefined
        ? [{ where: `${where} ${key}`, what: 'is gone' }]
        : incompatibilities({ writer: schema, reader }, `${where} ${key}`, reading);
    }),
  ];
};

const contentBreaches = (
  before: unknown,
  after: unknown,
  where: string,
  compare: (before: Schema, after: Schema, where: string) => readonly Breach[],
): readonly Breach[] =>
  Object.entries(node(node(before).content)).flatMap(([type, { schema }]) => {
    const other = node(node(after).content)[type]?.schema;
    if (other === undefined) return [{ where: `${where} ${type}`, what: 'is gone' }];
    return compare(schema as Schema, other as Schema, where);
  });

const answerBreaches = (
  before: Schema,
  after: Schema,
  where: string,
  documents: Released,
): Breach[] => {
  const now = node(after.responses);
  return Object.entries(node(before.responses))
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([status, response]) => {
      const place = `${where} ${status}`;
      const other = now[status];
      if (other === undefined) return [{ where: place, what: 'is gone' }];
      const headers = Object.keys(node(response.headers)).filter(
        (name) => !(name in node(other.headers)),
      );
      return [
        ...headers.map((name) => ({ where: `${place} ${name}`, what: 'is gone' })),
        ...contentBreaches(response, other, place, (reader, writer, at) =>
          incompatibilities({ writer, reader }, at, answered(documents)),
        ),
      ];
    });
};

const scopesOf = (operation: Schema): readonly string[] =>
  ((operation.security ?? []) as Record<string, string[]>[]).flatMap((each) =>
    Object.entries(each).flatMap(([scheme, scopes]) => [scheme, ...scopes]),
  );

const accessBreaches = (before: Schema, after: Schema, where: string): Breach[] => {
  const [old, now] = [scopesOf(before), scopesOf(after)];
  const lost = old.filter((scope) => !now.includes(scope));
  const closed = old.length === 0 && now.length > 0;
  return [
    ...lost.map((scope) => ({ where, what: `${scope} opens it no more` })),
    ...(closed ? [{ where, what: 'is open to everybody no more' }] : []),
  ];
};

const operationBreaches = (
  before: Schema,
  after: Schema,
  where: string,
  documents: Released,
): Breach[] => {
  const reading = sent(documents);
  const [wanted, now] = [node(before).requestBody, node(after).requestBody];
  const isNewlyWanted = now?.required === true && wanted?.required !== true;
  return [
    ...(before.operationId === after.operationId
      ? []
      : [{ where, what: 'has another operationId' }]),
    ...accessBreaches(before, after, where),
    ...parameterBreaches(before, after, where, reading),
    ...(isNewlyWanted ? [{ where: `${where} body`, what: 'is required' }] : []),
    ...contentBreaches(wanted, now, `${where} body`, (writer, reader, at) =>
      incompatibilities({ writer, reader }, at, reading),
    ),
    ...answerBreaches(before, after, where, documents),
  ];
};

const sunsetOf = (operation: Schema): string | undefined =>
  operation.deprecated === true && typeof operation['x-sunset'] === 'string'
    ? operation['x-sunset']
    : undefined;

/** What was promised to stay until a day stays until then, and may go from then on. */
const farewellBreaches = (
  before: Schema,
  after: Schema | undefined,
  where: string,
  today = '',
): Breach[] => {
  const sunset = sunsetOf(before);
  if (after === undefined) {
    if (sunset !== undefined && sunset <= today) return [];
    const what = sunset === undefined ? 'is gone' : `is gone before its sunset on ${sunset}`;
    return [{ where, what }];
  }
  const now = sunsetOf(after);
  const isEarlier = sunset !== undefined && now !== undefined && now < sunset;
  return isEarlier ? [{ where, what: `may be gone on ${now}, before the ${sunset} it had` }] : [];
};

const methods = ['get', 'post', 'put', 'patch', 'delete'];

export const httpBreaches = (documents: Released): readonly Breach[] =>
  Object.entries(node(documents.released.paths)).flatMap(([path, item]) =>
    methods
      .filter((method) => method in item)
      .flatMap((method) => {
        const where = `${method.toUpperCase()} ${path}`;
        const before = node(item)[method] ?? {};
        const after = node(node(documents.current.paths)[path])[method];
        return [
          ...farewellBreaches(before, after, where, documents.today),
          ...(after === undefined ? [] : operationBreaches(before, after, where, documents)),
        ];
      }),
  );
