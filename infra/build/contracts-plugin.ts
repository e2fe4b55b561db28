// Contracts are constants: the build evaluates each module of events/messages and events/http and puts its data and compiled validators in its place.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'esbuild';

type Schema = Record<string, unknown>;

interface Slot {
  readonly schema: Schema;
  /** Strings of a query are converted to what their schema says. */
  readonly coerce: boolean;
}

/** The same options as platform/validation/ajv.ts, ahead of time. */
const ajvOptions = (coerce: boolean) => ({
  allErrors: true,
  strict: false,
  coerceTypes: coerce ? ('array' as const) : false,
  useDefaults: coerce,
  ownProperties: true,
  validateFormats: false,
  code: { source: true, esm: true },
});

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && '~kind' in value;

/** What documents, tests and the gateway read of a contract, and no service. */
const documentation: ReadonlySet<string> = new Set([
  'summary',
  'notes',
  'requestHeaders',
  'responseHeaders',
  'problems',
  'produces',
  'streams',
  'responses',
]);

/** Copies data, putting `slot(n)` where a schema stands. */
const fold = (value: unknown, slots: Slot[], name = ''): unknown => {
  if (isSchema(value)) {
    slots.push({ schema: value, coerce: name === 'query' });
    return {
      validate: `@@${slots.length - 1}@@`,
      ...('~optional' in value ? { '~optional': true } : {}),
    };
  }
  if (Array.isArray(value)) return value.map((item) => fold(item, slots));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([member]) => !documentation.has(member))
      .map(([member, item]) => [member, fold(item, slots, member)]),
  );
};

const isContract = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ('data' in value || 'request' in value);

const isKept = (value: unknown): boolean =>
  typeof value !== 'object' || isContract(value) || isSchema(value) || Array.isArray(value);

/** What would be undefined in the bundle without a word; functions only make contracts. */
const lostIn = (module: Record<string, unknown>): string[] =>
  Object.entries(module).flatMap(([name, value]) => (isKept(value) ? [] : [name]));

const validatorModule = ({ schema, coerce }: Slot): string => {
  const ajv = new Ajv(ajvOptions(coerce));
  return standaloneCode.default(ajv, ajv.compile(schema));
};

export const contractsPlugin = (): Plugin => ({
  name: 'contracts',
  setup: ({ onLoad, onResolve }) => {
    const validators = new Map<string, Slot>();

    onLoad({ filter: /[\\/]platform[\\/]validation[\\/]ajv\.ts$/ }, () => ({
      contents:
        "export const compileWithAjv = () => { throw new Error('a schema was not compiled by the build'); };",
      loader: 'js',
    }));

    onResolve({ filter: /^validator:/ }, ({ path }) => ({ path, namespace: 'validator' }));
    onLoad({ filter: /.*/, namespace: 'validator' }, ({ path }) => {
      const slot = validators.get(path);
      if (slot === undefined) throw new Error(`unknown ${path}`);
      return { contents: validatorModule(slot), loader: 'js', resolveDir: resolve('.') };
    });

    onLoad(
      { filter: /[\\/]events[\\/](?:(?:messages|http)[\\/](?:\w+[\\/])?\w[\w-]*|envelope)\.ts$/ },
      async ({ path }) => {
        if (/[\\/](?:route|shapes|api)\.ts$/.test(path)) return undefined;
        const module: Record<string, unknown> = await import(pathToFileURL(path).href);
        const [lost] = lostIn(module);
        if (lost !== undefined) {
          const text = `${lost} is no contract, schema, list or plain value, and no bundle would have it: put it beside the contracts`;
          return { errors: [{ text, location: { file: path } }] };
        }
        const imports: string[] = [];
        const constants = Object.entries(module)
          .filter(([, value]) => typeof value !== 'function')
          .map(([name, value]) => {
            const slots: Slot[] = [];
            const folded = JSON.stringify(fold(value, slots));
            const source = folded.replaceAll(/"@@(\d+)@@"/g, (_, index) => {
              const slot = slots[Number(index)];
              const id = `validator:${path}#${name}.${index}`;
              if (slot) validators.set(id, slot);
              imports.push(`import ${name}_${index} from ${JSON.stringify(id)};`);
              return `${name}_${index}`;
            });
            return `export const ${name} = ${source};`;
          });
        return { contents: [...imports, ...constants].join('\n'), loader: 'js' };
      },
    );
  },
});
