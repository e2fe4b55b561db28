// The orders container: placing, following and fulfilling orders, and the saga behind them.
import { runService } from '../../platform/service/run-service.ts';
import { composeOrders } from './compose.ts';
import { readOrdersConfig } from './config.ts';

await runService(readOrdersConfig(), composeOrders);
