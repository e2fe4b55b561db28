// Ajv as it compiles every schema of ours; the build uses the same options ahead of time and leaves this module out.
import { Ajv } from 'ajv';
import type { TSchema } from 'typebox';

export interface SchemaError {
  readonly instancePath: string;
  /** `#/properties/discount/anyOf/0/required`: in a union, by which of its schemas. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What Ajv compiles a schema to; with `coerceTypes` it also converts members in place. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** All errors are reported, since inputs are capped before they get here; queries come as strings and are coerced. */
export const ajvOptions = (coerce: boolean) =>
  ({
    allErrors: true,
    strict: false,
    coerceTypes: coerce ? 'array' : false,
    useDefaults: coerce,
    ownProperties: true,
    validateFormats: false,
  }) as const;

export const compileWithAjv = (schema: TSchema, coerce: boolean): Validator =>
  new Ajv(ajvOptions(coerce)).compile(schema);
