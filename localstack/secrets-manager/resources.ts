// AWS::SecretsManager::Secret and RotationSchedule.

import type { Lifetime, Log, ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { object, optionalNumber, optionalText, ResourceError, text } from '../cloud/read.ts';
import type { FunctionService } from '../lambda/lambda.ts';
import { parseSchedule } from '../scheduler/cron.ts';
import { type GenerateSecretString, generateSecret } from './generate.ts';
import type { Rotation } from './rotation.ts';
import type { Secret, SecretStore } from './secrets.ts';

interface Needs extends Lifetime {
  readonly secrets: Pick<SecretStore, 'ensure' | 'find'>;
  readonly rotation: Rotation;
  readonly functions: Pick<FunctionService, 'wokenBySchedule'>;
  readonly log: Log;
}

const secret = ({ secrets }: Needs): ResourceHandler => ({
  type: 'AWS::SecretsManager::Secret',
  properties: ['Name', 'Description', 'GenerateSecretString', 'SecretString', 'KmsKeyId', 'Tags'],
  create(resource) {
    const { properties } = resource;
    const generated = properties.GenerateSecretString as GenerateSecretString | undefined;
    const { arn } = secrets.ensure(physicalName(resource, 'Name', 512), () =>
      generated ? generateSecret(generated) : optionalText(properties, 'SecretString'),
    );
    return { ref: arn, attributes: { Id: arn } };
  },
});

const day = 86_400_000;
// setTimeout counts in 32 bits.
const longestTimerMs = 2_000_000_000;

/** Rotates the secret whenever its time has come; `nextAfter` takes and gives milliseconds since 1970. */
function rotationTimer(
  secret: Secret,
  { rotation, log }: Pick<Needs, 'rotation' | 'log'>,
  nextAfter: (time: number) => number | undefined,
) {
  let timer: NodeJS.Timeout | undefined;

  const wait = (): void => {
    const next = nextAfter(secret.lastRotatedAt ?? Date.now());
    if (next === undefined) return;
    const ms = Math.max(0, Math.min(next - Date.now(), longestTimerMs));
    timer = setTimeout(() => (next > Date.now() ? wait() : rotate()), ms);
    timer.unref();
  };
  const rotate = (): void => {
    rotation
      .rotate(secret)
      .catch((error: unknown) => log.line('secrets', String(error)))
      .finally(() => {
        timer = setTimeout(wait, 60_000);
        timer.unref();
      });
  };

  return { start: wait, stop: () => clearTimeout(timer) };
}

const rotationSchedule = (needs: Needs): ResourceHandler => ({
  type: 'AWS::SecretsManager::RotationSchedule',
  properties: [
    'SecretId',
    'RotationLambdaARN',
    'RotateImmediatelyOnUpdate',
    'RotationRules.AutomaticallyAfterDays',
    'RotationRules.ScheduleExpression',
    'RotationRules.Duration',
  ],
  create(resource) {
    const found = needs.secrets.find(text(resource, 'SecretId'));
    if (!found) throw new ResourceError(resource, 'its secret is not part of this assembly');
    found.rotationLambdaArn = text(resource, 'RotationLambdaARN');
    needs.functions.wokenBySchedule(found.rotationLambdaArn);
    const rules = object(resource.properties, 'RotationRules');
    const days = optionalNumber(rules, 'AutomaticallyAfterDays');
    const expression = optionalText(rules, 'ScheduleExpression');
    const nextAfter = (time: number) =>
      expression === undefined ? time + (days ?? 30) * day : parseSchedule(expression).next(time);
    const timer = rotationTimer(found, needs, nextAfter);
    needs.onReady(`rotation of ${found.name}`, async () => {
      // A secret that was never rotated holds a placeholder: its function makes the first real value.
      if (found.lastRotatedAt === undefined) await needs.rotation.rotate(found);
      timer.start();
    });
    needs.onStop(`rotation of ${found.name}`, async () => timer.stop());
    return { ref: found.arn };
  },
});

export const secretResources = (needs: Needs): readonly ResourceHandler[] => [
  secret(needs),
  rotationSchedule(needs),
];
