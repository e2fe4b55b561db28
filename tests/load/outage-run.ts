// npm run outage: the payment provider is down for a minute while orders come in.
import { runAsProgram } from '../../infra/tools/program.ts';
import { readFlags, wholeFlag } from '../../platform/cli/flags.ts';
import { startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { createShop } from '../support/shop.ts';
import { broken, type OutageOptions, takeProviderDown } from './outage.ts';

const usage = `Usage: npm run tandem -- outage [--seconds <n> --rate <n> --seed <n>]

Starts a system, takes its payment provider down while orders come in, and measures what becomes of them.
  --seconds <n>  how long it is down (60, at most 300)
  --rate <n>     orders a second (10, at most 100)
  --seed <n>     of the fault (1)

Exit code: 0 all promises are kept, 1 one is not, 2 wrong flags.`;

const readOptions = (args: readonly string[]) => {
  const text = { type: 'string' } as const;
  const { values } = readFlags({
    args: [...args],
    options: { seconds: text, rate: text, seed: text, help: { type: 'boolean' } },
  });
  if (values.help === true) return undefined;
  return {
    seconds: wholeFlag(values.seconds, 'seconds', { fallback: 60, most: 300 }),
    rate: wholeFlag(values.rate, 'rate', { fallback: 10, most: 100 }),
    seed: wholeFlag(values.seed, 'seed', { fallback: 1, most: 4_294_967_295 }),
  };
};

const main = async (options: OutageOptions): Promise<number> => {
  const cloud = await startEmbeddedCloud(['--quiet']);
  const stop = () => void cloud.stop().then(() => process.exit(130));
  process.once('SIGINT', stop);
  try {
    const report = await takeProviderDown(
      createShop(cloud.apiUrl, cloud.awsUrl),
      options,
      console.error,
    );
    const wrong = broken(report);
    console.log(JSON.stringify({ options, ...report, wrong }, null, 2));
    return wrong.length === 0 ? 0 : 1;
  } finally {
    process.removeListener('SIGINT', stop);
    await cloud.stop();
  }
};

await runAsProgram({ usage, readOptions, main });
