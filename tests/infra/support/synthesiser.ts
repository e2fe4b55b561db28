// A process that synthesises again and again: what the CDK has loaded serves every time, our own sources are read anew.
import { fork } from 'node:child_process';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

interface Asked {
  readonly directory: string;
  readonly context: Readonly<Record<string, unknown>>;
}

export interface Synthesiser {
  /** Writes an assembly; rejects with what the app says. */
  synthesise(asked: Asked): Promise<void>;
  stop(): void;
}

const path = fileURLToPath(import.meta.url);

/** Of the sources in a folder, one synthesis after the other. */
export const startSynthesiser = (sources: string): Synthesiser => {
  const child = fork(path, [sources], {
    cwd: sources,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      CDK_VALIDATION: 'false',
    },
  });
  const answer = () =>
    new Promise<string>((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`the synthesis ended with ${code}`));
      child.once('exit', ended);
      child.once('message', (said) => {
        child.off('exit', ended);
        resolve(String(said));
      });
    });
  return {
    async synthesise(asked) {
      child.send(asked);
      const errors = await answer();
      if (errors !== '') throw new Error(errors);
    },
    stop: () => void child.kill(),
  };
};

/** Gives our modules another address each turn, so that Node reads them again. */
const readAnew = (sources: string, turn: () => number): void => {
  const ours = pathToFileURL(`${sources}/`).href;
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const isOurs = found.url.startsWith(ours) && !found.url.includes('/node_modules/');
      return isOurs ? { ...found, url: `${found.url}?${turn()}` } : found;
    },
  });
};

if (process.argv[1] === path) {
  const [, , sources = ''] = process.argv;
  let turn = 0;
  // Each app listens for the end of the process.
  process.setMaxListeners(0);
  readAnew(sources, () => turn);
  const { AssetStaging } = await import('aws-cdk-lib');
  const synthesise = async ({ directory, context }: Asked): Promise<void> => {
    turn += 1;
    AssetStaging.clearAssetHashCache();
    Object.assign(process.env, {
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify(context),
    });
    await import(pathToFileURL(join(sources, 'infra/app.ts')).href);
  };
  process.on('message', (asked: Asked) => {
    synthesise(asked).then(
      () => process.send?.(''),
      (error: unknown) => process.send?.((error as Error).stack ?? String(error)),
    );
  });
}
