// The inbox of payments that the sandbox provider carries out.
import { paymentConsumer } from './consumer.ts';
import { createSandboxProvider } from './providers/sandbox.ts';

export const handler = paymentConsumer(createSandboxProvider);
