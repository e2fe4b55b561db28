// A chaos run as the embedded cloud tells it: docs/local-api.md.
export interface Invariant {
  readonly name: string;
  readonly says: string;
  readonly broken: number;
}

interface Progress {
  readonly seed: number;
  readonly at: string;
  readonly orders: number;
  readonly accepted: number;
  readonly kills: number;
  /** Null until every invariant was looked at. */
  readonly passed: boolean | null;
  readonly faults: readonly { target: string; kind: string; rate: number; hits: number }[];
  readonly invariants: readonly Invariant[];
  readonly timeline: readonly { seconds: number; what: string }[];
}

export interface Chaos {
  /** Null where none has said anything. */
  readonly run: Progress | null;
  /** The last that was started here. */
  readonly own: {
    readonly seed: number;
    readonly startedAt: string;
    /** Null while it goes on. */
    readonly endedAt: string | null;
    readonly isStopped: boolean;
    readonly said: readonly string[];
  } | null;
  readonly isGoing: boolean;
  /** Which may be chosen. */
  readonly faults: readonly string[];
}

export const stateOf = ({ run, own, isGoing }: Chaos): readonly [text: string, tone: string] => {
  if (isGoing) return ['running', 'wait'];
  if (run?.passed === true) return ['passed', 'good'];
  if (run?.passed === false) return ['failed', 'bad'];
  return own?.isStopped ? ['stopped', 'plain'] : ['cut off', 'bad'];
};
