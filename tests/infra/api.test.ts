// The REST API: every route of the contracts, and what the gateway answers by itself.
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { admin, type RouteContract } from '../../events/http/route.ts';
import { type ErrorCode, problems } from '../../events/problems.ts';
import { problemBody } from '../../infra/constructs/api/problem.ts';
import { ApiStack } from '../../infra/stacks/edge/api.ts';
import { stageFrom } from '../../infra/stages.ts';
import { problemReply } from '../../platform/http/problem.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { systemOf } from './support/assembly.ts';
import { at, listAt, type Resource, references } from './support/system.ts';

const system = systemOf('dev');

const resources = new Map(
  system.of('AWS::ApiGateway::Resource').map((resource) => [resource.id, resource]),
);

const pathOf = (id: string): string => {
  const resource = resources.get(id);
  if (resource === undefined) return '';
  const [parent = ''] = references(at(resource.properties, 'ParentId'));
  return `${pathOf(parent)}/${at(resource.properties, 'PathPart')}`;
};

const routeOf = ({ properties }: Resource): string => {
  const [id = ''] = references(at(properties, 'ResourceId'));
  return `${at(properties, 'HttpMethod')} ${pathOf(id)}`;
};

const methods = new Map(
  system.of('AWS::ApiGateway::Method').map((method) => [routeOf(method), method.properties]),
);

const propertiesOf = (route: string) => methods.get(route);

describe('routes', () => {
  it('are those of the contracts, with 405 for every other method', () => {
    const routes = api.map(({ method, path }) => `${method} ${path}`);
    const paths = new Set(routes.map((route) => route.split(' ')[1]));
    const pages = ['ANY /shop', 'ANY /shop/{proxy+}'];
    expect([...methods.keys()].toSorted()).toEqual(
      [...pages, ...routes, ...[...paths].map((path) => `ANY ${path}`)].toSorted(),
    );
  });

  it('ask the authorizer where the contract wants or allows a bearer token, and nowhere else', () => {
    const asked = api.map(({ method, path }) => {
      const properties = propertiesOf(`${method} ${path}`);
      return [at(properties, 'AuthorizationType'), ...references(at(properties, 'AuthorizerId'))];
    });
    const expected = {
      bearer: ['CUSTOM', 'Authorizer'],
      optional: ['CUSTOM', 'OptionalAuthorizer'],
    };
    expect(asked).toEqual(
      api.map(({ auth: { kind } }) =>
        kind === 'bearer' || kind === 'optional' ? expected[kind] : ['NONE'],
      ),
    );
  });

  it('of containers go through the VPC link with their path parameters', () => {
    expect(at(propertiesOf('GET /orders/{id}/events'), 'Integration')).toMatchObject({
      Type: 'HTTP_PROXY',
      ConnectionType: 'VPC_LINK',
      IntegrationHttpMethod: 'GET',
      RequestParameters: {
        'integration.request.path.id': 'method.request.path.id',
        'integration.request.header.X-Gateway-Request-Id': 'context.requestId',
        'integration.request.header.X-Gateway-Source-Ip': 'context.identity.sourceIp',
      },
      Uri: {
        'Fn::Join': [
          '',
          [
            'http://',
            { Ref: expect.stringContaining('platformloadbalancerdns') },
            '/orders/{id}/events',
          ],
        ],
      },
    });
  });

  it('of functions call the alias that the service has published', () => {
    const called = ([route, entry]: readonly [string, string]) => {
      const integration = at(propertiesOf(route), 'Integration');
      expect(at(integration, 'Type')).toBe('AWS_PROXY');
      expect(references(integration)).toContainEqual(
        expect.stringContaining(`authfunctions${entry}arn`),
      );
    };
    // What hashes a password keeps nobody else waiting.
    const answeredBy: readonly (readonly [string, string])[] = [
      ['POST /auth/login', 'hashing'],
      ['POST /users', 'hashing'],
      ['POST /auth/password-reset/confirm', 'hashing'],
      ['POST /users/me/password', 'hashing'],
      ['POST /users/me/mfa', 'hashing'],
      ['DELETE /users/me/mfa', 'hashing'],
      ['PATCH /users/me', 'hashing'],
      ['POST /users/me/deletion', 'hashing'],
      ['GET /users/me', 'handler'],
      ['POST /auth/refresh', 'handler'],
      ['POST /auth/password-reset', 'handler'],
      ['POST /oauth/token', 'handler'],
      ['GET /.well-known/jwks.json', 'handler'],
    ];
    answeredBy.forEach(called);
  });

  it('document their bodies, and leave the validation to the services', () => {
    const model = references(at(propertiesOf('POST /orders'), 'RequestModels'))[0];
    const schema = system.of('AWS::ApiGateway::Model').find(({ id }) => id === model)?.properties;
    expect(at(schema, 'Name')).toBe('OrdersPlaceRequest');
    expect(at(schema, 'Schema.required')).toEqual(['lines', 'shippingAddress', 'paymentMethod']);
    expect(at(propertiesOf('POST /orders'), 'RequestValidatorId')).toBeUndefined();
  });
});

describe('answers of the gateway', () => {
  it('name the methods that a known path allows', () => {
    const answer = at(propertiesOf('ANY /orders'), 'Integration.IntegrationResponses.0');
    expect(at(answer, 'StatusCode')).toBe('405');
    expect(
      (at(answer, 'ResponseParameters') as Record<string, string>)['method.response.header.Allow'],
    ).toBe("'GET, POST'");
  });

  it('are problem details, each with the status of its code', () => {
    const refusals = system.of('AWS::ApiGateway::GatewayResponse').map(({ properties }) => {
      const body = (at(properties, 'ResponseTemplates') as Record<string, string>)[
        'application/json'
      ];
      const headers = at(properties, 'ResponseParameters') as Record<string, string>;
      return [
        JSON.parse(body ?? '').status === Number(at(properties, 'StatusCode')),
        headers['gatewayresponse.header.Content-Type'],
      ];
    });
    expect(refusals).toHaveLength(20);
    expect(refusals).toEqual(refusals.map(() => [true, "'application/problem+json'"]));
  });

  it('say 404 for an unknown route and 401 with the scheme for a refused token', () => {
    const answer = (type: string) =>
      system
        .of('AWS::ApiGateway::GatewayResponse')
        .find(({ properties }) => at(properties, 'ResponseType') === type)?.properties;
    expect(at(answer('MISSING_AUTHENTICATION_TOKEN'), 'StatusCode')).toBe('404');
    expect(
      (at(answer('UNAUTHORIZED'), 'ResponseParameters') as Record<string, string>)[
        'gatewayresponse.header.WWW-Authenticate'
      ],
    ).toBe("'Bearer'");
  });

  it('read as those of the services do', () => {
    const codes = Object.keys(problems) as ErrorCode[];
    expect(codes.map((code) => JSON.parse(problemBody(code, 'urn:request:r')))).toEqual(
      codes.map((code) => JSON.parse(problemReply(new AppError(code), 'r').body ?? '')),
    );
  });
});

describe('the stage', () => {
  const [stage] = system.of('AWS::ApiGateway::Stage');

  it('is `v1`, logged, traced, throttled, and measured where an objective wants it', () => {
    expect(at(stage?.properties, 'MethodSettings.0.MetricsEnabled')).toBeUndefined();
    expect(stage?.properties).toMatchObject({
      StageName: 'v1',
      TracingEnabled: true,
      AccessLogSetting: { Format: expect.stringContaining('$context.requestId') },
      // Metrics of each method would cost more than the requests.
      MethodSettings: [
        { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 500 },
        { ResourcePath: '/orders', HttpMethod: 'POST', MetricsEnabled: true },
      ],
    });
  });

  it('is deployed after all methods, refusals and authorizers', () => {
    const [deployment] = system.of('AWS::ApiGateway::Deployment');
    const parts = [
      ...system.of('AWS::ApiGateway::Method'),
      ...system.of('AWS::ApiGateway::GatewayResponse'),
      ...system.of('AWS::ApiGateway::Authorizer'),
    ];
    expect(deployment?.dependsOn.toSorted()).toEqual(parts.map(({ id }) => id).toSorted());
  });

  const authorizers = Object.fromEntries(
    system.of('AWS::ApiGateway::Authorizer').map(({ id, properties }) => [id, properties]),
  );

  it('keeps the verdict on a token for a minute', () => {
    expect(authorizers.Authorizer).toMatchObject({
      Type: 'TOKEN',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 60,
    });
    expect(listAt(authorizers.Authorizer, 'ProviderARNs')).toEqual([]);
  });

  it('hears guests where they may come, and keeps no verdict', () => {
    expect(authorizers.OptionalAuthorizer).toMatchObject({
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
    });
    expect(at(authorizers.OptionalAuthorizer, 'IdentitySource')).toBeUndefined();
  });
});

describe('a deployment', () => {
  const context = { stage: 'dev' };
  const deploymentOf = (routes: readonly RouteContract[]) => {
    const app = new App({ context, treeMetadata: false });
    const stack = new ApiStack(app, stageFrom(app.node), routes);
    return Object.keys(Template.fromStack(stack).findResources('AWS::ApiGateway::Deployment'));
  };
  const [first, ...others] = api;

  it('is the same while the routes are', () => {
    expect(deploymentOf(api)).toEqual(deploymentOf([...api]));
  });

  it('is made anew when a route goes', () => {
    expect(deploymentOf(others)).not.toEqual(deploymentOf(api));
  });

  it('is made anew when a route asks for something else', () => {
    const changed = [{ ...first, auth: admin } as RouteContract, ...others];
    expect(deploymentOf(changed)).not.toEqual(deploymentOf(api));
  });
});
