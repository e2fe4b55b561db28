// Checks a value against a schema; in a bundle the schema is already a compiled function, in tests Ajv compiles it here.
import type { TSchema } from 'typebox';
import { meanings } from '../../events/patterns.ts';
import type { InputError } from '../kernel/errors.ts';
import { compileWithAjv, type SchemaError, type Validator } from './ajv.ts';

/** A schema as the build leaves it: the function takes the place of the JSON Schema. */
interface Folded {
  readonly validate: Validator;
}

/** One validator converts and the other does not: what is asked first says nothing of what is asked next. */
const converting = new WeakMap<object, Validator>();
const strict = new WeakMap<object, Validator>();

const validatorOf = (schema: TSchema, coerce: boolean): Validator => {
  if ('validate' in schema) return (schema as unknown as Folded).validate;
  const compiled = coerce ? converting : strict;
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const validator = compileWithAjv(schema, coerce);
  compiled.set(schema, validator);
  return validator;
};

const escapePointer = (member: unknown): string =>
  String(member).replaceAll('~', '~0').replaceAll('/', '~1');

const toInputError = (error: SchemaError): InputError => {
  const { instancePath, keyword, params, message = 'is not valid' } = error;
  switch (keyword) {
    case 'additionalProperties':
      return {
        pointer: `${instancePath}/${escapePointer(params.additionalProperty)}`,
        code: 'unknown-member',
        detail: 'is not known here',
      };
    case 'required':
      return {
        pointer: `${instancePath}/${escapePointer(params.missingProperty)}`,
        code: 'required',
        detail: 'is required',
      };
    case 'pattern': {
      const meaning = meanings.get(String(params.pattern));
      return { pointer: instancePath, code: keyword, detail: meaning ?? message };
    }
    default:
      return { pointer: instancePath, code: keyword, detail: message };
  }
};

/** Another kind of value was meant: by its type, or by the member that names its kind. */
const isOther = (union: SchemaError, { keyword, instancePath }: SchemaError): boolean =>
  keyword === 'const' || (keyword === 'type' && instancePath === union.instancePath);

/** Of a union, only what the schemas say that were meant; all of them where none was. */
const withoutOthers = (
  errors: readonly SchemaError[],
  union: SchemaError,
): readonly SchemaError[] => {
  const branchOf = ({ schemaPath, instancePath }: SchemaError): string | undefined => {
    const isInside = `${instancePath}/`.startsWith(`${union.instancePath}/`);
    const below = `${union.schemaPath}/`;
    return isInside && schemaPath.startsWith(below)
      ? schemaPath.slice(below.length).split('/', 1)[0]
      : undefined;
  };
  const branches = Map.groupBy(errors, branchOf);
  branches.delete(undefined);
  const others = new Set(
    [...branches].flatMap(([branch, own]) => (own.some((e) => isOther(union, e)) ? [branch] : [])),
  );
  if (others.size === branches.size) return errors;
  return errors.filter((error) => !others.has(branchOf(error)));
};

/** What is wrong with the value; empty when nothing is. `coerce` converts the strings of a query in place. */
export const faultsOf = (
  schema: TSchema,
  value: unknown,
  options: { coerce?: boolean } = {},
): readonly InputError[] => {
  const validate = validatorOf(schema, options.coerce ?? false);
  if (validate(value)) return [];
  const errors = validate.errors ?? [];
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf');
  const told = unions
    .reduce(withoutOthers, errors)
    .filter(({ keyword }) => keyword !== 'anyOf')
    .map(toInputError);
  return [...new Map(told.map((fault) => [JSON.stringify(fault), fault])).values()];
};
