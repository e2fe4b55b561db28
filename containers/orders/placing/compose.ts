// Who is told of what becomes of an order: those who wait for it, those who follow it, the admission of new ones, and who measures.
import type { ServiceGround } from '../../../platform/service/service-ground.ts';
import { measured } from '../../../platform/telemetry/embedded-metrics.ts';
import type { LoadedOrder } from '../commands.ts';
import type { OrdersConfig } from '../config.ts';
import { composeFollowing } from '../following/compose.ts';
import { createAdmission } from './admission.ts';
import { notifyAdmission, notifyWaiters, whenSettled } from './observers.ts';
import { createWaiters } from './waiters.ts';

export const composeObservers = (ground: ServiceGround<OrdersConfig>) => {
  const { clock, log, metrics } = ground;
  const waiters = createWaiters<LoadedOrder>(clock);
  const admission = createAdmission({ clock, random: Math.random });
  const settled = (milliseconds: number): void => {
    log.info(measured('SettleMilliseconds', milliseconds), 'order settled');
    metrics.settled(milliseconds);
  };
  const { streams, streamOrder, observer } = composeFollowing(ground);
  metrics.streams(() => streams.count);
  return {
    waiters,
    admission,
    streams,
    streamOrder,
    observers: [notifyWaiters(waiters), notifyAdmission(admission), whenSettled(settled), observer],
  };
};
