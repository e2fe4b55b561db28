// What happened to an order, what helps, and what it cost.
import { useQueries } from '@tanstack/preact-query';
import { Costs } from '../costs/costs.tsx';
import { callLocal } from '../data/calls.ts';
import { useLocal } from '../data/queries.ts';
import { useNow } from '../parts/show.tsx';
import { Empty, Loaded } from '../parts/state.tsx';
import type { Span, Trace } from '../traces/span.ts';
import { Remedies } from './remedies.tsx';
import { happeningsOf, type Story } from './story.ts';
import { Timeline } from './timeline.tsx';

/** Of those of its traces that were kept. */
const useSpans = (traceIds: readonly string[]): Span[] =>
  useQueries({
    queries: traceIds.map((id) => ({
      queryKey: ['local', `traces/${id}`],
      queryFn: () => callLocal<Trace>('GET', `traces/${id}`),
      refetchInterval: 3_000,
      retry: false,
    })),
  }).flatMap(({ data }) => data?.spans ?? []);

const Known = ({ story }: { story: Story }) => {
  const now = useNow();
  const spans = useSpans(story.traceIds);
  return (
    <>
      <Remedies remedies={story.remedies} />
      <h2>What happened</h2>
      <Timeline items={happeningsOf(story, spans, now)} />
      <h2>What it cost</h2>
      {story.cost === null ? (
        <Empty>It was placed before this start, so nothing was counted.</Empty>
      ) : (
        <Costs cost={story.cost} />
      )}
    </>
  );
};

/** `path` is the order's id, encoded. */
export const OrderHistory = ({ path }: { path: string }) => (
  <Loaded query={useLocal<Story>(`orders/${path}`, { everyMs: 2_000 })}>
    {(story) => <Known story={story} />}
  </Loaded>
);
