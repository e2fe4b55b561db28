// What runs beside the emulator: the sandbox payment provider, and the containers behind a load balancer.
import { startProvider } from '../tandem/provider/process.ts';
import type { Prepared } from './assembly/prepare.ts';
import type { Profile } from './assembly/profiles.ts';
import type { Aws } from './aws.ts';
import { startBalancer } from './beside/balancer.ts';
import { mailsBeside } from './beside/ses.ts';
import { startTask } from './beside/tasks.ts';
import type { Host } from './host.ts';
import { mailsTo } from './mails.ts';
import type { Step } from './steps.ts';

interface Beside {
  readonly profile: Profile;
  readonly stage: string;
  readonly aws: Aws;
  readonly apiUrl: string;
  readonly prepared: Prepared;
  readonly balancerPort: number;
  readonly providerPort: number;
}

export async function startBeside(beside: Beside, step: Step, host: Host): Promise<void> {
  const { profile, stage, aws, apiUrl, balancerPort, providerPort } = beside;
  await step('provider', async () => {
    const key = await aws.secret(`tandem/${stage}/payments/provider-secret`);
    const webhook = await aws.secret(`tandem/${stage}/webhooks/provider-webhook-secret`);
    await startProvider(host, {
      port: providerPort,
      apiKey: key.value,
      webhookSecret: webhook.value,
      webhookUrl: `${apiUrl}/webhooks/payments/sandbox`,
      dataFile: undefined,
    });
    return { value: undefined, text: 'sandbox for payments' };
  });
  await step('containers', async () => {
    const { containers, directory } = beside.prepared;
    const ses = profile.mails === 'beside' ? mailsBeside() : undefined;
    const mails = async (to: string) => ses?.to(to) ?? (await mailsTo(aws.endpoint, to));
    const groups = await startBalancer({ port: balancerPort, containers, mails, ses }, host);
    await Promise.all(
      containers.map((container) =>
        startTask({ directory, container, group: groups.get(container.service), aws }, host),
      ),
    );
    return { value: undefined, text: containers.map(({ service }) => service).join(' ') };
  });
}
