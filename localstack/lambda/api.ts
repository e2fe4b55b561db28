// Lambda behind the edge: functions can be invoked, listed and described.

import type { Access } from '../cloud/cloud.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  denied,
  type Service,
} from '../cloud/protocol/edge-protocol.ts';
import { type Described, ofAccount } from './account-routes.ts';
import { parseFunction } from './config.ts';
import { type Named, ofFunction } from './function-routes.ts';
import type { FunctionService } from './lambda.ts';
import { notFound, type Route } from './route.ts';

const namePattern =
  /^(arn:[\w-]+:lambda:([\w-]+):)?((\d{12}):function:)?[\w-]{1,64}(:(?:\$LATEST|[\w-]{1,128}))?$/;
const qualifierPattern = /^(?:\$LATEST|[\w-]{1,128})$/;

/** Functions of another region or account are not within reach. */
function checkPlace(id: string, own: string): void {
  const [, , , region = '', account = ''] = own.split(':');
  const [, , otherRegion = region, , otherAccount = account] = namePattern.exec(id) ?? [];
  if (otherRegion !== region) {
    throw notFound(
      `Functions from '${otherRegion}' are not reachable in this region ('${region}')`,
    );
  }
  if (otherAccount !== account) throw notFound(`Function not found: ${id}`);
}

function named(functions: FunctionService, request: AwsRequest, name: string, part: string): Named {
  if (!namePattern.test(name)) {
    throw new AwsError('ValidationException', `${name} is no name or ARN of a function`);
  }
  const qualifier = request.query.get('Qualifier');
  if (qualifier !== null && !qualifierPattern.test(qualifier)) {
    throw new AwsError('ValidationException', `${qualifier} is no version or alias`);
  }
  const own = parseFunction(name).qualifier;
  if (own !== undefined && qualifier !== null && own !== qualifier) {
    throw new AwsError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const id = own === undefined && qualifier !== null ? `${name}:${qualifier}` : name;
  let config: Named['config'];
  try {
    config = functions.config(id);
  } catch (error) {
    throw notFound((error as Error).message);
  }
  checkPlace(name, config.arn);
  return { id, config, request, part };
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
