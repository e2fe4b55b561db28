// What may be asked of all functions of the account, and of what they consume.
import type { AwsRequest } from '../cloud/protocol/edge-protocol.ts';
import { parseFunction } from './config.ts';
import {
  allVersions,
  type EventSource,
  functionDescription,
  latest,
  mappingDescription,
} from './descriptions.ts';
import type { FunctionService } from './lambda.ts';
import { notFound, paged, type Route } from './route.ts';

/** What the account's functions are, and what they consume. */
export interface Described {
  readonly functions: FunctionService;
  readonly eventSources: readonly EventSource[];
}

interface AccountRoute extends Route {
  readonly answer: (described: Described, request: AwsRequest, part: string) => object;
}

/** A function as a query names it: by its name or ARN, with or without alias. */
const isFunction = (functions: FunctionService, wanted: string | null, arn: string) =>
  wanted === null || parseFunction(wanted).name === functions.config(arn).name;

export const ofAccount: readonly AccountRoute[] = [
  {
    method: 'GET',
    path: /^\/2015-03-31\/functions$/,
    action: 'ListFunctions',
    answer({ functions }, request) {
      const versions = request.query.get('FunctionVersion') === 'ALL' ? allVersions : [latest];
      const all = functions.list().map(({ name }) => functions.config(name));
      const described = all.flatMap((config) =>
        versions.map((version) => functionDescription(config, version)),
      );
      const { items, ...next } = paged(described, request);
      return { Functions: items, ...next };
    },
  },
  {
    method: 'GET',
    path: /^\/2015-03-31\/event-source-mappings$/,
    action: 'ListEventSourceMappings',
    answer: ({ functions, eventSources }, request) => {
      const { query } = request;
      const source = query.get('EventSourceArn');
      const found = eventSources
        .filter(({ sourceArn }) => source === null || sourceArn === source)
        .filter(({ functionArn }) => isFunction(functions, query.get('FunctionName'), functionArn));
      const { items, ...next } = paged(found, request, 100);
      return { EventSourceMappings: items.map(mappingDescription), ...next };
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
