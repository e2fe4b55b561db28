// The inbox of payments that Stripe carries out.
import { paymentConsumer } from './consumer.ts';
import { createStripe } from './stripe.ts';

export const handler = paymentConsumer(createStripe);
