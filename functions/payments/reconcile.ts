// The scheduled run over payments that the sandbox provider carries out.
import { reconciler } from './reconciler.ts';
import { createSandbox } from './sandbox.ts';

export const handler = reconciler(createSandbox);
