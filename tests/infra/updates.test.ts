// What CloudFormation does about the changes that are made most: nothing that holds data is replaced, and no canary's weights are set back.
import type { Change } from '@aws-sdk/client-cloudformation';
import { afterAll, describe, expect, it } from 'vitest';
import { lossesOf } from '../../infra/release/change-sets.ts';
import { changesBetween, type Edit, editedTemplates } from './support/edited.ts';

const removals: (() => void)[] = [];
afterAll(() => {
  for (const remove of removals) remove();
});
const later = (remove: () => void) => void removals.push(remove);

const now = await editedTemplates([], later);

const effectOf = async (edits: readonly Edit[]) =>
  changesBetween(now, await editedTemplates(edits, later));

const lost = (effect: Awaited<ReturnType<typeof effectOf>>): readonly string[] =>
  [...effect].flatMap(([stack, changes]) => lossesOf(stack, changes, new Set()));

const signs: Readonly<Record<string, string>> = { Add: '+', Remove: '-', Modify: '~' };

const lineOf = ({ ResourceChange: change }: Change): string => {
  const replaced = { True: ' (replaced)', Conditional: ' (perhaps replaced)' };
  const properties = (change?.Details ?? []).map(({ Target }) => Target?.Name);
  return [
    `  ${signs[change?.Action ?? '']} ${change?.ResourceType?.slice('AWS::'.length)} `,
    // Without the hashes of logical ids.
    change?.LogicalResourceId?.replaceAll(/[0-9a-f]{16,}|[0-9A-F]{8}/g, ''),
    replaced[change?.Replacement as keyof typeof replaced] ?? '',
    properties.length === 0 ? '' : `: ${properties.join(', ')}`,
  ].join('');
};

const shown = (effect: Awaited<ReturnType<typeof effectOf>>): string =>
  [...effect]
    .flatMap(([stack, changes]) => [stack, ...changes.map(lineOf).toSorted()])
    .join('\n')
    .concat('\n');

/** A route of the container that serves the orders, which looks up a gift card. */
const giftCard = (path: string): Edit => ({
  file: 'events/http/orders/orders.ts',
  from: 'export const OrderStatus =',
  to: `export const giftCard = defineRoute({
  id: 'orders.gift-card', service: 'orders', method: 'GET', path: '${path}', summary: 'A gift card',
  auth: customer, request: {}, responses: { 200: Type.Unknown() },
});
export const OrderStatus =`,
});

const ordinary: Readonly<Record<string, readonly Edit[]>> = {
  'a new route': [giftCard('/orders/gift-card')],
  'a new first path segment': [giftCard('/gift-cards')],
  'a new event': [
    {
      file: 'events/routes.ts',
      from: 'export const facts: readonly MessageRoute[] = [',
      to: `export const facts: readonly MessageRoute[] = [
  { type: 'orders.order-packed.v1', from: ['orders'], to: ['notifications', 'webhooks'] },`,
    },
  ],
  'a new index': [
    {
      file: 'infra/constructs/data/table-kinds.ts',
      from: 'for (const index of indexesOf(props)) table.addGlobalSecondaryIndex(index);',
      to: `for (const index of indexesOf(props)) table.addGlobalSecondaryIndex(index);
  table.addGlobalSecondaryIndex({
    indexName: 'region-index',
    partitionKey: string('region'),
    projectionType: ProjectionType.KEYS_ONLY,
  });`,
    },
  ],
  'a new function': [
    {
      file: 'infra/stacks/services/payments.ts',
      from: "const reconcile = this.serviceFunction('Reconcile', {",
      to: `this.serviceFunction('Export', {
      entry: 'export', bundle: 'reconcile', startedBy: 'schedule', onFailure: inbox.deadLetters,
    });
    const reconcile = this.serviceFunction('Reconcile', {`,
    },
  ],
  'a renamed alarm': [
    {
      file: 'infra/constructs/messaging/dead-letter-queue.ts',
      from: "name: [service, 'dead-letters-not-empty'],",
      to: "name: [service, 'has-dead-letters'],",
    },
  ],
  'a changed image': [
    { file: 'dist/containers/orders/main.mjs', from: 'orders', to: 'orders in another way' },
  ],
  'a changed secret': [
    {
      file: 'infra/stacks/services/payments.ts',
      from: 'API key at the payment provider;',
      to: 'API key at the provider of payments;',
    },
  ],
  'raised memory': [
    {
      file: 'infra/stacks/services/payments.ts',
      from: "bundle: bundleFor('consume'),",
      to: "bundle: bundleFor('consume'), memorySize: 1024,",
    },
  ],
  'a removed subscription': [
    {
      file: 'events/routes.ts',
      from: "type: 'orders.order-delivered.v1', from: ['orders'], to: ['notifications', 'webhooks']",
      to: "type: 'orders.order-delivered.v1', from: ['orders'], to: ['webhooks']",
    },
  ],
};

describe('of what is changed most', () => {
  it.each(Object.entries(ordinary))('%s loses nothing', async (name, edits) => {
    const effect = await effectOf(edits);
    expect(lost(effect)).toEqual([]);
    const file = `snapshots/update-${name.replaceAll(' ', '-')}.txt`;
    await expect(shown(effect)).toMatchFileSnapshot(file);
  });
});

describe('a review is told of', () => {
  it('what would be lost', async () => {
    const effect = await effectOf([
      {
        file: 'infra/constructs/data/table-kinds.ts',
        from: "partitionKey: string('pk'),",
        to: "partitionKey: string('id'),",
      },
      {
        file: 'infra/constructs/compute/container-traffic.ts',
        from: "byPath('/v1/*'),",
        to: "byPath('/v1/*', '/v2/*'),",
      },
      {
        file: 'infra/constructs/secrets/service-secret.ts',
        from: 'passwordLength: 44',
        to: 'passwordLength: 64',
      },
      {
        file: 'infra/app.ts',
        from: 'const relay = after(',
        to: "payments.node.tryRemoveChild('Inbox');\nconst relay = after(",
      },
    ]);
    expect(lost(effect).map((name) => name.replaceAll(/[0-9A-F]{8}/g, ''))).toEqual(
      expect.arrayContaining([
        'Tandem-prod-Orders/Table',
        'Tandem-prod-Orders/ContainerTrafficRule',
        'Tandem-prod-Payments/CursorSecret',
        'Tandem-prod-Payments/InboxQueue',
      ]),
    );
  });
});
