// The services behind the edge, by the name in a signature's scope.
import type { AwsCloud } from '../aws-cloud.ts';
import { cloudFormationService } from '../cloudformation/api.ts';
import { logsService } from '../cloudwatch-logs/api.ts';
import type { EdgeServices, RawHandler } from '../edge.ts';
import { apiGatewayService } from '../gateway/describe.ts';
import { dynamodbService } from './dynamodb.ts';
import { lambdaService } from './lambda.ts';
import { type MeterParts, metered } from './metering.ts';
import { s3Service } from './s3.ts';
import { schedulerService } from './scheduler.ts';
import { secretsManagerService } from './secrets-manager.ts';
import { sesService } from './ses.ts';
import { snsService } from './sns.ts';
import { sqsService } from './sqs.ts';
import { ssmService } from './ssm.ts';
import { stsService } from './sts.ts';

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
