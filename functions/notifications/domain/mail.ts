// Every mail we send, by template, and what each one needs to be written.
import type { AccountMailTemplate } from '../../../events/messages/notifications.ts';
import type { OrderSummary } from '../../../events/messages/orders.ts';
import type { Money, RejectionReason } from '../../../events/schemas.ts';

export type Locale = 'en' | 'de';

export const localeOf = (text: string | undefined): Locale => (text === 'de' ? 'de' : 'en');

export interface ParcelLine {
  readonly name: string;
  readonly quantity: number;
}

export type Mail =
  | { readonly template: AccountMailTemplate; readonly token?: string }
  | {
      readonly template: 'order-confirmed' | 'order-cancelled';
      readonly order: OrderSummary;
    }
  | {
      readonly template: 'order-delivered' | 'order-returned';
      readonly order: OrderSummary;
      /** What has arrived or come back; all of the order where it is not given. */
      readonly lines?: readonly ParcelLine[];
    }
  | {
      readonly template: 'order-rejected';
      readonly order: OrderSummary;
      readonly reason: RejectionReason;
    }
  | {
      readonly template: 'order-shipped';
      readonly order: OrderSummary;
      readonly carrier: string;
      readonly trackingNumber: string;
      /** What is in the shipment; all of the order where it is not given. */
      readonly lines?: readonly ParcelLine[];
      /** Taken for it. */
      readonly charge?: Money;
    }
  | {
      readonly template: 'lines-cancelled';
      readonly order: OrderSummary;
      readonly lines: readonly ParcelLine[];
    }
  | { readonly template: 'order-refunded'; readonly order: OrderSummary; readonly amount: Money }
  | {
      readonly template: 'webhook-disabled';
      readonly url: string;
      readonly reason: 'failing' | 'gone';
    };

/** A mail in one language, before it is laid out. */
export interface Content {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Goes to our page with the mail's token. */
  readonly action?: { readonly label: string; readonly page: string };
  /** The order in a table. */
  readonly order?: OrderSummary;
  /** Goods of the order in a table: those of a shipment, for one. */
  readonly parcel?: { readonly lines: readonly ParcelLine[]; readonly charge?: Money };
}

/** A mail of this template. */
type MailOf<Template, M extends Mail = Mail> = M extends { readonly template: infer Each }
  ? Template extends Each
    ? M
    : never
  : never;

/** Every mail in one language; one that always says the same is there as it is. */
export type Mails = {
  readonly [Template in Mail['template']]: Content | ((mail: MailOf<Template>) => Content);
};

export const writeFrom =
  (mails: Mails) =>
  (mail: Mail): Content => {
    const content = mails[mail.template] as Content | ((mail: Mail) => Content);
    return typeof content === 'function' ? content(mail) : content;
  };

export interface Language {
  /** Without a name where it is empty. */
  readonly greeting: (name: string) => string;
  readonly total: string;
  readonly discount: string;
  readonly shipping: string;
  readonly tax: string;
  /** Tax that is in the prices. */
  readonly includedTax: string;
  readonly charged: string;
  readonly closing: string;
  readonly unsubscribe: string;
  readonly money: (amount: Money) => string;
  readonly write: (mail: Mail) => Content;
}
