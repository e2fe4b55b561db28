// A small REST API made through the resource handlers and served by the gateway, for tests.

import { type FakeCloud, fakeCloud } from './fake-cloud.ts';

export interface TestApi extends FakeCloud {
  readonly id: string;
  readonly url: string;
  resource(type: string, properties: Record<string, unknown>): Promise<string>;
  /** A method on a path, e.g. `GET /orders/{id}`; properties are those of the template. */
  method(route: string, properties: Record<string, unknown>): Promise<void>;
  lambda(route: string, name: string, properties?: Record<string, unknown>): Promise<void>;
  /** Sends a request to the stage and reads the answer whole. */
  call(path: string, options?: RequestInit): Promise<Answered>;
}

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export function invocation(name: string): string {
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${name}/invocations`;
}

export async function testApi(
  properties: Record<string, unknown> = {},
  stage: Record<string, unknown> = {},
): Promise<TestApi> {
  const fake = await fakeCloud();
  let count = 0;
  const make = (type: string, more: Record<string, unknown>) => {
    count += 1;
    return fake.create(`AWS::ApiGateway::${type}`, {
      logicalId: `${type}${count}`,
      properties: more,
    });
  };
  const id = await make('RestApi', { Name: 'test', ...properties });
  await make('Stage', { RestApiId: id, DeploymentId: 'd', StageName: 'v1', ...stage });
  const resources = new Map<string, string>([['', `${id.slice(0, 8)}rt`]]);

  async function resourceAt(path: string): Promise<string> {
    const known = resources.get(path);
    if (known) return known;
    const end = path.lastIndexOf('/');
    const ref = await make('Resource', {
      RestApiId: id,
      ParentId: await resourceAt(path.slice(0, end)),
      PathPart: path.slice(end + 1),
    });
    resources.set(path, ref);
    return ref;
  }

  async function method(route: string, more: Record<string, unknown>): Promise<void> {
    const [httpMethod, path = ''] = route.split(' ');
    await make('Method', {
      RestApiId: id,
      ResourceId: await resourceAt(path === '/' ? '' : path),
      HttpMethod: httpMethod,
      AuthorizationType: 'NONE',
      ...more,
    });
  }

  await fake.cloud.startGateway();
  const url = `http://127.0.0.1:${fake.cloud.endpoints.api}`;
  return {
    ...fake,
    id,
    url,
    method,
    resource: (type, more) => make(type, { RestApiId: id, ...more }),
    lambda: (route, name, more = {}) =>
      method(route, {
        Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: invocation(name) },
        ...more,
      }),
    async call(path, options) {
      const response = await fetch(`${url}/v1${path}`, options);
      return {
        status: response.status,
        headers: response.headers,
        text: await response.text(),
      };
    },
  };
}
