// Data of the pages: cached by path, asked again while a page shows it, kept on the screen meanwhile.
import {
  keepPreviousData,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/preact-query';
import { isRefusal } from './call-failed.ts';
import { callApi, callLocal } from './calls.ts';
import { useKept } from './kept.ts';
import { LoginNeeded } from './session.ts';

/** Asked again it would be the same. */
export const isFinal = (error: unknown): boolean =>
  error instanceof LoginNeeded || isRefusal(error);

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      placeholderData: keepPreviousData,
      retry: (failures, error) => failures < 2 && !isFinal(error),
      staleTime: 500,
    },
  },
});

interface Every {
  /** @default 3 seconds; false: only when something has changed */
  readonly everyMs?: number | false;
  readonly enabled?: boolean;
}

const useAsked = <T>(
  key: readonly [from: 'api' | 'local', path: string],
  ask: () => Promise<T>,
  { everyMs = 3_000, enabled = true }: Every,
) => {
  const query = useQuery<T>({ queryKey: key, queryFn: ask, refetchInterval: everyMs, enabled });
  return { ...useKept(key[1], query), refetch: query.refetch };
};

export const useApi = <T>(path: string, every: Every = {}) =>
  useAsked(['api', path], () => callApi<T>('GET', path), every);

export const useLocal = <T>(path: string, every: Every = {}) =>
  useAsked(['local', path], () => callLocal<T>('GET', path), every);

/** Does something; afterwards all that is shown is asked again. */
export const useAction = <Input, Answer>(act: (input: Input) => Promise<Answer>) => {
  const queries = useQueryClient();
  return useMutation<Answer, Error, Input>({
    mutationFn: act,
    onSettled: () => queries.invalidateQueries(),
  });
};
