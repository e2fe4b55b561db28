// The services that run code: functions, what starts them at a time, what rotates by them, what they transform.
import type { Access, Deliver, Ground } from '../cloud/cloud.ts';
import { firehose } from '../firehose/service.ts';
import { type LambdaNeeds, lambda } from '../lambda/service.ts';
import { createDelivery } from '../messaging/delivery.ts';
import { schedules } from '../scheduler/service.ts';
import { secretsManager } from '../secrets-manager/service.ts';

interface Needs extends Omit<LambdaNeeds, 'deliver' | 'messaging'> {
  readonly ground: Ground;
  readonly access: Access;
  readonly messaging: Parameters<typeof createDelivery>[0]['messaging'];
}

export async function computeOf(needs: Needs) {
  const { ground, access, messaging } = needs;
  const deliver: Deliver = createDelivery({
    roles: access,
    messaging,
    log: ground.log,
    invokeAsync: (arn, payload) => functions.invokeAsync(arn, payload),
  });
  const code = await lambda({ ...needs, deliver });
  const { functions, eventSources } = code;
  const secrets = secretsManager({ ground, access, functions });
  const times = schedules({ ground, access, functions, deliver });
  const streams = firehose({ ground, access, functions, messaging });
  return {
    services: [code, secrets, times, streams],
    functions,
    eventSources,
    secrets: secrets.secrets,
    scheduler: times.scheduler,
  };
}
