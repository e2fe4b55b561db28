// Before CodeDeploy lets the first call meet a new version: asks the version itself, and says whether it may.
import { signedCalls } from '../../platform/calls/signed-call.ts';
import { eventFunction } from '../../platform/service/event-function.ts';
import { createProbe, type Target } from './asking.ts';
import { readRolloutConfig } from './config.ts';
import { createDeployments, type HookEvent } from './deployments.ts';

/** By hand, without a deployment: which versions to ask. */
interface ByHand {
  readonly targets: readonly Target[];
}

export const handler = eventFunction(readRolloutConfig(), ({ config, clock, log }) => {
  const call = signedCalls(config, clock);
  const ask = createProbe(call, config.FUNCTION_PREFIX, config.QUESTIONS);
  const deployments = createDeployments(call);

  const faultsOf = async (targets: readonly Target[]): Promise<readonly string[]> => {
    const faults = (await Promise.all(targets.map(ask))).flat();
    const names = targets.map(({ name, version }) => `${name}:${version}`);
    if (faults.length > 0) log.error({ faults }, 'a new version gets no traffic');
    else log.info({ names }, 'new versions answer');
    return faults;
  };

  return async (event: HookEvent | ByHand) => {
    if ('targets' in event) return { faults: await faultsOf(event.targets) };
    const faults = await deployments
      .targetsOf(event.DeploymentId)
      .then(faultsOf, (error: Error) => [error.message]);
    await deployments.report(event, faults.length === 0);
    return { faults };
  };
});
