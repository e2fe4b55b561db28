// A thread that synthesises again and again: what the CDK has loaded serves every time. Who asks waits, as for a process of its own.
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  isMainThread,
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from 'node:worker_threads';

interface Asked {
  readonly directory: string;
  /** With the bundles by their whole path. */
  readonly context: Readonly<Record<string, unknown>>;
}

interface Told {
  /** What the app wrote, or why it gave up. */
  readonly errors: string;
  readonly isMade: boolean;
}

export interface Synthesiser {
  /** Writes an assembly. */
  synthesise(asked: Asked): Told;
}

interface Given {
  readonly sources: string;
  /** The sources change between one synthesis and the next. */
  readonly areEdited: boolean;
  readonly port: MessagePort;
  readonly answered: Int32Array;
}

const path = fileURLToPath(import.meta.url);
const atMostMs = 120_000;

/** Of the sources in a folder, one synthesis after the other. */
export const startSynthesiser = (
  sources: string,
  { areEdited }: { readonly areEdited: boolean },
): Synthesiser => {
  const { port1, port2: port } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const given: Given = { sources, areEdited, port, answered };
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    CDK_VALIDATION: 'false',
  };
  const worker = new Worker(path, { workerData: given, transferList: [port], env });
  worker.unref();
  return {
    synthesise(asked) {
      Atomics.store(answered, 0, 0);
      port1.postMessage(asked);
      const outcome = Atomics.wait(answered, 0, 0, atMostMs);
      const received = receiveMessageOnPort(port1);
      if (received === undefined) throw new Error(`the synthesis gave no answer: ${outcome}`);
      return received.message as Told;
    },
  };
};

/** Gives modules another address each turn, so that Node reads them again: the app, and where the sources are edited, all of them. */
const readAnew = ({ sources, areEdited }: Given, turn: () => number): void => {
  const ours = pathToFileURL(`${sources}/`).href;
  const app = `${ours}infra/app.ts`;
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const isAnew = areEdited
        ? found.url.startsWith(ours) && !found.url.includes('/node_modules/')
        : found.url === app;
      return isAnew ? { ...found, url: `${found.url}?${turn()}` } : found;
    },
  });
};

const serve = async (given: Given): Promise<void> => {
  const { sources, port, answered } = given;
  let turn = 0;
  let written = '';
  // Each app listens for the end of the process.
  process.setMaxListeners(0);
  readAnew(given, () => turn);
  const { AssetStaging } = await import('aws-cdk-lib');
  process.stderr.write = (text) => {
    written += String(text);
    return true;
  };
  port.on('message', async ({ directory, context }: Asked) => {
    turn += 1;
    written = '';
    AssetStaging.clearAssetHashCache();
    Object.assign(process.env, {
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify(context),
    });
    const isMade = await import(pathToFileURL(join(sources, 'infra/app.ts')).href).then(
      () => true,
      (error: unknown) => {
        written += (error as Error).stack ?? String(error);
        return false;
      },
    );
    port.postMessage({ errors: written, isMade } satisfies Told);
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
};

if (!isMainThread && (workerData as Given | null)?.sources !== undefined) {
  await serve(workerData as Given);
}
