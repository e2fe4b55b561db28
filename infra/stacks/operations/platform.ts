// What the services stand on: network, cluster, load balancer, the empty API, topics and the key of the tables.
import { emptyApi } from '../../constructs/api/empty-api.ts';
import { deployments } from '../../constructs/compute/deployments.ts';
import { WeeklyBackup } from '../../constructs/data/backup.ts';
import { dataKey } from '../../constructs/data/data-key.ts';
import { factTopics } from '../../constructs/messaging/facts/fact-topics.ts';
import { containerGround } from '../../constructs/network/container-ground.ts';
import { notices } from '../../constructs/watching/notices.ts';
import { isSecond } from '../../regions.ts';
import { type StackArguments, TandemStack } from '../../tandem-stack.ts';

export class PlatformStack extends TandemStack {
  constructor(...[scope, stage]: StackArguments) {
    super(scope, 'Platform', stage);
    containerGround(this, stage);
    dataKey(this, stage);
    notices(this, stage);
    // Where they are made.
    if (stage.backup && !isSecond(stage)) new WeeklyBackup(this, 'Backup', stage);
    factTopics(this, stage);
    emptyApi(this, stage);
    deployments(this, stage);
  }
}
