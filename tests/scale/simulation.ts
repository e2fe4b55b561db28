// Orders come in at random (Poisson) and pass the stations one after the other, as discrete events; a seed repeats a run.
import { percentile } from '../load/percentile.ts';
import { randomOf } from '../support/random.ts';
import { createCalendar } from './calendar.ts';
import { createPlace, type Observed, type Place, type Station } from './station.ts';

export interface Step {
  readonly station: string;
  /**
   * Share of the orders that pass it.
   * @default 1
   */
  readonly share?: number;
}

export interface Model {
  readonly stations: readonly Station[];
  /** From the request to confirmed. */
  readonly route: readonly Step[];
  /** What follows and no customer waits for, each by itself. */
  readonly aside: readonly (readonly Step[])[];
}

export interface Run {
  readonly perSecond: number;
  readonly orders: number;
  readonly seed: number;
}

export interface Outcome extends Run {
  /** Confirmed a second while the run is at its full: without its first and last twentieth. */
  readonly confirmedPerSecond: number;
  /** Seconds from the request to confirmed. */
  readonly p50: number;
  readonly p99: number;
  readonly stations: Readonly<Record<string, Observed>>;
}

export const simulate = ({ stations, route, aside }: Model, run: Run): Outcome => {
  const { perSecond, orders, seed } = run;
  const random = randomOf(seed);
  const calendar = createCalendar();
  const places = new Map<string, Place>(
    stations.map((station) => [station.name, createPlace(station, calendar, random)]),
  );
  const took: number[] = [];
  const confirmed: number[] = [];

  const pass = (steps: readonly Step[], position: number, done: () => void): void => {
    const step = steps[position];
    if (step === undefined) {
      done();
      return;
    }
    const next = () => pass(steps, position + 1, done);
    const { station, share = 1 } = step;
    const place = places.get(station);
    if (place === undefined) throw new Error(`there is no station ${station}`);
    if (share === 1 || random() < share) place.visit(next);
    else next();
  };

  const come = (left: number): void => {
    if (left === 0) return;
    calendar.after(-Math.log(1 - random()) / perSecond, () => {
      const came = calendar.now;
      come(left - 1);
      pass(route, 0, () => {
        took.push(calendar.now - came);
        confirmed.push(calendar.now);
        for (const steps of aside) pass(steps, 0, () => undefined);
      });
    });
  };

  come(orders);
  calendar.run();
  took.sort((one, other) => one - other);
  return {
    ...run,
    confirmedPerSecond:
      (orders * 0.9) / (percentile(confirmed, 0.95) - percentile(confirmed, 0.05)),
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    stations: Object.fromEntries(
      [...places].map(([name, place]) => [name, place.observed()] as const),
    ),
  };
};

/** The same where all is had that can be asked for or set: what is left to bind is the form of the data. */
export const raised = (model: Model): Model => ({
  ...model,
  stations: model.stations.map((station) =>
    station.isData ? station : { ...station, servers: Number.POSITIVE_INFINITY },
  ),
});

/** Orders a second that the station carries at most, where each passes it as the route says. */
export const carries = ({ route, aside }: Model, station: Station): number => {
  const visits = [route, ...aside]
    .flat()
    .filter((step) => step.station === station.name)
    .reduce((all, { share = 1 }) => all + share, 0);
  return visits === 0
    ? Number.POSITIVE_INFINITY
    : (station.servers * (station.batch ?? 1)) / (station.seconds * visits);
};
