// JSON Schema as API Gateway's models take it, which is draft 4: https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html

type Schema = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const schemasByName = new Set(['properties', 'patternProperties', 'definitions']);
/** What draft 4 does not know, and what is for people: their texts change no deployment. */
const leftOut = new Set(['$id', '$schema', 'default', 'description', 'examples', 'propertyNames']);

const convertMember = (key: string, value: unknown): readonly [string, unknown][] => {
  if (leftOut.has(key)) return [];
  if (key === 'const') return [['enum', [value]]];
  if (key === 'enum') return [[key, value]];
  if (key === 'exclusiveMinimum')
    return [
      ['minimum', value],
      [key, true],
    ];
  if (key === 'exclusiveMaximum')
    return [
      ['maximum', value],
      [key, true],
    ];
  if (schemasByName.has(key) && isObject(value)) {
    const named = Object.entries(value).map(([name, schema]) => [name, convert(schema)]);
    return [[key, Object.fromEntries(named)]];
  }
  return [[key, convert(value)]];
};

const convert = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(convert);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => convertMember(key, member)),
  );
};

export const toDraft4 = (schema: object): Record<string, unknown> => ({
  $schema: 'http://json-schema.org/draft-04/schema#',
  ...(convert(schema) as Record<string, unknown>),
});
