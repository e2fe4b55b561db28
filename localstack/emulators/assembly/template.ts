// Templates as an emulator can take them. Pure: a template goes in, a changed copy comes out.

import { isLeftOut, type Profile } from './profiles.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Replaces from the leaves up; undefined leaves a value as it is. */
export function rewrite(value: unknown, replace: (value: Json) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => rewrite(each, replace));
  if (!isObject(value)) return value;
  const inside = Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, rewrite(each, replace)]),
  );
  const replaced = replace(inside);
  return replaced === undefined ? inside : replaced;
}

function mapResources(
  template: Template,
  change: (resource: Resource, id: string) => Resource | undefined,
): Template {
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).flatMap(([id, resource]) => {
      const changed = change(resource, id);
      return changed === undefined ? [] : [[id, changed]];
    }),
  );
  return { ...template, Resources };
}

/** The resource that a `Ref` or `Fn::GetAtt` names, with the attribute if there is one. */
function reference(value: Json): { id: string; attribute?: string } | undefined {
  if (typeof value.Ref === 'string') return { id: value.Ref };
  const path = value['Fn::GetAtt'];
  if (!Array.isArray(path)) return undefined;
  return { id: String(path[0]), attribute: String(path[1]) };
}

/** Without what a profile leaves out; what refers to them gets a name in their place. */
export function withoutLeftOut(template: Template, profile: Profile): Template {
  const gone = new Set(
    Object.entries(template.Resources).flatMap(([id, resource]) =>
      isLeftOut(profile, resource) ? [id] : [],
    ),
  );
  const kept = mapResources(template, (whole, id) => {
    if (gone.has(id)) return undefined;
    const { DependsOn, ...resource } = withoutAuthorizer(whole, gone);
    const needed = [DependsOn ?? []].flat().filter((each) => !gone.has(each));
    return needed.length > 0 ? { ...resource, DependsOn: needed } : resource;
  });
  return rewrite(kept, (value) => {
    const id = reference(value)?.id;
    return id !== undefined && gone.has(id) ? `left-out-${id}` : undefined;
  }) as Template;
}

/** A method that nobody is left to ask for: no name in the place of an authorizer does. */
function withoutAuthorizer(resource: Resource, gone: ReadonlySet<string>): Resource {
  const { AuthorizerId, ...properties } = resource.Properties ?? {};
  if (!isObject(AuthorizerId) || !gone.has(String(AuthorizerId.Ref))) return resource;
  return { ...resource, Properties: { ...properties, AuthorizationType: 'NONE' } };
}

/** `https://<id>.execute-api.<region>.…/v1` becomes the path by which the emulator serves the API: its host name does not resolve. */
export function withPublicUrl(template: Template, endpoint: string): Template {
  return rewrite(template, (value) => {
    const [separator, parts] = [value['Fn::Join']].flat(1) as [string?, unknown[]?];
    if (separator !== '' || !Array.isArray(parts)) return undefined;
    const [scheme, api, host] = parts;
    if (scheme !== 'https://' || !String(host).startsWith('.execute-api.')) return undefined;
    const stage = parts.at(-1);
    return { 'Fn::Join': ['', [`${endpoint}/_aws/execute-api/`, api, stage]] };
  }) as Template;
}

/** The name of the internal load balancer is the address of the one that this command runs. */
export function withLoadBalancer(template: Template, address: string): Template {
  const isBalancer = (id: string) =>
    template.Resources[id]?.Type === 'AWS::ElasticLoadBalancingV2::LoadBalancer';
  return rewrite(template, (value) => {
    const found = reference(value);
    return found?.attribute === 'DNSName' && isBalancer(found.id) ? address : undefined;
  }) as Template;
}

/** Functions that send mails do it there: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
export function withMailsAt(template: Template, origin: string): Template {
  return mapResources(template, (resource) => {
    const { Variables } = (resource.Properties?.Environment ?? {}) as { Variables?: Json };
    if (Variables?.MAIL_FROM === undefined) return resource;
    const Environment = { Variables: { ...Variables, AWS_ENDPOINT_URL_SESV2: origin } };
    return { ...resource, Properties: { ...resource.Properties, Environment } };
  });
}

export interface Integration {
  readonly Type?: string;
  readonly ConnectionType?: string;
  readonly ConnectionId?: unknown;
  readonly IntegrationTarget?: unknown;
  readonly Uri?: unknown;
  /** They know of no streams, and of no integration that may take longer than 29 s. */
  readonly ResponseTransferMode?: string;
  readonly TimeoutInMillis?: number;
}

/** Changes the integrations that go through the VPC link. */
export function withIntegrations(
  template: Template,
  change: (integration: Integration) => Integration,
): Template {
  return mapResources(template, (resource) => {
    const integration = resource.Properties?.Integration as Integration | undefined;
    if (integration?.ConnectionType !== 'VPC_LINK') return resource;
    return {
      ...resource,
      Properties: { ...resource.Properties, Integration: change(integration) },
    };
  });
}

/**
 * To the load balancer itself. Of private integrations API Gateway sends on the stage, of others not:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
 */
export function plainIntegration({
  ConnectionType: _type,
  ConnectionId: _id,
  IntegrationTarget: _target,
  ResponseTransferMode: _mode,
  TimeoutInMillis: _timeout,
  ...integration
}: Integration): Integration {
  const Uri = rewrite(integration.Uri, (value) => {
    const [, parts] = [value['Fn::Join']].flat(1) as [string?, unknown[]?];
    const path = parts?.at(-1);
    if (typeof path !== 'string' || !path.startsWith('/')) return undefined;
    return { 'Fn::Join': ['', [...(parts ?? []).slice(0, -1), `/v1${path}`]] };
  });
  return { ...integration, Uri };
}
