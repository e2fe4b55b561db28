// The last answer of a query, kept while it is asked again: the client forgets a refusal as soon as it asks anew.
import { useRef } from 'preact/hooks';

interface Answer<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  /** The data is of what was asked before this. */
  readonly isPlaceholderData: boolean;
}

/** `asked` names what the answer is to; a refusal goes with it. */
export const useKept = <T>(asked: string, answer: Answer<T>): Answer<T> => {
  const { data, error, isPlaceholderData } = answer;
  const refused = useRef<{ readonly asked: string; readonly error: Error }>();
  const isAnswered = data !== undefined && !isPlaceholderData;
  if (error !== null) refused.current = { asked, error };
  else if (isAnswered || refused.current?.asked !== asked) refused.current = undefined;
  if (isAnswered || refused.current === undefined) return { data, error, isPlaceholderData };
  return { data: undefined, error: refused.current.error, isPlaceholderData: false };
};
