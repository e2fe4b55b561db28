// What names mean inside a stack: parameters, pseudo parameters, resources, conditions, mappings.

import type { Account } from '../cloud/arn.ts';
import type { Created, Endpoints, Parameters } from '../cloud/cloud.ts';
import type { Stack } from './assembly.ts';
import { truthOf } from './intrinsic-arguments.ts';
import { noValue, resolve, type Scope } from './intrinsics.ts';

export interface StackState {
  readonly stack: Stack;
  readonly created: Map<string, Created>;
  readonly conditions: Map<string, boolean>;
  readonly shared: {
    readonly exports: Map<string, unknown>;
    readonly restApis: Set<string>;
  };
}

export interface ScopeServices {
  readonly account: Account;
  readonly endpoints: Pick<Endpoints, 'api'>;
  readonly parameters: Pick<Parameters, 'get'>;
  readonly secretValue: (id: string) => string | undefined;
}

function pseudoParameter(name: string, stack: string, account: Account): unknown {
  switch (name) {
    case 'AWS::Region':
      return account.region;
    case 'AWS::AccountId':
      return account.accountId;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return stack;
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${account.region}:${account.accountId}:stack/${stack}/embedded`;
    case 'AWS::NotificationARNs':
      return [];
    case 'AWS::NoValue':
      return noValue;
    default:
      return undefined;
  }
}

/** Spaces around the entries of a list are none of theirs. */
const entriesOf = (list: string) => list.split(',').map((entry) => entry.trim());

function parameterValue(
  state: StackState,
  name: string,
  path: string,
  parameters: ScopeServices['parameters'],
): unknown {
  const parameter = state.stack.template.Parameters?.[name];
  if (!parameter) return undefined;
  const { Type: type, Default: value } = parameter;
  if (!type.startsWith('AWS::SSM::Parameter::Value<')) {
    if (value === undefined) throw new Error(`${path}: parameter ${name} has no default value`);
    const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
    return isList ? entriesOf(String(value)) : value;
  }
  const stored = parameters.get(String(value));
  if (stored === undefined) {
    throw new Error(
      `${path}: the parameter ${value} does not exist. Either the stack that makes it comes later (add a dependency between the stacks), or an operator must provide it`,
    );
  }
  return type.includes('List') ? entriesOf(stored) : stored;
}

function attributeOf(created: Created, attribute: string): unknown {
  const direct = created.attributes?.[attribute];
  if (direct !== undefined) return direct;
  return attribute
    .split('.')
    .reduce<unknown>(
      (value, key) => (value as Record<string, unknown> | undefined)?.[key],
      created.attributes,
    );
}

function dynamicValue(services: ScopeServices, service: string, reference: string): string {
  if (service === 'ssm' || service === 'ssm-secure') {
    const [name = '', version] = reference.split(':');
    const value = services.parameters.get(name, version === undefined ? version : Number(version));
    if (value === undefined) throw new Error(`{{resolve:${service}:${reference}}} does not exist`);
    return value;
  }
  // <secret id or ARN>:SecretString:<JSON key>:<stage>:<version>
  const [id = '', rest = ''] = reference.split(/:SecretString:?/);
  const value = services.secretValue(id);
  if (service !== 'secretsmanager' || value === undefined) {
    throw new Error(`{{resolve:${service}:${reference}}} does not exist`);
  }
  const [key, stage, version] = rest.split(':');
  if ((stage && stage !== 'AWSCURRENT') || version) {
    throw new Error(
      `{{resolve:${service}:${reference}}} is not interpreted: templates are given the current version`,
    );
  }
  if (!key) return value;
  const members = JSON.parse(value) as Record<string, unknown>;
  if (!Object.hasOwn(members, key)) {
    throw new Error(`{{resolve:${service}:${reference}}} does not exist: it has no key ${key}`);
  }
  return String(members[key]);
}

/** The distribution is on the public port. */
const cloudFront = /^https:\/\/[^./]+\.cloudfront\.net/;
const executeApi = /^https:\/\/([^./]+)\.execute-api\.[^/]+/;

export function createScope(state: StackState, path: string, services: ScopeServices): Scope {
  const { account, endpoints, parameters } = services;
  const { stack, created, conditions, shared } = state;

  const scope: Scope = {
    path,
    ref(name) {
      const value =
        pseudoParameter(name, stack.name, account) ??
        parameterValue(state, name, path, parameters) ??
        created.get(name)?.ref;
      if (value === undefined) throw new Error(`${path}: Ref ${name} names nothing in this stack`);
      return value;
    },
    getAtt(resource, attribute) {
      const found = created.get(resource);
      if (!found) throw new Error(`${path}: ${resource}.${attribute} names no created resource`);
      const value = attributeOf(found, attribute);
      if (value === undefined) {
        throw new Error(
          `${path}: the embedded cloud gives ${resource} no attribute ${attribute}; add it to the handler of its type`,
        );
      }
      return value;
    },
    condition(name) {
      const known = conditions.get(name);
      if (known !== undefined) return known;
      const expression = stack.template.Conditions?.[name];
      if (expression === undefined) throw new Error(`${path}: there is no condition ${name}`);
      const value = truthOf(resolve(expression, scope), `the condition ${name}`, path);
      conditions.set(name, value);
      return value;
    },
    mapping(map, first, second) {
      const entry = stack.template.Mappings?.[map]?.[first] ?? {};
      return Object.hasOwn(entry, second) ? entry[second] : undefined;
    },
    importValue(name) {
      const value = shared.exports.get(name);
      if (value === undefined) throw new Error(`${path}: no earlier stack exports ${name}`);
      return value;
    },
    dynamic: (service, reference) => dynamicValue(services, service, reference),
    zones: (region) => ['a', 'b', 'c'].map((zone) => `${region || account.region}${zone}`),
    finish: (text) =>
      text
        .replace(cloudFront, `http://localhost:${endpoints.api}`)
        .replace(executeApi, (host, id: string) =>
          shared.restApis.has(id) ? `http://localhost:${endpoints.api}` : host,
        ),
  };
  return scope;
}
