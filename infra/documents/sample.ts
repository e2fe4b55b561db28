// A value that a schema describes: its own example where it has one, else the plainest there is.
import { IsOptional } from 'typebox';

type Schema = Readonly<Record<string, unknown>>;

const objectOf = (schema: Schema): object => {
  const { properties = {} } = schema as { readonly properties?: Readonly<Record<string, Schema>> };
  const needed = Object.entries(properties).filter(([, member]) => !IsOptional(member));
  return Object.fromEntries(needed.map(([name, member]) => [name, sample(member, name)]));
};

/** `name` stands for a text of which nothing else is known. */
export const sample = (schema: Schema, name = 'text'): unknown => {
  const { examples, enum: values, anyOf, type, items, minimum } = schema;
  if (Array.isArray(examples)) return examples[0];
  if ('const' in schema) return schema.const;
  if (Array.isArray(values)) return values[0];
  if (Array.isArray(anyOf)) return sample(anyOf[0], name);
  switch (type) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return [sample(items as Schema, name)];
    case 'integer':
      return Math.max(1, Number(minimum ?? 1));
    case 'boolean':
      return true;
    case 'string':
      return name.padEnd(Number(schema.minLength ?? 0), '-');
    default:
      return {};
  }
};
