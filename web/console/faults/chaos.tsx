// A chaos run: started and stopped here, as it goes on or as it ended; what has struck, and whether a promise was broken.
import { callLocal } from '../data/calls.ts';
import { useLocal } from '../data/queries.ts';
import { ActionButton, ActionForm, Field, Tick } from '../parts/form.tsx';
import { Empty, Loaded } from '../parts/state.tsx';
import type { Chaos as Told } from './chaos-run.ts';
import { Run } from './run.tsx';

const start = (known: readonly string[]) => (values: Record<string, string>) =>
  callLocal('POST', 'chaos', {
    orders: Number(values.orders),
    ...(values.seed !== '' && { seed: Number(values.seed) }),
    faults: known.filter((name) => name in values),
  });

const StartForm = ({ faults }: Pick<Told, 'faults'>) => (
  <ActionForm title="Start a chaos run" verb="Start it" act={start(faults)}>
    <p>
      It starts a system of its own from what was built last, breaks that one while orders come in,
      heals it, and holds all that was kept against the invariants. This system is left alone.
    </p>
    <Field label="Orders" name="orders" type="number" min={10} max={400} value="100" />
    <Field label="Seed" name="seed" type="number" min={0} max={4_294_967_295} optional />
    {faults.map((name) => (
      <Tick key={name} name={name} isTicked />
    ))}
  </ActionForm>
);

const Known = ({ told }: { told: Told }) => (
  <>
    <div class="actions">
      {!told.isGoing && <StartForm faults={told.faults} />}
      {told.own?.endedAt === null && (
        <ActionButton asks="Stop it?" act={() => callLocal('DELETE', 'chaos')}>
          Stop the run
        </ActionButton>
      )}
    </div>
    {told.own === null && told.run === null ? <Empty>None yet.</Empty> : <Run told={told} />}
  </>
);

export const Chaos = () => (
  <section aria-label="Chaos run">
    <h2>Chaos run</h2>
    <Loaded query={useLocal<Told>('chaos', { everyMs: 1_000 })}>
      {(told) => <Known told={told} />}
    </Loaded>
  </section>
);
