// The tables of docs/scale.md: what each limit carries, and what comes of it.
import { carries, type Model, type Outcome, simulate } from './simulation.ts';

const rates = [10, 100, 1_000, 10_000] as const;

/** Enough for a 99th percentile; how long those wait that are too many depends on it. */
export const ordersOfARun = 5_000;

export interface Limit {
  readonly name: string;
  /** Orders a second. */
  readonly carries: number;
}

/** The lowest first. */
export const limitsOf = (model: Model): Limit[] =>
  model.stations
    .map((station) => ({ name: station.name, carries: carries(model, station) }))
    .filter((limit) => Number.isFinite(limit.carries))
    .sort((one, other) => one.carries - other.carries);

const rounded = (number: number): string =>
  Math.round(Number(number.toPrecision(3))).toLocaleString('en-GB');

const percent = (share: number): string => {
  const text = share < 0.01 ? '< 1 %' : `${rounded(share * 100)} %`;
  return share >= 1 ? `**${text}**` : text;
};

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

export const limitTable = (model: Model): string =>
  tableOf(
    ['Limit', 'carries, orders/s', ...rates.map((each) => `at ${rounded(each)}/s`)],
    limitsOf(model).map((limit) => [
      limit.name,
      rounded(limit.carries),
      ...rates.map((each) => percent(each / limit.carries)),
    ]),
  );

const seconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} s`;

/** Where an order waits longest until it is confirmed, all its visits together. */
const longestWait = ({ route }: Model, { stations, orders }: Outcome): string => {
  const waits = [...new Set(route.map(({ station }) => station))]
    .map((name) => ({ name, ...(stations[name] ?? { waited: 0, visits: 0 }) }))
    .map(({ name, waited, visits }) => ({ name, waited: (waited * visits) / orders }))
    .sort((one, other) => other.waited - one.waited);
  const [longest] = waits;
  return longest === undefined || longest.waited < 0.1 ? 'nowhere' : longest.name;
};

export const outcomesOf = (
  model: Model,
  seed: number,
  perSecond: readonly number[] = rates,
): Outcome[] =>
  perSecond.map((each) => simulate(model, { perSecond: each, orders: ordersOfARun, seed }));

export const outcomeTable = (model: Model, outcomes: readonly Outcome[]): string =>
  tableOf(
    ['Orders come in', 'confirmed', 'half of them within', '99 % within', 'waiting for'],
    outcomes.map((outcome) => [
      `${rounded(outcome.perSecond)}/s`,
      `${rounded(outcome.confirmedPerSecond)}/s`,
      seconds(outcome.p50),
      seconds(outcome.p99),
      longestWait(model, outcome),
    ]),
  );
