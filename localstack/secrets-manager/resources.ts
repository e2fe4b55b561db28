// AWS::SecretsManager::Secret and RotationSchedule.

import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { object, optionalNumber, optionalText, ResourceError, text } from '../cloud/read.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import { parseSchedule } from '../scheduler/cron.ts';
import { type GenerateSecretString, generateSecret } from './secrets.ts';

const secret: ResourceHandler = {
  type: 'AWS::SecretsManager::Secret',
  properties: ['Name', 'Description', 'GenerateSecretString', 'SecretString', 'KmsKeyId', 'Tags'],
  create(resource, cloud: AwsCloud) {
    const { properties } = resource;
    const generated = properties.GenerateSecretString as GenerateSecretString | undefined;
    const { arn } = cloud.secrets.ensure(physicalName(resource, 'Name', 512), () =>
      generated ? generateSecret(generated) : optionalText(properties, 'SecretString'),
    );
    return { ref: arn, attributes: { Id: arn } };
  },
};

const day = 86_400_000;
// setTimeout counts in 32 bits.
const longestTimerMs = 2_000_000_000;

const rotationSchedule: ResourceHandler = {
  type: 'AWS::SecretsManager::RotationSchedule',
  properties: [
    'SecretId',
    'RotationLambdaARN',
    'RotateImmediatelyOnUpdate',
    'RotationRules.AutomaticallyAfterDays',
    'RotationRules.ScheduleExpression',
    'RotationRules.Duration',
  ],
  create(resource, cloud: AwsCloud) {
    const found = cloud.secrets.find(text(resource, 'SecretId'));
    if (!found) throw new ResourceError(resource, 'its secret is not part of this assembly');
    found.rotationLambdaArn = text(resource, 'RotationLambdaARN');
    const rules = object(resource.properties, 'RotationRules');
    const days = optionalNumber(rules, 'AutomaticallyAfterDays');
    const expression = optionalText(rules, 'ScheduleExpression');
    const nextAfter = (time: number) =>
      expression === undefined ? time + (days ?? 30) * day : parseSchedule(expression).next(time);
    let timer: NodeJS.Timeout | undefined;

    const wait = (): void => {
      const next = nextAfter(found.lastRotatedAt ?? Date.now());
      if (next === undefined) return;
      const ms = Math.max(0, Math.min(next - Date.now(), longestTimerMs));
      timer = setTimeout(() => (next > Date.now() ? wait() : rotate()), ms);
      timer.unref();
    };
    const rotate = (): void => {
      cloud.rotation
        .rotate(found)
        .catch((error: unknown) => cloud.log.line('secrets', String(error)))
        .finally(() => {
          timer = setTimeout(wait, 60_000);
          timer.unref();
        });
    };

    cloud.onReady(`rotation of ${found.name}`, async () => {
      // A secret that was never rotated holds a placeholder: its function makes the first real value.
      if (found.lastRotatedAt === undefined) await cloud.rotation.rotate(found);
      wait();
    });
    cloud.onStop(`rotation of ${found.name}`, async () => clearTimeout(timer));
    return { ref: found.arn };
  },
};

export const secretResources: readonly ResourceHandler[] = [secret, rotationSchedule];
