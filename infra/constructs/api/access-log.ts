// One line of JSON for every request, whoever answered it: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
export const accessLogFormat = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  responseBytes: '$context.responseLength',
  sourceIp: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
  subject: '$context.authorizer.principalId',
  refusal: '$context.error.responseType',
  traceId: '$context.xrayTraceId',
});
