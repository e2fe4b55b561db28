// A call that was refused, or that nobody has answered.

export class CallFailed extends Error {
  readonly status: number;
  /** Of the problem, or the status. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'CallFailed';
    this.status = status;
    this.code = code;
  }

  /** The same call may succeed in a moment, or has succeeded and nobody has said so. */
  get mayPass(): boolean {
    return this.status >= 500 || this.status === 429;
  }
}

export const isRefusal = (error: unknown): boolean => error instanceof CallFailed && !error.mayPass;
