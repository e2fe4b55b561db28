// What no endpoint has answered is answered as a problem: an error of a function would be a 502 of the gateway without a word.
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { problemReply, toAppError } from '../http/problem.ts';
import type { Answered } from '../http/request.ts';
import type { Log } from '../telemetry/log.ts';

export const toResult = ({
  status,
  headers = {},
  body,
  isBase64Encoded,
}: Answered): APIGatewayProxyResult => ({
  statusCode: status,
  headers,
  body,
  ...(isBase64Encoded && { isBase64Encoded }),
});

export const problems = (log: Pick<Log, 'error'>): MiddlewareObj<APIGatewayProxyEvent> => ({
  onError: (request) => {
    const error = toAppError(request.error);
    if (error.status >= 500) log.error({ error: request.error }, 'request failed');
    request.response = toResult(problemReply(error, request.context.awsRequestId));
  },
});
