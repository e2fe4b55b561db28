// Starts the console in the page.
import { render } from 'preact';
import { App } from './app.tsx';
import { seededSession } from './data/seeded-session.ts';
import { startSession } from './data/session.ts';

startSession(seededSession);
render(<App />, document.body);
