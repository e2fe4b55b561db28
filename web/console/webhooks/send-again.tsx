// One delivery again, under its own id, so that a merchant who has it already knows it.
import { change } from '../data/calls.ts';
import { ActionButton } from '../parts/form.tsx';

export const SendAgain = ({ delivery }: { delivery: string }) => (
  <ActionButton
    act={() => change('POST', `/webhook-deliveries/${encodeURIComponent(delivery)}/replay`)}
  >
    Send again
  </ActionButton>
);
