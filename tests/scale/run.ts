// `npm run tandem -- scale`: which limits of AWS bind first, and what comes of it, by a simulation of orders as queues.
import { App } from 'aws-cdk-lib';
import { mostShards } from '../../containers/products/domain/shards/places.ts';
import { stageFrom } from '../../infra/stages.ts';
import { parseFlags, printUsage, UsageError } from '../../platform/cli/flags.ts';
import { orderModel } from './order.ts';
import { limitsOf, limitTable, outcomesOf, outcomeTable } from './report.ts';
import { raised } from './simulation.ts';

const usage = `Usage: npm run tandem -- scale [<flags>]

Simulates orders on AWS as a row of queues: what an order takes is what the tests count,
what is there comes from infra/stages.ts and the quotas of an account. See docs/scale.md.
  --orders-per-second <n>  only this many (10, 100, 1,000 and 10,000)
  --stage <stage>          dev or prod (prod)
  --hot-share <share>      of the orders that want the one same SKU, 0 to 1 (0)
  --stock-shards <n>       shards that the stock of this SKU is put into, 1 to 64 (1)
  --raised                 all is had that can be set or asked of AWS; the form of the data stays
  --seed <n>               repeats a run (1)
  --json                   one JSON document
  --help                   this text`;

const { values } = parseFlags({
  options: {
    'orders-per-second': { type: 'string' },
    stage: { type: 'string', default: 'prod' },
    'hot-share': { type: 'string', default: '0' },
    'stock-shards': { type: 'string', default: '1' },
    raised: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

interface Range {
  readonly least: number;
  readonly most: number;
  readonly isWhole?: boolean;
}

const numberOf = (name: string, text: string, { least, most, isWhole = true }: Range): number => {
  const number = Number(text);
  const fits = text.trim() !== '' && number >= least && number <= most;
  if (fits && (!isWhole || Number.isSafeInteger(number))) return number;
  throw new UsageError(
    `--${name} wants ${isWhole ? 'a whole number' : 'a number'} from ${least} to ${most}, not ${text}`,
  );
};

const main = (): void => {
  const given = values['orders-per-second'];
  const perSecond =
    given === undefined
      ? undefined
      : [numberOf('orders-per-second', given, { least: 0.1, most: 1_000_000, isWhole: false })];
  const seed = numberOf('seed', values.seed, { least: 0, most: 2 ** 32 - 1 });
  const sale = {
    hotShare: numberOf('hot-share', values['hot-share'], { least: 0, most: 1, isWhole: false }),
    stockShards: numberOf('stock-shards', values['stock-shards'], { least: 1, most: mostShards }),
  };
  if (!['dev', 'prod'].includes(values.stage)) {
    throw new UsageError(`--stage is dev or prod, not ${values.stage}`);
  }
  const { stage, raised: isRaised } = values;
  const asDeployed = orderModel(stageFrom(new App({ context: { stage } }).node), sale);
  const model = isRaised ? raised(asDeployed) : asDeployed;
  const outcomes = outcomesOf(model, seed, perSecond);
  console.log(
    values.json
      ? JSON.stringify({ stage, isRaised, ...sale, limits: limitsOf(model), outcomes }, null, 2)
      : `${limitTable(model)}\n\n${outcomeTable(model, outcomes)}`,
  );
};

try {
  if (values.help) console.log(usage);
  else main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  printUsage(error);
  process.exitCode = 2;
}
