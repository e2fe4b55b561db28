// What behaviours refer to: policies of compression and of headers, functions of paths, and who an origin is read by.
import { runInNewContext } from 'node:vm';
import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import type { HeaderList } from '../cloud/protocol/http-headers.ts';
import { isObject, object, type Properties, ResourceError, text } from '../cloud/read.ts';
import type { Encodings } from './compression.ts';

const nothing: Encodings = { gzip: false, brotli: false };

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html#managed-cache-caching-optimized */
const managed: ReadonlyMap<string, Encodings> = new Map([
  ['658327ea-f89d-4fab-a63d-7e88639e58f6', { gzip: true, brotli: true }],
]);

/** By the header each member of `SecurityHeadersConfig` is sent as: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-responseheaderspolicy-securityheadersconfig.html */
const securityHeaders: Readonly<Record<string, (config: Properties) => [string, string]>> = {
  ContentSecurityPolicy: (config) => [
    'content-security-policy',
    String(config.ContentSecurityPolicy),
  ],
  ContentTypeOptions: () => ['x-content-type-options', 'nosniff'],
  FrameOptions: (config) => ['x-frame-options', String(config.FrameOption)],
  ReferrerPolicy: (config) => ['referrer-policy', String(config.ReferrerPolicy)],
  StrictTransportSecurity: (config) => [
    'strict-transport-security',
    `max-age=${String(config.AccessControlMaxAgeSec)}`,
  ],
};

const customHeaders = ({ Items }: Properties): HeaderList =>
  (Array.isArray(Items) ? Items : [])
    .filter(isObject)
    .map(({ Header, Value }) => [String(Header), String(Value)]);

export interface Policies {
  readonly resources: readonly ResourceHandler[];
  /** What a policy of ours or of AWS lets a behaviour compress. */
  encodingsOf(id: string | undefined): Encodings;
  headersOf(id: string | undefined): HeaderList;
  /** Throws where the function of this ARN answers no request. */
  rewriteOf(functionArn: string | undefined): (path: string) => string;
  isAccessControl(id: string | undefined): boolean;
}

type Make = (config: Properties, id: string, code: string) => void;

/** A type whose `<Type>Config` is all there is to it. */
const configured = (type: string, make: Make): ResourceHandler => ({
  type: `AWS::CloudFront::${type}`,
  properties: [
    `${type}Config`,
    ...(type === 'Function' ? ['Name', 'FunctionCode', 'AutoPublish', 'Tags'] : []),
  ],
  create(resource) {
    const config = object(resource.properties, `${type}Config`);
    const id = physicalName(resource, type === 'Function' ? 'Name' : 'Id', 36);
    if (Object.keys(config).length === 0) {
      throw new ResourceError(resource, `there is no ${type}Config`);
    }
    make(config, id, type === 'Function' ? text(resource, 'FunctionCode') : '');
    return { ref: id, attributes: { Id: id, FunctionARN: id } };
  },
});

const cachePolicy = (known: Map<string, Encodings>): ResourceHandler =>
  configured('CachePolicy', (config, id) => {
    const key = object(config, 'ParametersInCacheKeyAndForwardedToOrigin');
    known.set(id, {
      gzip: key.EnableAcceptEncodingGzip === true,
      brotli: key.EnableAcceptEncodingBrotli === true,
    });
  });

const headersPolicy = (known: Map<string, HeaderList>): ResourceHandler =>
  configured('ResponseHeadersPolicy', (config, id) => {
    const security = Object.entries(object(config, 'SecurityHeadersConfig')).map(
      ([name, each]): [string, string] => {
        const header = securityHeaders[name];
        if (header === undefined) throw new Error(`${name} is not interpreted`);
        return header(each as Properties);
      },
    );
    known.set(id, [...security, ...customHeaders(object(config, 'CustomHeadersConfig'))]);
  });

/** A function of the viewer's request, of which only the path may change: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
const edgeFunction = (known: Map<string, (path: string) => string>): ResourceHandler =>
  configured('Function', (_config, id, code) => {
    known.set(id, (uri) => {
      const event = JSON.stringify({ version: '1.0', request: { uri } });
      const made: unknown = runInNewContext(`${code}\nhandler(${event})`, {}, { timeout: 100 });
      if (!isObject(made) || typeof made.uri !== 'string')
        throw new Error(`${id} answers no request`);
      return made.uri;
    });
  });

export const createPolicies = (): Policies => {
  const encodings = new Map(managed);
  const headers = new Map<string, HeaderList>();
  const functions = new Map<string, (path: string) => string>();
  const accessControls = new Set<string>();
  return {
    resources: [
      cachePolicy(encodings),
      headersPolicy(headers),
      edgeFunction(functions),
      configured('OriginAccessControl', (_config, id) => void accessControls.add(id)),
    ],
    encodingsOf: (id = '') => encodings.get(id) ?? nothing,
    headersOf: (id = '') => headers.get(id) ?? [],
    rewriteOf: (arn = '') => functions.get(arn) ?? ((path) => path),
    isAccessControl: (id = '') => accessControls.has(id),
  };
};
