// EventBridge Scheduler: starts targets at their times, with the rights of the schedule's role.
import { randomUUID } from 'node:crypto';
import type { Deliver } from '../cloud/cloud.ts';
import { parseSchedule, type Schedule } from './cron.ts';

export interface ScheduleConfig {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly startAt: number | undefined;
  readonly endAt: number | undefined;
  readonly targetArn: string;
  readonly roleArn: string;
  /** A notification where the schedule has none. */
  readonly input: string | undefined;
  readonly maximumRetryAttempts: number;
  readonly deadLetterArn: string | undefined;
}

export interface Scheduler {
  add(config: ScheduleConfig): void;
  /** Begins to count; schedules added later start at once. */
  start(): void;
  stop(): void;
  list(): { config: ScheduleConfig; nextAt: number | undefined }[];
  /** Runs a schedule now; `name` may be the end of its name. Answers the execution id. */
  runNow(name: string): string;
}

// Longer timers overflow the 32 bits of setTimeout.
const longestTimerMs = 2_000_000_000;
// A rate starts at once on AWS; a few seconds later leave the start of the system alone.
const firstRunMs = 5000;
const retryDelayMs = 1000;

interface Entry {
  readonly config: ScheduleConfig;
  readonly schedule: Schedule;
  nextAt: number | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** What a target gets of a schedule without an input. */
function notification({ arn }: ScheduleConfig, id: string, time: string): string {
  const [, , , region, account] = arn.split(':');
  const about = { account, time, region, resources: [arn], detail: '{}' };
  const kind = { 'detail-type': 'Scheduled Event', source: 'aws.scheduler' };
  return JSON.stringify({ version: '0', id, ...kind, ...about });
}

/** Context attributes that a static input may hold. */
function inputOf(config: ScheduleConfig, scheduledAt: number, execution: string, attempt: number) {
  const time = new Date(scheduledAt).toISOString().replace(/\.\d+Z$/, 'Z');
  const { input = notification(config, execution, time) } = config;
  const values: Record<string, string> = {
    'schedule-arn': config.arn,
    'scheduled-time': time,
    'execution-id': execution,
    'attempt-number': String(attempt),
  };
  return input.replace(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (whole, name: string) => values[name] ?? whole,
  );
}

function scheduleOf({ expression, timeZone, startAt = 0 }: ScheduleConfig): Schedule {
  if (!expression.startsWith('rate(')) return parseSchedule(expression, timeZone, 0);
  // A rate begins at its start.
  if (startAt > Date.now()) return parseSchedule(expression, timeZone, startAt);
  // The rate's first multiple then falls shortly after the start.
  const rate = parseSchedule(expression, timeZone, Date.now());
  const first = (rate.next(Date.now()) ?? 0) - Date.now();
  return parseSchedule(expression, timeZone, Date.now() + Math.min(firstRunMs, first) - first);
}

/** Sends what a schedule sends, and again a few times where that fails. */
const createSender = (deliver: Deliver, log: (line: string) => void) => {
  function send(config: ScheduleConfig, scheduledAt: number, execution: string, attempt = 1): void {
    const { roleArn, targetArn, name } = config;
    const body = inputOf(config, scheduledAt, execution, attempt);
    let reason: string | undefined;
    try {
      reason = deliver(roleArn, execution, targetArn, body);
    } catch (error) {
      reason = String(error);
    }
    if (reason === undefined) return;
    log(`${name}: attempt ${attempt} failed: ${reason}`);
    if (attempt <= Math.min(config.maximumRetryAttempts, 3)) {
      setTimeout(send, retryDelayMs * attempt, config, scheduledAt, execution, attempt + 1).unref();
    } else if (config.deadLetterArn) {
      deliver(roleArn, execution, config.deadLetterArn, body);
    }
  }

  return send;
};

export function createScheduler(deliver: Deliver, log: (line: string) => void): Scheduler {
  const send = createSender(deliver, log);
  const entries = new Map<string, Entry>();
  let started = false;

  function arm(entry: Entry, after: number): void {
    const { config, schedule } = entry;
    // A time that is the start is one of its own.
    entry.nextAt = schedule.next(Math.max(after, (config.startAt ?? 0) - 1));
    if (entry.nextAt !== undefined && config.endAt !== undefined && entry.nextAt > config.endAt) {
      entry.nextAt = undefined;
    }
    wait(entry);
  }

  function wait(entry: Entry): void {
    if (entry.nextAt === undefined) return;
    const ms = Math.min(entry.nextAt - Date.now(), longestTimerMs);
    entry.timer = setTimeout(() => fire(entry), Math.max(0, ms));
    entry.timer.unref();
  }

  function fire(entry: Entry): void {
    const { nextAt } = entry;
    if (nextAt === undefined) return;
    if (nextAt > Date.now()) {
      wait(entry);
      return;
    }
    send(entry.config, nextAt, randomUUID());
    // What came due while the machine slept is not made up for.
    arm(entry, Math.max(nextAt, Date.now()));
  }

  function begin(entry: Entry): void {
    if (entry.config.enabled && entry.timer === undefined) arm(entry, Date.now());
  }

  return {
    add(config) {
      const entry = { config, schedule: scheduleOf(config), nextAt: undefined, timer: undefined };
      // Two groups may have schedules of one name.
      entries.set(config.arn, entry);
      if (started) begin(entry);
    },
    start() {
      started = true;
      for (const entry of entries.values()) begin(entry);
    },
    stop() {
      for (const { timer } of entries.values()) clearTimeout(timer);
    },
    list: () => [...entries.values()].map(({ config, nextAt }) => ({ config, nextAt })),
    runNow(name) {
      const all = [...entries.values()];
      const found =
        all.find((one) => one.config.name === name) ??
        all.find((one) => one.config.name.endsWith(name));
      if (!found) {
        const known = all.map(({ config }) => config.name).join(', ');
        throw new Error(`there is no schedule ${name}; known: ${known}`);
      }
      const execution = randomUUID();
      send(found.config, Date.now(), execution);
      return execution;
    },
  };
}
