// The Invoke operation: its headers, its limits and its errors.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

import type { InvokeResult } from '../cloud/cloud.ts';
import { AwsError, type AwsRequest, type AwsResponse } from '../cloud/protocol/edge-protocol.ts';
import type { FunctionConfig } from './config.ts';
import { latest, versionOf } from './descriptions.ts';
import { report } from './execution/report.ts';
import type { FunctionService } from './lambda.ts';
import { checkPayload, maxEventBytes, maxPayloadBytes } from './limits.ts';

const contentType = 'application/json';
const invocationTypes = ['RequestResponse', 'Event', 'DryRun'];
const logTypes = ['None', 'Tail'];

const statuses: Readonly<Record<string, number>> = {
  TooManyRequestsException: 429,
  RequestTooLargeException: 413,
};

function refused(error: Error): never {
  throw new AwsError(error.name, error.message, statuses[error.name] ?? 500);
}

/** The value of a header, the first of the allowed ones where it is missing. */
function oneOf(request: AwsRequest, header: string, allowed: readonly string[]): string {
  const value = String(request.headers[header] ?? allowed[0]);
  if (allowed.includes(value)) return value;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${header}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`,
  );
}

function checkRequest(payload: string, bytes: number): void {
  try {
    checkPayload(payload, bytes);
  } catch (error) {
    refused(error as Error);
  }
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function payloadOf({ body }: AwsRequest): string {
  if (body.length === 0) return '{}';
  try {
    return decoder.decode(body);
  } catch {
    throw new AwsError(
      'InvalidRequestContentException',
      'Could not parse request body into json: it is not UTF-8',
    );
  }
}

/** What Lambda itself writes of an invocation. */
function tailOf(config: FunctionConfig, result: InvokeResult): string {
  const { requestId } = result.report;
  const start = `START RequestId: ${requestId} Version: ${latest}`;
  return `${start}\nEND RequestId: ${requestId}\n${report(config, result)}\n`;
}

const longestContext = 3583;

/** Base64 of a JSON object. */
function clientContextOf({ headers }: AwsRequest): string | undefined {
  const given = headers['x-amz-client-context'];
  if (given === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(String(given), 'base64').toString());
    const isObject = typeof value === 'object' && value !== null;
    if (isObject && String(given).length <= longestContext) return JSON.stringify(value);
  } catch {
    // The reason is the same.
  }
  throw new AwsError(
    'InvalidRequestContentException',
    `Client context must be a valid Base64-encoded JSON object of at most ${longestContext} bytes.`,
  );
}

export async function invoke(
  functions: Pick<FunctionService, 'aliasOf' | 'config' | 'invoke' | 'invokeAsync'>,
  request: AwsRequest,
  id: string,
): Promise<AwsResponse> {
  const payload = payloadOf(request);
  const clientContext = clientContextOf(request);
  const type = oneOf(request, 'x-amz-invocation-type', invocationTypes);
  const logType = oneOf(request, 'x-amz-log-type', logTypes);
  if (type === 'DryRun') return { status: 204, contentType, body: '' };
  checkRequest(payload, type === 'Event' ? maxEventBytes : maxPayloadBytes);
  if (type === 'Event') {
    functions.invokeAsync(id, payload);
    return { status: 202, contentType, body: '' };
  }
  const result = await functions.invoke(id, payload, undefined, clientContext).catch(refused);
  const headers: Record<string, string> = {
    'x-amz-executed-version': versionOf(functions.aliasOf(id)),
    'x-amzn-requestid': result.report.requestId,
  };
  if (result.functionError) headers['x-amz-function-error'] = result.functionError;
  if (logType === 'Tail') {
    headers['x-amz-log-result'] = Buffer.from(tailOf(functions.config(id), result)).toString(
      'base64',
    );
  }
  return { status: 200, contentType, body: result.payload, headers };
}
