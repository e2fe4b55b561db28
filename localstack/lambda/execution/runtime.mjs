// The client side of the Lambda Runtime API: loads the handler, then takes one event after the other.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
const http = process.getBuiltinModule('node:http');
const { join } = process.getBuiltinModule('node:path');
const { existsSync } = process.getBuiltinModule('node:fs');
const { pathToFileURL } = process.getBuiltinModule('node:url');
const { flushCompileCache } = process.getBuiltinModule('node:module');

const [host, ...rest] = process.env.AWS_LAMBDA_RUNTIME_API.split('/');
const [hostname, port] = host.split(':');
const base = `${['', ...rest].join('/')}/2018-06-01/runtime`;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body) {
  const headers = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  headers['tandem-memory-kb'] = process.resourceUsage().maxRSS;
  // The answer to a result is held back until there is a next event: one exchange an event, not two.
  if (path.startsWith('/invocation')) headers['tandem-next'] = '1';
  return new Promise((resolve) => {
    const request = http.request({ agent, hostname, port, method, path: base + path, headers });
    // No answer means that the runner is gone: this process has nothing left to do.
    request.on('error', () => process.exit(1));
    request.on('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    request.end(body);
  });
}

const describe = (error) =>
  JSON.stringify({
    errorType: error?.name ?? typeof error,
    errorMessage: error?.message ?? String(error),
    trace: String(error?.stack ?? '').split('\n'),
  });

async function load() {
  const [file, name] = process.env._HANDLER.split(/\.(?=[^.]+$)/);
  const root = join(process.env.LAMBDA_TASK_ROOT, file);
  const path = ['.mjs', '.js', '.cjs'].map((end) => root + end).find(existsSync);
  if (path === undefined) throw new Error(`Cannot find module '${file}'`);
  const handler = (await import(pathToFileURL(path).href))[name];
  if (typeof handler !== 'function') throw new Error(`${file}.${name} is not a function`);
  return handler;
}

function contextOf(headers) {
  const clientContext = headers['lambda-runtime-client-context'];
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    ...(clientContext && { clientContext: JSON.parse(clientContext) }),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

let handler;
try {
  handler = await load();
} catch (error) {
  console.error(error);
  await call('POST', '/init/error', describe(error));
  process.exit(1);
}

let next = await call('GET', '/invocation/next');
for (let first = true; ; first = false) {
  const { headers, body } = next;
  const invocation = `/invocation/${headers['lambda-runtime-aws-request-id']}`;
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  let path = `${invocation}/response`;
  let result;
  try {
    result = JSON.stringify((await handler(JSON.parse(body), contextOf(headers))) ?? null);
  } catch (error) {
    console.error(error);
    path = `${invocation}/error`;
    result = describe(error);
  }
  const coming = call('POST', path, result);
  if (first) flushCompileCache();
  next = await coming;
  // Another Runtime API only thanks for a result.
  if (!next.headers['lambda-runtime-aws-request-id']) next = await call('GET', '/invocation/next');
}
