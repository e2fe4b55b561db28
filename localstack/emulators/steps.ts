// Steps as a person sees them: what is being done, then what came of it and how long it took.
import type { Screen } from '../cli/screen.ts';

export type Step = <T>(name: string, work: () => Promise<{ value: T; text: string }>) => Promise<T>;

export function stepsOn(screen: Screen): Step {
  return async (name, work) => {
    const startedAt = performance.now();
    const clear = screen.doing(name);
    try {
      const { value, text } = await work();
      screen.done(name, text, performance.now() - startedAt);
      return value;
    } finally {
      clear();
    }
  };
}
