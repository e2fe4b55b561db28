// What no endpoint has answered is answered as a problem: an error of a function would be a 502 of the gateway without a word.
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { StoredReply } from '../data/records.ts';
import { problemReply, toAppError } from '../http/problem.ts';
import type { Log } from '../telemetry/log.ts';

export const toResult = ({ status, headers = {}, body }: StoredReply): APIGatewayProxyResult => ({
  statusCode: status,
  headers,
  body,
});

export const problems = (log: Pick<Log, 'error'>): MiddlewareObj<APIGatewayProxyEvent> => ({
  onError: (request) => {
    const error = toAppError(request.error);
    if (error.status >= 500) log.error({ error: request.error }, 'request failed');
    request.response = toResult(problemReply(error, request.context.awsRequestId));
  },
});
