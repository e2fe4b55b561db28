// A subject in a process of its own, which is asked for what it costs.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** Answers the process, and the first thing that it says. */
export const startSubject = async (
  module: string,
  parameters: readonly string[],
): Promise<readonly [ChildProcess, unknown]> => {
  const child = fork(new URL(`./subjects/${module}.ts`, import.meta.url), parameters, {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [message] = await once(child, 'message');
  return [child, message];
};

export const askSubject = async <T>(child: ChildProcess, question: object | string): Promise<T> => {
  child.send(question);
  return (await once(child, 'message'))[0];
};
