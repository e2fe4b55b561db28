// The inbox of payments that Stripe carries out.
import { paymentConsumer } from './consumer.ts';
import { createStripe } from './providers/stripe.ts';

export const handler = paymentConsumer(createStripe);
