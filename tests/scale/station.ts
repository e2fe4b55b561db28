// One place that orders pass, with what it can do at once: function environments, a partition of a table, a quota.
import type { Calendar } from './calendar.ts';

export interface Station {
  readonly name: string;
  /** How many are served at once. */
  readonly servers: number;
  /** That one run keeps a server. */
  readonly seconds: number;
  readonly spread: 'constant' | 'exponential';
  /**
   * Those who wait are served together, up to this many.
   * @default 1
   */
  readonly batch?: number;
  /** Before somebody who comes begins to wait; keeps no server. */
  readonly delay?: number;
  /** A quota by the second: who has got a place goes on at once, and the place is free again after `seconds`. */
  readonly isRate?: boolean;
  /** Each server has a queue of its own, and who comes does not choose: a shard that a hash says. */
  readonly isDivided?: boolean;
  /** Bound by how the data lies: neither a setting nor a request to AWS lifts it. */
  readonly isData?: boolean;
}

export interface Observed {
  readonly visits: number;
  /** Mean seconds before the service began, and until the visit was over. */
  readonly waited: number;
  readonly stayed: number;
  /** Mean number of those waiting or served, over the time from the first that came to the last that left. */
  readonly present: number;
  /** Share of the servers' time. */
  readonly busy: number;
}

interface Visit {
  readonly came: number;
  readonly leave: () => void;
}

export interface Place {
  visit(leave: () => void): void;
  observed(): Observed;
}

const sumOf = (all: readonly Observed[], member: (one: Observed) => number): number =>
  all.reduce((sum, one) => sum + member(one), 0);

const together = (all: readonly Observed[]): Observed => {
  const visits = sumOf(all, (one) => one.visits);
  const mean = (member: 'waited' | 'stayed') =>
    sumOf(all, (one) => one[member] * one.visits) / Math.max(visits, 1);
  return {
    visits,
    waited: mean('waited'),
    stayed: mean('stayed'),
    present: sumOf(all, (one) => one.present),
    busy: sumOf(all, (one) => one.busy) / all.length,
  };
};

/** First come, first served. */
export const createPlace = (station: Station, calendar: Calendar, random: () => number): Place => {
  const { servers, isDivided = false } = station;
  if (!isDivided || servers === 1) return createQueue(station, calendar, random);
  const queues = Array.from({ length: servers }, () =>
    createQueue({ ...station, servers: 1 }, calendar, random),
  );
  return {
    visit: (leave) => queues[Math.floor(random() * servers)]?.visit(leave),
    observed: () => together(queues.map((queue) => queue.observed())),
  };
};

const createQueue = (station: Station, calendar: Calendar, random: () => number): Place => {
  const { servers, seconds, spread, batch = 1, delay = 0, isRate = false } = station;
  const waiting: Visit[] = [];
  let head = 0;
  let busy = 0;
  let visits = 0;
  let present = 0;
  const sums = { waited: 0, stayed: 0, present: 0, busy: 0 };
  let first: number | undefined;
  let last = 0;

  /** Called before `present` changes, so that its mean over time is counted by itself. */
  const note = (): void => {
    first ??= calendar.now;
    sums.present += present * (calendar.now - last);
    last = calendar.now;
  };

  const duration = (): number =>
    spread === 'constant' ? seconds : -seconds * Math.log(1 - random());

  const over = ({ came, leave }: Visit): void => {
    note();
    present -= 1;
    sums.stayed += calendar.now - came;
    leave();
  };

  const takeBatch = (): readonly Visit[] => {
    const together = waiting.slice(head, head + batch);
    head += together.length;
    if (head > 1_000 && head * 2 > waiting.length) {
      waiting.splice(0, head);
      head = 0;
    }
    return together;
  };

  const start = (together: readonly Visit[]): void => {
    busy += 1;
    const lasts = duration();
    sums.busy += lasts;
    for (const { came } of together) sums.waited += calendar.now - came;
    if (isRate) together.forEach(over);
    calendar.after(lasts, () => {
      busy -= 1;
      if (!isRate) together.forEach(over);
      serve();
    });
  };

  const serve = (): void => {
    while (busy < servers && head < waiting.length) start(takeBatch());
  };

  const enter = (leave: () => void): void => {
    note();
    present += 1;
    visits += 1;
    waiting.push({ came: calendar.now, leave });
    serve();
  };

  return {
    visit: (leave) => (delay === 0 ? enter(leave) : calendar.after(delay, () => enter(leave))),
    observed: () => {
      const time = last - (first ?? 0) || 1;
      return {
        visits,
        waited: sums.waited / Math.max(visits, 1),
        stayed: sums.stayed / Math.max(visits, 1),
        present: sums.present / time,
        busy: sums.busy / (servers * time),
      };
    },
  };
};
