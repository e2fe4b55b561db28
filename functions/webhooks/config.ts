// What the entries of the webhooks service read from their environment.
import {
  commonConfig,
  list,
  readConfig,
  text,
  textOr,
  tokenConfig,
} from '../../platform/kernel/config.ts';

const deliveries = { ...commonConfig, TABLE_NAME: text, DELIVERIES_QUEUE_URL: text };

/** `on` lets endpoints be on this very machine, without TLS: for development. */
const loopback = { WEBHOOK_LOOPBACK: textOr('off') };

export const readHttpConfig = () =>
  readConfig({
    ...deliveries,
    ...tokenConfig,
    ...loopback,
    CORS_ORIGINS: list,
    /** `sandbox` or `stripe`. */
    PAYMENT_PROVIDER: text,
    CURSOR_SECRET_ARN: text,
    PROVIDER_WEBHOOK_SECRET_ARN: text,
  });

export type HttpConfig = ReturnType<typeof readHttpConfig>;

const dying = { DEAD_LETTERS_URL: text };

export const readSweepConfig = () => readConfig(deliveries);

export const readConsumerConfig = () => readConfig({ ...deliveries, ...dying });

export const readDeliveryConfig = () => readConfig({ ...deliveries, ...loopback, ...dying });
