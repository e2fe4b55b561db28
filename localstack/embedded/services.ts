// The services behind the edge, by the name in a signature's scope.

import { cloudFormationService } from '../cloudformation/api.ts';
import { logsService } from '../cloudwatch-logs/api.ts';
import { dynamodbService } from '../dynamodb/api.ts';
import { apiGatewayService } from '../gateway/describe.ts';
import { stsService } from '../iam/sts-api.ts';
import { lambdaService } from '../lambda/api.ts';
import { snsService } from '../messaging/sns-api.ts';
import { sqsService } from '../messaging/sqs-api.ts';
import { s3Service } from '../s3/api.ts';
import { schedulerService } from '../scheduler/api.ts';
import { secretsManagerService } from '../secrets-manager/api.ts';
import { sesService } from '../ses/api.ts';
import { ssmService } from '../ssm/api.ts';
import type { AwsCloud } from './aws-cloud.ts';
import type { EdgeServices, RawHandler } from './edge.ts';
import { type MeterParts, metered } from './metering.ts';

export function edgeServices(cloud: AwsCloud, admin: RawHandler): EdgeServices {
  const { usage, messaging, traffic, access, functions } = cloud;
  const names = new Map<string, string>();
  const partOf = (accessKeyId: string) => {
    const known = names.get(accessKeyId);
    if (known !== undefined) return known;
    const arn = access.identity(accessKeyId);
    const owner = arn.slice(arn.lastIndexOf('/') + 1);
    const isFunction = functions.list().some(({ name }) => name === owner);
    const part = `${isFunction ? 'function' : 'container'}:${owner}`;
    names.set(accessKeyId, part);
    return part;
  };
  const parts = { usage, messaging, traffic, partOf, isRole: access.isRole };
  return {
    services: meteredAll(parts, {
      dynamodb: dynamodbService(cloud),
      sqs: sqsService(cloud),
      sns: snsService(cloud),
      lambda: lambdaService(cloud),
      secretsmanager: secretsManagerService(cloud),
      ssm: ssmService(cloud),
      ses: sesService(cloud),
      sts: stsService(cloud),
      scheduler: schedulerService(cloud),
      apigateway: apiGatewayService(cloud),
      cloudformation: cloudFormationService(cloud),
      logs: logsService(cloud),
    }),
    s3: s3Service(cloud),
    admin,
    faults: cloud.faults,
    log: cloud.log,
  };
}

const meteredAll = (
  parts: MeterParts,
  services: EdgeServices['services'],
): EdgeServices['services'] =>
  Object.fromEntries(
    Object.entries(services).map(([name, service]) => [name, metered(name, service, parts)]),
  );
