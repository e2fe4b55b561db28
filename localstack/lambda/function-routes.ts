// What may be asked of one function.
import type { AwsRequest, AwsResponse } from '../cloud/protocol/edge-protocol.ts';
import type { FunctionConfig } from './config.ts';
import {
  aliasDescription,
  allVersions,
  functionDescription,
  policyDescription,
} from './descriptions.ts';
import { invoke } from './invocation.ts';
import type { FunctionService } from './lambda.ts';
import { notFound, paged, type Route } from './route.ts';

export interface Named {
  /** With its qualifier. */
  readonly id: string;
  readonly config: FunctionConfig;
  readonly request: AwsRequest;
  /** What the path names below the function. */
  readonly part: string;
}

interface FunctionRoute extends Route {
  readonly answer: (functions: FunctionService, named: Named) => object | Promise<AwsResponse>;
}
const functionPath = '^/2015-03-31/functions/([^/]+)';
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
export const ofFunction: readonly FunctionRoute[] = [
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
    answer: (functions, { config, id }) => ({
      Configuration: functionDescription(config, functions.aliasOf(id)),
      Code: { RepositoryType: 'embedded', Location: `file://${config.codePath}` },
    }),
  },
  {
    method: 'GET',
    path: new RegExp(`${functionPath}/configuration$`),
    action: 'GetFunctionConfiguration',
    answer: (functions, { config, id }) => functionDescription(config, functions.aliasOf(id)),
  },
  {
    method: 'GET',
    path: new RegExp(`${functionPath}/aliases$`),
    action: 'ListAliases',
    answer(functions, { config, request }) {
      const version = request.query.get('FunctionVersion');
      const found = functions
        .aliases(config.name)
        .map((one) => aliasDescription(config, one))
        .filter(({ FunctionVersion }) => version === null || FunctionVersion === version);
      const { items, ...next } = paged(found, request);
      return { Aliases: items, ...next };
    },
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
    answer(_, { config, request }) {
      const all = allVersions.map((version) => functionDescription(config, version));
      const { items, ...next } = paged(all, request);
      return { Versions: items, ...next };
    },
  },
  {
    method: 'GET',
    path: new RegExp(`${functionPath}/policy$`),
    action: 'GetPolicy',
    answer: policy,
  },
];
