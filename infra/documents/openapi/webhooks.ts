// What merchants are sent, as webhooks of OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.1.html#fixed-fields
import { outboundEventTypes } from '../../../events/messages/webhooks.ts';
import { webhookBody, webhookExample } from '../message-shapes.ts';
import { messageOf } from '../messages.ts';
import type { NamedSchemas } from '../named-schemas.ts';

const signed = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({
  name,
  in: 'header',
  required: true,
  description: 'As Standard Webhooks has it: https://www.standardwebhooks.com',
  schema: { type: 'string' },
}));

export const webhooks = (refer: NamedSchemas['refer']): object =>
  Object.fromEntries(
    outboundEventTypes.map((type) => {
      const contract = messageOf(type);
      const post = {
        operationId: `merchant.${type}`,
        summary: type,
        description:
          'Sent to each endpoint that has subscribed to it, until it is answered with 2xx.',
        tags: ['Webhooks'],
        security: [],
        parameters: signed,
        requestBody: {
          description: 'Verify the signature over the bytes as they came.',
          required: true,
          content: {
            'application/json': {
              schema: refer(webhookBody(contract)),
              example: webhookExample(contract),
            },
          },
        },
        responses: {
          '2XX': { description: 'Received: it is not sent again.' },
          '410': { description: 'Gone: the endpoint is disabled.' },
        },
      };
      return [type, { post }];
    }),
  );
