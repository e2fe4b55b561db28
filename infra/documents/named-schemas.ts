// Schemas that the contracts export under a name have the same name in documents, wherever they stand.
import { formats, meanings } from '../../events/patterns.ts';

type Schema = Readonly<Record<string, unknown>>;

export const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && '~kind' in value;

/** A schema by what it says: `Type.Optional` and the like make copies. */
const keyOf = (schema: unknown): string => JSON.stringify(schema);

/** A bare type says no more by a name. */
const isWorthAName = (schema: Schema): boolean =>
  Object.keys(schema).length > 1 || 'enum' in schema;

const childrenByName = new Set(['properties', 'patternProperties']);

/** Not every language has classes of Unicode in its regular expressions: what such a form means is said in words, and a format names it for tools. */
const portable = (schema: Schema): Schema => {
  const { pattern, ...rest } = schema;
  if (typeof pattern !== 'string' || !pattern.includes('\\p{')) return schema;
  const meaning = meanings.get(pattern);
  if (meaning === undefined) throw new Error(`say in events/patterns.ts what ${pattern} means`);
  const words = `${meaning[0]?.toUpperCase()}${meaning.slice(1)}.`;
  const description = [rest.description, words].filter(Boolean).join(' ');
  return { ...rest, ...formats.get(pattern), description };
};

/** A record as a map of its one kind of member. */
const asMap = (schema: Schema): Schema => {
  const { patternProperties, ...rest } = schema;
  const [[pattern, additionalProperties] = [], ...more] = Object.entries(patternProperties ?? {});
  if (pattern === undefined || more.length > 0) return schema;
  const names = pattern === '^.*$' ? {} : { propertyNames: refined({ type: 'string', pattern }) };
  return { ...rest, ...names, additionalProperties };
};

const typed = (schema: Schema): Schema => {
  const values = (schema.enum ?? ('const' in schema ? [schema.const] : [])) as unknown[];
  const isText = values.length > 0 && values.every((value) => typeof value === 'string');
  return isText ? { type: 'string', ...schema } : schema;
};

/** As tools in every language read it: https://json-schema.org/draft/2020-12 */
const refined = (schema: Schema): Schema => typed(asMap(portable(schema)));

type Describe = (path: string, member: string) => string | undefined;

/** Members of a schema and of what is inside it, up to the next that has a name; what is said already stays. */
const described = (schema: Schema, path: string, describe: Describe): Schema => {
  const parts = Object.entries(schema).map(([keyword, value]) => {
    if (keyword === 'properties') {
      const members = Object.entries(value as Readonly<Record<string, Schema>>).map(
        ([member, child]) => {
          const place = `${path}.${member}`;
          const inside = described(child, place, describe);
          const description = describe(place, member);
          return [member, { ...(description && { description }), ...inside }];
        },
      );
      return [keyword, Object.fromEntries(members)];
    }
    if (keyword === 'items') return [keyword, described(value as Schema, path, describe)];
    if (!['anyOf', 'oneOf', 'allOf'].includes(keyword)) return [keyword, value];
    return [keyword, (value as Schema[]).map((each) => described(each, path, describe))];
  });
  return Object.fromEntries(parts) as Schema;
};

export interface NamedSchemas {
  /** The schema with references in place of what has a name. */
  refer(schema: unknown): object;
  /** Those that were referred to so far, by name, as they are defined. */
  definitions(): Readonly<Record<string, object>>;
}

/** `modules` as `import * as` gives them. Two names for one schema are refused. `describe` says what a member is that says nothing of itself. */
export const namedSchemas = (
  modules: readonly Readonly<Record<string, unknown>>[],
  {
    where = '#/components/schemas/',
    describe = () => undefined,
  }: { readonly where?: string; readonly describe?: Describe } = {},
): NamedSchemas => {
  const names = new Map<string, string>();
  for (const [name, value] of modules.flatMap((module) => Object.entries(module))) {
    if (!isSchema(value) || !isWorthAName(value)) continue;
    const known = names.get(keyOf(value)) ?? name;
    if (known !== name) throw new Error(`${known} and ${name} are one schema`);
    names.set(keyOf(value), name);
  }
  const used = new Map<string, object>();

  const inside = (schema: Schema): object =>
    Object.fromEntries(
      Object.entries(refined(schema)).map(([member, value]) => [
        member,
        childrenByName.has(member)
          ? Object.fromEntries(
              Object.entries(value as object).map(([name, child]) => [name, refer(child)]),
            )
          : member === 'examples' || member === 'default'
            ? value
            : refer(value),
      ]),
    );

  const refer = (value: unknown): object => {
    if (Array.isArray(value)) return value.map(refer);
    if (typeof value !== 'object' || value === null) return value as unknown as object;
    const name = names.get(keyOf(value));
    if (name === undefined) return inside(value as Schema);
    if (!used.has(name)) {
      // Its place is kept while what is inside is looked at.
      used.set(name, {});
      used.set(name, inside(value as Schema));
    }
    return { $ref: `${where}${name}` };
  };

  return {
    refer,
    definitions: () =>
      Object.fromEntries(
        [...used]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, schema]) => [name, described(schema as Schema, name, describe)]),
      ),
  };
};
