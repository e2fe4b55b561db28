// A goal: a ratio of subject to floor in one run, with its limit.

export interface Measurement {
  readonly goal: string;
  readonly what: string;
  /** Paired ratios, or counts where `unit` says so. */
  readonly samples: readonly number[];
  readonly limit: { readonly atMost: number } | { readonly atLeast: number };
  readonly unit?: string;
  /** Absolute figures of the run, for people. */
  readonly details: Readonly<Record<string, number>>;
  /** Floor against floor; outside 0.95–1.05 the run says nothing. */
  readonly control?: number;
}

export interface Context {
  readonly random: () => number;
  readonly log: (line: string) => void;
}

export interface Goal {
  readonly names: readonly string[];
  /** Not among those that are measured where none is named. */
  readonly isNamedOnly?: boolean;
  readonly measure: (context: Context) => Promise<readonly Measurement[]>;
}
