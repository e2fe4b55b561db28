// What the notifications service reads from its environment.
import { commonConfig, readConfig, text, url } from '../../platform/config.ts';

export const readNotificationsConfig = () =>
  readConfig({ ...commonConfig, TABLE_NAME: text, MAIL_FROM: text, PUBLIC_URL: url });
