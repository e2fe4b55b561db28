// How the sandbox refuses.

/** A request the provider cannot follow, as its HTTP answer. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** For a person; providers do not tell it to merchants. */
  readonly detail: string | undefined;

  constructor(status: number, code: string, detail?: string) {
    super(code);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}
