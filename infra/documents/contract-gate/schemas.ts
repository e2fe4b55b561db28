// Whether what was good under one JSON Schema is good under another: as much of it as the contracts use.

export type Schema = Readonly<Record<string, unknown>>;

export interface Breach {
  /** Where in the document, for people. */
  readonly where: string;
  readonly what: string;
}

export interface Sides {
  /** What the one who wrote it may write. */
  readonly writer: Schema;
  /** What the one who reads it takes. */
  readonly reader: Schema;
}

export interface Reading {
  /** By reference, `#/components/schemas/…`; each side has its own document. */
  readonly writerSchemas: Schema;
  readonly readerSchemas: Schema;
  /** The reader ignores members it does not know. */
  readonly ignoresMembers: boolean;
  /** The reader was told to expect new values, and checks no limits and forms. */
  readonly takesAnyValue: boolean;
}

const resolve = (schema: Schema, schemas: Schema): Schema => {
  const { $ref, ...rest } = schema;
  if (typeof $ref !== 'string') return schema;
  const found = schemas[$ref.split('/').at(-1) ?? ''] as Schema | undefined;
  return resolve({ ...(found ?? {}), ...rest }, schemas);
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const members = (value: unknown): Readonly<Record<string, Schema>> =>
  (value ?? {}) as Readonly<Record<string, Schema>>;

const valuesOf = (schema: Schema): readonly unknown[] | undefined => {
  if ('const' in schema) return [schema.const];
  return 'enum' in schema ? list(schema.enum) : undefined;
};

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

/** Limits of the reader that the writer does not keep. */
const limits = ({ writer, reader }: Sides): readonly string[] => {
  const tighter = (names: readonly string[], isTighter: (to: number, from: number) => boolean) =>
    names.filter(
      (name) =>
        name in reader &&
        (!(name in writer) || isTighter(Number(reader[name]), Number(writer[name]))),
    );
  return [...tighter(lower, (to, from) => to > from), ...tighter(upper, (to, from) => to < from)];
};

/** https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1 */
const types = ({ type }: Schema): readonly unknown[] =>
  type === undefined ? [] : type === 'integer' ? ['integer', 'number'] : [type].flat();

const scalar = (sides: Sides, where: string, reading: Reading): readonly Breach[] => {
  const { writer, reader } = sides;
  const breach = (what: string) => [{ where, what }];
  const [written] = types(writer);
  if (types(reader).length > 0 && !types(reader).includes(written)) {
    return breach(`is ${String(written ?? 'anything')}, wanted is ${String(reader.type)}`);
  }
  if (reading.takesAnyValue) return [];
  const taken = valuesOf(reader);
  if (taken !== undefined) {
    const unknown = valuesOf(writer)?.filter((value) => !taken.includes(value)) ?? ['any value'];
    if (unknown.length > 0) return breach(`can be ${unknown.join(', ')}, which is not taken`);
  }
  return [
    ...(reader.pattern === undefined || reader.pattern === writer.pattern || valuesOf(writer)
      ? []
      : breach(`has to fit ${String(reader.pattern)}`)),
    ...limits(sides).flatMap((name) => breach(`${name} is now ${String(reader[name])}`)),
  ];
};

const object = ({ writer, reader }: Sides, where: string, reading: Reading): readonly Breach[] => {
  const [written, read] = [members(writer.properties), members(reader.properties)];
  const missing = list(reader.required).filter((name) => !list(writer.required).includes(name));
  const isClosed = reader.additionalProperties === false && !reading.ignoresMembers;
  const gone = Object.keys(written).filter((name) => !(name in read) && isClosed);
  const common = Object.entries(written).flatMap(([name, schema]) => {
    const other = read[name];
    return other === undefined
      ? []
      : incompatibilities({ writer: schema, reader: other }, `${where}/${name}`, reading);
  });
  const [anyWritten, anyRead] = [writer.additionalProperties, reader.additionalProperties];
  const others =
    typeof anyWritten === 'object' && typeof anyRead === 'object'
      ? incompatibilities(
          { writer: anyWritten as Schema, reader: anyRead as Schema },
          `${where}/*`,
          reading,
        )
      : [];
  return [
    ...missing.map((name) => ({ where: `${where}/${String(name)}`, what: 'must be there' })),
    ...gone.map((name) => ({ where: `${where}/${name}`, what: 'is not known' })),
    ...common,
    ...others,
  ];
};

/** What a reader does not take of what a writer may write; empty where it takes all. */
export const incompatibilities = (
  sides: Sides,
  where: string,
  reading: Reading,
): readonly Breach[] => {
  const writer = resolve(sides.writer, reading.writerSchemas);
  const reader = resolve(sides.reader, reading.readerSchemas);
  const branches = list(writer.anyOf) as readonly Schema[];
  if (branches.length > 0) {
    return branches.flatMap((branch) =>
      incompatibilities({ writer: branch, reader }, where, reading),
    );
  }
  const choices = (list(reader.anyOf) as readonly Schema[]).map((choice) =>
    incompatibilities({ writer, reader: choice }, where, reading),
  );
  if (choices.length > 0) {
    return choices.toSorted((a, b) => a.length - b.length)[0] ?? [];
  }
  const resolved = { writer, reader };
  const items =
    typeof writer.items === 'object' && typeof reader.items === 'object'
      ? incompatibilities(
          { writer: writer.items as Schema, reader: reader.items as Schema },
          `${where}/[]`,
          reading,
        )
      : [];
  return [...scalar(resolved, where, reading), ...object(resolved, where, reading), ...items];
};
