// The events of tests/events, one for each function, with example values in their placeholders.
import { readdirSync, readFileSync } from 'node:fs';
import type {
  APIGatewayProxyEvent,
  APIGatewayTokenAuthorizerEvent,
  DynamoDBStreamEvent,
  FirehoseTransformationEvent,
  SecretsManagerRotationEvent,
  SQSEvent,
} from 'aws-lambda';
import type { Target } from '../../functions/rollout/asking.ts';

const examples: Readonly<Record<string, string>> = {
  now: '2026-01-01T00:00:00.000Z',
  uuid: '2f6a5f0e-5f6e-4d0b-9a57-8f5f6b1f0c11',
  demoToken: 'a-token',
  adminToken: 'a-token',
};

const read = (file: string): unknown =>
  JSON.parse(
    readFileSync(`tests/events/${file}`, 'utf8').replaceAll(
      /\{\{(\w+)\}\}/g,
      (whole, name: string) => examples[name] ?? whole,
    ),
  );

/** By the name of the bundle, e.g. `auth-handler`. */
export const eventFixtures: ReadonlyMap<string, unknown> = new Map(
  readdirSync('tests/events').map((file) => [file.replace(/\.json$/, ''), read(file)]),
);

export type Started =
  | { readonly by: 'request'; readonly event: APIGatewayProxyEvent }
  | { readonly by: 'queue'; readonly event: SQSEvent }
  | { readonly by: 'stream'; readonly event: DynamoDBStreamEvent }
  | { readonly by: 'schedule'; readonly event: Readonly<Record<string, unknown>> }
  | { readonly by: 'rotation'; readonly event: SecretsManagerRotationEvent }
  | { readonly by: 'delivery'; readonly event: FirehoseTransformationEvent }
  | { readonly by: 'authorizer'; readonly event: APIGatewayTokenAuthorizerEvent }
  | { readonly by: 'hand'; readonly event: { readonly targets: readonly Target[] } };

type Kind = Started['by'];

const kindOf = (event: Readonly<Record<string, unknown>>): Kind | undefined => {
  const sources = new Map<unknown, Kind>([
    ['aws:sqs', 'queue'],
    ['aws:dynamodb', 'stream'],
  ]);
  const members: readonly (readonly [string, Kind])[] = [
    ['httpMethod', 'request'],
    ['detail-type', 'schedule'],
    ['Step', 'rotation'],
    ['deliveryStreamArn', 'delivery'],
    ['authorizationToken', 'authorizer'],
    ['targets', 'hand'],
  ];
  const [first] = (event.Records ?? []) as readonly { readonly eventSource: string }[];
  return first
    ? sources.get(first.eventSource)
    : members.find(([member]) => Object.hasOwn(event, member))?.[1];
};

/** What an event of this shape comes from; throws for a shape that nothing sends. */
export const started = (event: unknown): Started => {
  const by = kindOf(event as Readonly<Record<string, unknown>>);
  if (by === undefined) throw new Error('nothing sends an event of this shape');
  return { by, event } as Started;
};
