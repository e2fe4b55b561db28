// The scheduled run over payments that Stripe carries out.
import { reconciler } from './reconciler.ts';
import { createStripe } from './stripe.ts';

export const handler = reconciler(createStripe);
