// The messages between services as AsyncAPI 3, made from the contracts and the table of who feeds whom: https://www.asyncapi.com/docs/reference/specification/v3.1.0
import { Envelope } from '../../events/envelope.ts';
import { type MessageContract, serviceOf } from '../../events/message.ts';
import { commands, facts, type MessageRoute, type Service, services } from '../../events/routes.ts';
import * as schemas from '../../events/schemas.ts';
import { envelopeOf, exampleMessage } from './message-shapes.ts';
import { messageModules, messageOf } from './messages.ts';
import { namedSchemas } from './named-schemas.ts';

const schemaWhere = '#/components/schemas/';

const typesOf = (routes: readonly MessageRoute[]): readonly string[] =>
  [...new Set(routes.map(({ type }) => type))].sort();

/** What a service publishes to its topic. */
const factsOf = (service: Service) => typesOf(facts.filter(({ from }) => from.includes(service)));

/** What comes into the inbox of a service: the facts it subscribes to, and commands. */
const inboxOf = (service: Service) =>
  typesOf([...facts, ...commands].filter(({ to }) => to.includes(service)));

/** Commands that a service puts into the inboxes of others, and its own. */
const sentTo = (service: Service, receiver: Service) =>
  typesOf(commands.filter(({ from, to }) => from.includes(service) && to.includes(receiver)));

const topic = (service: Service) => `${service}-events`;
const inbox = (service: Service) => `${service}-inbox`;

const stage = {
  stage: { description: 'Of the deployment.', default: 'dev', examples: ['dev', 'prod'] },
};

const channel = (name: string, title: string, types: readonly string[]) => ({
  address: `tandem-{stage}-${name}`,
  title,
  parameters: { stage: { $ref: '#/components/parameters/stage' } },
  messages: Object.fromEntries(
    types.map((type) => [type, { $ref: `#/components/messages/${type}` }]),
  ),
});

const operation = (
  action: 'send' | 'receive',
  name: string,
  summary: string,
  types: readonly string[],
) => ({
  action,
  summary,
  channel: { $ref: `#/channels/${name}` },
  messages: types.map((type) => ({ $ref: `#/channels/${name}/messages/${type}` })),
});

const operationsOf = (service: Service): readonly (readonly [string, object])[] => {
  const published = factsOf(service);
  const received = inboxOf(service);
  const sendings = services
    .map((receiver) => [receiver, sentTo(service, receiver)] as const)
    .filter(([, types]) => types.length > 0)
    .map(
      ([receiver, types]) =>
        [
          `${service}.send-to-${receiver}`,
          operation('send', inbox(receiver), `Commands of ${service} to ${receiver}`, types),
        ] as const,
    );
  return [
    ...(published.length === 0
      ? []
      : [
          [
            `${service}.publish`,
            operation('send', topic(service), `Facts of ${service}`, published),
          ] as const,
        ]),
    ...sendings,
    ...(received.length === 0
      ? []
      : [
          [
            `${service}.receive`,
            operation('receive', inbox(service), `What ${service} is told and asked`, received),
          ] as const,
        ]),
  ];
};

const message = (contract: MessageContract, refer: (schema: unknown) => object) => ({
  name: contract.type,
  title: contract.type,
  summary: contract.kind === 'fact' ? 'It has happened.' : 'It is to be done.',
  contentType: 'application/cloudevents+json',
  correlationId: {
    description: 'The request that all of this began with.',
    location: '$message.payload#/correlationid',
  },
  payload: refer(envelopeOf(contract)),
  examples: [{ payload: exampleMessage(contract, serviceOf(contract.type)) }],
});

export const asyncApiDocument = (): object => {
  const named = namedSchemas([schemas, { Envelope }, ...messageModules], { where: schemaWhere });
  const types = typesOf([...facts, ...commands]);
  const messages = Object.fromEntries(
    types.map((type) => [type, message(messageOf(type), named.refer)]),
  );
  const channels = services.flatMap((service) => [
    [topic(service), channel(topic(service), `Facts of ${service}`, factsOf(service))] as const,
    [inbox(service), channel(inbox(service), `Inbox of ${service}`, inboxOf(service))] as const,
  ]);
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Tandem, between its services',
      version: '1.0.0',
      description:
        'CloudEvents 1.0 in structured JSON. Facts go to the SNS topic of the service they happened in and on to the SQS inbox of each service that subscribes; commands go straight to the inbox of their one receiver. A message can come more than once and out of order.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(
      channels.filter(([, { messages: known }]) => Object.keys(known).length > 0),
    ),
    operations: Object.fromEntries(services.flatMap(operationsOf)),
    components: {
      parameters: stage,
      messages,
      schemas: named.definitions(),
    },
  };
};
