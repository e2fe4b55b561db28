// The API of API Gateway behind the edge: the REST APIs that are served.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
import { arnOf } from '../cloud/arn.ts';
import type { Access } from '../cloud/cloud.ts';
import { AwsError, denied, type Service } from '../cloud/protocol/edge-protocol.ts';
import type { ApiRegistry, RestApi } from './model.ts';

const summary = ({ id, name, rootId, binaryMediaTypes, apiKeySource }: RestApi) => ({
  id,
  name,
  rootResourceId: rootId,
  binaryMediaTypes,
  apiKeySource,
  endpointConfiguration: { types: ['REGIONAL'] },
});

const stageOf = ({ stages }: RestApi) =>
  [...stages.values()].map(({ name, deploymentId, variables }) => ({
    stageName: name,
    deploymentId,
    variables,
  }));

function resourcesOf({ resources }: RestApi) {
  const pathOf = (id: string | undefined): string => {
    const resource = id === undefined ? undefined : resources.get(id);
    if (!resource || resource.parentId === undefined) return '';
    return `${pathOf(resource.parentId)}/${resource.pathPart}`;
  };
  return [...resources.values()].map(({ id, parentId, pathPart, methods }) => ({
    id,
    ...(parentId !== undefined && { parentId, pathPart }),
    path: pathOf(id) || '/',
    ...(methods.size > 0 && {
      resourceMethods: Object.fromEntries([...methods.keys()].map((method) => [method, {}])),
    }),
  }));
}

const parts: Readonly<Record<string, (api: RestApi) => object>> = {
  '': summary,
  '/stages': (api) => ({ item: stageOf(api) }),
  '/resources': (api) => ({ item: resourcesOf(api) }),
};

function answer({ apis }: Pick<ApiRegistry, 'apis'>, method: string, path: string): object {
  const asked = /^\/restapis(?:\/([^/]+)(\/\w+)?)?\/?$/.exec(path);
  const [, id, part = ''] = asked ?? [];
  const describe = Object.hasOwn(parts, part) ? parts[part] : undefined;
  if (method !== 'GET' || !asked || !describe) {
    throw new AwsError(
      'NotFoundException',
      `apigateway ${method} ${path} is not part of the embedded cloud`,
      404,
    );
  }
  if (id === undefined) return { item: [...apis.values()].map(summary) };
  const api = apis.get(id);
  if (api) return describe(api);
  throw new AwsError('NotFoundException', `Invalid API identifier specified ${id}`, 404);
}

interface Needs {
  readonly region: string;
  readonly access: Pick<Access, 'check'>;
  readonly apis: ApiRegistry;
}

export function apiGatewayService({ region, access, apis }: Needs): Service {
  return ({ method, path, accessKeyId }) => {
    const resource = arnOf('apigateway', path, { region, accountId: '' });
    const reason = access.check(accessKeyId, `apigateway:${method}`, resource);
    if (reason !== undefined) throw denied('apigateway', reason);
    const body = JSON.stringify(answer(apis, method, path));
    return { status: 200, contentType: 'application/json', body };
  };
}
