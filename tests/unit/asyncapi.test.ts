// The AsyncAPI document has every message, who sends it and who receives it, each with an example that its readers take.
import { expect, it } from 'vitest';
import { Envelope } from '../../events/envelope.ts';
import { commands, facts, type Service } from '../../events/routes.ts';
import { asyncApiDocument } from '../../infra/documents/asyncapi.ts';
import { exampleMessage } from '../../infra/documents/message-shapes.ts';
import { messages } from '../../infra/documents/messages.ts';
import { faultsOf } from '../../platform/validation/validation.ts';

interface Operation {
  readonly action: string;
  readonly channel: { readonly $ref: string };
  readonly messages: readonly { readonly $ref: string }[];
}
const document = asyncApiDocument() as {
  readonly channels: Readonly<Record<string, { readonly messages: object }>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: { readonly messages: Readonly<Record<string, object>> };
};

const typesIn = (operation: Operation | undefined) =>
  (operation?.messages ?? []).map(({ $ref }) => $ref.split('/').at(-1));

it('it has every message of the contracts and no other', () => {
  const declared = messages.map(({ type }) => type).sort();
  expect(Object.keys(document.components.messages).sort()).toEqual(declared);
});

it('each service publishes its facts and receives what is for it', () => {
  const receivedBy = (service: Service) =>
    [...facts, ...commands]
      .filter(({ to }) => to.includes(service))
      .map(({ type }) => type)
      .sort();
  expect(typesIn(document.operations['orders.receive'])).toEqual(receivedBy('orders'));
  expect(document.operations['payments.publish']).toMatchObject({
    action: 'send',
    channel: { $ref: '#/channels/payments-events' },
  });
  expect(typesIn(document.operations['orders.send-to-products'])).toContain(
    'products.reserve-stock.v1',
  );
});

it('messages of an operation are messages of its channel', () => {
  for (const { messages: wanted } of Object.values(document.operations)) {
    for (const { $ref } of wanted) {
      const [, , channel = '', , type = ''] = $ref.split('/');
      expect(document.channels[channel]?.messages).toHaveProperty([type]);
    }
  }
});

it.each(messages.map((contract) => [contract.type, contract] as const))(
  'the example of %s fits its contract',
  (_, contract) => {
    const example = exampleMessage(contract, 'orders');
    expect(faultsOf(Envelope, example)).toEqual([]);
    expect(faultsOf(contract.data, example.data)).toEqual([]);
  },
);
