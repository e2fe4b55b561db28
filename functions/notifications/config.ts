// What the entries of the notifications service read from their environment.
import {
  commonConfig,
  list,
  readConfig,
  text,
  tokenConfig,
  url,
} from '../../platform/kernel/config.ts';

const shared = { ...commonConfig, TABLE_NAME: text, UNSUBSCRIBE_SECRET_ARN: text };

export const readNotificationsConfig = () =>
  readConfig({
    ...shared,
    MAIL_FROM: text,
    MAIL_CONFIGURATION_SET: text,
    /** Of the API. */
    PUBLIC_URL: url,
    /** Of the shop's pages, to which mails link. */
    SITE_URL: url,
    QUEUE_URL: text,
    DEAD_LETTERS_URL: text,
  });

export type NotificationsConfig = ReturnType<typeof readNotificationsConfig>;

export const readHttpConfig = () => readConfig({ ...shared, ...tokenConfig, CORS_ORIGINS: list });
