// What is to be done once: pressed again after an answer that was lost, it is sent with the key of the first time.
import { isRefusal } from './call-failed.ts';

/** So long the same wish is taken for the same one (ms). */
const keptMs = 5 * 60_000;

const unanswered = new Map<string, { readonly key: string; readonly at: number }>();

const keyFor = (what: string): string => {
  const known = unanswered.get(what);
  if (known !== undefined && Date.now() - known.at <= keptMs) return known.key;
  const key = crypto.randomUUID();
  unanswered.set(what, { key, at: Date.now() });
  return key;
};

/** `what` says all that is wished for. */
export const once = async <T>(what: string, send: (key: string) => Promise<T>): Promise<T> => {
  const key = keyFor(what);
  try {
    const answer = await send(key);
    unanswered.delete(what);
    return answer;
  } catch (error) {
    if (isRefusal(error)) unanswered.delete(what);
    throw error;
  }
};
