// One function: invoked with an event that can be edited, and its last error.
import type { TargetedSubmitEvent } from 'preact';
import { callLocal } from '../data/calls.ts';
import { useAction } from '../data/queries.ts';
import { formOf } from '../parts/form.tsx';
import { duration, short } from '../parts/format.ts';
import { Age, Json, useInSight } from '../parts/show.tsx';
import { Trouble } from '../parts/state.tsx';
import type { FunctionState } from './columns.tsx';

interface Invoked {
  readonly payload: unknown;
  readonly functionError?: string;
  readonly report: {
    readonly durationMs: number;
    readonly initMs?: number;
    readonly maxMemoryMb: number;
  };
}

/** A queue's batch without messages; of a route, the least that API Gateway sends. */
const exampleOf = (name: string): string =>
  JSON.stringify(
    /consume|deliver|relay/.test(name)
      ? { Records: [] }
      : { httpMethod: 'GET', path: '/', headers: {}, requestContext: {} },
    null,
    2,
  );

const Answer = ({ payload, functionError, report }: Invoked) => (
  <>
    <p class={functionError ? 'refused' : 'soft'}>
      {functionError ?? 'Answered'} after {duration(report.durationMs)}
      {report.initMs !== undefined && `, cold start ${duration(report.initMs)}`}, at most{' '}
      {report.maxMemoryMb} MB
    </p>
    <Json value={payload} />
  </>
);

export const Invoke = ({ name, state }: { name: string; state: FunctionState | undefined }) => {
  const action = useAction(({ event = '' }: Record<string, string>) =>
    callLocal<Invoked>('POST', `functions/${name}/invoke`, { event: JSON.parse(event) }),
  );
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => action.mutate(formOf(event));
  return (
    <section class="panel" aria-label={`Invoke ${short(name)}`} ref={useInSight()}>
      <h2>{short(name)}</h2>
      {state?.lastError && (
        <details class="raw">
          <summary>
            Last error, <Age time={state.lastError.at} />
          </summary>
          <Json value={state.lastError.text} />
        </details>
      )}
      <form onSubmit={submit}>
        <label class="field wide">
          <span>Event</span>
          <textarea name="event" rows={8} spellcheck={false} defaultValue={exampleOf(name)} />
        </label>
        <button type="submit" class="main" disabled={action.isPending}>
          Invoke
        </button>
      </form>
      {action.error && <Trouble error={action.error} />}
      {action.data && <Answer {...action.data} />}
    </section>
  );
};
