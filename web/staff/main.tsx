// Starts the staff pages.
import { render } from 'preact';
import { startSession } from '../console/data/session.ts';
import { App } from './app.tsx';
import { staffSession } from './session.ts';

startSession(staffSession);
render(<App />, document.body);
