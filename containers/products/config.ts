// What the products service reads from its environment.
import { readConfig } from '../../platform/kernel/config.ts';
import { serviceConfig } from '../../platform/service/service-config.ts';

export const readProductsConfig = () => readConfig(serviceConfig);
