// Where a containerised service writes its lines, and what is noticed in them.
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { alarmOnLines } from '../watching/watched-lines.ts';

export const containerLogs = (scope: Construct, stage: StageConfig, service: string): LogGroup => {
  const place = stage.kubernetes === undefined ? 'ecs' : 'kubernetes';
  const logGroup = new LogGroup(scope, 'Logs', {
    logGroupName: `/${place}/${nameOf(stage, service)}`,
    retention: stage.logRetention,
    removalPolicy: stage.removalPolicy,
  });
  alarmOnLines(scope, stage, service, logGroup);
  return logGroup;
};
