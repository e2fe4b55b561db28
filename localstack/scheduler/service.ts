// EventBridge Scheduler: schedules that start their targets at their times.
import type { AwsService } from '../cloud/aws-service.ts';
import type { Access, Deliver, Ground } from '../cloud/cloud.ts';
import type { FunctionService } from '../lambda/lambda.ts';
import { schedulerService } from './api.ts';
import { scheduleResources } from './resources.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

interface Needs {
  readonly ground: Ground;
  readonly access: Access;
  readonly functions: Pick<FunctionService, 'wokenBySchedule'>;
  readonly deliver: Deliver;
}

export interface ScheduleService extends AwsService {
  readonly scheduler: Scheduler;
}

export const schedules = ({ ground, access, functions, deliver }: Needs): ScheduleService => {
  const scheduler = createScheduler(deliver, (line) => ground.log.line('scheduler', line));
  ground.onStop('scheduler', async () => scheduler.stop());
  return {
    scheduler,
    api: { scheduler: schedulerService({ account: ground, access, scheduler }) },
    resources: scheduleResources({ account: ground, access, functions, scheduler }),
  };
};
