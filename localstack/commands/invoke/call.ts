// One call of a function, and what a person is shown of it.
import type { Terminal } from '../../cli/terminal.ts';
import { fill } from './event.ts';
import type { Target } from './target.ts';

/** Answers the exit code. */
export async function call(
  target: Target,
  name: string,
  event: string,
  terminal: Terminal,
): Promise<number> {
  const answer = await target.invoke(name, await fill(event, target.apiUrl));
  terminal.line(pretty(answer.payload));
  if (answer.report) terminal.error(answer.report);
  return answer.failed ? 1 : 0;
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
