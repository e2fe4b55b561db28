// The way to the legacy shop: routes that are moved one by one, and its own paths.
import { createPolicy } from '../../platform/calls/resilience.ts';
import { httpFunction } from '../../platform/service/http-function.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import { policyMetrics } from '../../platform/telemetry/embedded-metrics.ts';
import { readLegacyConfig } from './config.ts';
import { legacyEndpoints } from './http.ts';
import { createSide } from './side.ts';
import { createSwitches } from './switches.ts';

const legacyMs = 10_000;
/** Above the 20 s that an order may be waited for, below the 28 s of the function. */
const tandemMs = 25_000;
const shadowMs = 2_500;

export const handler = httpFunction(readLegacyConfig(), (ground) => {
  const { config, clock, log, secret } = withSecrets(ground);

  const legacy = createPolicy({
    timeoutMs: legacyMs,
    failuresInARow: 5,
    ...policyMetrics(log, 'legacy'),
  });
  const ours = (name: string, timeoutMs: number) =>
    createSide({
      name,
      isOurs: true,
      base: `${config.API_URL}/direct`,
      policy: createPolicy({ timeoutMs, ...policyMetrics(log, name) }),
      headers: async () => ({ 'x-api-key': await secret(config.DIRECT_KEY_ARN) }),
    });

  const way = {
    switchOf: createSwitches({ path: config.SWITCHES_PATH, clock, log }),
    askLegacy: createSide({
      name: 'legacy',
      isOurs: false,
      base: config.LEGACY_URL,
      policy: legacy,
    }),
    askTandem: ours('tandem', tandemMs),
    askInShadow: ours('shadow', shadowMs),
    sendsToken: config.LEGACY_AUTHORIZATION === 'on',
    base: config.LEGACY_URL,
  };
  return { endpoints: legacyEndpoints(config.LEGACY_ROUTES, way) };
});
