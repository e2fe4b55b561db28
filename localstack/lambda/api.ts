// Lambda behind the edge: functions can be invoked, listed and described.

import type { Access } from '../cloud/cloud.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  denied,
  type Service,
} from '../cloud/protocol/edge-protocol.ts';
import { type FunctionConfig, parseFunction } from './config.ts';
import {
  aliasDescription,
  type EventSource,
  functionDescription,
  mappingDescription,
  policyDescription,
} from './descriptions.ts';
import { invoke } from './invocation.ts';
import type { FunctionService } from './lambda.ts';

interface Named {
  /** With its qualifier. */
  readonly id: string;
  readonly config: FunctionConfig;
  readonly request: AwsRequest;
  /** What the path names below the function. */
  readonly part: string;
}

/** What the account's functions are, and what they consume. */
interface Described {
  readonly functions: FunctionService;
  readonly eventSources: readonly EventSource[];
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly action: string;
}
interface FunctionRoute extends Route {
  readonly answer: (functions: FunctionService, named: Named) => object | Promise<AwsResponse>;
}
interface AccountRoute extends Route {
  readonly answer: (described: Described, request: AwsRequest, part: string) => object;
}

const functionPath = '^/2015-03-31/functions/([^/]+)';
const namePattern = /^(arn:[\w-]+:lambda:[\w-]+:)?(\d{12}:function:)?[\w-]{1,64}(:[$\w-]+)?$/;

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404);
}

function alias(functions: FunctionService, { config, part }: Named) {
  if (functions.aliases(config.name).includes(part)) return aliasDescription(config, part);
  throw notFound(`Cannot find alias arn: ${config.arn}:${part}`);
}

function policy(functions: FunctionService, { id, config }: Named) {
  const permissions = functions.permissions(id);
  if (permissions.length === 0) {
    throw notFound('The resource you requested does not exist.');
  }
  const qualifier = functions.aliasOf(id);
  return policyDescription(qualifier ? `${config.arn}:${qualifier}` : config.arn, permissions);
}

/** On one function. */
const ofFunction: readonly FunctionRoute[] = [
  {
    method: 'POST',
    path: new RegExp(`${functionPath}/invocations$`),
    action: 'InvokeFunction',
    answer: (functions, { request, id }) => invoke(functions, request, id),
  },
  {
    method: 'GET',
    path: new RegExp(`${functionPath}$`),
    action: 'GetFunction',
    answer: (_, { config }) => ({
      Configuration: functionDescription(config),
      Code: { RepositoryType: 'embedded', Location: `file://${config.codePath}` },
    }),
  },
  {
    method: 'GET',
    path: new RegExp(`${functionPath}/configuration$`),
    action: 'GetFunctionConfiguration',
    answer: (_, { config }) => functionDescription(config),
  },
  {
    method: 'GET',
    path: new RegExp(`${functionPath}/aliases$`),
    action: 'ListAliases',
    answer: (functions, { config }) => ({
      Aliases: functions.aliases(config.name).map((one) => aliasDescription(config, one)),
    }),
  },
  {
    method: 'GET',
    path: new RegExp(`${functionPath}/aliases/([^/]+)$`),
    action: 'GetAlias',
    answer: alias,
  },
  {
    method: 'GET',
    path: new RegExp(`${functionPath}/versions$`),
    action: 'ListVersionsByFunction',
    answer: (_, { config }) => ({
      Versions: ['$LATEST', '1'].map((version) => functionDescription(config, version)),
    }),
  },
  {
    method: 'GET',
    path: new RegExp(`${functionPath}/policy$`),
    action: 'GetPolicy',
    answer: policy,
  },
];

/** A function as a query names it: by its name or ARN, with or without alias. */
const isFunction = (functions: FunctionService, wanted: string | null, arn: string) =>
  wanted === null || parseFunction(wanted).name === functions.config(arn).name;

const ofAccount: readonly AccountRoute[] = [
  {
    method: 'GET',
    path: /^\/2015-03-31\/functions$/,
    action: 'ListFunctions',
    answer: ({ functions }) => ({
      Functions: functions.list().map(({ name }) => functionDescription(functions.config(name))),
    }),
  },
  {
    method: 'GET',
    path: /^\/2015-03-31\/event-source-mappings$/,
    action: 'ListEventSourceMappings',
    answer: ({ functions, eventSources }, { query }) => {
      const source = query.get('EventSourceArn');
      const found = eventSources
        .filter(({ sourceArn }) => source === null || sourceArn === source)
        .filter(({ functionArn }) => isFunction(functions, query.get('FunctionName'), functionArn));
      return { EventSourceMappings: found.map(mappingDescription) };
    },
  },
  {
    method: 'GET',
    path: /^\/2015-03-31\/event-source-mappings\/([^/]+)$/,
    action: 'GetEventSourceMapping',
    answer: ({ eventSources }, _, uuid) => {
      const found = eventSources.find(({ id }) => id === uuid);
      if (found) return mappingDescription(found);
      throw notFound('The resource you requested does not exist.');
    },
  },
];

function named(functions: FunctionService, request: AwsRequest, name: string, part: string): Named {
  if (!namePattern.test(name)) {
    throw new AwsError('ValidationException', `${name} is no name or ARN of a function`);
  }
  const qualifier = request.query.get('Qualifier');
  const own = parseFunction(name).qualifier;
  if (own !== undefined && qualifier !== null && own !== qualifier) {
    throw new AwsError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const id = own === undefined && qualifier !== null ? `${name}:${qualifier}` : name;
  try {
    return { id, config: functions.config(id), request, part };
  } catch (error) {
    throw notFound((error as Error).message);
  }
}

const isResponse = (answer: object): answer is AwsResponse => 'contentType' in answer;

function route<R extends Route>(routes: readonly R[], method: string, path: string) {
  for (const one of routes) {
    const [whole, first = '', second = ''] = one.path.exec(path) ?? [];
    if (whole !== undefined && one.method === method) return { one, first, second };
  }
  return undefined;
}

export interface LambdaNeeds extends Described {
  readonly access: Pick<Access, 'check'>;
}

export function lambdaService({ access, ...described }: LambdaNeeds): Service {
  const { functions } = described;

  function check(request: AwsRequest, action: string, resource: string): void {
    const reason = access.check(request.accessKeyId, `lambda:${action}`, resource);
    if (reason !== undefined) throw denied('lambda', reason);
  }

  async function answer(request: AwsRequest): Promise<object> {
    const path = request.path.replace(/\/$/, '');
    const general = route(ofAccount, request.method, path);
    if (general) {
      check(request, general.one.action, '*');
      return general.one.answer(described, request, decodeURIComponent(general.first));
    }
    const found = route(ofFunction, request.method, path);
    if (!found) {
      throw new AwsError(
        'UnknownOperationException',
        `lambda ${request.method} ${path} is not part of the embedded cloud`,
        404,
      );
    }
    const of = named(
      functions,
      request,
      decodeURIComponent(found.first),
      decodeURIComponent(found.second),
    );
    const qualifier = functions.aliasOf(of.id);
    check(request, found.one.action, qualifier ? `${of.config.arn}:${qualifier}` : of.config.arn);
    return await found.one.answer(functions, of);
  }

  return async (request) => {
    const found = await answer(request);
    if (isResponse(found)) return found;
    return { status: 200, contentType: 'application/json', body: JSON.stringify(found) };
  };
}
