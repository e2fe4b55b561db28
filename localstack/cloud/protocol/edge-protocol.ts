// Requests and errors in the shape that each AWS protocol wants.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { checked } from './members.ts';

export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly accessKeyId: string;
  /** Operation where the protocol names it in a header or form (JSON and query protocols). */
  readonly action: string;
  /** Calls back when the caller hangs up before the answer; answers how to stop listening. */
  readonly onHangUp: (listener: () => void) => () => void;
}

export interface AwsResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer | string;
  readonly headers?: Record<string, string>;
}

export type Protocol = 'json' | 'query' | 'rest' | 'xml';
export type Service = (request: AwsRequest) => AwsResponse | Promise<AwsResponse>;

/** For what reads the request itself: S3, and `/_tandem/*`. */
export type RawHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => void | Promise<void>;

/** An error a service answers with; `code` is the name the SDK gives it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

export const jsonType = 'application/x-amz-json-1.0';

export function json(value: unknown, status = 200): AwsResponse {
  return { status, contentType: jsonType, body: JSON.stringify(value) };
}

const malformed = (message: string) => new AwsError('SerializationException', message);

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw malformed('The request body is not JSON.');
  }
}

/** As it came; an empty body is an empty input, and what is no object is none. */
export function rawInput<T>({ body }: Pick<AwsRequest, 'body'>): T {
  if (body.length === 0) return {} as T;
  const value = parsed(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as T;
  throw malformed('The request body is not a JSON object.');
}

/** The input of a JSON operation, whose members have their types. */
export const input = <T>(request: Pick<AwsRequest, 'body'>): T =>
  checked(rawInput(request), (member) => {
    throw malformed(`${member} has another type.`);
  }) as T;

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** `AccessDeniedException` as each service calls it. */
export function denied(service: string, reason: string): AwsError {
  const codes: Record<string, string> = {
    sns: 'AuthorizationError',
    sqs: 'AccessDenied',
    s3: 'AccessDenied',
    sts: 'AccessDenied',
  };
  const status = service === 'dynamodb' || service === 'secretsmanager' || service === 'ssm';
  return new AwsError(codes[service] ?? 'AccessDeniedException', reason, status ? 400 : 403);
}

function queryError(error: AwsError): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function xmlError(error: AwsError): string {
  return `<Error><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message><RequestId>${randomUUID()}</RequestId></Error>`;
}

export function errorResponse(protocol: Protocol, error: AwsError): AwsResponse {
  if (protocol === 'xml') {
    return { status: error.status, contentType: 'application/xml', body: xmlError(error) };
  }
  if (protocol === 'query') {
    return { status: error.status, contentType: 'text/xml', body: queryError(error) };
  }
  if (protocol === 'rest') {
    const body = JSON.stringify({ message: error.message, Message: error.message });
    return {
      status: error.status,
      contentType: 'application/json',
      body,
      headers: { 'x-amzn-errortype': error.code },
    };
  }
  // Services disagree on the spelling of the message member; both are read.
  return json(
    {
      __type: `com.amazon.coral.service#${error.code}`,
      message: error.message,
      Message: error.message,
    },
    error.status,
  );
}
