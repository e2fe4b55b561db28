// The environment of each containerised service, by what its stage publishes.
import {
  clientEnvironment,
  httpEnvironment,
  type Look,
  rateEnvironment,
  serviceEnvironment,
} from '../environment.ts';
import { tableNameOf } from '../names.ts';
import { callsByName, type StageConfig } from '../stages.ts';
import { collectorEnvironment } from './collector.ts';
import { type ContainerService, port } from './definition.ts';

/** Where a container is deployed. */
export interface Place {
  readonly region: string;
  readonly look: Look;
}

type Environment = Readonly<Record<string, string>>;

/** What only one of them has. */
const own: Readonly<Record<ContainerService, (stage: StageConfig, look: Look) => Environment>> = {
  orders: (stage, look) => ({
    ...clientEnvironment(look, 'orders'),
    PRODUCTS_URL: callsByName(stage)
      ? `http://products:${port}/v1`
      : `http://${look('platform/load-balancer-dns')}/v1`,
  }),
  products: () => ({}),
};

export const containerEnvironment = (
  stage: StageConfig,
  service: ContainerService,
  { region, look }: Place,
): Environment => ({
  ...serviceEnvironment(stage, service),
  AWS_REGION: region,
  PORT: String(port),
  ...(stage.collector && collectorEnvironment),
  ...httpEnvironment(look, stage),
  ...rateEnvironment(stage),
  TABLE_NAME: tableNameOf(stage, service),
  QUEUE_URL: look(`${service}/queue-url`),
  DEAD_LETTERS_URL: look(`${service}/dead-letters-url`),
  CURSOR_SECRET_ARN: look(`${service}/cursor-secret-arn`),
  ...own[service](stage, look),
});
