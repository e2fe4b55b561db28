// The public API as a client from outside asks it.

export interface Question {
  readonly token?: string;
  readonly body?: unknown;
  /** Of the request, where it must not be carried out twice. */
  readonly idempotencyKey?: string;
}

/** The body of an answer; throws an error that names status and code where it is a refusal. */
export type Ask = <Body>(method: string, path: string, question?: Question) => Promise<Body>;

/** Above the wait for an order. */
const timeoutMs = 10_000;

const refusal = (status: number, text: string): string => {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return `${status} ${code ?? 'without a code'}`;
  } catch {
    return `${status} without a problem`;
  }
};

export const createAsk =
  (url: string, send: typeof fetch = fetch): Ask =>
  async <Body>(method: string, path: string, question: Question = {}) => {
    const { token, body, idempotencyKey } = question;
    const response = await send(`${url}${path}`, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(refusal(response.status, text));
    return JSON.parse(text) as Body;
  };
