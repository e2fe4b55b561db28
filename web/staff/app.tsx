// The staff pages: who is logged in, and of the pages those that their role may use.
import { QueryClientProvider } from '@tanstack/preact-query';
import type { Static } from 'typebox';
import { Router } from 'wouter-preact';
import type { Profile } from '../../events/http/auth/account.ts';
import { mayWith, Roles, staffRoles } from '../console/data/may.ts';
import { client, isFinal, useApi } from '../console/data/queries.ts';
import { currentSession } from '../console/data/session.ts';
import { Frame } from '../console/frame.tsx';
import { always, toPages, withOrder } from '../console/palette-commands.ts';
import { Loaded } from '../console/parts/state.tsx';
import { startTheme } from '../console/theme.ts';
import { pages } from './pages.ts';

startTheme();

type Me = Static<typeof Profile>;

const leave = async (): Promise<void> => {
  await currentSession().leave();
  location.reload();
};

const LogOut = () => (
  <button type="button" class="quiet" onClick={() => void leave()}>
    Log out
  </button>
);

const Foot = ({ me }: { me: Me }) => (
  <>
    <span class="soft who" title={me.roles.join(', ')}>
      {me.email}
    </span>
    <LogOut /> <a href="/">Shop</a>
  </>
);

const NoStaff = ({ me }: { me: Me }) => (
  <main id="main" class="door">
    <h1>For staff only</h1>
    <p class="trouble" role="alert">
      {me.email} is no member of staff.
    </p>
    <LogOut />
  </main>
);

const Staff = ({ me }: { me: Me }) => {
  if (!me.roles.some((role) => staffRoles.includes(role))) return <NoStaff me={me} />;
  const may = mayWith(me.roles);
  const own = pages.filter(({ needs }) => needs === undefined || may(needs));
  return (
    <Roles.Provider value={me.roles}>
      <Frame
        pages={own}
        commandsFor={withOrder([...toPages(own), ...always])}
        foot={<Foot me={me} />}
      />
    </Roles.Provider>
  );
};

/** Before anyone is in, there is nothing but the login. */
const Door = () => {
  const query = useApi<Me>('/users/me', { everyMs: 60_000 });
  // A look that nobody has answered closes no form that is being filled in.
  if (query.data !== undefined && !isFinal(query.error)) return <Staff me={query.data} />;
  return (
    <main id="main" class="door">
      <h1>tandem staff</h1>
      <Loaded query={query}>{(me) => <Staff me={me} />}</Loaded>
    </main>
  );
};

export const App = () => (
  <QueryClientProvider client={client}>
    <Router base="/staff">
      <Door />
    </Router>
  </QueryClientProvider>
);
