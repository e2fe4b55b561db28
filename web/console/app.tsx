// The console: every page, in the frame.
import { QueryClientProvider } from '@tanstack/preact-query';
import { Router } from 'wouter-preact';
import { commandsFor } from './commands.ts';
import { client } from './data/queries.ts';
import { Frame } from './frame.tsx';
import { pages } from './pages.ts';
import { startTheme } from './theme.ts';

startTheme();

const foot = (
  <>
    <a href="/">Shop</a> <a href="/v1/docs">API</a>
  </>
);

export const App = () => (
  <QueryClientProvider client={client}>
    <Router base="/console">
      <Frame pages={pages} commandsFor={commandsFor} foot={foot} />
    </Router>
  </QueryClientProvider>
);
