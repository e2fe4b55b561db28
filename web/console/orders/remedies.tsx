// What is stuck and what helps: known to the embedded cloud, and to the API everywhere.
import type { OrderStory } from '../../../events/http/orders/stories.ts';
import { callLocal, change } from '../data/calls.ts';
import { useMay } from '../data/may.ts';
import { useApi } from '../data/queries.ts';
import { ActionButton } from '../parts/form.tsx';
import type { Remedy } from './story.ts';

interface Help {
  readonly key: string;
  readonly says: string;
  /** Missing where only waiting helps, or somebody who may. */
  readonly act?: () => Promise<unknown>;
}

const Helps = ({ title, helps }: { title: string; helps: readonly Help[] }) =>
  helps.length === 0 ? null : (
    <section class="panel" aria-label={title}>
      <h2>{title}</h2>
      <ul class="bullets">
        {helps.map(({ key, says, act }) => (
          <li key={key}>
            {says} {act && <ActionButton act={act}>Do it</ActionButton>}
          </li>
        ))}
      </ul>
    </section>
  );

const localHelp = ({ entry, says, request }: Remedy): Help => ({
  key: entry,
  says,
  ...(request && {
    act: () => callLocal(request.method, request.path.replace(/^\/_tandem\//, ''), request.body),
  }),
});

export const Remedies = ({ remedies }: { remedies: readonly Remedy[] }) => (
  <Helps title="Not arrived yet" helps={remedies.map(localHelp)} />
);

type Ask = OrderStory['remedies'][number]['request'];

const ofAdministrators = (path: string): boolean => path.startsWith('/admin/dead-letters/');

const ask = ({ method, path, body }: Ask) => change(method, path, body ?? undefined);

/** `path` is the order's id, encoded. */
export const Unanswered = ({ path }: { path: string }) => {
  const { data } = useApi<OrderStory>(`/admin/orders/${path}/story`, { everyMs: 5_000 });
  const mayRedrive = useMay()('dead-letters.list-queues');
  const helps = (data?.remedies ?? []).map(({ says, request }) => ({
    key: request.path,
    says,
    ...((mayRedrive || !ofAdministrators(request.path)) && { act: () => ask(request) }),
  }));
  return <Helps title="Not answered yet" helps={helps} />;
};
