// What a page shows while it waits, when it fails, and when there is nothing.
import type { ComponentChildren, JSX } from 'preact';
import { CallFailed } from '../data/call-failed.ts';
import { isFinal } from '../data/queries.ts';
import { LoginNeeded } from '../data/session.ts';
import { LoginForm } from './login.tsx';

export interface Asked<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  refetch(): unknown;
}

export const Trouble = ({ error, again }: { error: Error; again?: () => void }): JSX.Element => (
  <div class="trouble" role="alert">
    <p>{error.message}</p>
    {error instanceof CallFailed && <p class="soft">{error.code}</p>}
    {again && (
      <button type="button" onClick={again}>
        Try again
      </button>
    )}
  </div>
);

export const Empty = ({ children }: { children: ComponentChildren }) => (
  <p class="empty">{children}</p>
);

/** Shows what was there last, with what is being typed in it, while it is asked again and while nobody answers; what is refused is gone. */
export function Loaded<T>({
  query,
  children,
}: {
  query: Asked<T>;
  children: (data: T) => ComponentChildren;
}) {
  if (query.error instanceof LoginNeeded) return <LoginForm reason={query.error.message} />;
  if (query.error && (query.data === undefined || isFinal(query.error))) {
    return <Trouble error={query.error} again={() => void query.refetch()} />;
  }
  if (query.data === undefined) {
    return (
      <p class="loading" role="status">
        Loading…
      </p>
    );
  }
  return (
    <>
      {query.error && <p class="stale">No answer at the moment: {query.error.message}</p>}
      {children(query.data)}
    </>
  );
}
