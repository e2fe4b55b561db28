// The scheduled run over payments that Stripe carries out.

import { createStripe } from './providers/stripe.ts';
import { reconciler } from './reconciler.ts';

export const handler = reconciler(createStripe);
