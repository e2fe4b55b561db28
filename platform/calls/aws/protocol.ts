// How a service of AWS is spoken to: what a request says, and what an answer means.

export interface Failure {
  /** Of the error; empty where the answer has none. */
  readonly code: string;
  readonly message: string;
  /** What else the error tells. */
  readonly members: object;
}

export interface Protocol {
  readonly headers: (operation: string) => Readonly<Record<string, string>>;
  readonly body: (operation: string, input: object) => string;
  /** Throws where the answer is no such document. */
  readonly output: (operation: string, body: string) => object;
  /** Never throws: a proxy may have answered in place of the service. */
  readonly failure: (body: string) => Failure;
}
