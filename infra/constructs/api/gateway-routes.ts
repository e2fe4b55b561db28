// The routes of the public API as resources and methods of the REST API.
import {
  CfnMethod,
  type CfnMethodProps,
  CfnModel,
  CfnResource as GatewayResource,
} from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import type { RouteContract } from '../../../events/http/route.ts';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { toDraft4 } from './draft-4.ts';
import { otherMethods } from './gateway-answers.ts';
import {
  functionKey,
  isContainer,
  shopPath,
  storefrontKey,
  toContainer,
  toFunction,
} from './integrations.ts';

export interface GatewayRoutesProps {
  readonly stage: StageConfig;
  readonly restApiId: string;
  /** Who judges the tokens, by the kind of a route's auth. */
  readonly authorizerIds: Readonly<Record<'bearer' | 'optional', string>>;
  readonly routes: readonly RouteContract[];
  /** Function on the way to a legacy shop, and the ids of the routes that are sent that way. */
  readonly legacy?: { readonly functionArn: string; readonly routes: readonly string[] };
}

/** `orders.read-events` → `OrdersReadEvents` */
const modelName = (id: string): string =>
  id.replace(/(?:^|[.-])(\w)/g, (_match, letter: string) => letter.toUpperCase());

/** In front of the paths that lead to our own services whatever a route is switched to. */
const directPath = '/direct';

export class GatewayRoutes extends Construct {
  /** What has been declared, so that a deployment is made anew when it changes. */
  readonly declared: unknown[] = [];
  readonly methods: CfnMethod[] = [];
  private readonly props: GatewayRoutesProps;
  private readonly resources = new Map<string, string>();

  constructor(scope: Construct, id: string, props: GatewayRoutesProps) {
    super(scope, id);
    this.props = props;
    this.resources.set('', lookUp(this, props.stage, 'platform/rest-api-root-id'));
    // Pages for people find their way themselves.
    const pages = toFunction(lookUp(this, props.stage, storefrontKey));
    this.method('storefront.home', shopPath, 'ANY', pages);
    this.method('storefront.pages', `${shopPath}/{proxy+}`, 'ANY', pages);
    const methodsByPath = new Map<string, string[]>();
    for (const route of props.routes) {
      this.method(route.id, route.path, route.method, {
        operationName: route.id,
        ...this.authorization(route),
        ...this.requestModels(route),
        ...this.integration(route),
      });
      if (this.isMoved(route)) this.direct(route);
      methodsByPath.set(route.path, [...(methodsByPath.get(route.path) ?? []), route.method]);
    }
    const { corsOrigins } = props.stage;
    for (const [path, methods] of methodsByPath) {
      const answer = otherMethods(corsOrigins, methods);
      this.method(`any ${path.replaceAll('/', ' ')}`, path, 'ANY', answer);
    }
  }

  private method(
    id: string,
    path: string,
    httpMethod: string,
    props: Partial<CfnMethodProps>,
  ): void {
    const method = {
      restApiId: this.props.restApiId,
      resourceId: this.resource(path),
      httpMethod,
      authorizationType: 'NONE',
      ...props,
    };
    this.methods.push(new CfnMethod(this, id, method));
    this.declared.push(path, method);
  }

  /** The resource of a path, made with those above it when it is first asked for. */
  private resource(path: string): string {
    const known = this.resources.get(path);
    if (known !== undefined) return known;
    const end = path.lastIndexOf('/');
    const { ref } = new GatewayResource(this, path.replaceAll('/', ' '), {
      restApiId: this.props.restApiId,
      parentId: this.resource(path.slice(0, end)),
      pathPart: path.slice(end + 1),
    });
    this.resources.set(path, ref);
    return ref;
  }

  /** Services check every token again; the gateway only keeps out what can be told without them. */
  private authorization(route: RouteContract): Partial<CfnMethodProps> {
    const { auth } = route;
    if (auth.kind !== 'bearer' && auth.kind !== 'optional') return {};
    return {
      authorizationType: 'CUSTOM',
      authorizerId: this.props.authorizerIds[auth.kind],
      // Where partners have keys, a route that a client's scope opens is metered by them.
      apiKeyRequired:
        auth.kind === 'bearer' && this.props.stage.partners.length > 0 && auth.scopes.length > 0
          ? true
          : undefined,
    };
  }

  /** Documentation only: the services validate, see docs/decisions/0002. */
  private requestModels(route: RouteContract): Partial<CfnMethodProps> {
    const { body } = route.request;
    if (body === undefined) return {};
    const contentType = route.accepts ?? 'application/json';
    const schema = toDraft4(body);
    this.declared.push(schema);
    const model = new CfnModel(this, `${route.id} request`, {
      restApiId: this.props.restApiId,
      name: `${modelName(route.id)}Request`,
      description: route.summary,
      contentType,
      schema,
    });
    return { requestModels: { [contentType]: model.ref } };
  }

  private isMoved({ id }: RouteContract): boolean {
    return this.props.legacy?.routes.includes(id) ?? false;
  }

  /** By which the function on the way to a legacy shop, and nobody else, reaches our own service. */
  private direct(route: RouteContract): void {
    this.method(`direct ${route.id}`, `${directPath}${route.path}`, route.method, {
      apiKeyRequired: true,
      ...toContainer(this, this.props.stage, route),
    });
  }

  private integration(route: RouteContract): Partial<CfnMethodProps> {
    const { stage, legacy } = this.props;
    if (legacy && (this.isMoved(route) || route.service === 'legacy')) {
      return toFunction(legacy.functionArn);
    }
    return isContainer(route.service)
      ? toContainer(this, stage, route)
      : toFunction(lookUp(this, stage, functionKey(route)));
  }
}
