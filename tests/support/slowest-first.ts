// The order of the files of a project: those that take longest begin, so that at its end no worker is left alone with one.
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Below `tests/`; what a machine has never run is otherwise sorted by its size, which tells little of its time. */
const slowest = [
  'infra/updates infra/stacks infra/checks infra/kubernetes',
  'integration/new-service integration/products-last-unit integration/auth-bursts integration/aws-cli',
  'integration/dead-letters integration/operator-commands integration/gateway-bodies',
  'integration/listener-aborts integration/cli-commands integration/outbox integration/auth-accounts',
  'unit/saga-model unit/products-hostile unit/saga-crash-sweep unit/products-stock-model unit/scale',
  'e2e/console e2e/invoke e2e/mail-outage e2e/storefront-pages e2e/stop-while-starting e2e/order-cost',
  'e2e/hostile-routes e2e/console-hostile e2e/legacy e2e/template-matters e2e/staff-accessible',
  'e2e/dead-letters e2e/kept-data e2e/merchant-webhooks e2e/storefront-journeys e2e/start-stop',
  'e2e/console-journeys e2e/service-clients e2e/console-chaos e2e/order-sequences e2e/refresh-twice',
].flatMap((line) => line.split(' '));

const nameOf = ({ moduleId }: TestSpecification): string =>
  relative('tests', moduleId).replace(/\.test\.ts$/, '');

/** Those that are not listed come after those that are. */
const rankOf = (file: TestSpecification): number => {
  const rank = slowest.indexOf(nameOf(file));
  return rank < 0 ? slowest.length : rank;
};

export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const projects = Map.groupBy(await super.sort(files), ({ project }) => project);
    return [...projects.values()].flatMap((own) =>
      own.toSorted((one, other) => rankOf(one) - rankOf(other)),
    );
  }
}
