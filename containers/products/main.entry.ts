// The products container: catalogue, prices, stock and its reservations.
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions, dynamoClient } from '../../platform/calls/aws.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createTable } from '../../platform/data/table.ts';
import { tableReplays } from '../../platform/http/idempotency.ts';
import { createRateLimit } from '../../platform/http/rate-limit.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { httpServices } from '../../platform/http/services.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createBury } from '../../platform/messaging/dead-letter-queue.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { startQueueConsumer } from '../../platform/messaging/queue-consumer.ts';
import { runContainer } from '../../platform/service/container.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { createFigures } from '../../platform/telemetry/prometheus.ts';
import { followCursors } from '../../platform/tokens/seals.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import { createProducts } from './compose.ts';
import { readProductsConfig } from './config.ts';
import { followChanges } from './search/change-feed.ts';

const config = readProductsConfig();
const log = createLog(config);
const figures = createFigures();
const table = createTable(dynamoClient(), config.TABLE_NAME);
const sqs = new SQSClient(clientOptions);
const readSecret = createSecretReader(clock);
const cursors = await followCursors(() => readSecret(config.CURSOR_SECRET_ARN));
const readable = createReadable({ clock, log, found: figures.unreadable });
const products = createProducts({ table, cursors, clock, newId, readable, log });
await products.search.rebuild();
const following = followChanges(products.search, clock, log);

await runContainer({
  server: createServer({
    endpoints: products.endpoints,
    services: {
      ...httpServices(config, clock, log),
      replays: tableReplays(table),
      rateLimit: createRateLimit(
        { perSecond: config.SUBJECT_RATE, burst: config.SUBJECT_BURST },
        clock,
      ),
    },
    prefix: '/v1',
    ready: async () => {
      await table.get({ pk: 'HEALTH', sk: 'HEALTH' });
    },
    figures,
  }),
  port: config.PORT,
  host: config.LISTEN_HOST,
  log,
  consume: () =>
    startQueueConsumer({
      client: sqs,
      queueUrl: config.QUEUE_URL,
      inbox: createInbox(products.handlers, log, { handled: figures.handled }),
      bury: createBury({ client: sqs, deadLettersUrl: config.DEAD_LETTERS_URL }),
      log,
    }),
  close: async () => {
    await following.stop();
  },
});
