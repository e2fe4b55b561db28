// What the embedded default is seeded with, in order.

import type { SeedStep } from '../seed.ts';

export const seedSteps: readonly SeedStep[] = [];
