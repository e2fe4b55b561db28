// The sweeper, every minute.
import middy from '@middy/core';
import { composeRelay } from './compose.ts';
import { createSweep } from './sweeper.ts';

export const handler = middy().handler(createSweep(composeRelay()));
