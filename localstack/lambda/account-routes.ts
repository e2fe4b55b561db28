// What may be asked of all functions of the account, and of what they consume.
import type { AwsRequest } from '../cloud/protocol/edge-protocol.ts';
import { parseFunction } from './config.ts';
import { type EventSource, functionDescription, mappingDescription } from './descriptions.ts';
import type { FunctionService } from './lambda.ts';
import { notFound, type Route } from './route.ts';

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
    answer: ({ functions }) => ({
      Functions: functions.list().map(({ name }) => functionDescription(functions.config(name))),
    }),
  },
  {
    method: 'GET',
    path: /^\/2015-03-31\/event-source-mappings$/,
    action: 'ListEventSourceMappings',
    answer: ({ functions, eventSources }, { query }) => {
      const source = query.get('EventSourceArn');
      const found = eventSources
        .filter(({ sourceArn }) => source === null || sourceArn === source)
        .filter(({ functionArn }) => isFunction(functions, query.get('FunctionName'), functionArn));
      return { EventSourceMappings: found.map(mappingDescription) };
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
