// The login of staff; at home the seeded administrator is filled in.
import type { TargetedSubmitEvent } from 'preact';
import { useAction } from '../data/queries.ts';
import { currentSession } from '../data/session.ts';
import { Field, formOf } from './form.tsx';

export const LoginForm = ({ reason }: { reason: string }) => {
  const session = currentSession();
  const { email = '', password = '' } = session.suggested ?? {};
  const action = useAction(({ email = '', password = '', otp = '' }: Record<string, string>) =>
    session.login(email, password, otp),
  );
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => action.mutate(formOf(event));
  return (
    <form class="panel login" onSubmit={submit}>
      <h2>Log in</h2>
      <p class="soft">{action.error?.message ?? reason}</p>
      <Field label="E-mail" name="email" type="email" value={email} autocomplete="username" />
      <Field
        label="Password"
        name="password"
        type="password"
        value={password}
        autocomplete="current-password"
      />
      <Field label="One-time code" name="otp" optional autocomplete="one-time-code" />
      <button type="submit" class="main" disabled={action.isPending}>
        Log in
      </button>
    </form>
  );
};
