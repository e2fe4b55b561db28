// The environment that the templates give to a process is the one that it reads at its start, name by name.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readOrdersConfig } from '../../containers/orders/config.ts';
import { readProductsConfig } from '../../containers/products/config.ts';
import { readAuditorConfig } from '../../functions/auditor/config.ts';
import {
  readAuthorizerConfig,
  readClientRotationConfig,
  readHandlerConfig,
  readRotationConfig,
} from '../../functions/auth/config.ts';
import { readMobileConfig } from '../../functions/bff-mobile/config.ts';
import { readBffConfig } from '../../functions/bff-web/config.ts';
import { readDeadLettersConfig } from '../../functions/dead-letters/config.ts';
import { readHealthConfig } from '../../functions/health/config.ts';
import {
  readNotificationsConfig,
  readHttpConfig as readNotificationsHttpConfig,
} from '../../functions/notifications/config.ts';
import { readRelayConfig } from '../../functions/outbox-relay/config.ts';
import {
  readHttpConfig as readPaymentsConfig,
  readConsumerConfig as readPaymentsConsumerConfig,
  readProviderConfig,
} from '../../functions/payments/config.ts';
import { readRolloutConfig } from '../../functions/rollout/config.ts';
import { readStorefrontConfig } from '../../functions/storefront/config.ts';
import { readSyntheticConfig } from '../../functions/synthetic-customer/config.ts';
import {
  readDeliveryConfig,
  readSweepConfig,
  readHttpConfig as readWebhooksConfig,
  readConsumerConfig as readWebhooksConsumerConfig,
} from '../../functions/webhooks/config.ts';
import { commonConfig, readConfig } from '../../platform/kernel/config.ts';
import { systemOf } from './support/assembly.ts';
import { at, listAt } from './support/system.ts';

const readers: Readonly<Record<string, () => object>> = {
  'health-handler': readHealthConfig,
  'auth-authorizer': readAuthorizerConfig,
  'auth-handler': readHandlerConfig,
  'auth-hashing': readHandlerConfig,
  'auth-rotate': readRotationConfig,
  'auth-rotate-client': readClientRotationConfig,
  'bff-mobile-handler': readMobileConfig,
  'bff-web-handler': readBffConfig,
  'dead-letters-handler': readDeadLettersConfig,
  'docs-handler': () => readConfig(commonConfig),
  'facts-transform': () => readConfig(commonConfig),
  'notifications-consume': readNotificationsConfig,
  'notifications-handler': readNotificationsHttpConfig,
  orders: readOrdersConfig,
  'auditor-handler': readAuditorConfig,
  'outbox-relay-handler': readRelayConfig,
  'outbox-relay-sweep': readRelayConfig,
  'payments-consume': readPaymentsConsumerConfig,
  'payments-handler': readPaymentsConfig,
  'payments-reconcile': readProviderConfig,
  products: readProductsConfig,
  'rollout-hook': readRolloutConfig,
  'storefront-handler': readStorefrontConfig,
  'synthetic-customer-handler': readSyntheticConfig,
  'webhooks-consume': readWebhooksConsumerConfig,
  'webhooks-deliver': readDeliveryConfig,
  'webhooks-handler': readWebhooksConfig,
  'webhooks-sweep': readSweepConfig,
};

/** Set where a task must be heard by its own machine alone. */
const onLaptops = ['AWS_ENDPOINT_URL', 'LISTEN_HOST'];

/** What nobody sets unless the default is to be left. */
const byHand = ['QUOTES_BY'];

/** Runs only where it is deployed. */
const setByAws = ['AWS_ACCESS_KEY_ID', 'AWS_REGION', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

const environmentsOf = (stage: 'dev' | 'prod') =>
  new Map<string, Record<string, unknown>>([
    ...systemOf(stage)
      .of('AWS::Lambda::Function')
      .map(({ properties }): [string, Record<string, unknown>] => [
        String(at(properties, 'FunctionName')).replace(`tandem-${stage}-`, ''),
        at(properties, 'Environment.Variables') as Record<string, unknown>,
      ]),
    ...systemOf(stage)
      .of('AWS::ECS::TaskDefinition')
      .map(({ properties }): [string, Record<string, unknown>] => [
        String(at(properties, 'ContainerDefinitions.0.Name')),
        Object.fromEntries(
          listAt(properties, 'ContainerDefinitions.0.Environment').map((variable) => [
            at(variable, 'Name'),
            at(variable, 'Value'),
          ]),
        ),
      ]),
  ]);

/** Read by the tracer of every process; the collector stands beside the containers of `prod` only. */
const ofCollector = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_TRACES_SAMPLER_ARG'];

const json = new Set(['ROUTES', 'DEAD_LETTERS']);

/** What a value becomes once deployed: a reference is some URL, what is put together as JSON is JSON. */
const deployed = (name: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  return json.has(name) ? '{}' : 'https://example.com';
};

afterEach(() => vi.unstubAllEnvs());

describe.each(['dev', 'prod'] as const)('environments in %s', (stage) => {
  const environments = environmentsOf(stage);

  it('are given to every process there is', () => {
    expect([...environments.keys()].toSorted()).toEqual(Object.keys(readers).toSorted());
  });

  it('name the collector where there is one', () => {
    const told = [...environments].filter(([, given]) => ofCollector.every((key) => key in given));
    expect(told.map(([name]) => name).toSorted()).toEqual(
      stage === 'prod' ? ['orders', 'products'] : [],
    );
  });

  it.each(Object.entries(readers))(
    '%s finds all it reads, and is given nothing else',
    (name, read) => {
      const given = environments.get(name) ?? {};
      for (const key of setByAws) vi.stubEnv(key, 'set by AWS');
      for (const [key, value] of Object.entries(given)) vi.stubEnv(key, deployed(key, value));
      const wanted = Object.keys(read()).filter(
        (key) => ![...onLaptops, ...byHand, ...setByAws].includes(key),
      );
      expect(
        Object.keys(given)
          .filter((key) => ![...setByAws, ...ofCollector].includes(key))
          .toSorted(),
      ).toEqual(wanted.toSorted());
    },
  );
});
