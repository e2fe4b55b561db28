// All pages: where they are, what they are called, and what is loaded when one is opened.
import type { ComponentType } from 'preact';
import type { Operation } from './data/may.ts';
import type { PageProps } from './page-props.ts';

export interface Page {
  /** Below the address of these pages; may hold parameters. */
  readonly path: string;
  readonly title: string;
  readonly group: string;
  /** Not in the navigation: reached from another page. */
  readonly isInner?: boolean;
  /** Shown to those who may do this. @default to all */
  readonly needs?: Operation;
  /** For the palette: other words for it. */
  readonly also?: string;
  readonly load: () => Promise<{ readonly Page: ComponentType<PageProps> }>;
}

export const pages: readonly Page[] = [
  {
    path: '/',
    title: 'Orders',
    group: 'Orders',
    also: 'sales list',
    load: () => import('./order-list/list.tsx'),
  },
  {
    path: '/orders/:id',
    title: 'Order',
    group: 'Orders',
    isInner: true,
    load: () => import('./orders/order.tsx'),
  },
  {
    path: '/payments',
    title: 'Payments',
    group: 'Orders',
    also: 'reviews ledger reports provider',
    load: () => import('./payments/payments.tsx'),
  },
  {
    path: '/mailbox',
    title: 'Mailbox',
    group: 'Orders',
    also: 'mails sms e-mail',
    load: () => import('./mailbox/mailbox.tsx'),
  },
  {
    path: '/webhooks',
    title: 'Webhooks',
    group: 'Orders',
    also: 'endpoints deliveries merchant receiver',
    load: () => import('./webhooks/webhooks.tsx'),
  },
  {
    path: '/map',
    title: 'Map',
    group: 'System',
    also: 'services graph architecture topology',
    load: () => import('./map/map.tsx'),
  },
  {
    path: '/traces',
    title: 'Traces',
    group: 'System',
    also: 'spans opentelemetry waterfall',
    load: () => import('./traces/list.tsx'),
  },
  {
    path: '/traces/:id',
    title: 'Trace',
    group: 'System',
    isInner: true,
    load: () => import('./traces/trace.tsx'),
  },
  {
    path: '/logs',
    title: 'Logs',
    group: 'System',
    also: 'tail errors lines',
    load: () => import('./logs/logs.tsx'),
  },
  {
    path: '/queues',
    title: 'Queues',
    group: 'System',
    also: 'sqs dead letters redrive purge dlq',
    load: () => import('./queues/queues.tsx'),
  },
  {
    path: '/runtime',
    title: 'Functions and containers',
    group: 'System',
    also: 'lambda fargate processes kill reload invoke memory',
    load: () => import('./runtime/runtime.tsx'),
  },
  {
    path: '/tables',
    title: 'Tables',
    group: 'System',
    also: 'dynamodb items partition',
    load: () => import('./tables/tables.tsx'),
  },
  {
    path: '/schedules',
    title: 'Schedules',
    group: 'System',
    also: 'cron run now',
    load: () => import('./schedules/schedules.tsx'),
  },
  {
    path: '/faults',
    title: 'Faults',
    group: 'System',
    also: 'chaos break errors latency',
    load: () => import('./faults/faults.tsx'),
  },
  {
    path: '/resources',
    title: 'Resources',
    group: 'System',
    also: 'config secrets parameters stacks cloudformation',
    load: () => import('./resources/resources.tsx'),
  },
  {
    path: '/doctor',
    title: 'Doctor',
    group: 'System',
    also: 'ports node health check',
    load: () => import('./doctor/doctor.tsx'),
  },
  {
    path: '/catalogue',
    title: 'Catalogue and stock',
    group: 'Shop',
    also: 'products variants prices inventory import csv',
    load: () => import('./shop/catalogue.tsx'),
  },
  {
    path: '/categories',
    title: 'Categories',
    group: 'Shop',
    also: 'tree',
    load: () => import('./shop/categories.tsx'),
  },
  {
    path: '/coupons',
    title: 'Coupons',
    group: 'Shop',
    also: 'discounts',
    load: () => import('./shop/coupons.tsx'),
  },
  {
    path: '/people',
    title: 'People',
    group: 'Shop',
    also: 'users customers staff roles',
    load: () => import('./shop/people.tsx'),
  },
  {
    path: '/clients',
    title: 'OAuth clients',
    group: 'Shop',
    also: 'programs secrets scopes tokens',
    load: () => import('./shop/clients.tsx'),
  },
  {
    path: '/audit',
    title: 'Audit log',
    group: 'Shop',
    also: 'administrators changes security',
    load: () => import('./shop/audit.tsx'),
  },
];
