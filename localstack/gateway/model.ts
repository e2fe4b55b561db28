// The REST APIs of the assembly as the gateway serves them, filled by the resource handlers.
import type { Readable } from 'node:stream';
import type { HeaderList } from '../cloud/protocol/http-headers.ts';

export interface Integration {
  readonly type: 'AWS_PROXY' | 'HTTP_PROXY' | 'MOCK';
  readonly uri: string;
  readonly httpMethod: string;
  readonly timeoutMs: number;
  readonly requestParameters: Record<string, string>;
  readonly requestTemplates: Record<string, string>;
  readonly passthroughBehavior: string;
  readonly contentHandling: 'CONVERT_TO_TEXT' | undefined;
  readonly responses: readonly IntegrationResponse[];
  /** Load balancer behind the VPC link (its ARN). */
  readonly target: string | undefined;
  /** Its answer goes through as it comes; else it is passed on once it is whole. */
  readonly streams: boolean;
}

export interface IntegrationResponse {
  readonly statusCode: number;
  readonly selectionPattern: string | undefined;
  readonly parameters: Record<string, string>;
  readonly templates: Record<string, string>;
}

export interface Method {
  readonly apiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
  readonly authorizationType: 'NONE' | 'CUSTOM';
  readonly authorizerId: string | undefined;
  readonly apiKeyRequired: boolean;
  readonly validatorId: string | undefined;
  readonly requestParameters: Record<string, boolean>;
  readonly requestModels: Record<string, string>;
  readonly integration: Integration;
}

export interface ApiResource {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly pathPart: string;
  readonly methods: Map<string, Method>;
}

export interface Authorizer {
  readonly id: string;
  readonly type: 'TOKEN' | 'REQUEST';
  readonly uri: string;
  readonly identitySources: readonly string[];
  readonly validation: RegExp | undefined;
  readonly ttlSeconds: number;
}

interface Validator {
  readonly body: boolean;
  readonly parameters: boolean;
}

export interface GatewayResponse {
  readonly status: number | undefined;
  readonly parameters: Record<string, string>;
  readonly templates: Record<string, string>;
}

export interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

export interface Stage {
  readonly name: string;
  readonly deploymentId: string | undefined;
  readonly variables: Record<string, string>;
  readonly accessLogFormat: string | undefined;
  /** Keyed `<resource path>/<method>` with `*` as wildcard, as in `MethodSettings`. */
  readonly throttles: Map<string, Throttle>;
}

export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly rootId: string;
  readonly binaryMediaTypes: readonly string[];
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly resources: Map<string, ApiResource>;
  readonly authorizers: Map<string, Authorizer>;
  readonly models: Map<string, unknown>;
  readonly validators: Map<string, Validator>;
  readonly gatewayResponses: Map<string, GatewayResponse>;
  readonly stages: Map<string, Stage>;
}

export interface ApiKey {
  readonly id: string;
  readonly value: string;
  readonly enabled: boolean;
}

export interface UsagePlan {
  readonly id: string;
  readonly stages: readonly { apiId: string; stage: string; throttles: Map<string, Throttle> }[];
  readonly throttle: Throttle | undefined;
  readonly quota: { limit: number; period: 'DAY' | 'WEEK' | 'MONTH' } | undefined;
  readonly keyIds: Set<string>;
}

export interface ApiRegistry {
  readonly apis: Map<string, RestApi>;
  readonly keys: Map<string, ApiKey>;
  readonly plans: Map<string, UsagePlan>;
}

export const createApis = (): ApiRegistry => ({
  apis: new Map(),
  keys: new Map(),
  plans: new Map(),
});

/** What is answered, by an integration or by the gateway itself. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string | Buffer | Readable;
  /** Bytes of a body that streams, where they are known. */
  readonly length?: number;
}
