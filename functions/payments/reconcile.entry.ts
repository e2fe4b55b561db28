// The scheduled run over payments that the sandbox provider carries out.

import { createSandboxProvider } from './providers/sandbox.ts';
import { reconciler } from './reconciler.ts';

export const handler = reconciler(createSandboxProvider);
