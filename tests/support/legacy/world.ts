// A system with a small legacy shop behind it.
import { synthesise } from '../../infra/support/assembly.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../system.ts';
import { type LegacyShop, startLegacyShop } from './shop.ts';

export interface LegacyWorld {
  readonly legacy: LegacyShop;
  readonly system: SystemUnderTest;
  stop(): Promise<void>;
}

/** @param legacyRoutes ids, with commas between */
export const startLegacyWorld = async (legacyRoutes: string): Promise<LegacyWorld> => {
  const legacy = await startLegacyShop();
  const removals: (() => void)[] = [];
  const { status, errors, directory } = synthesise(
    { stage: 'dev', webhookLoopback: 'on', legacy: legacy.url, legacyRoutes },
    (remove) => void removals.push(remove),
  );
  if (status !== 0) throw new Error(errors);
  const system = await startSystemUnderTest(directory);
  return {
    legacy,
    system,
    stop: async () => {
      await system.stop();
      await legacy.stop();
      for (const remove of removals) remove();
    },
  };
};
