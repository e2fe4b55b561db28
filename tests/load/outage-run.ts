// npm run outage: the payment provider is down for a minute while orders come in.
import { parseArgs } from 'node:util';
import { startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { createShop } from '../support/shop.ts';
import { broken, takeProviderDown } from './outage.ts';

const usage = `Usage: npm run outage [-- --seconds <n> --rate <n> --seed <n>]

Starts a system, takes its payment provider down while orders come in, and measures what becomes of them.
  --seconds <n>  how long it is down (60, at most 300)
  --rate <n>     orders a second (10, at most 100)
  --seed <n>     of the fault (1)

Exit code: 0 all promises are kept, 1 one is not, 2 wrong flags.`;

const whole = (text: string | undefined, name: string, fallback: number, most: number): number => {
  const number = Number(text ?? fallback);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new TypeError(`--${name} must be a whole number from 1 to ${most}, not ${text}`);
};

const readOptions = () => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { seconds: text, rate: text, seed: text, help: { type: 'boolean' } },
  });
  if (values.help === true) return undefined;
  return {
    seconds: whole(values.seconds, 'seconds', 60, 300),
    rate: whole(values.rate, 'rate', 10, 100),
    seed: whole(values.seed, 'seed', 1, 4_294_967_295),
  };
};

const main = async (): Promise<number> => {
  const options = readOptions();
  if (options === undefined) {
    console.log(usage);
    return 0;
  }
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

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
