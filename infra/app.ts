// The map of the system. One deploy puts all stacks up in this order; each can be deployed alone.
import { readFileSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import { nameOf, tagAll } from './names.ts';
import { ApiStack } from './stacks/edge/api.ts';
import { BffMobileStack } from './stacks/edge/bff-mobile.ts';
import { BffWebStack } from './stacks/edge/bff-web.ts';
import { DocsStack } from './stacks/edge/docs.ts';
import { StorefrontStack } from './stacks/edge/storefront.ts';
import { SalesByDayStack } from './stacks/examples/sales-by-day.ts';
import { DeadLettersStack } from './stacks/messages/dead-letters.ts';
import { FactsStack } from './stacks/messages/facts.ts';
import { RelayStack } from './stacks/messages/relay.ts';
import { AuditorStack } from './stacks/operations/auditor.ts';
import { HealthStack } from './stacks/operations/health.ts';
import { ObservabilityStack } from './stacks/operations/observability.ts';
import { PlatformStack } from './stacks/operations/platform.ts';
import { RolloutStack } from './stacks/operations/rollout.ts';
import { SyntheticCustomerStack } from './stacks/operations/synthetic-customer.ts';
import { AuthStack } from './stacks/services/auth.ts';
import { NotificationsStack } from './stacks/services/notifications.ts';
import { OrdersStack } from './stacks/services/orders.ts';
import { PaymentsStack } from './stacks/services/payments.ts';
import { ProductsStack } from './stacks/services/products.ts';
import { WebhooksStack } from './stacks/services/webhooks.ts';
import { stageFrom } from './stages.ts';
import { restWhereWaiting } from './waiting.ts';

/** Also read here, so that the app gives the same assembly with and without the CDK's command line. */
const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));

export const app = new App({
  context: {
    ...context,
    // What the command line sets as well: the template names the path and the asset of each resource.
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
    'aws:cdk:disable-stack-trace': true,
  },
  analyticsReporting: false,
  treeMetadata: false,
});
const stage = stageFrom(app.node);

const after = <S extends Stack>(earlier: readonly Stack[], stack: S): S => {
  for (const each of earlier) stack.addStackDependency(each);
  return stack;
};

// Network, cluster, internal load balancer, topics, the empty API.
const platform = new PlatformStack(app, stage);

// Asks new code before calls meet it: there before any function is replaced.
const rollout = after([platform], new RolloutStack(app, stage));
const ground = [platform, rollout];

// Each service owns its table and its inbox.
const auth = after(ground, new AuthStack(app, stage)); //                    functions
const products = after([platform], new ProductsStack(app, stage)); //          container
const orders = after([platform, auth, products], new OrdersStack(app, stage)); // container, a client of auth and of products
const payments = after(ground, new PaymentsStack(app, stage)); //            functions
const webhooks = after(ground, new WebhooksStack(app, stage)); //            functions
const notifications = after(ground, new NotificationsStack(app, stage)); //  functions

// Publishes what their tables have committed.
const services = [auth, products, orders, payments, webhooks, notifications];
const relay = after(services, new RelayStack(app, stage));

// Compares what all tables say; reads only.
const auditor = after(services, new AuditorStack(app, stage));

// Buys and cancels like a customer, from outside.
const synthetic = after(ground, new SyntheticCustomerStack(app, stage));

// Keeps what all topics have told.
const facts = after(ground, new FactsStack(app, stage));

// What died in their queues, for administrators.
const withDeadLetters = [...services, relay, auditor, synthetic, facts];
const deadLetters = after(withDeadLetters, new DeadLettersStack(app, stage));

// The public HTTP API in front of them.
const docs = after(ground, new DocsStack(app, stage));
const storefront = after(ground, new StorefrontStack(app, stage));
const bffWeb = after(ground, new BffWebStack(app, stage));
const bffMobile = after(ground, new BffMobileStack(app, stage));
const health = after(services, new HealthStack(app, stage));
const api = after(
  [...services, deadLetters, docs, storefront, bffWeb, bffMobile, health],
  new ApiStack(app, stage),
);

// Dashboards, objectives and the alarms over more than one of them.
const watched = [
  ...withDeadLetters,
  deadLetters,
  docs,
  storefront,
  bffWeb,
  bffMobile,
  rollout,
  api,
  health,
];
after(watched, new ObservabilityStack(app, stage, watched));

// To begin from: nothing waits for it.
if (stage.example === 'sales-by-day') after(services, new SalesByDayStack(app, stage));

// One of two regions works, the other waits.
if (stage.regions !== undefined) restWhereWaiting(app, stage);

tagAll(app, { project: 'tandem', stage: stage.name, deployment: nameOf(stage) });

if (process.env.CDK_VALIDATION !== 'false') {
  const { addChecks } = await import('./checks/add-checks.ts');
  addChecks(app);
}
app.synth();
