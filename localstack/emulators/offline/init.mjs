#!/usr/local/bin/node
// Runs a function in a container of LocalStack, in place of the program that it downloads for that: takes invocations of
// LocalStack, hands them on by the Lambda Runtime API, and tells it how they ended. Paths and names are LocalStack's.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

const { LOCALSTACK_RUNTIME_ENDPOINT: localstack, LOCALSTACK_RUNTIME_ID: id, ...rest } = process.env;
const invokePort = Number(process.env.LOCALSTACK_INTEROP_PORT ?? 9563);
const limitSeconds = Number(rest.AWS_LAMBDA_FUNCTION_TIMEOUT);
const own = /^(LOCALSTACK_|HOSTNAME$|HOME$)/;
const environment = Object.fromEntries(Object.entries(rest).filter(([name]) => !own.test(name)));

/** What was printed since the last invocation; all of it is in the container's log too. */
let printed = [];
let ready = false;
/** The runtime's open request for its next invocation. */
let waiting;
/** Accepted, not handed on yet. */
let queued;
/** With the runtime. */
let running;

const json = { 'content-type': 'application/json' };

const tell = (path, body) =>
  fetch(`${localstack}/${path}`, { method: 'POST', headers: json, body });

const bodyOf = async (request) => Buffer.concat(await Array.fromAsync(request)).toString();

function handOn() {
  if (waiting === undefined || queued === undefined) return;
  const { 'invoke-id': invocation, 'invoked-function-arn': arn, 'trace-id': trace } = queued;
  const timer = setTimeout(timedOut, limitSeconds * 1000);
  running = { invocation, timer };
  waiting.writeHead(200, {
    ...json,
    'lambda-runtime-aws-request-id': invocation,
    'lambda-runtime-deadline-ms': Date.now() + limitSeconds * 1000,
    'lambda-runtime-invoked-function-arn': arn,
    'lambda-runtime-trace-id': trace ?? '',
  });
  waiting.end(queued.payload);
  waiting = undefined;
  queued = undefined;
}

async function finish(kind, body) {
  if (running === undefined) return;
  const { invocation, timer } = running;
  running = undefined;
  clearTimeout(timer);
  // What was printed before the answer is in its pipe by now: one turn more, and it is read.
  await new Promise(setImmediate);
  const logs = Buffer.concat(printed).toString();
  printed = [];
  await tell(`invocations/${invocation}/logs`, JSON.stringify({ logs }));
  await tell(`invocations/${invocation}/${kind}`, body);
}

function timedOut() {
  const text = `${new Date().toISOString()} ${running.invocation} Task timed out after ${limitSeconds}.00 seconds`;
  void finish('error', JSON.stringify({ errorMessage: text }));
  runtime.kill('SIGKILL');
}

/** https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
const runtimeApi = createServer(async (request, response) => {
  const [, , , what, name] = request.url.split('/');
  if (what === 'invocation' && name === 'next') {
    waiting = response;
    if (!ready) await tell(`status/${id}/ready`, '');
    ready = true;
    handOn();
    return;
  }
  const body = await bodyOf(request);
  if (what === 'init') await tell(`status/${id}/error`, body);
  else await finish(request.url.endsWith('/error') ? 'error' : 'response', body);
  response.writeHead(202).end();
});

const invocations = createServer(async (request, response) => {
  queued = JSON.parse(await bodyOf(request));
  response.end('OK');
  handOn();
});

let runtime;

function start() {
  runtime = spawn(`${rest.LAMBDA_RUNTIME_DIR}/bootstrap`, {
    cwd: rest.LAMBDA_TASK_ROOT,
    env: { ...environment, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${runtimeApi.address().port}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const [from, to] of [
    [runtime.stdout, process.stdout],
    [runtime.stderr, process.stderr],
  ]) {
    from.on('data', (chunk) => {
      printed.push(chunk);
      to.write(chunk);
    });
  }
  runtime.on('exit', (code) => {
    waiting = undefined;
    // Before it was ready LocalStack has been told why; after that the next one serves what comes.
    if (!ready) process.exit(1);
    const errorMessage = `Error: Runtime exited with error: exit status ${code}`;
    void finish('error', JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage }));
    start();
  });
}

process.on('SIGTERM', () => process.exit(0));
runtimeApi.listen(0, '127.0.0.1', () => invocations.listen(invokePort, start));
