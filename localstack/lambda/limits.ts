// What an invocation may carry.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html

export const maxPayloadBytes = 6_291_456;
export const maxEventBytes = 1_048_576;
const maxAnswerBytes = 6_291_556;

/** An error of the Lambda API under its name. */
export class LambdaError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export const isTooLong = (payload: string, bytes: number) =>
  // A character is at least a byte and at most three of them.
  payload.length > bytes || (payload.length * 3 > bytes && Buffer.byteLength(payload) > bytes);

/** Throws RequestTooLargeException. */
export function checkPayload(payload: string, bytes: number): void {
  if (!isTooLong(payload, bytes)) return;
  throw new LambdaError(
    'RequestTooLargeException',
    `Request must be smaller than ${bytes} bytes for the InvokeFunction operation`,
  );
}

/** The error that the caller gets in place of an answer that is too long. */
export function answerError(answer: string): string | undefined {
  if (!isTooLong(answer, maxAnswerBytes)) return undefined;
  return JSON.stringify({
    errorMessage: `Response payload size exceeded maximum allowed payload size (${maxAnswerBytes} bytes).`,
    errorType: 'Function.ResponseSizeTooLarge',
  });
}
