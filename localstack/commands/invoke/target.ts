// Where a function is invoked: in the running system, or in a copy of its own whose functions may be changed.

export interface Answer {
  readonly payload: string;
  readonly failed: boolean;
  /** The line that Lambda ends an invocation's log with. */
  readonly report: string;
}

export interface Target {
  /** Public API with its stage. */
  readonly apiUrl: string;
  /** Full names of the functions. */
  names(): Promise<string[]>;
  invoke(name: string, event: string): Promise<Answer>;
}

export interface Changes {
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number | undefined;
  /** Wait for a debugger before the first line of the function. */
  readonly inspect: boolean;
}

export interface OwnCopy extends Target {
  change(name: string, changes: Changes): Promise<void>;
  /** Calls back when a changed source has replaced functions or containers. */
  watch(replaced: () => void): Promise<void>;
  stop(): Promise<void>;
}
