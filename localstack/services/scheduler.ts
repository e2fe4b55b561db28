// EventBridge Scheduler behind the edge: its schedules can be listed.
import type { AwsCloud } from '../aws-cloud.ts';
import { AwsError, denied, type Service } from '../edge-protocol.ts';

export function schedulerService(cloud: AwsCloud): Service {
  return (request) => {
    if (request.method !== 'GET' || !request.path.startsWith('/schedules')) {
      throw new AwsError(
        'NotFoundException',
        `scheduler ${request.method} ${request.path} is not part of the embedded cloud`,
        404,
      );
    }
    const reason = cloud.access.check(request.accessKeyId, 'scheduler:ListSchedules', '*');
    if (reason !== undefined) throw denied('scheduler', reason);
    const Schedules = cloud.scheduler.list().map(({ config }) => ({
      Name: config.name,
      GroupName: config.group,
      Arn: config.arn,
      State: config.enabled ? 'ENABLED' : 'DISABLED',
      Target: { Arn: config.targetArn },
    }));
    return {
      status: 200,
      contentType: 'application/json',
      body: JSON.stringify({ Schedules }),
    };
  };
}
