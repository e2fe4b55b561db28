// CloudFormation intrinsic functions, conditions and dynamic references over a template's values.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
import { cidrBlocks } from './cidr.ts';
import { asList, asText, counted, type Range, truthOf } from './intrinsic-arguments.ts';

export type Value = unknown;

export interface Scope {
  /** Where the value stands, for messages. */
  readonly path: string;
  ref(name: string): Value;
  getAtt(resource: string, attribute: string): Value;
  condition(name: string): boolean;
  /** Undefined where it does not exist. */
  mapping(map: string, first: string, second: string): Value;
  importValue(name: string): Value;
  dynamic(service: string, reference: string): string;
  zones(region: string): readonly string[];
  /** A last look at each resolved text (rewriting of URLs). */
  finish(text: string): string;
}

/** `AWS::NoValue`: the property or list entry that holds it disappears. */
export const noValue = Symbol('AWS::NoValue');

type Intrinsic = (argument: Value, scope: Scope) => Value;

function args(argument: Value, name: string, scope: Scope): Value[] {
  return asList(argument, name, scope).map((value) => resolve(value, scope));
}

const truths = (argument: Value, name: string, scope: Scope, range: Range) =>
  counted(argument, name, scope, range).map((value) =>
    truthOf(resolve(value, scope), name, scope.path),
  );

const getAtt: Intrinsic = (argument, scope) => {
  const [resource, ...attribute] =
    typeof argument === 'string' ? argument.split('.') : args(argument, 'Fn::GetAtt', scope);
  return scope.getAtt(String(resource), attribute.join('.'));
};

function substitute(expression: string, local: Record<string, Value>, scope: Scope): string {
  return expression.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(local, name)) return asText(local[name], whole, scope);
    const value = name.includes('.') ? getAtt(name, scope) : scope.ref(name);
    return asText(value, whole, scope);
  });
}

const sub: Intrinsic = (argument, scope) => {
  if (typeof argument === 'string') return substitute(argument, {}, scope);
  const [expression, variables] = counted(argument, 'Fn::Sub', scope, [2, 2]);
  const local = resolve(variables, scope) as Record<string, Value>;
  return substitute(String(expression), local, scope);
};

const join: Intrinsic = (argument, scope) => {
  const [separator, values] = args(argument, 'Fn::Join', scope);
  return asList(values, 'Fn::Join', scope)
    .map((value) => asText(value, 'Fn::Join', scope))
    .join(String(separator));
};

const select: Intrinsic = (argument, scope) => {
  const [index, values] = args(argument, 'Fn::Select', scope);
  const at = /^\d+$/.test(String(index)) ? Number(index) : -1;
  const value = asList(values, 'Fn::Select', scope)[at];
  if (value === undefined) throw new Error(`${scope.path}: Fn::Select has no entry ${index}`);
  return value;
};

const split: Intrinsic = (argument, scope) => {
  const [separator, text] = args(argument, 'Fn::Split', scope);
  return asText(text, 'Fn::Split', scope).split(String(separator));
};

const choose: Intrinsic = (argument, scope) => {
  const [name, yes, no] = counted(argument, 'Fn::If', scope, [3, 3]);
  return resolve(scope.condition(String(name)) ? yes : no, scope);
};

/** CloudFormation compares texts: `true` and `"true"`, `1` and `"1"` are the same. */
const asTexts = (value: Value): Value => {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([name, one]) => [name, asTexts(one)]);
  return Object.fromEntries(members.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
};

const equals: Intrinsic = (argument, scope) => {
  const [left, right] = args(counted(argument, 'Fn::Equals', scope, [2, 2]), 'Fn::Equals', scope);
  return JSON.stringify(asTexts(left)) === JSON.stringify(asTexts(right));
};

const cidr: Intrinsic = (argument, scope) => {
  const [block, count, bits] = args(
    counted(argument, 'Fn::Cidr', scope, [3, 3]),
    'Fn::Cidr',
    scope,
  );
  return cidrBlocks(String(block), Number(count), Number(bits));
};

const findInMap: Intrinsic = (argument, scope) => {
  const [map, first, second, options] = asList(argument, 'Fn::FindInMap', scope);
  const keys = [map, first, second].map((key) => String(resolve(key, scope)));
  const [mapName = '', firstKey = '', secondKey = ''] = keys;
  const found = scope.mapping(mapName, firstKey, secondKey);
  if (found !== undefined) return found;
  const { DefaultValue } = (options ?? {}) as { DefaultValue?: Value };
  if (DefaultValue !== undefined) return resolve(DefaultValue, scope);
  throw new Error(`${scope.path}: the mapping ${keys.join('.')} does not exist`);
};

const length: Intrinsic = (argument, scope) =>
  asList(resolve(argument, scope), 'Fn::Length', scope).length;

const toJsonString: Intrinsic = (argument, scope) => JSON.stringify(resolve(argument, scope));

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.ref(String(argument)),
  Condition: (argument, scope) => scope.condition(String(argument)),
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': choose,
  'Fn::Equals': equals,
  'Fn::And': (argument, scope) => truths(argument, 'Fn::And', scope, [2, 10]).every(Boolean),
  'Fn::Or': (argument, scope) => truths(argument, 'Fn::Or', scope, [2, 10]).some(Boolean),
  'Fn::Not': (argument, scope) => !truths(argument, 'Fn::Not', scope, [1, 1])[0],
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, scope) =>
    Buffer.from(asText(resolve(argument, scope), 'Fn::Base64', scope)).toString('base64'),
  'Fn::GetAZs': (argument, scope) => scope.zones(String(resolve(argument, scope) ?? '')),
  'Fn::ImportValue': (argument, scope) => scope.importValue(String(resolve(argument, scope))),
  'Fn::Cidr': cidr,
  'Fn::Length': length,
  'Fn::ToJsonString': toJsonString,
};

function dynamicReferences(text: string, scope: Scope): string {
  if (!text.includes('{{resolve:')) return text;
  return text.replace(/\{\{resolve:([^:]+):([^}]+)\}\}/g, (_, service: string, reference: string) =>
    scope.dynamic(service, reference),
  );
}

const finished = (value: Value, scope: Scope): Value =>
  typeof value === 'string' ? scope.finish(dynamicReferences(value, scope)) : value;

function resolveObject(value: Record<string, Value>, scope: Scope): Value {
  const keys = Object.keys(value);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) {
    const intrinsic = Object.hasOwn(intrinsics, only) ? intrinsics[only] : undefined;
    if (intrinsic && (only !== 'Condition' || typeof value[only] === 'string')) {
      return finished(intrinsic(value[only], scope), scope);
    }
    if (only.startsWith('Fn::')) throw new Error(`${scope.path}: ${only} is not interpreted`);
  }
  const result: Record<string, Value> = {};
  for (const [key, inner] of Object.entries(value)) {
    const resolved = resolve(inner, scope);
    if (resolved !== noValue) result[key] = resolved;
  }
  return result;
}

/** The value with every intrinsic function in it evaluated. */
export function resolve(value: Value, scope: Scope): Value {
  if (Array.isArray(value)) {
    return value.map((inner) => resolve(inner, scope)).filter((inner) => inner !== noValue);
  }
  if (typeof value === 'object' && value !== null) {
    return resolveObject(value as Record<string, Value>, scope);
  }
  return finished(value, scope);
}
