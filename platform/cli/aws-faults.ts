// What stands between an operator and AWS, in one line: no region, no credentials, nobody there, somebody else, no permission.

interface Fault extends Error {
  readonly code?: string;
  /** What the SDK was answered. */
  readonly $response?: unknown;
  readonly $metadata?: unknown;
}

const noWay = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']);

/** Undefined where it is a fault of our own. */
export const awsFaultOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { name, message, code, $response, $metadata } = error as Fault;
  if (message === 'Region is missing') return 'in which region? set AWS_REGION';
  if (/^(CredentialsProvider|TokenProvider)Error$/.test(name)) return `no credentials: ${message}`;
  if (code !== undefined && noWay.has(code)) return `nothing answers there: ${message}`;
  if (error instanceof SyntaxError && $response !== undefined)
    return 'what answers there is not AWS';
  if ($metadata === undefined) return undefined;
  return name === 'Unknown' ? 'what answers there is not AWS' : `${name}: ${message}`;
};
