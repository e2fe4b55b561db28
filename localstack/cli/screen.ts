// What a person sees of a start: a line a step, then where everything is.

import { logFormat } from '../cloud/logs/log-format.ts';
import { StepError } from './prepare.ts';
import type { Terminal } from './terminal.ts';

export interface Screen {
  /** True once log lines may be shown. */
  readonly started: boolean;
  title(data: string): void;
  /** Shows a step under way; answers a function that ends it without a line. */
  doing(step: string): () => void;
  done(step: string, text: string, durationMs?: number): void;
  warn(step: string, text: string): void;
  fail(error: unknown, tail: readonly { source: string; text: string; at: Date }[]): void;
  /** `kept` is undefined where no data is, else the flags of `reset` that clear it. */
  ready(
    ports: { api: number; aws: number },
    options: { readonly seeded: boolean; readonly kept: string | undefined },
  ): void;
}

/** Where everything is that a person opens. */
export const placesOf = ({ api, aws }: { api: number; aws: number }): string[] => {
  const url = `http://localhost:${api}/v1`;
  return [
    ` API      ${url}     docs ${url}/docs`,
    ` AWS      http://localhost:${aws}        AWS_ENDPOINT_URL for the AWS CLI and SDKs`,
    ` Shop     http://localhost:${api}/`,
    ` Console  http://localhost:${api}/console`,
    ` Mails    http://localhost:${aws}/_tandem/mailbox`,
  ];
};

/** Of the seed; they exist nowhere else. */
export const logins = [
  ' Login    demo@example.com / demo-password-please-change',
  '          admin@example.com / admin-password-please-change',
  '          OAuth client demo-service / demo-service-secret-please-change',
];

export function createScreen(terminal: Terminal): Screen {
  const startedAt = performance.now();
  let clear: () => void = () => undefined;
  let started = false;

  function step(mark: string, name: string, text: string, durationMs?: number): void {
    clear();
    const time = durationMs === undefined ? '' : terminal.style('dim', seconds(durationMs));
    terminal.line(` ${mark} ${name.padEnd(11)} ${time ? text.padEnd(50) : text} ${time}`.trimEnd());
  }

  return {
    get started() {
      return started;
    },
    title(data) {
      const name = terminal.style('bold', 'tandem');
      terminal.line(` ${name}  embedded · node ${process.versions.node} · ${data}`);
    },
    doing(name) {
      clear = terminal.spin(name);
      return clear;
    },
    done: (name, text, durationMs) => step(terminal.style('green', '✔'), name, text, durationMs),
    warn: (name, text) => step(terminal.style('yellow', '!'), name, text),
    fail(error, tail) {
      clear();
      const format = logFormat(terminal);
      for (const { source, text, at } of tail) terminal.error(format(source, text, at));
      const { step: name, next } =
        error instanceof StepError ? error : { step: 'start', next: 'npm run doctor' };
      terminal.error(` ${terminal.style('red', '✖')} ${name} failed: ${(error as Error).message}`);
      terminal.error(`   next: ${next}`);
    },
    ready(ports, { seeded, kept }) {
      const lines = [
        ` ready in ${seconds(performance.now() - startedAt)}`,
        ...placesOf(ports),
        ...(seeded ? logins : []),
        ` Ctrl-C stops everything${kept === undefined ? '' : `; npm run reset ${kept}clears the data`}`,
      ];
      for (const line of lines) terminal.line(line);
      started = true;
    },
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
