// What is stuck and what helps.
import { callLocal } from '../data/calls.ts';
import { ActionButton } from '../parts/form.tsx';
import type { Remedy } from './story.ts';

const doIt = (request: NonNullable<Remedy['request']>) =>
  callLocal(request.method, request.path.replace(/^\/_tandem\//, ''), request.body);

export const Remedies = ({ remedies }: { remedies: readonly Remedy[] }) =>
  remedies.length === 0 ? null : (
    <section class="panel" aria-label="What helps">
      <h2>Not arrived yet</h2>
      <ul class="bullets">
        {remedies.map(({ entry, says, request }) => (
          <li key={entry}>
            {says} {request && <ActionButton act={() => doIt(request)}>Do it</ActionButton>}
          </li>
        ))}
      </ul>
    </section>
  );
