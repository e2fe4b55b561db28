// The orders that a filter chooses, a page at a time.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/preact-query';
import type { Order } from '../../../events/http/orders/orders.ts';
import { callApi } from '../data/calls.ts';
import { useKept } from '../data/kept.ts';

interface List {
  readonly items: readonly Order[];
  readonly nextCursor: string | null;
}

export const useOrders = (filter: string) => {
  const query = useInfiniteQuery({
    queryKey: ['api', '/orders', filter],
    queryFn: ({ pageParam }) =>
      callApi<List>('GET', `/orders?limit=50${filter}${pageParam && `&cursor=${pageParam}`}`),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 1 ? false : 2_000),
    placeholderData: keepPreviousData,
  });
  const { refetch, hasNextPage, isFetching, fetchNextPage } = query;
  return { ...useKept(filter, query), refetch, hasNextPage, isFetching, fetchNextPage };
};
